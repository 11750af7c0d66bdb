//! SQL of the content room.

use domain::Text;
use domain::frameworks::TipCase;

use super::cases::OwnCase;
use super::ratings::{Comment, Count, Rating};
use crate::db::{Db, DbError, Read, Row, Tx};

const RATING: &str =
    "SELECT rating, comment FROM hint_ratings WHERE framework = $1 AND item = $2 AND account_id = $3";
const SET_RATING: &str = "INSERT INTO hint_ratings (framework, item, account_id, rating, comment, rated_at) \
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (framework, item, account_id) DO UPDATE \
     SET rating = excluded.rating, comment = excluded.comment, rated_at = excluded.rated_at";
const DELETE_RATING: &str = "DELETE FROM hint_ratings WHERE framework = $1 AND item = $2 AND account_id = $3";
const ADD_TO_COUNT: &str = "INSERT INTO hint_counts (framework, item, helpful, unclear) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (framework, item) DO UPDATE SET helpful = hint_counts.helpful + excluded.helpful, \
     unclear = hint_counts.unclear + excluded.unclear";
const COUNTS: &str = "SELECT framework, item, helpful, unclear FROM hint_counts \
     WHERE helpful > 0 OR unclear > 0 ORDER BY unclear DESC, helpful, framework, item LIMIT 500";
const COMMENTS: &str = "SELECT framework, item, rating, comment, rated_at FROM hint_ratings \
     WHERE comment <> '' AND rated_at < $1 ORDER BY rated_at DESC, framework, item LIMIT 51";
const FOLLOW: &str = "INSERT INTO tip_follows (account_id, framework, tip, followed_at) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (account_id, framework, tip) DO NOTHING";
const UNFOLLOW: &str = "DELETE FROM tip_follows WHERE account_id = $1 AND framework = $2 AND tip = $3";
const FOLLOWED: &str =
    "SELECT framework, tip FROM tip_follows WHERE account_id = $1 ORDER BY framework, tip LIMIT 500";
const CASES: &str = "SELECT id, tip, year, source_note, leads_to, title_ja, title_en, text_ja, text_en, is_retired, \
     version FROM tip_cases WHERE framework = $1 AND tip = $2 ORDER BY id LIMIT 100";
const CASE: &str = "SELECT id, tip, year, source_note, leads_to, title_ja, title_en, text_ja, text_en, is_retired, \
     version FROM tip_cases WHERE framework = $1 AND id = $2";
const CASE_COUNTS: &str = "SELECT tip, COUNT(*) AS count FROM tip_cases WHERE framework = $1 AND is_retired = 0 \
     GROUP BY tip ORDER BY tip LIMIT 1000";
const INSERT_CASE: &str = "INSERT INTO tip_cases (framework, id, tip, year, source_note, leads_to, title_ja, title_en, \
     text_ja, text_en, is_retired, version, changed_by, changed_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, $12, $13) ON CONFLICT (framework, id) DO NOTHING";
const UPDATE_CASE: &str = "UPDATE tip_cases SET year = $4, source_note = $5, leads_to = $6, title_ja = $7, \
     title_en = $8, text_ja = $9, text_en = $10, is_retired = $11, version = version + 1, changed_by = $12, \
     changed_at = $13 WHERE framework = $1 AND id = $2 AND tip = $3 AND version = $14";

const UNCOUNT: &str = "UPDATE hint_counts SET helpful = helpful - (SELECT COUNT(*) FROM hint_ratings r \
     WHERE r.account_id = $1 AND r.framework = hint_counts.framework AND r.item = hint_counts.item AND r.rating = 'helpful'), \
     unclear = unclear - (SELECT COUNT(*) FROM hint_ratings r \
     WHERE r.account_id = $1 AND r.framework = hint_counts.framework AND r.item = hint_counts.item AND r.rating = 'unclear') \
     WHERE EXISTS (SELECT 1 FROM hint_ratings r \
     WHERE r.account_id = $1 AND r.framework = hint_counts.framework AND r.item = hint_counts.item)";
