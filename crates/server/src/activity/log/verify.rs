//! Recomputes the log from its entries and compares: with the stored tree, the signed heads, and heads that somebody has
//! kept outside. Reads page by page and writes nothing; a server may go on meanwhile.

use std::collections::VecDeque;

use domain::activity::{Frontier, Hash, is_on_tile};

use super::head::SignedHead;
use super::store;
use crate::activity::leaf::Fields;
use crate::db::{Db, DbError, Row};

/// What somebody knows from outside the database.
#[derive(Clone, Default)]
pub struct Known {
    /// Kept heads, each with the name of its file.
    pub heads: Vec<(String, SignedHead)>,
    /// Public keys that may sign, besides those of the kept heads.
    pub keys: Vec<[u8; 32]>,
}

/// A log in which nothing was rewritten.
#[derive(Clone, Debug)]
pub struct Verified {
    /// Entries in the tree.
    pub entries: i64,
    /// Entries without a position yet, which no head can cover.
    pub waiting: i64,
    pub heads: i64,
    /// Entries whose detail was erased; the rest of each is proven all the same.
    pub erased: i64,
    pub newest: Option<SignedHead>,
}

/// What is wrong, and where. Positions count from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The entry no longer fits its own hash.
    Changed {
        position: i64,
        id: String,
    },
    /// The same of an entry that waits for its position.
    ChangedWaiting {
        id: String,
    },
    /// It holds what the program never writes.
    Unreadable {
        position: i64,
    },
    Missing {
        position: i64,
    },
    /// Two entries claim the position, or it is before the first.
    Displaced {
        position: i64,
    },
    /// An entry stands behind the end of the tree.
    Beyond {
        position: i64,
        size: i64,
    },
    /// Entries from `from` up to `to` are not those the tree was built of.
    Tree {
        from: i64,
        to: i64,
    },
    /// Entries from `from` up to `to` are not those the head was signed for. The head's name is its number or its file.
    Root {
        head: String,
        from: i64,
        to: i64,
    },
    /// The head covers more entries than there are.
    Short {
        head: String,
        size: i64,
        entries: i64,
    },
    /// The stored head cannot be read, its signature is wrong, or it does not follow from the one before.
    Head {
        number: i64,
    },
    /// The kept head is not among the stored ones.
    HeadGone {
        head: String,
        number: i64,
    },
    /// The newest head was signed with a key nobody knows.
    OtherKey {
        number: i64,
    },
}

type Checked<T> = Result<T, Stop>;

/// Why reading ends early.
enum Stop {
    Found(Finding),
    Failed(DbError),
}

impl From<DbError> for Stop {
    fn from(error: DbError) -> Stop {
        Stop::Failed(error)
    }
}

impl From<Finding> for Stop {
    fn from(finding: Finding) -> Stop {
        Stop::Found(finding)
    }
}

/// The first thing that is wrong, if anything is.
pub async fn verify(db: &Db, known: &Known) -> Result<Result<Verified, Finding>, DbError> {
    match Check::all(db, known).await {
        Ok(verified) => Ok(Ok(verified)),
        Err(Stop::Found(finding)) => Ok(Err(finding)),
        Err(Stop::Failed(error)) => Err(error),
    }
}

struct Check<'a> {
    db: &'a Db,
    frontier: Frontier,
    /// Number of entries that the last head that fitted covers.
    good: i64,
    erased: i64,
    stored: Heads<'a>,
    /// Kept heads not compared yet, the shortest first.
    kept: VecDeque<(String, SignedHead)>,
}

