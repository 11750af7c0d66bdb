//! The provable log: carried on by one server at a time, and nothing in it is rewritten unnoticed (P10).

mod erasing;
mod tampering;

use std::collections::BTreeSet;
use std::time::Duration;

use kashika::activity::log::verify::{Finding, Known, Verified, verify};
use kashika::activity::log::{Key, Sequencer, SignedHead, Signing, Step, latest};
use kashika::activity::{self, Entry, Kind};
use kashika::app::{App, Clock};
use kashika::db::{DbError, Read as _};

use crate::binary::{Folder, kashika};
use crate::support::{EDITOR, OWNER, World};

/// Leaves entries as rooms do, all in one change.
async fn record(app: &App, count: usize) {
    let entry = |number: usize| {
        let person = [None, Some("account-a"), Some("account-b")][number % 3];
        let entry = Entry::new(app, person, Kind::ItemAnswered, &format!("assessment-{}", number % 7));
        let entry = entry.with_detail(&format!("5-{}", number % 10));
        if number.is_multiple_of(5) { entry } else { entry.in_organization("kakuu-seiki") }
    };
    let entries: Vec<Entry> = (0..count).map(entry).collect();
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

async fn sequence(sequencer: &Sequencer) {
    while let Step::Sequenced(_) = sequencer.step().await.unwrap() {}
}

async fn sign(sequencer: &Sequencer, key: &Key) -> SignedHead {
    match sequencer.sign(key).await.unwrap() {
        Signing::Signed(head) => head,
        other => panic!("{other:?}"),
    }
}

fn key(world: &World, name: &str) -> Key {
    Key::create(&world.folder().join(name)).unwrap()
}

fn keeping(heads: &[SignedHead]) -> Known {
    let named = heads.iter().map(|head| (format!("head-{}.json", head.head.number), head.clone()));
    Known { heads: named.collect(), keys: Vec::new() }
}

async fn verified(app: &App, known: &Known) -> Result<Verified, Finding> {
    verify(&app.db, known).await.unwrap()
}

/// The same database at another time, as another server sees it.
fn later(app: &App, micros: i64) -> App {
    let mut app = app.clone();
    app.clock = Clock::starting_at(app.now() + micros);
    app
}

/// A log that grows in a hundred rounds, looked at after each.
async fn grow(rounds: std::ops::Range<usize>) {
    let world = World::empty().await;
    let (key, sequencer) = (key(&world, "key"), Sequencer::new(world.app.clone(), None));
    let mut kept = Vec::new();
    for round in rounds.clone() {
        record(&world.app, round * 7 % 11).await;
        if !round.is_multiple_of(3) {
            sequence(&sequencer).await;
        }
        if round.is_multiple_of(4)
            && let Signing::Signed(head) = sequencer.sign(&key).await.unwrap()
        {
            kept.push(head);
        }
        let last = kept.len().saturating_sub(1 + round % 5);
        let found = verified(&world.app, &keeping(&kept[last..])).await;
        assert_eq!(found.map(|verified| verified.heads), Ok(kept.len() as i64), "round {round}");
    }
    sequence(&sequencer).await;
    let found = verified(&world.app, &keeping(&kept)).await.unwrap();
    let recorded: usize = rounds.map(|round| round * 7 % 11).sum();
    assert_eq!((found.entries, found.waiting), (recorded as i64, 0));
}

/// `KASHIKA_CLEAN_RUNS=1000` for the long form.
#[tokio::test]
async fn a_log_that_grows_never_raises_an_alarm() {
    let runs = std::env::var("KASHIKA_CLEAN_RUNS").ok().and_then(|text| text.parse().ok()).unwrap_or(100);
    assert_eq!(verified(&World::empty().await.app, &Known::default()).await.unwrap().entries, 0);
    for start in (0..runs).step_by(100) {
        grow(start..start + 100).await;
    }
    println!("{runs} clean runs, no alarm");
}

#[tokio::test]
async fn many_writers_are_sequenced_exactly_once_while_it_is_verified() {
    let world = World::empty().await;
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let servers: Vec<_> =
        (0..2).map(|_| tokio::spawn(Sequencer::new(world.app.clone(), None).run(stopped.clone()))).collect();
    let writers: Vec<_> = (0..8)
        .map(|_| {
            let app = world.app.clone();
            tokio::spawn(async move {
                for _ in 0..10 {
                    record(&app, 4).await;
                }
            })
        })
        .collect();
    for _ in 0..10 {
        assert!(verified(&world.app, &Known::default()).await.is_ok());
    }
    for writer in writers {
        writer.await.unwrap();
    }
    // Both servers take turns; whichever holds the lease finishes.
    let mut found = verified(&world.app, &Known::default()).await.unwrap();
    for _ in 0..100 {
        if found.waiting == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        found = verified(&world.app, &Known::default()).await.unwrap();
    }
    assert_eq!((found.entries, found.waiting), (320, 0));
    stop.send(true).unwrap();
    for server in servers {
        server.await.unwrap();
    }
}

#[tokio::test]
async fn another_server_takes_over_once_the_lease_is_over() {
    let world = World::empty().await;
    let first = Sequencer::new(world.app.clone(), None);
    let second = Sequencer::new(world.app.clone(), None);
    record(&world.app, 3).await;
    assert_eq!(first.step().await.unwrap(), Step::Sequenced(3));
    record(&world.app, 2).await;
    assert_eq!(second.step().await.unwrap(), Step::HeldElsewhere);
    assert_eq!(first.step().await.unwrap(), Step::Sequenced(2), "the holder goes on");
    record(&world.app, 1).await;
    // The first one died; six seconds later:
    let much_later = Sequencer::new(later(&world.app, 6_000_000), None);
    assert_eq!(much_later.step().await.unwrap(), Step::Sequenced(1));
    record(&world.app, 1).await;
    let back = Sequencer::new(later(&world.app, 7_000_000), None);
    assert_eq!(back.step().await.unwrap(), Step::HeldElsewhere, "it comes back, and waits its turn");
    // A lease given by a clock far ahead holds nobody up.
    let ahead = Sequencer::new(later(&world.app, 3_600_000_000), None);
    assert_eq!(ahead.step().await.unwrap(), Step::Sequenced(1));
    record(&world.app, 1).await;
    assert_eq!(first.step().await.unwrap(), Step::Sequenced(1));
    assert_eq!(verified(&world.app, &Known::default()).await.unwrap().entries, 8);
    assert_eq!(first.step().await.unwrap(), Step::Idle);
}

#[tokio::test]
async fn heads_are_due_at_first_then_after_ten_minutes_or_a_thousand_entries() {
    const MINUTE: i64 = 60_000_000;
    let world = World::empty().await;
    let at = |micros: i64| Sequencer::new(later(&world.app, micros), Some(key(&world, "key")));
    let now = at(0);
    let signed = async |sequencer: &Sequencer| match sequencer.sign_if_due().await.unwrap() {
        Signing::Signed(head) => Some((head.head.number, head.head.size)),
        Signing::NotDue => None,
        other => panic!("{other:?}"),
    };
    assert_eq!(signed(&now).await, None, "there is nothing to sign");
    record(&world.app, 1).await;
    sequence(&now).await;
    assert_eq!(signed(&now).await, Some((1, 1)));
    assert_eq!(signed(&at(11 * MINUTE)).await, None, "nothing has changed");
    record(&world.app, 998).await;
    sequence(&now).await;
    assert_eq!(signed(&now).await, None);
    record(&world.app, 2).await;
    sequence(&now).await;
    assert_eq!(signed(&now).await, Some((2, 1_001)));
    record(&world.app, 1).await;
    sequence(&now).await;
    assert_eq!(signed(&at(9 * MINUTE)).await, None);
    assert_eq!(signed(&at(11 * MINUTE)).await, Some((3, 1_002)));
    // The clock is put back an hour.
    record(&world.app, 1).await;
    sequence(&now).await;
    assert_eq!(signed(&at(-60 * MINUTE)).await, Some((4, 1_003)));
    let newest = latest(&world.app.db).await.unwrap().unwrap();
    assert_eq!(verified(&world.app, &keeping(&[newest])).await.unwrap().heads, 4);
}

#[tokio::test]
async fn the_key_is_made_once_kept_from_others_and_never_replaced_silently() {
    let world = World::empty().await;
    let path = world.app.config.log_key.clone();
    let of_installation = async || activity::log::key::of_installation(&world.app).await.unwrap();
    let first = of_installation().await.unwrap().public();
    assert_eq!(of_installation().await.unwrap().public(), first);
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&path).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
    }
    record(&world.app, 1).await;
    let sequencer = Sequencer::new(world.app.clone(), of_installation().await);
    sequence(&sequencer).await;
    assert!(matches!(sequencer.sign_if_due().await.unwrap(), Signing::Signed(_)));
    // Another server with a key of its own never signs.
    record(&world.app, 1_000).await;
    sequence(&sequencer).await;
    let stranger = Sequencer::new(world.app.clone(), Some(key(&world, "other")));
    assert_eq!(stranger.sign_if_due().await.unwrap(), Signing::OtherKey);
    std::fs::remove_file(&path).unwrap();
    assert!(of_installation().await.is_none(), "a lost key is not replaced");
    assert!(!path.exists());
    std::fs::write(&path, "no key").unwrap();
    assert!(activity::log::key::of_installation(&world.app).await.is_err());
}

