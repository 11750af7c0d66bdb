//! A word of its own in every text that an organization or a person can leave: all are in the ZIP, and after deletion none is
//! anywhere (P21).

use kashika::activity::{self, Entry, Kind};
use kashika::backup::TABLES as ALL;
use kashika::db::{Engine, Value as Stored};

use super::*;

/// Rows with words in all columns that people fill, and bytes for their parameters. `o-` are the organization's words, `p-` the person's, and `x-` of both what is no export's matter:
/// mails, and answers kept for requests that are sent again.
const ROWS: [(&str, &[&str]); 30] = [
    (
        "INSERT INTO organizations (id, name_ja, name_en, industry, headcount, products, information, public_code, created_at) \
     VALUES ('canary', 'o-name-ja', 'o-name-en', 'machinery', 'under_300', 'o-products', 'o-information', 'KK-9001', 1)",
        &[],
    ),
    (
        "INSERT INTO accounts (id, email, name, created_at) VALUES ('leaver', 'p-email@kakuu.example', 'p-name', 1)",
        &[],
    ),
    (
        "INSERT INTO memberships (account_id, organization_id, role, created_at) VALUES \
     ('demo-yuki.sawatari', 'canary', 'owner', 1), ('leaver', 'kakuu-seiki', 'editor', 1)",
        &[],
    ),
    (
        "INSERT INTO invitations (id, token_hash, organization_id, email, role, created_at, expires_at) \
     VALUES ('i1', $1, 'canary', 'o-invited@kakuu.example', 'reader', 1, 2)",
        &["i1"],
    ),
    (
        "INSERT INTO invitations (id, token_hash, organization_id, email, role, created_at, expires_at, ended_at) \
     VALUES ('i2', $1, 'kakuu-seiki', 'p-email@kakuu.example', 'editor', 1, 2, 2)",
        &["i2"],
    ),
    (
        "INSERT INTO affiliations (id, organization_id, parent_id, kind, since, until) \
     VALUES ('a1', 'kakuu-seiki', 'canary', 'company', '2020-04-01', '2021-04-01')",
        &[],
    ),
    (
        "INSERT INTO group_invitations (id, token_hash, parent_id, email, since, invited_by, expires_at) \
     VALUES ('g1', $1, 'canary', 'o-asked@kakuu.example', '2026-04-01', 'leaver', 2)",
        &["g1"],
    ),
    (
        "INSERT INTO group_invitations (id, token_hash, parent_id, email, since, invited_by, expires_at) \
     VALUES ('g2', $1, 'kakuu-seiki', 'p-email@kakuu.example', '2026-04-01', 'demo-yuki.sawatari', 2)",
        &["g2"],
    ),
    (
        "INSERT INTO assessments (id, organization_id, edition, scope, scope_note, period, started_by, started_at) \
     VALUES ('canary-2026', 'canary', 'cyber-management@1.0', 'site', 'o-scope-note', 2026, 'leaver', 1)",
        &[],
    ),
    (
        "INSERT INTO answers (assessment_id, rater, item, answer, note, version, answered_by, answered_as, answered_at) \
     VALUES ('canary-2026', 'shared', '5-5', '3', 'o-note', 1, 'leaver', 'o-answered-as', 1)",
        &[],
    ),
    (
        "INSERT INTO handouts (id, token_hash, assessment_id, items, person, email, created_by, created_at, expires_at) \
     VALUES ('h1', $1, 'canary-2026', '5-5', 'o-handed-to', 'o-handed@kakuu.example', 'leaver', 1, 2)",
        &["h1"],
    ),
    (
        "INSERT INTO form_uploads (id, assessment_id, account_id, file_name, rater, rated_on, content, received_at) VALUES \
     ('f1', 'canary-2026', 'demo-yuki.sawatari', 'o-form.xlsx', 'o-rater', '2026-04-01', '{\"note\":\"o-form-note\"}', 1), \
     ('f2', 'kakuu-seiki-2026', 'leaver', 'p-form.xlsx', 'p-rater', '2026-04-01', '{\"note\":\"p-form-note\"}', 1)",
        &[],
    ),
    (
        "INSERT INTO check_sheet_uploads (id, assessment_id, account_id, file_name, tables, received_at) VALUES \
     ('c1', 'canary-2026', 'demo-yuki.sawatari', 'o-sheet.xlsx', '[\"o-cell\"]', 1), \
     ('c2', 'kakuu-seiki-2026', 'leaver', 'p-sheet.xlsx', '[\"p-cell\"]', 1)",
        &[],
    ),
    (
        "INSERT INTO check_sheet_mappings (id, organization_id, framework, name, headings, content, changed_at) \
     VALUES ('m1', 'canary', 'cyber-management', 'o-mapping', 'o-heading', '{\"row\":\"o-mapped\"}', 1)",
        &[],
    ),
    (
        "INSERT INTO collected_companies (organization_id, name, segment, position) VALUES ('canary', 'o-listed', 'o-segment', 1)",
        &[],
    ),
    (
        "INSERT INTO collected_forms (id, organization_id, period, company, name, file_name, state, reasons, edition, answers, \
     rater, received_at) VALUES ('cf1', 'canary', 2026, 'name:o-company', 'o-collected', 'o-collected.xlsx', 'to-check', \
     '{\"ja\":[\"o-reason\"]}', 'cyber-management@1.0', $1, 'o-filled-by', 1)",
        &["12"],
    ),
    (
        "INSERT INTO consents (id, organization_id, given_to, extent, given_by, given_at) VALUES \
     ('given', 'canary', 'kakuu-seiki', 'results', 'leaver', 1), ('received', 'kakuu-seiki', 'canary', 'results', 'leaver', 1)",
        &[],
    ),
    (
        "INSERT INTO mails (id, to_address, subject, body, created_at, due_at, organization_id) \
     VALUES ('l1', 'x-to@kakuu.example', 'x-subject', 'x-body', 1, 1, 'canary')",
        &[],
    ),
    (
        "INSERT INTO mails (id, to_address, subject, body, created_at, problem) \
     VALUES ('l2', 'p-email@kakuu.example', 'p-subject', '', 1, 'x-problem')",
        &[],
    ),
    (
        "INSERT INTO mails (id, to_address, subject, body, created_at, due_at, account_id) \
     VALUES ('l3', 'x-friend@kakuu.example', 'x-friend-subject', 'x-friend-body', 1, 1, 'leaver')",
        &[],
    ),
    (
        "INSERT INTO sessions (token_hash, account_id, csrf, created_at, expires_at, browser) \
     VALUES ($1, 'leaver', 'x-csrf', 1, 9000000000000000, 'p-browser')",
        &["s1"],
    ),
    (
        "INSERT INTO passkeys (id, account_id, credential_id, public_key, uses, name, created_at) \
     VALUES ('pk1', 'leaver', $1, $2, 1, 'p-passkey', 1)",
        &["x-credential", "x-public"],
    ),
    (
        "INSERT INTO access_tokens (id, token_hash, account_id, name, may_write, created_at, expires_at) \
     VALUES ('t1', $1, 'leaver', 'p-token', 1, 1, 9000000000000000)",
        &["x-token"],
    ),
    (
        "INSERT INTO mail_links (token_hash, kind, account_id, email, created_at, expires_at) \
     VALUES ($1, 'password', 'leaver', 'p-old-email@kakuu.example', 1, 2)",
        &["x-link"],
    ),
    (
        "INSERT INTO sso_identities (issuer, subject, account_id, added_at) VALUES ('p-issuer', 'p-subject', 'leaver', 1)",
        &[],
    ),
    (
        "INSERT INTO hint_ratings (framework, item, account_id, rating, comment, rated_at) \
     VALUES ('cyber-management', '5-5', 'leaver', 'helpful', 'p-comment', 1)",
        &[],
    ),
    (
        "INSERT INTO hint_counts (framework, item, helpful, unclear) VALUES ('cyber-management', '5-5', 1, 0)",
        &[],
    ),
    (
        "INSERT INTO tip_follows (account_id, framework, tip, followed_at) VALUES ('leaver', 'p-framework', 'p-tip', 1)",
        &[],
    ),
    (
        "INSERT INTO idempotency_keys (account_id, idempotency_key, request_hash, created_at, status, headers, body) \
     VALUES ('leaver', 'x-key', $1, 1, 200, 'x-headers', $2)",
        &["x-request", "x-response"],
    ),
    ("INSERT INTO second_factors (account_id, secret, created_at) VALUES ('leaver', $1, 1)", &["x-secret"]),
];