impl<'a> Check<'a> {
    async fn all(db: &'a Db, known: &Known) -> Checked<Verified> {
        // In this order, whatever a running server adds meanwhile only makes the later ones larger.
        let newest = store::last_head(db).await.map_err(|error| unreadable_head(error, 0))?;
        let last_position = store::last_position(db).await?;
        let state = store::state(db).await?;
        check_newest(newest.as_ref(), known)?;
        if let Some(position) = last_position.filter(|position| *position >= state.size) {
            return Err(Finding::Beyond { position, size: state.size }.into());
        }
        let mut kept = known.heads.clone();
        kept.sort_by_key(|(_, signed)| signed.head.size);
        let count = newest.as_ref().map_or(0, |signed| signed.head.number);
        let stored = Heads { db, count, last: None, page: VecDeque::new() };
        let mut check =
            Check { db, frontier: Frontier::default(), good: 0, erased: 0, stored, kept: kept.into() };
        check.entries(state.size).await?;
        check.nothing_left(state.size).await?;
        if state.frontier().as_ref() != Some(&check.frontier) {
            return Err(Finding::Tree { from: check.good, to: state.size }.into());
        }
        let (waiting, erased) = waiting(db).await?;
        let erased = check.erased + erased;
        Ok(Verified { entries: state.size, waiting, heads: count, erased, newest })
    }

    fn size(&self) -> i64 {
        self.frontier.size() as i64
    }

    async fn entries(&mut self, size: i64) -> Checked<()> {
        // Below every position: one before the first is found as well.
        let mut after = i64::MIN;
        while self.size() < size {
            let rows = store::sequenced(self.db, after).await?;
            let is_last = rows.len() < store::PAGE;
            for row in rows {
                if self.size() == size {
                    break;
                }
                after = self.entry(&row).await?;
            }
            if is_last && self.size() < size {
                return Err(Finding::Missing { position: self.size() }.into());
            }
        }
        Ok(())
    }

    /// Adds an entry to the tree, and compares where something is there to compare with. Gives its position.
    async fn entry(&mut self, row: &Row) -> Checked<i64> {
        let (position, expected) = (row.int("position")?, self.size());
        if position > expected {
            return Err(Finding::Missing { position: expected }.into());
        }
        if position < expected {
            return Err(Finding::Displaced { position }.into());
        }
        let leaf = match read(row) {
            Err(_) => return Err(Finding::Unreadable { position }.into()),
            Ok(AsRead { id, leaf: None, .. }) => return Err(Finding::Changed { position, id }.into()),
            Ok(AsRead { leaf: Some(leaf), is_erased, .. }) => {
                self.erased += i64::from(is_erased);
                leaf
            }
        };
        let mut nodes = Vec::new();
        self.frontier.push(leaf, |level, number, hash| {
            if level > 0 && is_on_tile(level) {
                nodes.push((level, number, *hash));
            }
        });
        // Heads first: they say more than a stored node.
        self.heads().await?;
        for (level, number, hash) in nodes {
            let stored = store::nodes(self.db, level, number..number + 1).await;
            if stored.ok().as_deref() != Some(&[hash]) {
                let from = (number << level) as i64;
                return Err(Finding::Tree { from, to: self.size() }.into());
            }
        }
        Ok(position)
    }

    /// Compares the heads that cover just the entries read so far.
    async fn heads(&mut self) -> Checked<()> {
        let size = self.size();
        let wrong = |head: String, from: i64| Stop::Found(Finding::Root { head, from, to: size });
        while let Some(signed) = self.stored.next_until(size).await? {
            if signed.head.root != self.frontier.root() {
                return Err(wrong(signed.head.number.to_string(), self.good));
            }
            self.good = size;
        }
        while let Some((name, signed)) = self.kept.pop_front_if(|(_, signed)| signed.head.size <= size) {
            if signed.head.root != self.frontier.root() {
                return Err(wrong(name, self.good));
            }
            if self.stored.last.as_ref().map(|stored| &stored.head) != Some(&signed.head) {
                return Err(Finding::HeadGone { head: name, number: signed.head.number }.into());
            }
            self.good = size;
        }
        Ok(())
    }

    /// Every head has been compared, and every kept one is among the stored ones.
    async fn nothing_left(&mut self, entries: i64) -> Checked<()> {
        if let Some((head, signed)) = self.kept.pop_front() {
            return Err(Finding::Short { head, size: signed.head.size, entries }.into());
        }
        if let Some(signed) = self.stored.next_until(i64::MAX).await? {
            let head = signed.head.number.to_string();
            return Err(Finding::Short { head, size: signed.head.size, entries }.into());
        }
        Ok(())
    }
}

