//! Chance that can be repeated.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Result;

/// Small and repeatable; whoever uses it prints the seed.
#[derive(Clone)]
pub struct Dice(pub u64);

impl Dice {
    pub fn new() -> Result<Dice> {
        Ok(Dice(SystemTime::now().duration_since(UNIX_EPOCH)?.as_nanos() as u64 | 1))
    }

    /// Dice of one thread among several, from the same seed.
    pub fn of(&self, number: usize) -> Dice {
        Dice((self.0 ^ (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)) | 1)
    }

    pub fn within(&mut self, range: std::ops::Range<u64>) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        range.start + self.0 % (range.end - range.start)
    }

    /// One of several things.
    pub fn pick<'t, T>(&mut self, things: &'t [T]) -> Option<&'t T> {
        things.get(self.within(0..things.len().max(1) as u64) as usize)
    }

    pub fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            things.swap(last, self.within(0..last as u64 + 1) as usize);
        }
    }

    /// Small letters from a to p.
    pub fn letters(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'a' + self.within(0..16) as u8)).collect()
    }

    /// Looks like this one and stands beside it in every index: only what is behind the last hyphen is by chance.
    pub fn beside(&mut self, id: &str) -> String {
        let (begin, end) = id.rsplit_once('-').unwrap_or(("", id));
        format!("{begin}-{}", self.like(end))
    }

    /// Looks like this one, and is another: each letter and digit by chance, everything else as it stands.
    pub fn like(&mut self, id: &str) -> String {
        let mut digit = || char::from_digit(self.within(0..16) as u32, 16).unwrap_or('0');
        id.chars().map(|letter| if letter.is_ascii_alphanumeric() { digit() } else { letter }).collect()
    }
}
