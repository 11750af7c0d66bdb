-- Sessions know when they were last used, by which browser, and when their person last proved who they are.
ALTER TABLE sessions ADD COLUMN last_seen_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN proved_at BIGINT NOT NULL DEFAULT 0;
-- In words, such as `Firefox, Windows`; empty where unknown.
ALTER TABLE sessions ADD COLUMN browser TEXT NOT NULL DEFAULT '';

UPDATE sessions SET last_seen_at = created_at, proved_at = created_at;

-- An app that shows codes. It counts from `confirmed_at` on.
CREATE TABLE second_factors (
    account_id TEXT PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    secret BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    confirmed_at BIGINT,
    -- The newest step of 30 seconds since 1970 whose code was used.
    last_step BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE recovery_codes (
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    -- SHA-256; a code has 120 random bits.
    code_hash BYTEA NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (account_id, code_hash)
);

-- Password or link was good, and the second factor is waited for.
CREATE TABLE sign_in_steps (
    token_hash BYTEA PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    attempts_left BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE INDEX sign_in_steps_by_expiry ON sign_in_steps (expires_at);