const FORGET_RATINGS: &str = "DELETE FROM hint_ratings WHERE account_id = $1";

pub const STATEMENTS: &[&str] = &[
    UNCOUNT,
    FORGET_RATINGS,
    RATING,
    SET_RATING,
    DELETE_RATING,
    ADD_TO_COUNT,
    COUNTS,
    COMMENTS,
    FOLLOW,
    UNFOLLOW,
    FOLLOWED,
    CASES,
    CASE,
    CASE_COUNTS,
    INSERT_CASE,
    UPDATE_CASE,
];

/// How many comments a page has; the query asks for one more.
const COMMENTS_LENGTH: usize = 50;

/// An item of a framework, or a tip of it.
pub(super) type Place<'a> = (&'a str, &'a str);

pub(super) async fn rating(
    db: &impl Read,
    (framework, item): Place<'_>,
    account_id: &str,
) -> Result<Option<(Rating, String)>, DbError> {
    let row = db.maybe_row(RATING, &[framework.into(), item.into(), account_id.into()]).await?;
    row.map(|row| Ok((parsed(&row)?, row.text("comment")?))).transpose()
}

fn parsed(row: &Row) -> Result<Rating, DbError> {
    let code = row.text("rating")?;
    Rating::parse(&code).ok_or_else(|| DbError::Config(format!("there is no rating {code}")))
}

/// Sets or takes back one person's rating and keeps the counts in step.
pub(super) async fn set_rating(
    tx: &Tx,
    place: Place<'_>,
    account_id: &str,
    rating: Option<(Rating, &str)>,
    at: i64,
) -> Result<(), DbError> {
    let (framework, item) = place;
    tx.lock(&format!("hint-ratings/{framework}/{item}")).await?;
    let before = self::rating(tx, place, account_id).await?.map(|(rating, _)| rating);
    let who = [framework.into(), item.into(), account_id.into()];
    match rating {
        None => tx.execute(DELETE_RATING, &who).await?,
        Some((rating, comment)) => {
            let [framework, item, account] = who;
            tx.execute(
                SET_RATING,
                &[framework, item, account, rating.code().into(), comment.into(), at.into()],
            )
            .await?
        }
    };
    let change = |of: Rating| {
        let is = |rating: Option<Rating>| i64::from(rating == Some(of));
        is(rating.map(|(rating, _)| rating)) - is(before)
    };
    let values =
        [framework.into(), item.into(), change(Rating::Helpful).into(), change(Rating::Unclear).into()];
    tx.execute(ADD_TO_COUNT, &values).await.map(|_| ())
}

/// Items that somebody rated, the least clear first.
pub(super) async fn counts(db: &Db) -> Result<Vec<Count>, DbError> {
    let count = |row: &Row| {
        Ok(Count {
            framework: row.text("framework")?,
            item: row.text("item")?,
            helpful: row.int("helpful")?,
            unclear: row.int("unclear")?,
        })
    };
    db.rows(COUNTS, &[]).await?.iter().map(count).collect()
}

/// Fifty comments from before a moment, newest first, and where the next fifty begin if there are more.
pub(super) async fn comments(db: &Db, before: i64) -> Result<(Vec<Comment>, Option<i64>), DbError> {
    let comment = |row: &Row| {
        Ok::<_, DbError>(Comment {
            framework: row.text("framework")?,
            item: row.text("item")?,
            rating: parsed(row)?,
            text: row.text("comment")?,
            at: row.int("rated_at")?,
        })
    };
    let rows = db.rows(COMMENTS, &[before.into()]).await?;
    let mut comments = rows.iter().map(comment).collect::<Result<Vec<_>, _>>()?;
    let more = comments.len() > COMMENTS_LENGTH;
    comments.truncate(COMMENTS_LENGTH);
    let next = comments.last().filter(|_| more).map(|comment| comment.at);
    Ok((comments, next))
}

