-- Links sent by mail that let their holder do one thing once: choose a new password (`password`), or use a new address
-- (`email`). The table keeps the SHA-256 of each token.
CREATE TABLE mail_links (
    token_hash BYTEA PRIMARY KEY,
    kind TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    -- The address the link went to.
    email TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);

CREATE INDEX mail_links_by_account ON mail_links (account_id, created_at);
