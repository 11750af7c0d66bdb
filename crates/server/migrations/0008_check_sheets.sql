-- How an organization's own check sheets are read, known again by the headings of their columns.
CREATE TABLE check_sheet_mappings (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    -- Id of the framework whose items the rows stand for.
    framework TEXT NOT NULL,
    name TEXT NOT NULL,
    -- The headings, as one text.
    headings TEXT NOT NULL,
    -- Which row stands for which item, and which word for which level, as JSON.
    content TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    UNIQUE (organization_id, framework, headings)
);

-- Sheets that wait for somebody to point at their columns. Gone after a week.
CREATE TABLE check_sheet_uploads (
    id TEXT PRIMARY KEY,
    assessment_id TEXT NOT NULL REFERENCES assessments (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL,
    file_name TEXT NOT NULL,
    -- Cells with their places, as JSON.
    tables TEXT NOT NULL,
    received_at BIGINT NOT NULL
);

CREATE INDEX check_sheet_uploads_by_assessment ON check_sheet_uploads (assessment_id, id);
CREATE INDEX check_sheet_uploads_by_account ON check_sheet_uploads (account_id, received_at);