#[tokio::test]
async fn every_proof_the_interface_gives_holds() {
    let world = World::demo().await;
    let (owner, editor) = (world.sign_in(OWNER).await, world.sign_in(EDITOR).await);
    let (key, sequencer) = (key(&world, "key"), Sequencer::new(world.app.clone(), None));
    let api = "/api/v1/organizations/kakuu-seiki/activity";
    assert_eq!(world.get(&owner, &format!("{api}/head")).await.status, 503, "nothing is signed yet");
    record(&world.app, 300).await;
    sequence(&sequencer).await;
    let first = sign(&sequencer, &key).await;
    record(&world.app, 277).await;
    sequence(&sequencer).await;
    let second = sign(&sequencer, &key).await;
    let body: activity::log::HeadBody =
        serde_json::from_str(&world.get(&owner, &format!("{api}/head")).await.body).unwrap();
    assert_eq!(body.checked(), Some(second.clone()));
    let file = world.download(&owner, "/organizations/kakuu-seiki/activity/head.json").await;
    assert_eq!(String::from_utf8(file).unwrap(), second.file());

    let hashes = |value: &serde_json::Value| -> Vec<[u8; 32]> {
        let texts = value.as_array().unwrap().iter();
        texts.map(|text| kashika::app::from_hex(text.as_str().unwrap()).unwrap()).collect()
    };
    let listed = world.get(&owner, api).await.json();
    for entry in listed["entries"].as_array().unwrap() {
        let path = format!("{api}/inclusion?entry={}", entry["id"].as_str().unwrap());
        let proof = world.get(&owner, &path).await.json();
        let leaf = kashika::app::from_hex(proof["leaf_hash"].as_str().unwrap()).unwrap();
        let (position, size) = (proof["position"].as_u64().unwrap(), second.head.size as u64);
        let path = hashes(&proof["path"]);
        assert!(domain::activity::is_included(&leaf, position, size, &path, &second.head.root), "{proof}");
    }
    let old = (first.head.size as u64, &first.head.root);
    let new = (second.head.size as u64, &second.head.root);
    let proof = world.get(&owner, &format!("{api}/consistency?size={}", old.0)).await.json();
    assert!(domain::activity::is_consistent(old, new, &hashes(&proof["path"])), "{proof}");
    for (path, status) in [
        ("inclusion", 422),
        ("inclusion?entry=there-is-none", 404),
        ("consistency", 422),
        ("consistency?size=0", 422),
        ("consistency?size=99999", 409),
    ] {
        assert_eq!(world.get(&owner, &format!("{api}/{path}")).await.status, status, "{path}");
        assert_eq!(world.get(&editor, &format!("{api}/{path}")).await.status, 403, "{path}");
    }
}

