//! Somebody who can write to the database, but not to the heads that were kept outside. Each change is tried on a good log,
//! must be found, and is undone.

use domain::activity::{Frontier, Hash, Head, is_on_tile, leaf};
use kashika::db::{DbError, Read as _, Tx, Value};
use sha2::{Digest, Sha256};

use super::*;

/// `KASHIKA_TAMPERINGS=1000` for the long form.
const TAMPERINGS: u64 = 300;
/// More than one kept node covers, and some behind it.
const ENTRIES: i64 = 290;

/// The same numbers each time: what failed once can be looked at again.
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: i64) -> i64 {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ (bits >> 31)) % count as u64) as i64
    }
}

type Done = Result<(), DbError>;

const TABLES: [[&str; 3]; 4] = [
    [
        "CREATE TABLE copy_activity AS SELECT * FROM activity",
        "DELETE FROM activity",
        "INSERT INTO activity SELECT * FROM copy_activity",
    ],
    [
        "CREATE TABLE copy_nodes AS SELECT * FROM activity_nodes",
        "DELETE FROM activity_nodes",
        "INSERT INTO activity_nodes SELECT * FROM copy_nodes",
    ],
    [
        "CREATE TABLE copy_heads AS SELECT * FROM activity_heads",
        "DELETE FROM activity_heads",
        "INSERT INTO activity_heads SELECT * FROM copy_heads",
    ],
    [
        "CREATE TABLE copy_log AS SELECT * FROM activity_log",
        "DELETE FROM activity_log",
        "INSERT INTO activity_log SELECT * FROM copy_log",
    ],
];

async fn all(app: &App, steps: &'static [usize]) {
    let done: Done = app
        .db
        .change(move |tx| async move {
            for table in TABLES {
                for step in steps {
                    tx.execute(table[*step], &[]).await?;
                }
            }
            Ok(())
        })
        .await;
    done.unwrap();
}

/// What is changed in an entry without caring for its hash.
const EDITS: [&str; 9] = [
    "UPDATE activity SET at = at - 86400000000 WHERE position = $1",
    "UPDATE activity SET at = at + 1 WHERE position = $1",
    "UPDATE activity SET account_id = 'account-c' WHERE position = $1",
    "UPDATE activity SET account_id = CASE WHEN account_id IS NULL THEN '' END WHERE position = $1",
    "UPDATE activity SET organization_id = CASE WHEN organization_id IS NULL THEN '' END WHERE position = $1",
    "UPDATE activity SET kind = 'signed-in' WHERE position = $1",
    "UPDATE activity SET subject = 'assessment-99' WHERE position = $1",
    "UPDATE activity SET detail = detail || '1' WHERE position = $1",
    "UPDATE activity SET salt = NULL WHERE position = $1",
];

const DELETE: &str = "DELETE FROM activity WHERE position = $1";
const CUT: &str = "DELETE FROM activity WHERE position >= $1";
const CUT_HEADS: &str = "DELETE FROM activity_heads WHERE size > $1";
const FORGET: &str = "UPDATE activity SET position = NULL WHERE position = $1";
const MOVE: &str = "UPDATE activity SET position = $2 WHERE position = $1";
const ASIDE: &str = "UPDATE activity SET position = -position WHERE position > $1";
const BACK: &str = "UPDATE activity SET position = $1 - position WHERE position < 0";
const FORGE: &str = "INSERT INTO activity (id, at, account_id, kind, subject, detail, salt, leaf_hash, position) \
     SELECT id || 'f', at, account_id, kind, subject, detail, salt, leaf_hash, CAST($2 AS BIGINT) FROM activity WHERE position = $1";
const LEAF: &str = "SELECT id, at, account_id, organization_id, kind, subject, detail, salt FROM activity WHERE position = $1";
const SET_LEAF: &str = "UPDATE activity SET leaf_hash = $2 WHERE position = $1";
const LEAVES: &str = "SELECT leaf_hash FROM activity WHERE position IS NOT NULL ORDER BY position";
const SET_LOG: &str = "UPDATE activity_log SET size = $1, frontier = $2";
const NO_NODES: &str = "DELETE FROM activity_nodes";
const NODE: &str = "INSERT INTO activity_nodes (level, number, hash) VALUES ($1, $2, $3)";
const HEADS: &str = "SELECT number, size, at FROM activity_heads ORDER BY number";
const SET_HEAD: &str =
    "UPDATE activity_heads SET root = $2, previous = $3, public_key = $4, signature = $5 WHERE number = $1";