/// Stored heads, one after the other, each checked on its own and against the one before.
struct Heads<'a> {
    db: &'a Db,
    /// Those that were there at the beginning.
    count: i64,
    last: Option<SignedHead>,
    page: VecDeque<SignedHead>,
}

impl Heads<'_> {
    /// The next one, if it covers no more than `size` entries.
    async fn next_until(&mut self, size: i64) -> Checked<Option<SignedHead>> {
        let number = self.last.as_ref().map_or(0, |last| last.head.number) + 1;
        if number > self.count {
            return Ok(None);
        }
        if self.page.is_empty() {
            let page = store::heads(self.db, number - 1).await;
            self.page = page.map_err(|error| unreadable_head(error, number))?.into();
        }
        let Some(next) = self.page.front() else { return Err(Finding::Head { number }.into()) };
        if next.head.size > size && size < i64::MAX {
            return Ok(None);
        }
        let (last_size, last_hash) =
            self.last.as_ref().map_or((0, None), |last| (last.head.size, Some(last.head.hash())));
        let follows = next.head.number == number
            && next.head.size > last_size
            && next.head.previous == last_hash
            && next.is_genuine();
        if !follows {
            return Err(Finding::Head { number }.into());
        }
        self.last = self.page.pop_front();
        Ok(self.last.clone())
    }
}

/// The newest head's key must be one that somebody knows; all before it hang on it by their hashes.
fn check_newest(newest: Option<&SignedHead>, known: &Known) -> Result<(), Finding> {
    let mut keys = known.keys.clone();
    keys.extend(known.heads.iter().map(|(_, kept)| kept.public_key));
    match newest {
        Some(newest) if !keys.is_empty() && !keys.contains(&newest.public_key) => {
            Err(Finding::OtherKey { number: newest.head.number })
        }
        None => match known.heads.first() {
            Some((head, kept)) => Err(Finding::HeadGone { head: head.clone(), number: kept.head.number }),
            None => Ok(()),
        },
        _ => Ok(()),
    }
}

/// A head whose row was bent out of shape is a finding, anything else a failure.
fn unreadable_head(error: DbError, number: i64) -> Stop {
    match error {
        DbError::Column { .. } => Finding::Head { number }.into(),
        other => other.into(),
    }
}

/// An entry as read: its id, and its leaf if the entry still fits it.
struct AsRead {
    id: String,
    leaf: Option<Hash>,
    is_erased: bool,
}

fn read(row: &Row) -> Result<AsRead, DbError> {
    let (id, account, organization) =
        (row.text("id")?, row.maybe_text("account_id")?, row.maybe_text("organization_id")?);
    let (kind, subject, detail) = (row.text("kind")?, row.text("subject")?, row.text("detail")?);
    let (salt, detail_hash) = (row.maybe_bytes("salt")?, row.maybe_bytes("detail_hash")?);
    let fields = Fields {
        id: &id,
        at: row.int("at")?,
        account_id: account.as_deref(),
        organization_id: organization.as_deref(),
        kind: &kind,
        subject: &subject,
        detail: &detail,
        salt: salt.as_deref(),
        detail_hash: detail_hash.as_deref(),
    };
    let leaf = fields.hash();
    let is_good = fields.is_well_formed() && row.bytes("leaf_hash")? == leaf;
    Ok(AsRead { leaf: is_good.then_some(leaf), is_erased: detail_hash.is_some(), id })
}

/// Counts what has no position yet, and what is erased of it, and looks at each.
async fn waiting(db: &Db) -> Checked<(i64, i64)> {
    let (mut count, mut erased, mut after) = (0, 0, String::new());
    loop {
        let rows = store::unsequenced(db, &after).await?;
        for row in &rows {
            after = row.text("id")?;
            match read(row) {
                Ok(AsRead { leaf: Some(_), is_erased, .. }) => {
                    count += 1;
                    erased += i64::from(is_erased);
                }
                _ => return Err(Finding::ChangedWaiting { id: after }.into()),
            }
        }
        if rows.len() < store::PAGE {
            return Ok((count, erased));
        }
    }
}
