use std::collections::BTreeMap;
use std::ops::Range;

use proptest::prelude::*;

use super::*;

/// The leaves that the log servers of Certificate Transparency are tested with.
const LEAVES: [&[u8]; 8] = [
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    b"\x50\x51\x52\x53\x54\x55\x56\x57",
    b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
];

const ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

fn hex(hash: &Hash) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A tree, the roots it had at each size, and every perfect tree inside it.
struct Grown {
    leaves: Vec<Hash>,
    roots: Vec<Hash>,
    nodes: BTreeMap<(u32, u64), Hash>,
}

fn grow<E: AsRef<[u8]>>(entries: impl IntoIterator<Item = E>) -> Grown {
    let mut frontier = Frontier::default();
    let mut grown = Grown { leaves: Vec::new(), roots: vec![frontier.root()], nodes: BTreeMap::new() };
    for entry in entries {
        let leaf = leaf(entry.as_ref());
        frontier.push(leaf, |level, number, hash| {
            assert_eq!(grown.nodes.insert((level, number), *hash), None, "told twice");
        });
        // What is stored between two leaves is all there is.
        frontier = Frontier::from_bytes(frontier.size(), &frontier.bytes()).expect("fits");
        grown.leaves.push(leaf);
        grown.roots.push(frontier.root());
    }
    grown
}

/// The tree by the words of RFC 6962, section 2.1.
fn by_definition(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Frontier::default().root(),
        [leaf] => *leaf,
        _ => {
            let half = leaves.len().next_power_of_two() / 2;
            let (left, right) = leaves.split_at(half);
            parent(&by_definition(left), &by_definition(right))
        }
    }
}

impl Grown {
    /// The hashes of a proof, each made of kept nodes only.
    fn path(&self, ranges: &[Range<u64>]) -> Vec<Hash> {
        let node = |node: Node| {
            let (level, numbers) = on_tile(node);
            assert!(is_on_tile(level));
            let mut hashes: Vec<Hash> = numbers.map(|number| self.nodes[&(level, number)]).collect();
            while hashes.len() > 1 {
                hashes = hashes.chunks(2).map(|pair| parent(&pair[0], &pair[1])).collect();
            }
            hashes[0]
        };
        let hash = |range: &Range<u64>| {
            joined(&nodes_of(range).into_iter().map(node).collect::<Vec<_>>()).expect("not empty")
        };
        ranges.iter().map(hash).collect()
    }
}

#[test]
fn roots_are_those_of_the_published_vectors() {
    let grown = grow(LEAVES);
    let roots: Vec<String> = grown.roots.iter().map(hex).collect();
    assert_eq!(roots, ROOTS);
}

#[test]
fn paths_are_those_of_the_published_vectors() {
    let grown = grow(LEAVES);
    for (position, size, path) in [
        (0, 1, vec![]),
        (
            0,
            8,
            vec![
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            5,
            8,
            vec![
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (2, 3, vec!["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    ] {
        let found: Vec<String> = grown.path(&inclusion(position, size)).iter().map(hex).collect();
        assert_eq!(found, path, "leaf {position} of {size}");
    }
    for (old, new, path) in [
        (1, 1, vec![]),
        (
            6,
            8,
            vec![
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (
            2,
            5,
            vec![
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ],
        ),
    ] {
        let found: Vec<String> = grown.path(&consistency(old, new)).iter().map(hex).collect();
        assert_eq!(found, path, "{old} to {new}");
    }
}

#[test]
fn a_frontier_that_does_not_fit_its_size_is_none() {
    for (size, length) in [(0, 32), (1, 0), (3, 32), (4, 33), (4, 64)] {
        assert_eq!(Frontier::from_bytes(size, &vec![0; length]), None, "{size} {length}");
    }
    assert_eq!(Frontier::from_bytes(0, &[]), Some(Frontier::default()));
}

#[test]
fn a_head_is_signed_as_six_lines() {
    let first = Head { number: 1, size: 8, root: [0xab; 32], at: 1_795_132_800_000_000, previous: None };
    let second = Head { number: 2, previous: Some(first.hash()), ..first.clone() };
    let root = "ab".repeat(32);
    assert_eq!(
        first.text(),
        format!("kashika log head 1\nnumber 1\nsize 8\nroot {root}\nat 1795132800000000\nprevious -\n")
    );
    assert!(second.text().ends_with(&format!("previous {}\n", hex(&first.hash()))));
    assert_ne!(first.hash(), second.hash());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn a_tree_that_grows_is_the_one_of_the_definition(size in 0_u16..700) {
        let grown = grow((0..size).map(u16::to_be_bytes));
        prop_assert_eq!(grown.roots[usize::from(size)], by_definition(&grown.leaves));
    }

    #[test]
    fn every_proof_holds_and_nothing_else_does(size in 1_u64..700, position in 0_u64..700, other in 0_u64..700, bit in 0_usize..256) {
        let grown = grow((0..size as u16).map(u16::to_be_bytes));
        let (position, other) = (position % size, other % size);
        let (leaf, root) = (grown.leaves[position as usize], grown.roots[size as usize]);
        let path = grown.path(&inclusion(position, size));
        prop_assert!(is_included(&leaf, position, size, &path, &root));
        let mut bent = path.clone();
        if let Some(hash) = bent.get_mut(bit % path.len().max(1)) {
            hash[bit / 8] ^= 1 << (bit % 8);
            prop_assert!(!is_included(&leaf, position, size, &bent, &root));
        }
        if other != position {
            prop_assert!(!is_included(&leaf, other, size, &path, &root));
            prop_assert!(!is_included(&grown.leaves[other as usize], position, size, &path, &root));
        }
        prop_assert!(!is_included(&leaf, position, size, &[path.as_slice(), &[root]].concat(), &root));
    }

    #[test]
    fn an_older_tree_is_the_beginning_of_a_newer_one_only_if_it_is(new in 1_u64..700, old in 0_u64..700, wrong in 0_u64..700) {
        let grown = grow((0..new as u16).map(u16::to_be_bytes));
        let (old, wrong) = (old % (new + 1), wrong % (new + 1));
        let root = |size: u64| &grown.roots[size as usize];
        let path = grown.path(&consistency(old, new));
        // From nothing, nothing can be told.
        let is_provable = old > 0;
        prop_assert_eq!(is_consistent((old, root(old)), (new, root(new)), &path), is_provable);
        if wrong != old {
            prop_assert!(!is_consistent((old, root(wrong)), (new, root(new)), &path));
            prop_assert!(!is_consistent((old, root(old)), (new, root(wrong)), &path) || wrong == new);
        }
    }
}
