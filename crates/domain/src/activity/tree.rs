//! The tree as it grows: one leaf after the other, with no more kept than the roots of its perfect parts.

use sha2::{Digest, Sha256};

pub type Hash = [u8; 32];

/// Of the nodes inside the tree every eighth level is kept: one hash for 256 below it, from which all between can be had.
pub const TILE_HEIGHT: u32 = 8;

/// Hash of an entry.
pub fn leaf(entry: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(entry).finalize().into()
}

/// Hash of two neighbors.
pub fn parent(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// The right edge of a tree: the roots of the perfect trees it is made of, largest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    roots: Vec<Hash>,
}

impl Frontier {
    /// As [`Frontier::bytes`] gave it. `None` where the bytes do not fit the size.
    pub fn from_bytes(size: u64, bytes: &[u8]) -> Option<Frontier> {
        let (roots, rest) = bytes.as_chunks::<32>();
        let fits = rest.is_empty() && roots.len() == size.count_ones() as usize;
        fits.then(|| Frontier { size, roots: roots.to_vec() })
    }

    pub fn bytes(&self) -> Vec<u8> {
        self.roots.concat()
    }

    /// Number of leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf. `keep` is told of each perfect tree that is complete with it, the leaf itself included: its level, its
    /// number on that level, its root.
    pub fn push(&mut self, leaf: Hash, mut keep: impl FnMut(u32, u64, &Hash)) {
        let mut hash = leaf;
        keep(0, self.size, &hash);
        for level in 1..=self.size.trailing_ones() {
            if let Some(left) = self.roots.pop() {
                hash = parent(&left, &hash);
            }
            keep(level, self.size >> level, &hash);
        }
        self.roots.push(hash);
        self.size += 1;
    }

    /// The root over all leaves; of no leaves, the hash of nothing.
    pub fn root(&self) -> Hash {
        let mut roots = self.roots.iter().rev();
        let Some(last) = roots.next() else { return Sha256::digest([]).into() };
        roots.fold(*last, |right, left| parent(left, &right))
    }
}