#[tokio::test]
async fn the_command_says_what_is_wrong_and_where() {
    let world = World::sqlite().await;
    let url = world.app.config.database_url.clone();
    let data = world.folder().to_str().unwrap().to_owned();
    let out = Folder::new();
    let kept = out.path("kept.json").to_str().unwrap().to_owned();
    let run = |more: &[&str]| {
        let settings = ["verify-log", "--lang", "en", "--data", &data, "--database-url", &url];
        kashika(&[settings.as_slice(), more].concat())
    };
    let key = activity::log::key::of_installation(&world.app).await.unwrap().unwrap();
    let sequencer = Sequencer::new(world.app.clone(), None);
    record(&world.app, 20).await;
    sequence(&sequencer).await;
    let head = sign(&sequencer, &key).await;
    record(&world.app, 2).await;

    let fine = run(&["--save", &kept]);
    assert_eq!((fine.code, fine.stderr.as_str()), (0, ""));
    let said = "Nothing was rewritten: 20 entries, 1 signed heads, 2 entries not sequenced yet.\n";
    assert!(fine.stdout.starts_with(said), "{}", fine.stdout);
    assert_eq!(std::fs::read_to_string(&kept).unwrap(), head.file());
    let compared = run(&["--head", &kept]);
    assert!(compared.code == 0 && compared.stdout.contains("All 1 heads you have kept fit"));

    let bent = out.file("bent.json", head.file().replace("\"size\": 20", "\"size\": 19").as_bytes());
    for (arguments, sentence) in [
        (["--head", bent.as_str()], "this is no head of a log, or its signature is wrong"),
        (["--head", "there-is-none.json"], "this is no head of a log"),
        (["--key", "00ff"], "00ff is no public key"),
    ] {
        let refused = run(&arguments);
        assert_eq!(refused.code, 2, "{}", refused.stderr);
        assert!(refused.stderr.contains(sentence), "{}", refused.stderr);
    }

    const EDIT: &str = "UPDATE activity SET detail = '9-9' WHERE position = 7";
    let done: Result<_, DbError> = world.app.db.change(|tx| async move { tx.execute(EDIT, &[]).await }).await;
    assert_eq!(done.unwrap(), 1);
    let found = run(&["--head", &kept]);
    assert_eq!((found.code, found.stdout.as_str()), (1, ""));
    assert!(found.stderr.starts_with("The entry at position 7 ("), "{}", found.stderr);
    assert_eq!(found.stderr.lines().count(), 1);

    let nowhere = format!("sqlite:{}", out.path("none.db").display());
    let missing = kashika(&["verify-log", "--data", &data, "--database-url", &nowhere]);
    assert!(missing.code == 1 && missing.stderr.contains("there is no database"), "{}", missing.stderr);
    assert!(!out.path("none.db").exists(), "looking creates nothing");
}

