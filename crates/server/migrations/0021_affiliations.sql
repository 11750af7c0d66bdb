-- Which company or unit belongs below which, from when until when. What stood in organizations.parent_id moves here, and the
-- column is no longer used.
CREATE TABLE affiliations (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    parent_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    -- `company` or `unit`.
    kind TEXT NOT NULL,
    -- Dates; `until` is the first day on which it no longer held. An empty `since`: from before dates were kept.
    since TEXT NOT NULL,
    until TEXT
);

CREATE UNIQUE INDEX affiliations_in_force ON affiliations (organization_id) WHERE until IS NULL;
CREATE INDEX affiliations_by_organization ON affiliations (organization_id, id);
CREATE INDEX affiliations_by_parent ON affiliations (parent_id, id);

INSERT INTO affiliations (id, organization_id, parent_id, kind, since)
SELECT id, id, parent_id, 'company', '' FROM organizations WHERE parent_id IS NOT NULL;

UPDATE organizations SET parent_id = NULL WHERE parent_id IS NOT NULL;

-- A company is asked to join a group by mail to somebody who decides for it.
CREATE TABLE group_invitations (
    id TEXT PRIMARY KEY,
    token_hash BYTEA NOT NULL UNIQUE,
    parent_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    since TEXT NOT NULL,
    invited_by TEXT NOT NULL REFERENCES accounts (id),
    expires_at BIGINT NOT NULL,
    ended_at BIGINT
);

CREATE INDEX group_invitations_by_parent ON group_invitations (parent_id, id);
CREATE INDEX group_invitations_by_email ON group_invitations (email);