const OTHERS: [&str; 9] = [
    "UPDATE activity_heads SET at = at + 1 WHERE number = 2",
    "UPDATE activity_heads SET size = size + 1 WHERE number = 1",
    "UPDATE activity_heads SET root = signature WHERE number = 2",
    "UPDATE activity_heads SET previous = NULL WHERE number = 2",
    "DELETE FROM activity_heads WHERE number = 1",
    "DELETE FROM activity_heads",
    "DELETE FROM activity_log",
    "UPDATE activity_log SET size = size - 1",
    "UPDATE activity_log SET frontier = NULL",
];
const BENT_NODE: &str = "UPDATE activity_nodes SET hash = $1";

/// Writes the hash that an entry has now, by the words of the documentation.
async fn rehash(tx: &Tx, position: i64) -> Done {
    let row = tx.row(LEAF, &[position.into()]).await?;
    let detail = match row.maybe_bytes("salt")? {
        Some(salt) => Sha256::new().chain_update(salt).chain_update(row.text("detail")?).finalize().to_vec(),
        None => row.text("detail")?.into_bytes(),
    };
    let text = |column: &str| row.maybe_text(column).map(|text| text.unwrap_or_default().into_bytes());
    let mut fields = vec![
        text("id")?,
        row.int("at")?.to_string().into_bytes(),
        text("account_id")?,
        text("organization_id")?,
        text("kind")?,
        text("subject")?,
        detail,
    ];
    if row.maybe_bytes("salt")?.is_some() {
        fields.insert(0, b"2".to_vec());
    }
    let bytes: Vec<u8> = fields
        .iter()
        .flat_map(|field| [&(field.len() as u64).to_be_bytes()[..], field.as_slice()].concat())
        .collect();
    tx.execute(SET_LEAF, &[position.into(), leaf(&bytes).as_slice().into()]).await.map(|_| ())
}

/// Builds the stored tree anew over what stands there now. Gives the root at each size.
async fn rebuild(tx: &Tx) -> Result<Vec<Hash>, DbError> {
    let (mut frontier, mut nodes) = (Frontier::default(), Vec::new());
    let mut roots = vec![frontier.root()];
    for row in tx.rows(LEAVES, &[]).await? {
        let leaf: Hash = row.bytes("leaf_hash")?.try_into().unwrap();
        frontier.push(leaf, |level, number, hash| {
            if level > 0 && is_on_tile(level) {
                nodes.push((level, number as i64, *hash));
            }
        });
        roots.push(frontier.root());
    }
    tx.execute(NO_NODES, &[]).await?;
    for (level, number, hash) in nodes {
        tx.execute(NODE, &[level.into(), number.into(), hash.as_slice().into()]).await?;
    }
    tx.execute(SET_LOG, &[(frontier.size() as i64).into(), frontier.bytes().into()]).await?;
    Ok(roots)
}

/// Signs all stored heads anew, for what the tree is now.
async fn sign_anew(tx: &Tx, roots: &[Hash], key: &Key) -> Done {
    let mut previous = None;
    for row in tx.rows(HEADS, &[]).await? {
        let (number, size, at) = (row.int("number")?, row.int("size")?, row.int("at")?);
        let root = roots[(size as usize).min(roots.len() - 1)];
        let signed = key.sign(Head { number, size, root, at, previous });
        let values: [Value; 5] = [
            number.into(),
            root.as_slice().into(),
            previous.as_ref().map(Hash::as_slice).into(),
            signed.public_key.as_slice().into(),
            signed.signature.as_slice().into(),
        ];
        tx.execute(SET_HEAD, &values).await?;
        previous = Some(signed.head.hash());
    }
    Ok(())
}

/// How far somebody goes to hide a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Care {
    /// Not at all.
    None,
    /// The entry's hash fits again.
    Leaf,
    /// And the stored tree.
    Tree,
    /// And the heads, signed with another key.
    Heads,
    /// And the heads, signed with the installation's own key.
    OwnKey,
}

async fn hide(tx: &Tx, position: i64, care: Care, keys: &(Key, Key)) -> Done {
    if care == Care::None {
        return Ok(());
    }
    if tx.maybe_row(LEAF, &[position.into()]).await?.is_some() {
        rehash(tx, position).await?;
    }
    if care == Care::Leaf {
        return Ok(());
    }
    let roots = rebuild(tx).await?;
    match care {
        Care::Heads => sign_anew(tx, &roots, &keys.1).await,
        Care::OwnKey => sign_anew(tx, &roots, &keys.0).await,
        _ => Ok(()),
    }
}