/// Columns of text that hold no words of people: ids, codes, dates and the like.
const CODES: &str = "affiliations.kind affiliations.since affiliations.until group_invitations.since request_counts.server sso_attempts.nonce sso_attempts.verifier sso_attempts.purpose sso_attempts.back accounts.language accounts.password_hash activity.kind activity_log.name activity_log.holder answers.rater answers.item answers.answer \
     answers.planned_on answers.confirmed_on assessments.edition assessments.scope assessments.content_hash backup_runs.day \
     backup_runs.holder backup_runs.file backup_runs.problem check_sheet_mappings.framework collected_forms.state collected_forms.edition \
     consents.extent consents.given_to form_uploads.rated_on former_members.role handouts.items hint_counts.framework hint_counts.item \
     hint_ratings.framework hint_ratings.item hint_ratings.rating installation.kind invitations.role mail_links.kind memberships.role \
     organizations.industry organizations.headcount organizations.public_code tip_cases.framework tip_cases.tip tip_cases.source_note \
     tip_cases.title_ja tip_cases.title_en tip_cases.text_ja tip_cases.text_en activity.subject";

/// What entries say, in the organization's words and in those of others about it and about the person.
async fn record(world: &World) {
    let app = &world.app;
    let entry = |account: &str, kind, subject: &str| Entry::new(app, Some(account), kind, subject);
    let entries = vec![
        entry("leaver", Kind::FormUploaded, "canary-2026")
            .in_organization("canary")
            .with_detail("o-uploaded.xlsx"),
        entry("demo-mika", Kind::ConsentGiven, "canary")
            .in_organization("kakuu-seiki")
            .with_detail("x-receiver (results)"),
        entry("demo-mika", Kind::ConsentEnded, "received")
            .in_organization("kakuu-seiki")
            .with_detail("x-receiver-again"),
        entry("demo-mika", Kind::GroupJoined, "canary")
            .in_organization("kakuu-seiki")
            .with_detail("x-group-entered"),
        entry("demo-mika", Kind::AffiliationEnded, "a1")
            .in_organization("kakuu-seiki")
            .with_detail("x-parted-from"),
        entry("leaver", Kind::PasskeyAdded, "pk1").with_detail("p-passkey-added"),
        entry("demo-mika", Kind::PersonInvited, "i2")
            .in_organization("kakuu-seiki")
            .with_detail("x-invited (editor)"),
        entry("leaver", Kind::MemberJoined, "leaver")
            .in_organization("kakuu-seiki")
            .with_detail("x-joined (editor)"),
    ];
    let done: Result<(), DbError> = app
        .db
        .change(move |tx| async move {
            for entry in &entries {
                activity::record(&tx, entry).await?;
            }
            Ok(())
        })
        .await;
    done.unwrap();
}

