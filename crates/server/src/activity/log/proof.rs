//! Short proofs for people outside: that an entry is covered by the latest head, and that one head continues another.

use std::ops::Range;

use domain::activity::{Hash, joined, nodes_of, on_tile, parent};

use super::store;
use crate::db::{DbError, Read};

/// The hashes of a proof, from what is kept of the tree: at most a few hundred hashes are read for each.
pub async fn path(db: &impl Read, ranges: &[Range<u64>]) -> Result<Vec<Hash>, DbError> {
    let mut path = Vec::with_capacity(ranges.len());
    for range in ranges {
        let mut roots = Vec::new();
        for node in nodes_of(range) {
            let (level, numbers) = on_tile(node);
            let count = numbers.end - numbers.start;
            let hashes = store::nodes(db, level, numbers).await?;
            if hashes.len() as u64 != count {
                return Err(DbError::Other("a part of the log's tree is missing".to_owned()));
            }
            roots.extend(root(hashes));
        }
        path.extend(joined(&roots));
    }
    Ok(path)
}

/// Of a perfect tree over these.
fn root(mut hashes: Vec<Hash>) -> Option<Hash> {
    while hashes.len() > 1 {
        hashes = hashes.as_chunks::<2>().0.iter().map(|[left, right]| parent(left, right)).collect();
    }
    hashes.pop()
}
