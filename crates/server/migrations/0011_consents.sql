-- What an organization lets another see: its results, or its answers with evidence as well.
CREATE TABLE consents (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    given_to TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    extent TEXT NOT NULL,
    given_by TEXT REFERENCES accounts (id) ON DELETE SET NULL,
    given_at BIGINT NOT NULL,
    ended_by TEXT REFERENCES accounts (id) ON DELETE SET NULL,
    ended_at BIGINT
);

CREATE UNIQUE INDEX consents_in_force ON consents (organization_id, given_to) WHERE ended_at IS NULL;
CREATE INDEX consents_by_giver ON consents (organization_id, id);
CREATE INDEX consents_by_receiver ON consents (given_to, organization_id);
