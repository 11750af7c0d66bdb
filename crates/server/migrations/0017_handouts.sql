-- Items of an assessment handed to somebody without an account, by a link that opens these items and nothing else.
CREATE TABLE handouts (
    id TEXT PRIMARY KEY,
    token_hash BYTEA NOT NULL UNIQUE,
    assessment_id TEXT NOT NULL REFERENCES assessments (id) ON DELETE CASCADE,
    -- Codes of the items, with commas between them.
    items TEXT NOT NULL,
    person TEXT NOT NULL,
    email TEXT NOT NULL,
    created_by TEXT NOT NULL REFERENCES accounts (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT
);

CREATE INDEX handouts_by_assessment ON handouts (assessment_id, id);

-- Who answered by such a link, which the account in answered_by handed out; empty for people with an account.
ALTER TABLE answers ADD COLUMN answered_as TEXT NOT NULL DEFAULT '';