/// Every word of these kinds.
fn words(kinds: &[&str]) -> BTreeSet<String> {
    let entries =
        ["o-uploaded", "x-receiver", "x-receiver-again", "p-passkey-added", "x-invited", "x-joined"];
    let is_of = |word: &&str| kinds.iter().any(|kind| word.starts_with(kind) && word.len() > kind.len());
    let is_joint = |letter: char| !letter.is_ascii_alphanumeric() && letter != '-';
    let quoted = ROWS.iter().flat_map(|(sql, bytes)| sql.split(is_joint).chain(bytes.iter().copied()));
    quoted.chain(entries).filter(is_of).map(str::to_owned).collect()
}

/// Where any of these words is left, over every column of every table.
async fn left(world: &World, words: &BTreeSet<String>) -> Vec<String> {
    let mut found = Vec::new();
    for table in ALL {
        for row in world.app.db.rows(table.all, &[]).await.unwrap() {
            for (column, value) in row.columns().iter().zip(row.values()) {
                let text = match value {
                    Stored::Text(text) => text.clone(),
                    Stored::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
                    _ => continue,
                };
                let words = words.iter().filter(|word| text.contains(word.as_str()));
                found.extend(words.map(|word| format!("{word} in {}.{column}", table.name)));
            }
        }
    }
    found
}

fn missing(words: &BTreeSet<String>, files: &BTreeMap<String, String>) -> Vec<String> {
    words.iter().filter(|word| !files.values().any(|text| text.contains(word.as_str()))).cloned().collect()
}

