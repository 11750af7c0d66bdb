-- The provable log: each entry gets a position, the hashes make a tree, and its root is signed from time to time.

-- Goes into the hash together with the detail. Entries from before this column have none.
ALTER TABLE activity ADD COLUMN salt BYTEA;
-- Counted from 0; none until the sequencer has come by.
ALTER TABLE activity ADD COLUMN position BIGINT;

CREATE UNIQUE INDEX activity_by_position ON activity (position) WHERE position IS NOT NULL;
CREATE INDEX activity_unsequenced ON activity (id) WHERE position IS NULL;
CREATE INDEX activity_by_subject ON activity (organization_id, subject, id);

-- One row: how far the tree has come, and which server carries it on.
CREATE TABLE activity_log (
    name TEXT PRIMARY KEY,
    size BIGINT NOT NULL,
    -- Roots of the perfect trees it is made of, 32 bytes each, largest first; none while it is empty.
    frontier BYTEA,
    holder TEXT NOT NULL,
    held_until BIGINT NOT NULL
);

-- Roots of perfect trees of 256, 65,536, … entries; `number` counts them from the left.
CREATE TABLE activity_nodes (
    level BIGINT NOT NULL,
    number BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (level, number)
);

CREATE TABLE activity_heads (
    number BIGINT PRIMARY KEY,
    size BIGINT NOT NULL,
    root BYTEA NOT NULL,
    at BIGINT NOT NULL,
    -- Hash of the head before; none for the first.
    previous BYTEA,
    public_key BYTEA NOT NULL,
    signature BYTEA NOT NULL
);
