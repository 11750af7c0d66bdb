//! Short proofs: that an entry is in the tree, and that an older tree is the beginning of a newer one (RFC 9162, 2.1.3 and
//! 2.1.4).

use std::ops::Range;

use super::{Hash, TILE_HEIGHT, parent};

/// Root of a perfect tree inside the tree: `number` counts such trees of 2^`level` leaves from the left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    pub level: u32,
    pub number: u64,
}

/// The leaves under each hash of the proof that the leaf at `position` is in the tree of `size`, from the leaf up. Nothing
/// where it is not.
pub fn inclusion(position: u64, size: u64) -> Vec<Range<u64>> {
    let mut ranges = Vec::new();
    let mut tree = if position < size { 0..size } else { 0..0 };
    while tree.end - tree.start > 1 {
        let middle = tree.start + split(tree.end - tree.start);
        let (inside, beside) = if position < middle {
            (tree.start..middle, middle..tree.end)
        } else {
            (middle..tree.end, tree.start..middle)
        };
        ranges.push(beside);
        tree = inside;
    }
    ranges.reverse();
    ranges
}

/// The leaves under each hash of the proof that the tree of `old` leaves is the beginning of that of `new`.
pub fn consistency(old: u64, new: u64) -> Vec<Range<u64>> {
    let mut ranges = Vec::new();
    if old == 0 || old >= new {
        return ranges;
    }
    let mut tree = 0..new;
    while tree.end != old {
        let middle = tree.start + split(tree.end - tree.start);
        if old <= middle {
            ranges.push(middle..tree.end);
            tree.end = middle;
        } else {
            ranges.push(tree.start..middle);
            tree.start = middle;
        }
    }
    // An old tree that is perfect is known to whoever asks.
    if tree.start > 0 {
        ranges.push(tree);
    }
    ranges.reverse();
    ranges
}

/// The largest power of two below `length`, which is at least 2.
fn split(length: u64) -> u64 {
    1 << (63 - (length - 1).leading_zeros())
}

/// The perfect trees that a range of a proof consists of, largest first.
pub fn nodes_of(range: &Range<u64>) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut start = range.start;
    while start < range.end {
        let level = 63 - (range.end - start).leading_zeros();
        nodes.push(Node { level, number: start >> level });
        start += 1 << level;
    }
    nodes
}

/// Root over neighboring trees, largest first, as [`nodes_of`] names them.
pub fn joined(hashes: &[Hash]) -> Option<Hash> {
    let (last, others) = hashes.split_last()?;
    Some(others.iter().rev().fold(*last, |right, left| parent(left, &right)))
}

/// Whether nodes of this level are kept.
pub fn is_on_tile(level: u32) -> bool {
    level.is_multiple_of(TILE_HEIGHT)
}

/// The kept nodes below a node: their level, and their numbers. Always a power of two of them.
pub fn on_tile(node: Node) -> (u32, Range<u64>) {
    let height = node.level % TILE_HEIGHT;
    (node.level - height, node.number << height..(node.number + 1) << height)
}

/// RFC 9162, 2.1.3.2.
pub fn is_included(leaf: &Hash, position: u64, size: u64, path: &[Hash], root: &Hash) -> bool {
    if position >= size {
        return false;
    }
    let (mut number, mut last, mut hash) = (position, size - 1, *leaf);
    for beside in path {
        if last == 0 {
            return false;
        }
        if number % 2 == 1 || number == last {
            hash = parent(beside, &hash);
            while number.is_multiple_of(2) && number != 0 {
                (number, last) = (number >> 1, last >> 1);
            }
        } else {
            hash = parent(&hash, beside);
        }
        (number, last) = (number >> 1, last >> 1);
    }
    last == 0 && hash == *root
}

/// RFC 9162, 2.1.4.2: whether the first of two trees, each with size and root, is the beginning of the second.
pub fn is_consistent((old, old_root): (u64, &Hash), (new, new_root): (u64, &Hash), path: &[Hash]) -> bool {
    if old == 0 || old >= new {
        return old == new && old_root == new_root && path.is_empty();
    }
    let mut path = path.iter();
    let first = if old.is_power_of_two() { Some(old_root) } else { path.next() };
    let Some(first) = first else { return false };
    let (mut number, mut last) = (old - 1, new - 1);
    while number % 2 == 1 {
        (number, last) = (number >> 1, last >> 1);
    }
    let (mut old_hash, mut new_hash) = (*first, *first);
    for beside in path {
        if last == 0 {
            return false;
        }
        if number % 2 == 1 || number == last {
            (old_hash, new_hash) = (parent(beside, &old_hash), parent(beside, &new_hash));
            while number.is_multiple_of(2) && number != 0 {
                (number, last) = (number >> 1, last >> 1);
            }
        } else {
            new_hash = parent(&new_hash, beside);
        }
        (number, last) = (number >> 1, last >> 1);
    }
    last == 0 && old_hash == *old_root && new_hash == *new_root
}
