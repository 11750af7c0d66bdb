//! The provable log: entries hashed into a tree (RFC 6962, RFC 9162), and heads that say how it stood at a moment.

mod head;
mod proofs;
mod tree;

pub use head::Head;
pub use proofs::{
    Node, consistency, inclusion, is_consistent, is_included, is_on_tile, joined, nodes_of, on_tile,
};
pub use tree::{Frontier, Hash, TILE_HEIGHT, leaf, parent};

#[cfg(test)]
mod tests;
