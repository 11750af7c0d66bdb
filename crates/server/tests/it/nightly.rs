//! The backup the server makes every night, and what the operator sees of it.

use std::path::Path;
use std::sync::Arc;

use age::x25519::Identity;
use kashika::app::{App, Clock};
use kashika::backup::{self, Made, Opener, nightly, verify};
use kashika::demo;

use crate::support::World;

/// The world's application with nightly backups from three in the morning.
fn with_nightly(world: &World, recipient: &Identity, folder: &Path, keep: u32) -> App {
    let settings = backup::settings::Settings {
        backup_recipient: Some(recipient.to_public().to_string()),
        backup_hour: Some(3),
        backup_keep: Some(keep),
        backup_folder: Some(folder.to_owned()),
        ..Default::default()
    };
    let mut app = world.app.clone();
    let mut config = (*app.config).clone();
    config.backup = settings.check(&config.data).unwrap();
    app.config = Arc::new(config);
    app
}

const DAY: i64 = 86_400 * 1_000_000;

async fn look(app: &App) -> Option<Made> {
    let (hour, seal) = (app.config.backup.hour.unwrap(), app.config.backup.seal.clone().unwrap());
    nightly::look(app, hour, &seal).await.unwrap()
}

#[tokio::test]
async fn one_of_several_servers_makes_the_backup_of_a_night() {
    let world = World::empty().await;
    let key = Identity::generate();
    let folder = world.folder().join("nightly");
    let mut app = with_nightly(&world, &key, &folder, 2);
    let other = app.clone();
    let (one, two) = tokio::join!(look(&app), look(&other));
    let made: Vec<Made> = [one, two].into_iter().flatten().collect();
    assert_eq!(made.len(), 1);
    assert!(verify(&made[0].file, &Opener::Key(vec![key.clone()])).is_ok());
    assert!(look(&app).await.is_none(), "once a night");

    std::fs::write(folder.join("kashika-by-hand.backup.age"), "kept").unwrap();
    for night in 1..=3 {
        app.clock = Clock::starting_at(demo::BASE_MICROS + night * DAY);
        assert!(look(&app).await.is_some(), "night {night}");
    }
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(names.len(), 3, "two nights and the one made by hand: {names:?}");
    assert!(names[0].starts_with("kashika-2026-11-22-") && names[1].starts_with("kashika-2026-11-23-"));
    // Before three in the morning nothing is due.
    app.clock = Clock::starting_at(demo::BASE_MICROS + 4 * DAY - 7 * 3_600 * 1_000_000);
    assert!(look(&app).await.is_none());
}

#[tokio::test]
async fn a_failed_night_is_told_and_tried_again() {
    let world = World::empty().await;
    let folder = world.folder().join("nightly");
    std::fs::write(&folder, "in the way").unwrap();
    let mut app = with_nightly(&world, &Identity::generate(), &folder, 2);
    assert!(look(&app).await.is_none());
    let nights = nightly::nights(&app.db, app.today()).await.unwrap();
    assert_eq!((nights.len(), nights[0].attempts, nights[0].finished_at), (1, 1, None));
    assert!(nights[0].problem.contains("cannot be written"), "{}", nights[0].problem);
    std::fs::remove_file(&folder).unwrap();
    assert!(look(&app).await.is_none(), "not at once");
    app.clock = Clock::starting_at(demo::BASE_MICROS + 16 * 60 * 1_000_000);
    assert!(look(&app).await.is_some());
    let nights = nightly::nights(&app.db, app.today()).await.unwrap();
    assert_eq!((nights[0].attempts, nights[0].problem.as_str()), (2, ""));
    assert!(nights[0].finished_at.is_some());
}

#[tokio::test]
async fn the_operator_sees_how_the_nights_went() {
    let world = World::demo().await;
    let operator = world.sign_in(crate::support::OWNER).await;
    let before = world.get(&operator, "/backups").await;
    assert!(before.body.contains("KASHIKA_BACKUP_HOUR"), "{}", before.body);
    let folder = world.folder().join("nightly");
    std::fs::write(&folder, "in the way").unwrap();
    let mut app = with_nightly(&world, &Identity::generate(), &folder, 2);
    assert!(look(&app).await.is_none());
    std::fs::remove_file(&folder).unwrap();
    app.clock = Clock::starting_at(demo::BASE_MICROS + DAY);
    let made = look(&app).await.unwrap();
    let body = world.get(&operator, "/api/v1/backups").await.json();
    let states: Vec<&str> =
        body["nights"].as_array().unwrap().iter().map(|night| night["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["made", "failed"], "{body}");
    assert_eq!(body["nights"][0]["bytes"], made.bytes);
    let page = world.get(&operator, "/backups").await;
    assert!(page.body.contains("作成済み") && page.body.contains("cannot be written"), "{}", page.body);
    let start = world.get(&operator, "/").await;
    assert!(start.body.contains("href=\"/backups\""));
}
