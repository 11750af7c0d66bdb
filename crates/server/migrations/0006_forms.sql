-- Filled-in forms that were sent in, waiting to be looked through and taken over. Gone after a week.
CREATE TABLE form_uploads (
    id TEXT PRIMARY KEY,
    assessment_id TEXT NOT NULL REFERENCES assessments (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL,
    file_name TEXT NOT NULL,
    rater TEXT NOT NULL,
    rated_on TEXT NOT NULL,
    -- Version of each answer the form was made from, and what stands in its rows, as JSON.
    content TEXT NOT NULL,
    received_at BIGINT NOT NULL
);

CREATE INDEX form_uploads_by_assessment ON form_uploads (assessment_id, id);
CREATE INDEX form_uploads_by_account ON form_uploads (account_id, received_at);
