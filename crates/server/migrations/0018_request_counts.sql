-- Who asks often, by the minute: how several servers on one database share their limits. Rows live for a minute or two.
CREATE TABLE request_counts (
    -- Minutes since 1970, UTC.
    minute BIGINT NOT NULL,
    subject BYTEA NOT NULL,
    server TEXT NOT NULL,
    requests BIGINT NOT NULL,
    PRIMARY KEY (minute, subject, server)
);
