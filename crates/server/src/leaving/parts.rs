//! The files of a ZIP that are rows of tables, read page by page. `$1` is the organization or the account, `$2` the column of
//! the last row by which the next page is found. No token, hash or secret is among the columns.

/// One file.
pub struct Part {
    pub file: &'static str,
    /// Empty where there is one page only.
    pub cursor: &'static str,
    pub sql: &'static str,
}

macro_rules! parts {
    ($parts:ident, $reading:ident: $($file:literal by $cursor:literal $sql:literal;)*) => {
        pub const $parts: &[Part] = &[$(Part { file: $file, cursor: $cursor, sql: $sql }),*];
        /// The texts of the same, for the tests that look at every text.
        pub const $reading: &[&str] = &[$($sql),*];
    };
}

parts! { ORGANIZATION, READING_ORGANIZATION:
    "organization.json" by ""
        "SELECT o.id, o.public_code, o.name_ja, o.name_en, o.industry, o.headcount, o.is_listed, o.has_group, \
         o.has_overseas, o.has_dedicated, o.has_csirt, o.has_ciso, o.products, o.information, o.version, o.created_at \
         FROM organizations o WHERE o.id = $1";
    "members.json" by "account_id"
        "SELECT m.account_id, a.name, a.email, m.role, m.created_at FROM memberships m JOIN accounts a ON a.id = m.account_id \
         WHERE m.organization_id = $1 AND m.account_id > $2 ORDER BY m.account_id LIMIT 500";
    "invitations.json" by "id"
        "SELECT i.id, i.email, i.role, i.invited_by, i.created_at, i.expires_at, i.ended_at FROM invitations i \
         WHERE i.organization_id = $1 AND i.id > $2 ORDER BY i.id LIMIT 500";
    "consents-given.json" by "id"
        "SELECT c.id, c.given_to, o.name_ja, o.name_en, c.extent, c.given_by, c.given_at, c.ended_by, c.ended_at \
         FROM consents c JOIN organizations o ON o.id = c.given_to \
         WHERE c.organization_id = $1 AND c.id > $2 ORDER BY c.id LIMIT 500";
    // A consent that has ended tells nothing new of who gave it.
    "consents-received.json" by "id"
        "SELECT c.id, c.organization_id, CASE WHEN c.ended_at IS NULL THEN o.name_ja END AS name_ja, \
         CASE WHEN c.ended_at IS NULL THEN o.name_en END AS name_en, c.extent, c.given_at, c.ended_at \
         FROM consents c JOIN organizations o ON o.id = c.organization_id \
         WHERE c.given_to = $1 AND c.id > $2 ORDER BY c.id LIMIT 500";
    "affiliations.json" by "id"
        "SELECT f.id, f.organization_id, f.parent_id, f.kind, f.since, f.until FROM affiliations f \
         WHERE f.id IN (SELECT a.id FROM affiliations a WHERE a.organization_id = $1 \
         UNION SELECT b.id FROM affiliations b WHERE b.parent_id = $1) AND f.id > $2 ORDER BY f.id LIMIT 500";
    "group-invitations.json" by "id"
        "SELECT i.id, i.email, i.since, i.invited_by, i.expires_at, i.ended_at FROM group_invitations i \
         WHERE i.parent_id = $1 AND i.id > $2 ORDER BY i.id LIMIT 500";
    "assessments.json" by "id"
        "SELECT a.id, a.edition, a.scope, a.scope_note, a.period, a.previous_id, a.started_by, a.started_at, a.submitted_by, \
         a.submitted_at, a.frozen_answers, a.content_hash FROM assessments a \
         WHERE a.organization_id = $1 AND a.id > $2 ORDER BY a.id LIMIT 100";
    // All answers of one assessment at a time.
    "answers.json" by "assessment_id"
        "SELECT w.assessment_id, w.rater, w.item, w.answer, w.is_partial, w.coverage_percent, w.is_uncertain, w.planned_level, \
         w.planned_on, w.note, w.confirmed_on, w.version, w.answered_by, w.answered_as, w.answered_at FROM answers w \
         WHERE w.assessment_id = (SELECT MIN(a.id) FROM assessments a WHERE a.organization_id = $1 AND a.id > $2 \
         AND EXISTS (SELECT 1 FROM answers e WHERE e.assessment_id = a.id)) ORDER BY w.rater, w.item LIMIT 10000";
    "handouts.json" by "id"
        "SELECT h.id, h.assessment_id, h.items, h.person, h.email, h.created_by, h.created_at, h.expires_at, h.ended_at \
         FROM assessments a JOIN handouts h ON h.assessment_id = a.id \
         WHERE a.organization_id = $1 AND h.id > $2 ORDER BY h.id LIMIT 500";
    "form-uploads.json" by "id"
        "SELECT u.id, u.assessment_id, u.account_id, u.file_name, u.rater, u.rated_on, u.content, u.received_at \
         FROM assessments a JOIN form_uploads u ON u.assessment_id = a.id \
         WHERE a.organization_id = $1 AND u.id > $2 ORDER BY u.id LIMIT 20";
    "check-sheet-uploads.json" by "id"
        "SELECT u.id, u.assessment_id, u.account_id, u.file_name, u.tables, u.received_at \
         FROM assessments a JOIN check_sheet_uploads u ON u.assessment_id = a.id \
         WHERE a.organization_id = $1 AND u.id > $2 ORDER BY u.id LIMIT 20";
    "check-sheet-mappings.json" by "id"
        "SELECT m.id, m.framework, m.name, m.headings, m.content, m.changed_at FROM check_sheet_mappings m \
         WHERE m.organization_id = $1 AND m.id > $2 ORDER BY m.id LIMIT 100";
    "collected-companies.json" by "name"
        "SELECT c.name, c.segment, c.position FROM collected_companies c \
         WHERE c.organization_id = $1 AND c.name > $2 ORDER BY c.name LIMIT 500";
    "collected-forms.json" by "id"
        "SELECT f.id, f.period, f.company, f.name, f.file_name, f.state, f.reasons, f.edition, f.answers, f.rater, f.received_at \
         FROM collected_forms f WHERE f.organization_id = $1 AND f.id > $2 ORDER BY f.id LIMIT 100";
}

