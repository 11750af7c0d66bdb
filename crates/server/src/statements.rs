//! The schema, and every SQL text of the program in one list, so that a test can prepare each on both engines.

use crate::db::Migration;
use crate::{
    access_tokens, accounts, activity, assessments, backup, check_sheets, collection, content, demo, group,
    guessing, idempotency, leaving, limits, mail, members, offline, organizations, passkeys, second_factor,
    sessions, sharing, single_sign_on,
};

macro_rules! migrations {
    ($($version:literal $name:literal;)*) => {
        /// Forward only; a text that has landed never changes.
        pub const MIGRATIONS: &[Migration] = &[$(Migration {
            version: $version,
            name: $name,
            sql: include_str!(concat!("../migrations/", $name, ".sql")),
        }),*];
    };
}

migrations! {
    1 "0001_accounts";
    2 "0002_organizations";
    3 "0003_assessments";
    4 "0004_activity";
    5 "0005_content";
    6 "0006_forms";
    7 "0007_collection";
    8 "0008_check_sheets";
    9 "0009_members";
    10 "0010_mails";
    11 "0011_consents";
    12 "0012_activity_log";
    13 "0013_durability";
    14 "0014_signing_in";
    15 "0015_guessing_and_tokens";
    16 "0016_mail_links";
    17 "0017_handouts";
    18 "0018_request_counts";
    19 "0019_single_sign_on";
    20 "0020_leaving";
    21 "0021_affiliations";
}

pub const STATEMENTS: &[&[&str]] = &[
    access_tokens::STATEMENTS,
    accounts::STATEMENTS,
    activity::STATEMENTS,
    activity::log::STATEMENTS,
    assessments::STATEMENTS,
    assessments::handouts::STATEMENTS,
    backup::STATEMENTS,
    check_sheets::STATEMENTS,
    collection::STATEMENTS,
    content::STATEMENTS,
    demo::STATEMENTS,
    group::STATEMENTS,
    guessing::STATEMENTS,
    idempotency::STATEMENTS,
    leaving::STATEMENTS,
    leaving::tables::FORGETTING,
    leaving::tables::SWEEPING,
    leaving::READING_ORGANIZATION,
    leaving::READING_PERSON,
    limits::STATEMENTS,
    mail::STATEMENTS,
    members::STATEMENTS,
    offline::STATEMENTS,
    organizations::STATEMENTS,
    passkeys::STATEMENTS,
    second_factor::STATEMENTS,
    sessions::STATEMENTS,
    sharing::STATEMENTS,
    single_sign_on::STATEMENTS,
];
