CREATE TABLE organizations (
    id TEXT PRIMARY KEY,
    parent_id TEXT REFERENCES organizations (id),
    name_ja TEXT NOT NULL,
    name_en TEXT NOT NULL,
    industry TEXT NOT NULL,
    headcount TEXT NOT NULL,
    is_listed BIGINT NOT NULL DEFAULT 0,
    has_group BIGINT NOT NULL DEFAULT 0,
    has_overseas BIGINT NOT NULL DEFAULT 0,
    has_dedicated BIGINT NOT NULL DEFAULT 0,
    has_csirt BIGINT NOT NULL DEFAULT 0,
    has_ciso BIGINT NOT NULL DEFAULT 0,
    products TEXT NOT NULL DEFAULT '',
    information TEXT NOT NULL DEFAULT '',
    -- The code under which it appears in published lists, never its name.
    public_code TEXT NOT NULL UNIQUE,
    version BIGINT NOT NULL DEFAULT 1,
    created_at BIGINT NOT NULL
);

CREATE INDEX organizations_by_parent ON organizations (parent_id);

CREATE TABLE memberships (
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, organization_id)
);

CREATE INDEX memberships_by_organization ON memberships (organization_id);