pub(super) async fn follow(
    tx: &Tx,
    account_id: &str,
    (framework, tip): Place<'_>,
    at: i64,
) -> Result<u64, DbError> {
    tx.execute(FOLLOW, &[account_id.into(), framework.into(), tip.into(), at.into()]).await
}

pub(super) async fn unfollow(tx: &Tx, account_id: &str, (framework, tip): Place<'_>) -> Result<u64, DbError> {
    tx.execute(UNFOLLOW, &[account_id.into(), framework.into(), tip.into()]).await
}

/// Framework and code of the tips a person waits for.
pub(super) async fn followed(db: &Db, account_id: &str) -> Result<Vec<(String, String)>, DbError> {
    let rows = db.rows(FOLLOWED, &[account_id.into()]).await?;
    rows.iter().map(|row| Ok((row.text("framework")?, row.text("tip")?))).collect()
}

/// The operator's cases of a tip, retired ones too.
pub(super) async fn cases(db: &Db, (framework, tip): Place<'_>) -> Result<Vec<OwnCase>, DbError> {
    db.rows(CASES, &[framework.into(), tip.into()]).await?.iter().map(own_case).collect()
}

pub(super) async fn case(db: &impl Read, (framework, id): Place<'_>) -> Result<Option<OwnCase>, DbError> {
    db.maybe_row(CASE, &[framework.into(), id.into()]).await?.as_ref().map(own_case).transpose()
}

/// How many cases of the operator can be read for each tip that has some.
pub(super) async fn case_counts(db: &Db, framework: &str) -> Result<Vec<(String, i64)>, DbError> {
    let rows = db.rows(CASE_COUNTS, &[framework.into()]).await?;
    rows.iter().map(|row| Ok((row.text("tip")?, row.int("count")?))).collect()
}

fn own_case(row: &Row) -> Result<OwnCase, DbError> {
    let text = |ja: &str, en: &str| Ok::<_, DbError>(Text { ja: row.text(ja)?, en: row.text(en)? });
    Ok(OwnCase {
        tip: row.text("tip")?,
        is_retired: row.flag("is_retired")?,
        version: row.int("version")?,
        case: TipCase {
            id: row.text("id")?,
            year: row.int("year")?,
            source: row.text("source_note")?,
            leads_to: u8::try_from(row.int("leads_to")?).unwrap_or_default(),
            title: text("title_ja", "title_en")?,
            text: text("text_ja", "text_en")?,
        },
    })
}

/// Writes a case that was opened at `own.version`; 0 where there was none. False when somebody else was faster.
pub(super) async fn save_case(
    tx: &Tx,
    framework: &str,
    own: &OwnCase,
    by: &str,
    at: i64,
) -> Result<bool, DbError> {
    let case = &own.case;
    let mut values = vec![
        framework.into(),
        case.id.as_str().into(),
        own.tip.as_str().into(),
        case.year.into(),
        case.source.as_str().into(),
        i64::from(case.leads_to).into(),
        case.title.ja.as_str().into(),
        case.title.en.as_str().into(),
        case.text.ja.as_str().into(),
        case.text.en.as_str().into(),
        own.is_retired.into(),
        by.into(),
        at.into(),
    ];
    if own.version == 0 {
        return Ok(tx.execute(INSERT_CASE, &values).await? == 1);
    }
    values.push(own.version.into());
    Ok(tx.execute(UPDATE_CASE, &values).await? == 1)
}

/// Takes a person's ratings back, and out of the counts.
pub(super) async fn forget_person(tx: &Tx, account_id: &str) -> Result<(), DbError> {
    tx.execute(UNCOUNT, &[account_id.into()]).await?;
    tx.execute(FORGET_RATINGS, &[account_id.into()]).await.map(|_| ())
}