parts! { PERSON, READING_PERSON:
    "profile.json" by ""
        "SELECT a.id, a.name, a.email, a.is_operator, a.language, \
         CAST(CASE WHEN a.password_hash IS NULL THEN 0 ELSE 1 END AS BIGINT) AS has_password, a.created_at \
         FROM accounts a WHERE a.id = $1";
    "memberships.json" by "organization_id"
        "SELECT m.organization_id, o.name_ja, o.name_en, m.role, m.created_at \
         FROM memberships m JOIN organizations o ON o.id = m.organization_id \
         WHERE m.account_id = $1 AND m.organization_id > $2 ORDER BY m.organization_id LIMIT 500";
    "memberships-deleted.json" by "organization_id"
        "SELECT f.organization_id, o.name_ja, o.name_en, f.role, f.created_at, o.deleted_at \
         FROM former_members f JOIN organizations o ON o.id = f.organization_id \
         WHERE f.account_id = $1 AND f.organization_id > $2 ORDER BY f.organization_id LIMIT 500";
    // What an organization is called now is told to those it still waits for.
    "invitations.json" by "id"
        "SELECT i.id, i.organization_id, CASE WHEN i.ended_at IS NULL THEN o.name_ja END AS name_ja, \
         CASE WHEN i.ended_at IS NULL THEN o.name_en END AS name_en, i.email, i.role, i.created_at, i.expires_at, i.ended_at \
         FROM accounts a JOIN invitations i ON i.email = a.email JOIN organizations o ON o.id = i.organization_id \
         WHERE a.id = $1 AND i.id > $2 AND o.deleted_at IS NULL ORDER BY i.id LIMIT 500";
    "group-invitations.json" by "id"
        "SELECT i.id, i.parent_id, CASE WHEN i.ended_at IS NULL THEN o.name_ja END AS name_ja, \
         CASE WHEN i.ended_at IS NULL THEN o.name_en END AS name_en, i.email, i.since, i.expires_at, i.ended_at \
         FROM accounts a JOIN group_invitations i ON i.email = a.email JOIN organizations o ON o.id = i.parent_id \
         WHERE a.id = $1 AND i.id > $2 AND o.deleted_at IS NULL ORDER BY i.id LIMIT 500";
    "mails.json" by "id"
        "SELECT m.id, m.to_address, m.subject, m.created_at, m.sent_at FROM accounts a JOIN mails m ON m.to_address = a.email \
         WHERE a.id = $1 AND m.id > $2 ORDER BY m.id LIMIT 500";
    "mail-links.json" by ""
        "SELECT l.kind, l.email, l.created_at, l.expires_at, l.used_at FROM mail_links l \
         WHERE l.account_id = $1 ORDER BY l.created_at LIMIT 10000";
    "sessions.json" by ""
        "SELECT s.browser, s.created_at, s.last_seen_at, s.proved_at, s.expires_at FROM sessions s \
         WHERE s.account_id = $1 ORDER BY s.created_at LIMIT 10000";
    "browsers.json" by ""
        "SELECT b.expires_at FROM known_browsers b WHERE b.account_id = $1 ORDER BY b.expires_at LIMIT 10000";
    "passkeys.json" by ""
        "SELECT p.id, p.name, p.uses, p.created_at, p.last_used_at FROM passkeys p \
         WHERE p.account_id = $1 ORDER BY p.id LIMIT 1000";
    "access-tokens.json" by ""
        "SELECT t.id, t.name, t.may_write, t.created_at, t.expires_at, t.last_used_at FROM access_tokens t \
         WHERE t.account_id = $1 ORDER BY t.id LIMIT 1000";
    "second-factor.json" by ""
        "SELECT f.created_at, f.confirmed_at, (SELECT COUNT(*) FROM recovery_codes r \
         WHERE r.account_id = f.account_id AND r.used_at IS NULL) AS recovery_codes_left \
         FROM second_factors f WHERE f.account_id = $1";
    "company-accounts.json" by ""
        "SELECT s.issuer, s.subject, s.added_at, s.last_used_at FROM sso_identities s \
         WHERE s.account_id = $1 ORDER BY s.issuer LIMIT 1000";
    "hint-ratings.json" by ""
        "SELECT r.framework, r.item, r.rating, r.comment, r.rated_at FROM hint_ratings r \
         WHERE r.account_id = $1 ORDER BY r.framework, r.item LIMIT 10000";
    "tip-follows.json" by ""
        "SELECT f.framework, f.tip, f.followed_at FROM tip_follows f \
         WHERE f.account_id = $1 ORDER BY f.framework, f.tip LIMIT 10000";
    "form-uploads.json" by "id"
        "SELECT u.id, u.assessment_id, u.file_name, u.rater, u.rated_on, u.content, u.received_at FROM form_uploads u \
         WHERE u.account_id = $1 AND u.id > $2 ORDER BY u.id LIMIT 20";
    "check-sheet-uploads.json" by "id"
        "SELECT u.id, u.assessment_id, u.file_name, u.tables, u.received_at FROM check_sheet_uploads u \
         WHERE u.account_id = $1 AND u.id > $2 ORDER BY u.id LIMIT 20";
    // What was done for an organization names its items and people, and is the organization's.
    "activity.json" by "id"
        "SELECT v.id, v.at, v.organization_id, v.kind, v.subject, \
         CASE WHEN v.organization_id IS NULL THEN v.detail ELSE '' END AS detail FROM activity v \
         WHERE v.account_id = $1 AND v.id > $2 ORDER BY v.id LIMIT 500";
}
