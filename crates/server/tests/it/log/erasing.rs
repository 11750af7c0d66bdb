//! What an entry says of a person can be erased, and nothing else of it can go with that unnoticed.

use domain::activity::leaf;
use kashika::activity::{erase_about, erase_of_organization, erase_of_person};
use kashika::backup::{self, Opener, Order, Seal};
use kashika::db::{Db, Value};
use sha2::{Digest, Sha256};

use super::*;

type Done = Result<(), DbError>;

async fn erase(app: &App) {
    let done: Done = app
        .db
        .change(|tx| async move {
            let mut next = Some(String::new());
            while let Some(after) = next {
                next = erase_of_organization(&tx, "kakuu-seiki", &after).await?;
            }
            Ok(())
        })
        .await;
    done.unwrap();
}

async fn left(app: &App) -> i64 {
    const LEFT: &str =
        "SELECT COUNT(*) AS count FROM activity WHERE organization_id = 'kakuu-seiki' AND detail <> ''";
    app.db.row(LEFT, &[]).await.unwrap().int("count").unwrap()
}

#[tokio::test]
async fn erased_entries_are_proven_like_others_before_and_after_they_get_their_place() {
    let world = World::demo().await;
    let (key, sequencer) = (key(&world, "key"), Sequencer::new(world.app.clone(), None));
    // More than one batch.
    record(&world.app, 700).await;
    sequence(&sequencer).await;
    let kept = keeping(&[sign(&sequencer, &key).await]);
    record(&world.app, 5).await;
    erase(&world.app).await;
    assert_eq!(left(&world.app).await, 0);
    // Four of five entries are the organization's.
    let found = verified(&world.app, &kept).await.unwrap();
    assert_eq!((found.entries, found.waiting, found.erased), (700, 5, 564));
    sequence(&sequencer).await;
    let head = sign(&sequencer, &key).await;
    let both = Known { heads: [kept.heads, keeping(&[head]).heads].concat(), keys: Vec::new() };
    let found = verified(&world.app, &both).await.unwrap();
    assert_eq!((found.entries, found.waiting, found.erased), (705, 0, 564));
    erase(&world.app).await;
    assert_eq!(verified(&world.app, &both).await.unwrap().erased, 564, "once is enough");
}

#[tokio::test]
async fn only_what_is_said_of_the_person_goes() {
    let world = World::demo().await;
    let app = &world.app;
    let entry = |person: &str, kind, subject: &str| Entry::new(app, Some(person), kind, subject);
    let entries = [
        (entry("ann", Kind::AccessTokenAdded, "token-1").with_detail("anns script"), true),
        (entry("bob", Kind::MemberRemoved, "ann").in_organization("kakuu-seiki").with_detail("ann@a"), true),
        (
            entry("bob", Kind::PersonInvited, "letter").in_organization("kakuu-seiki").with_detail("ann@a"),
            true,
        ),
        (entry("ann", Kind::ItemAnswered, "year").in_organization("kakuu-seiki").with_detail("5-6"), false),
        (entry("bob", Kind::AccessTokenAdded, "token-2").with_detail("bobs script"), false),
        (entry("bob", Kind::MemberRemoved, "cat").in_organization("kakuu-seiki").with_detail("cat@a"), false),
    ];
    let expected: Vec<(String, bool)> =
        entries.iter().map(|(entry, goes)| (entry.id.clone(), *goes)).collect();
    let done: Done = app
        .db
        .change(move |tx| async move {
            for (entry, _) in &entries {
                activity::record(&tx, entry).await?;
            }
            erase_about(&tx, "kakuu-seiki", "letter").await?;
            erase_of_person(&tx, "ann").await
        })
        .await;
    done.unwrap();
    const DETAIL: &str = "SELECT detail, salt, detail_hash FROM activity WHERE id = $1";
    for (id, goes) in expected {
        let row = app.db.row(DETAIL, &[id.as_str().into()]).await.unwrap();
        assert_eq!(row.text("detail").unwrap().is_empty(), goes, "{row:?}");
        assert_eq!(row.maybe_bytes("salt").unwrap().is_none(), goes, "{row:?}");
        assert_eq!(row.maybe_bytes("detail_hash").unwrap().is_some(), goes, "{row:?}");
    }
    assert_eq!(verified(app, &Known::default()).await.unwrap().erased, 3);
}

