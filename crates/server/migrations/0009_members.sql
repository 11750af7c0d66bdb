-- An invitation into an organization: for one address, once, for a while. The table keeps the SHA-256 of its token.
CREATE TABLE invitations (
    id TEXT PRIMARY KEY,
    token_hash BYTEA NOT NULL UNIQUE,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    role TEXT NOT NULL,
    invited_by TEXT REFERENCES accounts (id) ON DELETE SET NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT
);

CREATE INDEX invitations_by_organization ON invitations (organization_id, id);

-- Counts changes of members: whoever changes them holds this row, so that the last owner cannot go twice at once.
ALTER TABLE organizations ADD COLUMN members_version BIGINT NOT NULL DEFAULT 0;
