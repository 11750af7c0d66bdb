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
