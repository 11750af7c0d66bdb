-- What people say of the hints of an item: `helpful` or `unclear`, one rating for each person, and how many there are.
CREATE TABLE hint_ratings (
    framework TEXT NOT NULL,
    item TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    rating TEXT NOT NULL,
    comment TEXT NOT NULL DEFAULT '',
    rated_at BIGINT NOT NULL,
    PRIMARY KEY (framework, item, account_id)
);

CREATE INDEX hint_ratings_by_account ON hint_ratings (account_id);
CREATE INDEX hint_ratings_by_time ON hint_ratings (rated_at) WHERE comment <> '';

CREATE TABLE hint_counts (
    framework TEXT NOT NULL,
    item TEXT NOT NULL,
    helpful BIGINT NOT NULL,
    unclear BIGINT NOT NULL,
    PRIMARY KEY (framework, item)
);

-- Planned tips that somebody waits for.
CREATE TABLE tip_follows (
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    framework TEXT NOT NULL,
    tip TEXT NOT NULL,
    followed_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, framework, tip)
);

-- Cases the operator adds to tips. A row with the id of a built-in case stands in for it.
CREATE TABLE tip_cases (
    framework TEXT NOT NULL,
    id TEXT NOT NULL,
    tip TEXT NOT NULL,
    year BIGINT NOT NULL,
    -- Where it comes from, without naming a company.
    source_note TEXT NOT NULL,
    leads_to BIGINT NOT NULL,
    title_ja TEXT NOT NULL,
    title_en TEXT NOT NULL,
    text_ja TEXT NOT NULL,
    text_en TEXT NOT NULL,
    is_retired BIGINT NOT NULL DEFAULT 0,
    version BIGINT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (framework, id)
);

CREATE INDEX tip_cases_by_tip ON tip_cases (framework, tip, id);
