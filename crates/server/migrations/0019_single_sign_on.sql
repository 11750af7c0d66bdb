-- Accounts at the company's provider (OpenID Connect) that stand for a person here. Issuer and subject name one for good;
-- the address may change.
CREATE TABLE sso_identities (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    added_at BIGINT NOT NULL,
    last_used_at BIGINT,
    PRIMARY KEY (issuer, subject)
);

CREATE UNIQUE INDEX sso_identities_by_account ON sso_identities (account_id, issuer);

-- Somebody has been sent to the provider and has not come back yet. Used once, by the browser that was sent.
CREATE TABLE sso_attempts (
    -- SHA-256 of what the provider hands back.
    state_hash BYTEA PRIMARY KEY,
    -- SHA-256 of what the browser holds in a cookie.
    browser_hash BYTEA NOT NULL,
    nonce TEXT NOT NULL,
    verifier TEXT NOT NULL,
    -- `sign-in`, `connect` or `proof`.
    purpose TEXT NOT NULL,
    -- Path to go on to.
    back TEXT NOT NULL,
    -- The session that asks, where it is not about signing in.
    session_hash BYTEA,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE INDEX sso_attempts_by_expiry ON sso_attempts (expires_at);

CREATE INDEX invitations_by_email ON invitations (email);
