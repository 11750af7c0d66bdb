//! Every table of the database, and whether it goes into a backup. A test compares this list with what the migrations
//! make, so that no table is forgotten.

use crate::db::{Applied, DbError, Snapshot};

/// Holds the migrations a database has; made anew in each.
const MIGRATIONS_TABLE: &str = "kashika_migrations";

pub struct Table {
    pub name: &'static str,
    /// Columns of the primary key, which put the rows of both engines into the same order.
    pub key: &'static str,
    /// Reads all of it, in the order of the key.
    pub all: &'static str,
    pub carried: Carried,
}

/// Where the rows of a table go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carried {
    /// Into backups, and along to another database.
    Always,
    /// Along to another database only. From a backup, ended sessions and used links would come to life again.
    OnMove,
}

macro_rules! tables {
    ($($name:literal by $key:literal $carried:ident;)*) => {
        pub const TABLES: &[Table] = &[$(Table {
            name: $name,
            key: $key,
            all: concat!("SELECT * FROM ", $name, " ORDER BY ", $key),
            carried: Carried::$carried,
        }),*];

        /// The texts that read whole tables, for the test that prepares every text.
        pub const READING: &[&str] = &[$(concat!("SELECT * FROM ", $name, " ORDER BY ", $key)),*];
    };
}

tables! {
    "access_tokens" by "id" OnMove;
    "accounts" by "id" Always;
    "activity" by "id" Always;
    "activity_heads" by "number" Always;
    "activity_log" by "name" Always;
    "activity_nodes" by "level, number" Always;
    "affiliations" by "id" Always;
    "answers" by "assessment_id, rater, item" Always;
    "assessments" by "id" Always;
    "backup_runs" by "day" OnMove;
    "check_sheet_mappings" by "id" Always;
    "check_sheet_uploads" by "id" Always;
    "collected_companies" by "organization_id, name" Always;
    "collected_forms" by "id" Always;
    "consents" by "id" Always;
    "form_uploads" by "id" Always;
    "former_members" by "account_id, organization_id" Always;
    "group_invitations" by "id" OnMove;
    "handouts" by "id" Always;
    "hint_counts" by "framework, item" Always;
    "hint_ratings" by "framework, item, account_id" Always;
    "idempotency_keys" by "account_id, idempotency_key" OnMove;
    "installation" by "kind" Always;
    "invitations" by "id" OnMove;
    "known_browsers" by "token_hash, account_id" OnMove;
    "mail_links" by "token_hash" OnMove;
    "mails" by "id" OnMove;
    "memberships" by "account_id, organization_id" Always;
    "organizations" by "id" Always;
    "passkey_challenges" by "challenge_hash" OnMove;
    "passkeys" by "id" Always;
    "recovery_codes" by "account_id, code_hash" Always;
    "request_counts" by "minute, subject, server" OnMove;
    "second_factors" by "account_id" Always;
    "sessions" by "token_hash" OnMove;
    "sign_in_failures" by "subject" OnMove;
    "sign_in_links" by "token_hash" OnMove;
    "sign_in_steps" by "token_hash" OnMove;
    "sso_attempts" by "state_hash" OnMove;
    "sso_identities" by "issuer, subject" Always;
    "tip_cases" by "framework, id" Always;
    "tip_follows" by "account_id, framework, tip" Always;
}

pub fn find(name: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.name == name)
}

/// The migrations of a database and those of its tables that are carried. A table that is not in the list would be left
/// behind unseen, so it is refused.
pub async fn of(
    snapshot: &mut Snapshot,
    is_wanted: fn(Carried) -> bool,
) -> Result<(Vec<Applied>, Vec<&'static Table>), DbError> {
    let applied = snapshot.applied().await?;
    if applied.is_empty() {
        return Err(DbError::Config("the database holds no installation of Kashika".to_owned()));
    }
    crate::db::known(&applied, crate::statements::MIGRATIONS)?;
    let mut tables = Vec::new();
    for name in snapshot.tables().await? {
        match find(&name) {
            Some(table) if is_wanted(table.carried) => tables.push(table),
            Some(_) => {}
            None if name == MIGRATIONS_TABLE => {}
            None => {
                return Err(DbError::Config(format!(
                    "the database has a table {name} that is not Kashika's"
                )));
            }
        }
    }
    Ok((applied, tables))
}
