-- Nightly backups, one row for each night. One server at a time has the lease; the others leave it alone until it ends.
CREATE TABLE backup_runs (
    -- Day in the installation's time zone, such as `2026-11-29`.
    day TEXT PRIMARY KEY,
    -- Made up anew for each attempt.
    holder TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    lease_until BIGINT NOT NULL,
    -- None until an attempt succeeds.
    finished_at BIGINT,
    -- Where the file is, seen from the server that wrote it; empty until it is there.
    file TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    -- Why the last attempt failed; empty where it did not.
    problem TEXT NOT NULL
);

-- Requests that carried an Idempotency-Key, so that one that is sent again does nothing twice. Gone after 48 hours.
CREATE TABLE idempotency_keys (
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    idempotency_key TEXT NOT NULL,
    -- SHA-256 over method, address and body.
    request_hash BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    -- The response; none until it is known, which is after the change itself was made durable.
    status BIGINT,
    headers TEXT NOT NULL,
    body BYTEA,
    PRIMARY KEY (account_id, idempotency_key)
);

CREATE INDEX idempotency_keys_by_time ON idempotency_keys (created_at);
