-- Mail to send. Its text goes once it is sent: it can hold a link that works once.
CREATE TABLE mails (
    id TEXT PRIMARY KEY,
    to_address TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- When to try next; nothing where nothing is left to do.
    due_at BIGINT,
    attempts BIGINT NOT NULL DEFAULT 0,
    sent_at BIGINT,
    -- What the mail server said last.
    problem TEXT NOT NULL DEFAULT ''
);

CREATE INDEX mails_by_due ON mails (due_at);