#[tokio::test]
async fn a_lost_key_is_renewed_by_a_command_and_the_log_says_so() {
    let world = World::sqlite().await;
    let data = world.folder().to_str().unwrap().to_owned();
    let url = world.app.config.database_url.clone();
    let run = |command: &str, more: &[&str]| {
        let settings = [command, "--lang", "en", "--data", &data, "--database-url", &url];
        kashika(&[settings.as_slice(), more].concat())
    };
    assert_eq!(run("renew-log-key", &[]).code, 2, "nothing is signed yet");
    let old = activity::log::key::of_installation(&world.app).await.unwrap().unwrap();
    // The command's clock is the real one; leases of the demo's are long over.
    let sequencer = Sequencer::new(world.app.clone(), None);
    record(&world.app, 5).await;
    sequence(&sequencer).await;
    let head = sign(&sequencer, &old).await;
    assert_eq!(run("renew-log-key", &[]).code, 2, "the key is there");
    std::fs::remove_file(&world.app.config.log_key).unwrap();
    let renewed = run("renew-log-key", &[]);
    assert_eq!(renewed.code, 0, "{}", renewed.stderr);
    let newest = latest(&world.app.db).await.unwrap().unwrap();
    assert_eq!((newest.head.number, newest.head.size, newest.head.previous), (2, 6, Some(head.head.hash())));
    let public = kashika::app::hex(&newest.public_key);
    assert!(renewed.stdout.contains(&public) && newest.public_key != old.public());
    assert_eq!(run("verify-log", &[]).code, 0, "the installation has its key");
    // Elsewhere, with the old head alone, the new key has to be named.
    let kept = Folder::new().file("old.json", b"");
    assert_eq!(run("verify-log", &["--head", &kept]).code, 2);
    let out = Folder::new();
    let kept = out.file("old.json", head.file().as_bytes());
    let elsewhere = out.path("no-key").to_str().unwrap().to_owned();
    let unknown = run("verify-log", &["--head", &kept, "--log-key", &elsewhere]);
    assert!(unknown.code == 1 && unknown.stderr.contains("unknown key"), "{}", unknown.stderr);
    let named = run("verify-log", &["--head", &kept, "--log-key", &elsewhere, "--key", &public]);
    assert_eq!(named.code, 0, "{}", named.stderr);
}

#[tokio::test]
async fn positions_and_leaves_are_those_of_the_entries() {
    let world = World::demo().await;
    let sequencer = Sequencer::new(world.app.clone(), None);
    record(&world.app, 700).await;
    sequence(&sequencer).await;
    const POSITIONS: &str = "SELECT position FROM activity ORDER BY position";
    let rows = world.app.db.rows(POSITIONS, &[]).await.unwrap();
    let positions: BTreeSet<i64> = rows.iter().map(|row| row.int("position").unwrap()).collect();
    assert_eq!(positions, (0..rows.len() as i64).collect());
}
