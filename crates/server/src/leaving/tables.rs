//! Every table of the database: what of it an organization and a person take along, and what becomes of it when a person
//! leaves. A test compares this list with that of backups, so that a new table is thought of. What belongs to an organization
//! refers to it, and goes when its row does.

pub struct Table {
    pub name: &'static str,
    pub of_organization: Along,
    pub of_person: Along,
    pub on_leaving: Fate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Along {
    /// Into this file of the ZIP.
    In(&'static str),
    /// And why.
    Not(&'static str),
}

/// What becomes of a person's rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// They go, by one of [`FORGETTING`].
    Goes,
    /// They go by this verb.
    GoesBy(&'static str),
    /// They stay without what names the person, by this verb.
    EmptiedBy(&'static str),
    /// And why.
    Stays(&'static str),
}

use Along::*;
use Fate::*;

const SECRET: Along = Not("a secret of signing in, or a hash of one");
const OF_A_PERSON: Along = Not("belongs to a person");
const OF_AN_ORGANIZATION: Along = Not("belongs to an organization, whose owners take it along");
const NOBODYS: Along = Not("belongs to the installation");
const KEPT_BY_IT: Fate = Stays("belongs to an organization; names the person by a random id alone");
const KEPT: Fate = Stays("names no person");

const fn table(name: &'static str, of_organization: Along, of_person: Along, on_leaving: Fate) -> Table {
    Table { name, of_organization, of_person, on_leaving }
}

pub const TABLES: &[Table] = &[
    table("access_tokens", OF_A_PERSON, In("access-tokens.json"), Goes),
    table("accounts", In("members.json"), In("profile.json"), EmptiedBy("accounts::empty")),
    table("activity", In("activity.jsonl"), In("activity.json"), EmptiedBy("activity::erase_of_person")),
    table("activity_heads", NOBODYS, NOBODYS, KEPT),
    table("activity_log", NOBODYS, NOBODYS, KEPT),
    table("activity_nodes", NOBODYS, NOBODYS, KEPT),
    table("affiliations", In("affiliations.json"), OF_AN_ORGANIZATION, KEPT),
    table("answers", In("answers.json"), OF_AN_ORGANIZATION, KEPT_BY_IT),
    table("assessments", In("assessments.json"), OF_AN_ORGANIZATION, KEPT_BY_IT),
    table("backup_runs", NOBODYS, NOBODYS, KEPT),
    table("check_sheet_mappings", In("check-sheet-mappings.json"), OF_AN_ORGANIZATION, KEPT),
    table("check_sheet_uploads", In("check-sheet-uploads.json"), In("check-sheet-uploads.json"), Goes),
    table("collected_companies", In("collected-companies.json"), OF_AN_ORGANIZATION, KEPT),
    table("collected_forms", In("collected-forms.json"), OF_AN_ORGANIZATION, KEPT_BY_IT),
    table("consents", In("consents-given.json"), OF_AN_ORGANIZATION, KEPT_BY_IT),
    table("form_uploads", In("form-uploads.json"), In("form-uploads.json"), Goes),
    table(
        "former_members",
        Not("is empty as long as somebody can take it along"),
        In("memberships-deleted.json"),
        Goes,
    ),
    table("group_invitations", In("group-invitations.json"), In("group-invitations.json"), Goes),
    table("handouts", In("handouts.json"), OF_AN_ORGANIZATION, KEPT_BY_IT),
    table("hint_counts", NOBODYS, NOBODYS, EmptiedBy("content::forget_person")),
    table("hint_ratings", OF_A_PERSON, In("hint-ratings.json"), GoesBy("content::forget_person")),
    table("idempotency_keys", OF_A_PERSON, Not("repeats answers of the last two days"), Goes),
    table("installation", NOBODYS, NOBODYS, KEPT),
    table("invitations", In("invitations.json"), In("invitations.json"), Goes),
    table("known_browsers", OF_A_PERSON, In("browsers.json"), Goes),
    table("mail_links", OF_A_PERSON, In("mail-links.json"), Goes),
    table("mails", Not("repeats what invitations and handouts say"), In("mails.json"), Goes),
    table("memberships", In("members.json"), In("memberships.json"), GoesBy("members::leave_all")),
    table("organizations", In("organization.json"), OF_AN_ORGANIZATION, KEPT),
    table("passkey_challenges", OF_A_PERSON, SECRET, Goes),
    table("passkeys", OF_A_PERSON, In("passkeys.json"), Goes),
    table("recovery_codes", OF_A_PERSON, SECRET, Goes),
    table("request_counts", NOBODYS, SECRET, Stays("counts by a random id, and is gone within minutes")),
    table("second_factors", OF_A_PERSON, In("second-factor.json"), Goes),
    table("sessions", OF_A_PERSON, In("sessions.json"), Goes),
    table("sign_in_failures", NOBODYS, SECRET, Stays("counts by a hash, and is gone within a day")),
    table("sign_in_links", OF_A_PERSON, SECRET, Goes),
    table("sign_in_steps", OF_A_PERSON, SECRET, Goes),
    table("sso_attempts", OF_A_PERSON, SECRET, Stays("names no person, and is gone within minutes")),
    table("sso_identities", OF_A_PERSON, In("company-accounts.json"), Goes),
    table("tip_cases", NOBODYS, NOBODYS, KEPT),
    table("tip_follows", OF_A_PERSON, In("tip-follows.json"), Goes),
];

/// Removes the rows of the person with the account `$1`. The first three need the address, so they come before it goes.
pub const FORGETTING: &[&str] = &[
    "DELETE FROM mails WHERE account_id = $1 OR to_address = (SELECT a.email FROM accounts a WHERE a.id = $1)",
    "DELETE FROM invitations WHERE email = (SELECT a.email FROM accounts a WHERE a.id = $1)",
    "DELETE FROM group_invitations WHERE email = (SELECT a.email FROM accounts a WHERE a.id = $1)",
    "DELETE FROM access_tokens WHERE account_id = $1",
    "DELETE FROM check_sheet_uploads WHERE account_id = $1",
    "DELETE FROM form_uploads WHERE account_id = $1",
    "DELETE FROM former_members WHERE account_id = $1",
    "DELETE FROM idempotency_keys WHERE account_id = $1",
    "DELETE FROM known_browsers WHERE account_id = $1",
    "DELETE FROM mail_links WHERE account_id = $1",
    "DELETE FROM passkey_challenges WHERE account_id = $1",
    "DELETE FROM passkeys WHERE account_id = $1",
    "DELETE FROM recovery_codes WHERE account_id = $1",
    "DELETE FROM second_factors WHERE account_id = $1",
    "DELETE FROM sessions WHERE account_id = $1",
    "DELETE FROM sign_in_links WHERE account_id = $1",
    "DELETE FROM sign_in_steps WHERE account_id = $1",
    "DELETE FROM sso_identities WHERE account_id = $1",
    "DELETE FROM tip_follows WHERE account_id = $1",
];

const DAY: i64 = 24 * 3_600 * 1_000_000;

/// Removes what is older than `age` microseconds, before the moment `$1`.
pub struct Sweep {
    pub sql: &'static str,
    pub age: i64,
}

macro_rules! sweeps {
    ($($age:literal $sql:literal;)*) => {
        /// With its age in days. Rooms remove some of it themselves when somebody comes by; here it goes even if nobody does.
        pub const SWEEPS: &[Sweep] = &[$(Sweep { sql: $sql, age: $age * DAY }),*];
        /// The texts of the same.
        pub const SWEEPING: &[&str] = &[$($sql),*];
    };
}

sweeps! {
    0 "DELETE FROM known_browsers WHERE expires_at < $1";
    0 "DELETE FROM mail_links WHERE expires_at < $1";
    0 "DELETE FROM passkey_challenges WHERE expires_at < $1";
    0 "DELETE FROM sessions WHERE expires_at < $1";
    0 "DELETE FROM sign_in_links WHERE expires_at < $1";
    0 "DELETE FROM sign_in_steps WHERE expires_at < $1";
    0 "DELETE FROM request_counts WHERE minute < CAST($1 AS BIGINT) / 60000000 - 2";
    0 "DELETE FROM sso_attempts WHERE expires_at < $1";
    1 "DELETE FROM sign_in_failures WHERE began_at < $1";
    2 "DELETE FROM idempotency_keys WHERE created_at < $1";
    7 "DELETE FROM check_sheet_uploads WHERE received_at < $1";
    7 "DELETE FROM form_uploads WHERE received_at < $1";
    30 "DELETE FROM mails WHERE due_at IS NULL AND created_at < $1";
}
