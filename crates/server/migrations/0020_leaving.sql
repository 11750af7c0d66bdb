-- Taking everything along, and being forgotten.

-- In place of a detail that was erased: the hash that its entry's leaf was made with.
ALTER TABLE activity ADD COLUMN detail_hash BYTEA;

CREATE INDEX activity_by_account ON activity (account_id, id);
-- Finds what is said of a person. Most entries are about an item, and name nobody.
CREATE INDEX activity_about ON activity (subject, id) WHERE kind <> 'item-answered';

-- When an owner deleted it: nobody sees it from that moment on, and after a while it is erased.
ALTER TABLE organizations ADD COLUMN deleted_at BIGINT;

CREATE INDEX organizations_deleted ON organizations (deleted_at) WHERE deleted_at IS NOT NULL;

-- Who belonged to an organization that is deleted, in case the deletion is taken back.
CREATE TABLE former_members (
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, organization_id)
);

CREATE INDEX former_members_by_organization ON former_members (organization_id, account_id);

-- When a person left. The row stays as an empty shell: answers and entries point at it.
ALTER TABLE accounts ADD COLUMN deleted_at BIGINT;

CREATE INDEX accounts_operators ON accounts (id) WHERE is_operator = 1;

-- Which organization a mail is about, and whose act caused it: it goes with either of them.
ALTER TABLE mails ADD COLUMN organization_id TEXT;
ALTER TABLE mails ADD COLUMN account_id TEXT;

CREATE INDEX mails_by_organization ON mails (organization_id) WHERE organization_id IS NOT NULL;
CREATE INDEX mails_by_account ON mails (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX mails_by_address ON mails (to_address);
CREATE INDEX mails_done ON mails (created_at) WHERE due_at IS NULL;

CREATE INDEX sign_in_links_by_account ON sign_in_links (account_id);
CREATE INDEX sign_in_steps_by_account ON sign_in_steps (account_id);
CREATE INDEX passkey_challenges_by_account ON passkey_challenges (account_id) WHERE account_id IS NOT NULL;

-- What is old goes, even if nobody comes by who would have it removed.
CREATE INDEX form_uploads_by_time ON form_uploads (received_at);
CREATE INDEX check_sheet_uploads_by_time ON check_sheet_uploads (received_at);
CREATE INDEX sign_in_links_by_expiry ON sign_in_links (expires_at);
CREATE INDEX mail_links_by_expiry ON mail_links (expires_at);