/// What somebody might do to an entry under the cover of erasing it. `$1` is its position, `$2` the right hash of its detail.
const COVERS: [(&str, &str); 12] = [
    (
        "another hash",
        "UPDATE activity SET detail = '', salt = NULL, detail_hash = leaf_hash WHERE position = $1 AND detail_hash IS DISTINCT FROM $2",
    ),
    (
        "a short hash",
        "UPDATE activity SET detail = '', salt = NULL, detail_hash = salt WHERE position = $1 AND detail_hash IS DISTINCT FROM $2",
    ),
    (
        "no hash",
        "UPDATE activity SET detail = '', salt = NULL WHERE position = $1 AND detail_hash IS DISTINCT FROM $2",
    ),
    ("the salt kept", "UPDATE activity SET detail = '', detail_hash = $2 WHERE position = $1"),
    ("the detail kept", "UPDATE activity SET salt = NULL, detail_hash = $2 WHERE position = $1"),
    (
        "another detail beside",
        "UPDATE activity SET detail = '9-9', salt = NULL, detail_hash = $2 WHERE position = $1",
    ),
    ("a hash beside all else", "UPDATE activity SET detail_hash = $2 WHERE position = $1"),
    (
        "another time",
        "UPDATE activity SET at = at + 1, detail = '', salt = NULL, detail_hash = $2 WHERE position = $1",
    ),
    (
        "another person",
        "UPDATE activity SET account_id = 'account-c', detail = '', salt = NULL, detail_hash = $2 WHERE position = $1",
    ),
    (
        "another organization",
        "UPDATE activity SET organization_id = 'x', detail = '', salt = NULL, detail_hash = $2 WHERE position = $1",
    ),
    (
        "another act",
        "UPDATE activity SET kind = 'signed-in', detail = '', salt = NULL, detail_hash = $2 WHERE position = $1",
    ),
    (
        "another thing",
        "UPDATE activity SET subject = 'x', detail = '', salt = NULL, detail_hash = $2 WHERE position = $1",
    ),
];

#[tokio::test]
async fn erasing_covers_no_other_change() {
    const ENTRY: &str = "SELECT detail, salt FROM activity WHERE position = $1";
    const ERASE: &str = "UPDATE activity SET detail = '', salt = NULL, detail_hash = $2 WHERE position = $1";
    for (number, (said, sql)) in COVERS.into_iter().enumerate() {
        let world = World::empty().await;
        let app = &world.app;
        let sequencer = Sequencer::new(app.clone(), None);
        record(app, 20).await;
        sequence(&sequencer).await;
        let row = app.db.row(ENTRY, &[7.into()]).await.unwrap();
        let salted =
            Sha256::new().chain_update(row.bytes("salt").unwrap()).chain_update(row.text("detail").unwrap());
        let values: [Value; 2] = [7.into(), salted.finalize().to_vec().into()];
        let done: Result<u64, DbError> = app
            .db
            .change({
                let values = values.clone();
                move |tx| async move { tx.execute(sql, &values).await }
            })
            .await;
        assert_eq!(done.unwrap(), 1, "{said}");
        match verified(app, &Known::default()).await {
            Err(Finding::Changed { position: 7, .. }) => {}
            other => panic!("{said}: {other:?}"),
        }
        if number > 0 {
            continue;
        }
        // The right hash puts it right again, and only that is no finding.
        let done: Result<u64, DbError> =
            app.db.change(move |tx| async move { tx.execute(ERASE, &values).await }).await;
        assert_eq!(done.unwrap(), 1);
        assert_eq!(verified(app, &Known::default()).await.unwrap().erased, 1);
    }
}

