-- Companies a head office expects forms from, beside those that are here as organizations below it.
CREATE TABLE collected_companies (
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    -- Heading it stands under on the board; may be empty.
    segment TEXT NOT NULL,
    -- Place in the list as it was typed.
    position BIGINT NOT NULL,
    PRIMARY KEY (organization_id, name)
);

-- Forms that a head office has received from its companies, one per company and year, newest wins. What is refused stays in
-- the list with its reason until it is sent again or removed.
CREATE TABLE collected_forms (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    -- Fiscal year.
    period BIGINT NOT NULL,
    -- Id of an organization of the group; else `name:` and the company's name, or `file:` and the name of a refused file.
    company TEXT NOT NULL,
    name TEXT NOT NULL,
    file_name TEXT NOT NULL,
    -- `received`, `to-check` or `refused`
    state TEXT NOT NULL,
    -- Sentences in both languages, as JSON.
    reasons TEXT NOT NULL,
    -- Id and version of the framework the form asks; empty where the file was refused.
    edition TEXT NOT NULL,
    -- One byte per item; none where the file was refused.
    answers BYTEA,
    rater TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    UNIQUE (organization_id, period, company)
);
