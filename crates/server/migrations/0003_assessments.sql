CREATE TABLE assessments (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    -- Framework id and version, as `cyber-management@1.0`.
    edition TEXT NOT NULL,
    scope TEXT NOT NULL,
    scope_note TEXT NOT NULL DEFAULT '',
    -- Fiscal year.
    period BIGINT NOT NULL,
    -- The earlier assessment whose answers stand beside these.
    previous_id TEXT REFERENCES assessments (id),
    started_by TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    submitted_by TEXT,
    submitted_at BIGINT,
    -- One byte per item at submission, and the hash of the framework's content it was scored with.
    frozen_answers BYTEA,
    content_hash TEXT
);

CREATE INDEX assessments_by_organization ON assessments (organization_id, period, id);
CREATE INDEX assessments_by_previous ON assessments (previous_id);
-- Two people who start the same assessment at the same time get one.
CREATE UNIQUE INDEX assessments_open ON assessments (organization_id, period, scope, scope_note, edition)
    WHERE submitted_at IS NULL;

-- Working answers: one row per item, so that a save touches one row. `rater` is `shared` for the answers an
-- organization gives together; independent raters use their account's id.
CREATE TABLE answers (
    assessment_id TEXT NOT NULL REFERENCES assessments (id) ON DELETE CASCADE,
    rater TEXT NOT NULL,
    item TEXT NOT NULL,
    -- A level, `n` (not applicable), `u` (unknown) or empty (unanswered).
    answer TEXT NOT NULL,
    is_partial BIGINT NOT NULL DEFAULT 0,
    coverage_percent BIGINT,
    is_uncertain BIGINT NOT NULL DEFAULT 0,
    planned_level BIGINT,
    planned_on TEXT,
    note TEXT NOT NULL DEFAULT '',
    -- The day on which somebody confirmed that last year's answer still holds.
    confirmed_on TEXT,
    version BIGINT NOT NULL,
    answered_by TEXT NOT NULL,
    answered_at BIGINT NOT NULL,
    PRIMARY KEY (assessment_id, rater, item)
);