/// Computes the leaf of an exported line by the words of the documentation.
fn leaf_of(line: &serde_json::Value) -> [u8; 32] {
    let text = |name: &str| line[name].as_str().unwrap_or_default().as_bytes().to_vec();
    let bytes = |name: &str| -> Vec<u8> {
        let digits = line[name].as_str().unwrap().as_bytes();
        digits
            .chunks(2)
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
            .collect()
    };
    let detail = match line["detail_hash"].is_null() {
        true => Sha256::new().chain_update(bytes("salt")).chain_update(text("detail")).finalize().to_vec(),
        false => bytes("detail_hash"),
    };
    let at = line["at"].as_i64().unwrap().to_string().into_bytes();
    let fields = [
        b"2".to_vec(),
        text("id"),
        at,
        text("account_id"),
        text("organization_id"),
        text("kind"),
        text("subject"),
        detail,
    ];
    let bytes: Vec<u8> = fields
        .iter()
        .flat_map(|field| [&(field.len() as u64).to_be_bytes()[..], field.as_slice()].concat())
        .collect();
    leaf(&bytes)
}

#[tokio::test]
async fn an_erased_entry_is_shown_and_taken_away_as_one() {
    let world = World::demo().await;
    let owner = world.sign_in(OWNER).await;
    record(&world.app, 6).await;
    erase(&world.app).await;
    record(&world.app, 3).await;
    let path = "/organizations/kakuu-seiki/activity";
    let page = world.get(&owner, path).await.body;
    assert_eq!(page.matches("項目(消去済み)への回答").count(), 4, "{page}");
    assert_eq!(page.matches("への回答").count(), 6, "{page}");
    let listed = world.get(&owner, &format!("/api/v1{path}")).await.json();
    let erased = listed["entries"].as_array().unwrap().iter().filter(|entry| entry["is_erased"] == true);
    assert_eq!(erased.count(), 4, "{listed}");
    let csv = String::from_utf8(world.download(&owner, &format!("{path}.csv")).await).unwrap();
    assert_eq!(csv.matches("(消去済み)").count(), 8, "in words and as detail: {csv}");
    let lines = String::from_utf8(world.download(&owner, &format!("{path}.jsonl")).await).unwrap();
    let mut erased = 0;
    for line in lines.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()) {
        assert_eq!(kashika::app::hex(&leaf_of(&line)), line["leaf_hash"], "{line}");
        erased += usize::from(!line["detail_hash"].is_null());
    }
    assert_eq!(erased, 4);
}

#[tokio::test]
async fn erased_entries_go_into_a_backup_and_come_back_erased() {
    let world = World::demo().await;
    record(&world.app, 20).await;
    erase(&world.app).await;
    sequence(&Sequencer::new(world.app.clone(), None)).await;
    let order = Order {
        database_url: world.app.config.database_url.clone(),
        data: world.folder().to_owned(),
        target: world.folder().join("erased.backup"),
        seal: Seal::Plain,
        made_at: world.app.now(),
    };
    let quiet: backup::Notice = std::sync::Arc::new(|_, _| {});
    let made = backup::make(order, &quiet).await.unwrap_or_else(|refusal| panic!("{refusal:?}"));
    let (url, data) =
        (format!("sqlite:{}", world.folder().join("back.db").display()), world.folder().join("back"));
    std::fs::create_dir_all(&data).unwrap();
    backup::restore(&made.file, &Opener::Nothing, &url, &data, &quiet).await.unwrap();
    let db = Db::open(&url).await.unwrap();
    let found = verify(&db, &Known::default()).await.unwrap().unwrap();
    assert_eq!((found.entries, found.erased), (20, 16));
    db.close().await;
}

#[tokio::test]
async fn the_command_says_how_many_are_erased() {
    let world = World::sqlite().await;
    record(&world.app, 6).await;
    erase(&world.app).await;
    let (data, url) = (world.folder().to_str().unwrap(), &world.app.config.database_url);
    let said = kashika(&["verify-log", "--lang", "en", "--data", data, "--database-url", url]);
    assert_eq!(said.code, 0, "{}", said.stderr);
    assert!(said.stdout.contains("The details of 4 of them are erased"), "{}", said.stdout);
}
