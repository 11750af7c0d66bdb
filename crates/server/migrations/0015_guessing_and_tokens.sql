-- Failed sign-ins of a day, counted for accounts, addresses and known browsers.
CREATE TABLE sign_in_failures (
    -- SHA-256 of what is counted: names that nobody has are counted like others, and none is kept in clear.
    subject BYTEA PRIMARY KEY,
    failures BIGINT NOT NULL,
    began_at BIGINT NOT NULL,
    blocked_until BIGINT NOT NULL
);

CREATE INDEX sign_in_failures_by_time ON sign_in_failures (began_at);

-- Browsers in which a person has signed in before, known again by a cookie.
CREATE TABLE known_browsers (
    token_hash BYTEA NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (token_hash, account_id)
);

CREATE INDEX known_browsers_by_account ON known_browsers (account_id);
CREATE INDEX known_browsers_by_expiry ON known_browsers (expires_at);

-- What a person's programs show; the table keeps the SHA-256.
CREATE TABLE access_tokens (
    id TEXT PRIMARY KEY,
    token_hash BYTEA NOT NULL UNIQUE,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    may_write BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    last_used_at BIGINT
);

CREATE INDEX access_tokens_by_account ON access_tokens (account_id, id);

-- Passkeys: the private half never leaves the person's device.
CREATE TABLE passkeys (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    credential_id BYTEA NOT NULL UNIQUE,
    -- As the device gave it (COSE).
    public_key BYTEA NOT NULL,
    -- Uses as the device counts them; 0 where it does not.
    uses BIGINT NOT NULL,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT
);

CREATE INDEX passkeys_by_account ON passkeys (account_id, id);

-- What a device is asked to sign, once.
CREATE TABLE passkey_challenges (
    challenge_hash BYTEA PRIMARY KEY,
    -- Who registers a passkey; empty for signing in.
    account_id TEXT REFERENCES accounts (id) ON DELETE CASCADE,
    expires_at BIGINT NOT NULL
);

CREATE INDEX passkey_challenges_by_expiry ON passkey_challenges (expires_at);
