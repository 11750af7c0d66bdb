-- Who did what, when. Written in the transaction of the change itself; holds no answers.
CREATE TABLE activity (
    id TEXT PRIMARY KEY,
    at BIGINT NOT NULL,
    account_id TEXT,
    organization_id TEXT,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT '',
    -- SHA-256 over the entry, for proving later that nothing was rewritten.
    leaf_hash BYTEA NOT NULL
);

CREATE INDEX activity_by_organization ON activity (organization_id, id);