#[tokio::test]
async fn all_of_it_is_in_the_zip_and_none_of_it_is_left() {
    let mut world = World::demo().await;
    for (sql, bytes) in ROWS {
        let values: Vec<Stored> = bytes.iter().map(|bytes| bytes.as_bytes().into()).collect();
        let done: Result<u64, DbError> =
            world.app.db.change(move |tx| async move { tx.execute(sql, &values).await }).await;
        done.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }
    record(&world).await;
    let of_organization = words(&["o-"]);
    let of_person = words(&["p-"]);
    assert!(of_organization.len() >= 25 && of_person.len() >= 16, "{of_organization:?} {of_person:?}");
    let all = words(&["o-", "p-", "x-"]);
    let there: BTreeSet<String> =
        left(&world, &all).await.iter().map(|found| found.split(' ').next().unwrap().to_owned()).collect();
    assert_eq!(there, all, "every word is somewhere to begin with");

    let has_file = world.app.db.engine() == Engine::Sqlite;
    assert_eq!(in_files(world.folder(), &all).is_empty(), !has_file, "files are searched in earnest");
    let owner = world.sign_in(OWNER).await;
    let files = unzipped(&world, &owner, "/organizations/canary/data.zip").await;
    assert_eq!(missing(&of_organization, &files), Vec::<String>::new());
    let leaver = world.sign_in_as("leaver").await;
    let files = unzipped(&world, &leaver, "/account/data.zip").await;
    assert_eq!(missing(&of_person, &files), Vec::<String>::new());
    let secrets = ["x-csrf", "x-credential", "x-token", "x-link", "x-secret"];
    for secret in secrets
        .map(str::to_owned)
        .into_iter()
        .chain([kashika::app::hex(b"x-secret"), kashika::app::hex(b"x-token")])
    {
        assert!(!files.values().any(|text| text.contains(&secret)), "{secret} is in the ZIP");
    }

    let form = "organization_name=o-name-ja";
    assert_eq!(
        world.post(&owner, "/organizations/canary/deletion", form).await.status,
        StatusCode::SEE_OTHER
    );
    let gone = world.post(&leaver, "/account/deletion", "own_email=p-email@kakuu.example").await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.body);
    // The person's words go at once, the organization's after 14 days.
    let of_person_and_more: BTreeSet<String> = all
        .iter()
        .filter(|word| !word.starts_with("o-") && !["x-to", "x-subject", "x-body"].contains(&word.as_str()))
        .filter(|word| !word.starts_with("x-receiver"))
        .cloned()
        .collect();
    assert_eq!(left(&world, &of_person_and_more).await, Vec::<String>::new());
    world.later(14 * DAY + 1_000_000);
    assert_eq!(leaving::look(&world.app).await.unwrap(), 1);
    assert_eq!(left(&world, &all).await, Vec::<String>::new());
    let verified = kashika::activity::log::verify::verify(&world.app.db, &Default::default()).await.unwrap();
    assert_eq!(verified.map(|verified| verified.erased), Ok(8));

    if has_file {
        world.app.db.close().await;
        assert_eq!(in_files(world.folder(), &all), Vec::<String>::new());
    }
}

/// Where any of these words is left in a file, whatever the database thinks of it.
fn in_files(folder: &std::path::Path, words: &BTreeSet<String>) -> Vec<String> {
    let mut found = Vec::new();
    for path in
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file())
    {
        let bytes = std::fs::read(&path).unwrap();
        let has = |word: &&String| bytes.windows(word.len()).any(|part| part == word.as_bytes());
        found.extend(words.iter().filter(has).map(|word| format!("{word} in {}", path.display())));
    }
    found
}

/// A new column of text is either one that people fill, and has a word above, or a code.
#[tokio::test]
async fn every_column_of_text_has_its_word() {
    let world = World::empty().await;
    if world.app.db.engine() != Engine::Sqlite {
        return;
    }
    const COLUMNS: &str = "SELECT m.name || '.' || c.name AS named FROM sqlite_master m, pragma_table_info(m.name) c \
         WHERE m.type = 'table' AND c.type = 'TEXT' AND m.name <> 'kashika_migrations' ORDER BY 1";
    let mut unknown = Vec::new();
    for row in world.app.db.rows(COLUMNS, &[]).await.unwrap() {
        let named = row.text("named").unwrap();
        let (table, column) = named.split_once('.').unwrap();
        let is_id = column == "id" || column.ends_with("_id") || column.ends_with("_by");
        let is_filled = ROWS.iter().any(|(sql, _)| {
            let columns = sql.split(['(', ')']).nth(1).unwrap_or_default();
            sql.starts_with(&format!("INSERT INTO {table} "))
                && columns.split(", ").any(|name| name == column)
        });
        let is_recorded = named == "activity.detail";
        if !is_id && !is_filled && !is_recorded && !CODES.split_whitespace().any(|code| code == named) {
            unknown.push(named);
        }
    }
    assert!(unknown.is_empty(), "{unknown:?}");
}