/// One change of a kind, and what it was, in words.
async fn tamper(tx: &Tx, dice: &mut Dice, keys: &(Key, Key)) -> Result<String, DbError> {
    // Behind the last entries, room is left for changes that need a neighbor.
    let position = dice.below(ENTRIES - 1);
    let one = [position.into()];
    let care = [Care::None, Care::Leaf, Care::Tree, Care::Heads, Care::OwnKey][dice.below(5) as usize];
    let said = match dice.below(9) {
        0 | 1 => {
            let edit = dice.below(EDITS.len() as i64) as usize;
            tx.execute(EDITS[edit], &one).await?;
            // An empty text for nothing has the same hash, and is found all the same.
            format!("edit {edit} at {position}")
        }
        2 => {
            tx.execute(DELETE, &one).await?;
            format!("delete {position}")
        }
        3 => {
            tx.execute(DELETE, &one).await?;
            tx.execute(ASIDE, &one).await?;
            tx.execute(BACK, &[(-1_i64).into()]).await?;
            format!("delete {position} and close the gap")
        }
        4 => {
            let other = (position + 1 + dice.below(ENTRIES - 1)) % ENTRIES;
            for (from, to) in [(position, 1_000_000), (other, position), (1_000_000, other)] {
                tx.execute(MOVE, &[from.into(), to.into()]).await?;
            }
            format!("swap {position} and {other}")
        }
        5 => {
            let at = position + 1;
            tx.execute(ASIDE, &one).await?;
            tx.execute(BACK, &[1_i64.into()]).await?;
            tx.execute(FORGE, &[position.into(), at.into()]).await?;
            hide(tx, at, care.max_leaf(), keys).await?;
            format!("insert at {at}")
        }
        6 => {
            tx.execute(CUT, &one).await?;
            tx.execute(CUT_HEADS, &one).await?;
            format!("restore the copy of {position}")
        }
        7 => {
            tx.execute(FORGET, &one).await?;
            format!("take the position of {position} away")
        }
        _ => {
            let other = dice.below(OTHERS.len() as i64 + 1) as usize;
            match OTHERS.get(other) {
                Some(sql) => tx.execute(sql, &[]).await?,
                None => tx.execute(BENT_NODE, &[[7_u8; 32].as_slice().into()]).await?,
            };
            return Ok(format!("other {other}"));
        }
    };
    hide(tx, position, care, keys).await?;
    Ok(format!("{said}, {care:?}"))
}

impl Care {
    /// For a forged entry, whose own hash always fits.
    fn max_leaf(self) -> Care {
        if self == Care::None { Care::None } else { Care::Leaf }
    }
}

#[tokio::test]
async fn whatever_is_changed_in_the_database_one_kept_head_finds_it() {
    let world = World::empty().await;
    let app = world.app.clone();
    let keys = std::sync::Arc::new((key(&world, "key"), key(&world, "stranger")));
    let sequencer = Sequencer::new(app.clone(), None);
    for count in [100, 100, ENTRIES as usize - 200] {
        record(&app, count).await;
        sequence(&sequencer).await;
        sign(&sequencer, &keys.0).await;
    }
    // One head alone, kept outside; nobody but its holder knows of it.
    let kept = keeping(&[latest(&app.db).await.unwrap().unwrap()]);
    all(&app, &[0]).await;
    let count = std::env::var("KASHIKA_TAMPERINGS").ok().and_then(|text| text.parse().ok());
    let mut missed = Vec::new();
    let mut placed = 0;
    let count = count.unwrap_or(TAMPERINGS);
    for number in 0..count {
        let keys = keys.clone();
        let mut dice = Dice(number);
        let said: Result<String, DbError> =
            app.db.change(move |tx| async move { tamper(&tx, &mut dice, &keys).await }).await;
        let said = said.unwrap();
        match verified(&app, &kept).await {
            Ok(_) => missed.push(format!("{number}: {said}")),
            Err(Finding::Changed { position, .. }) => {
                let is_there = said.contains(&format!("at {position},"));
                assert!(is_there, "{number}: {said}, but found at {position}");
                placed += 1;
            }
            Err(_) => {}
        }
        all(&app, &[1, 2]).await;
        if number.is_multiple_of(10) {
            assert!(verified(&app, &kept).await.is_ok(), "undone, and no alarm: {number}");
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
    println!("{count} changes, all found, {placed} of them named by their place");
    assert!(placed > 10, "edits are found where they are");
}
