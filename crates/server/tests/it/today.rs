//! The start page: another one for each of those who work with it.

use kashika::accounts;

use crate::support::{EDITOR, OUTSIDER, OWNER, Person, READER, World};

const COMPANY: &str = "kakuu-seiki";

/// The start page of somebody with this role in 架空精機.
async fn page(world: &World, role: &'static str) -> String {
    let account = kashika::demo::account_id(READER);
    let change = world
        .app
        .db
        .change(move |tx| async move { accounts::set_membership(&tx, &account, COMPANY, role, 0).await });
    change.await.unwrap();
    let person = world.sign_in(READER).await;
    world.get(&person, "/").await.body
}

#[tokio::test]
async fn each_role_has_a_start_page_of_its_own() {
    let world = World::demo().await;
    let said = [
        (
            "executive",
            "次に決めること",
            &["カルテを読む", "report.pdf", "沢渡 由紀", "<svg"][..],
            &["続きから答える", "activity\">"][..],
        ),
        ("reader", "最近の結果です", &["カルテを読む"], &["続きから答える", "activity\">"]),
        (
            "auditor",
            "記録を確かめられます",
            &["/organizations/kakuu-seiki/activity"],
            &["続きから答える", "report.pdf"],
        ),
        ("adviser", "担当する会社", &["続きから答える"], &["report.pdf", "activity\">"]),
        ("editor", "これから始める評価", &["続きから答える"], &["report.pdf"]),
        ("owner", "責任者を務める組織", &["続きから答える"], &["report.pdf"]),
    ];
    for (role, lead, there, not_there) in said {
        let page = page(&world, role).await;
        assert!(page.contains(lead), "{role}: {page}");
        for text in there {
            assert!(page.contains(text), "{role} misses {text}: {page}");
        }
        for text in not_there {
            assert!(!page.contains(text), "{role} has {text}");
        }
    }
}

#[tokio::test]
async fn an_operator_sees_what_waits() {
    let world = World::demo().await;
    let (operator, editor) = (world.sign_in(OWNER).await, world.sign_in(EDITOR).await);
    assert!(!world.get(&operator, "/").await.body.contains("送信待ちのメールが"));
    world.post(&editor, "/account/email", "email=kenji@tokieda.example").await;
    assert!(world.get(&operator, "/").await.body.contains("送信待ちのメールが1通あります"));
    assert!(!world.get(&editor, "/").await.body.contains("送信待ちのメールが"));
}

#[tokio::test]
async fn forms_that_wait_are_told_to_those_who_look_after_them() {
    let world = World::demo().await;
    let (owner, editor) = (world.sign_in(OWNER).await, world.sign_in(EDITOR).await);
    let partly = crate::collection::filled(&world, "3", &["9-1"]).await;
    let path = "/organizations/kakuu-seiki/collection?period=2026";
    let sent = world.upload(&owner, path, &[("架空発条株式会社.csv", &partly)]).await;
    assert!(sent.body.contains("要確認 1件"), "{}", sent.body);
    let line = "届いた用紙のうち1件が確認を待っています";
    for person in [&owner, &editor] {
        assert!(world.get(person, "/").await.body.contains(line));
    }
    let outsider: Person = world.sign_in(OUTSIDER).await;
    assert!(!world.get(&outsider, "/").await.body.contains(line));
}
