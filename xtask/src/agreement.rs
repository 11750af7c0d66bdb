//! `cargo xtask agreement DIR`: how far independent readers agree on the cases of a review round, as Krippendorff's
//! alpha for ordinal data, per item and over all, and how often they meet the level fixed beforehand where there is one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context as _, Result, bail};

/// Case and item to level.
type Ratings = BTreeMap<(String, String), usize>;

const LEVELS: usize = 5;
/// Items below are rewritten and tested again.
const ALPHA_MIN: f64 = 0.8;

/// Prints the table of a round as Markdown.
pub fn run(folder: &Path) -> Result<bool> {
    let names = |prefix: &str| -> Result<Vec<_>> {
        let mut found: Vec<_> = std::fs::read_dir(folder)
            .with_context(|| format!("cannot read {}", folder.display()))?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(prefix)))
            .collect();
        found.sort();
        Ok(found)
    };
    let mut key = Ratings::new();
    for path in names("key-")? {
        key.extend(read(&path)?);
    }
    let raters = names("ratings-")?.iter().map(|path| read(path)).collect::<Result<Vec<_>>>()?;
    if raters.len() < 2 {
        bail!("{} needs at least two ratings-*.csv", folder.display());
    }
    println!("{}", table(&key, &raters));
    Ok(true)
}

fn read(path: &Path) -> Result<Ratings> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut ratings = Ratings::new();
    for (index, line) in text.lines().enumerate().skip(1) {
        let cells: Vec<&str> = line.trim().split(',').collect();
        let level =
            cells.get(2).and_then(|cell| cell.parse().ok()).filter(|level| (1..=LEVELS).contains(level));
        let (Some(case), Some(item), Some(level)) = (cells.first(), cells.get(1), level) else {
            bail!("{}:{}: write case,item,level", path.display(), index + 1);
        };
        ratings.insert(((*case).to_owned(), (*item).to_owned()), level);
    }
    Ok(ratings)
}

fn table(key: &Ratings, raters: &[Ratings]) -> String {
    let all: BTreeSet<&(String, String)> =
        key.keys().chain(raters.iter().flat_map(|rater| rater.keys())).collect();
    let mut items: BTreeMap<(u32, u32), Vec<&(String, String)>> = BTreeMap::new();
    for unit in all.iter().copied() {
        let mut numbers = unit.1.split('-').map(|part| part.parse().unwrap_or(0));
        let place = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
        items.entry(place).or_default().push(unit);
    }
    let mut text =
        String::from("| item | cases | alpha | met the fixed level | |\n|---|---:|---:|---:|---|\n");
    for ((directive, item), units) in &items {
        text += &row(&format!("{directive}-{item}"), units, key, raters);
    }
    let all: Vec<&(String, String)> = all.into_iter().collect();
    text + &row("all", &all, key, raters)
}

fn row(name: &str, units: &[&(String, String)], key: &Ratings, raters: &[Ratings]) -> String {
    let rated: Vec<Vec<usize>> = units
        .iter()
        .map(|unit| raters.iter().filter_map(|rater| rater.get(*unit).copied()).collect())
        .collect();
    let share = met_share(units, &rated, key);
    match alpha(&rated) {
        Some(alpha) => {
            let mark = if alpha < ALPHA_MIN { "rewrite" } else { "" };
            format!("| {name} | {} | {alpha:.3} | {share} | {mark} |\n", units.len())
        }
        None => format!("| {name} | {} | – | {share} | |\n", units.len()),
    }
}

/// How often the fixed level was met; a dash where none was fixed.
fn met_share(units: &[&(String, String)], rated: &[Vec<usize>], key: &Ratings) -> String {
    let keyed: Vec<(&usize, &Vec<usize>)> =
        units.iter().zip(rated).filter_map(|(unit, given)| Some((key.get(*unit)?, given))).collect();
    let levels: usize = keyed.iter().map(|(_, given)| given.len()).sum();
    if levels == 0 {
        return "–".to_owned();
    }
    let met: usize =
        keyed.iter().map(|(fixed, given)| given.iter().filter(|level| level == fixed).count()).sum();
    format!("{:.0} %", 100.0 * met as f64 / levels as f64)
}

/// Krippendorff's alpha with the ordinal difference; `None` where everybody gave one and the same level.
fn alpha(units: &[Vec<usize>]) -> Option<f64> {
    let mut coincidences = [[0.0_f64; LEVELS + 1]; LEVELS + 1];
    for levels in units.iter().filter(|levels| levels.len() > 1) {
        let weight = 1.0 / (levels.len() - 1) as f64;
        for (i, a) in levels.iter().enumerate() {
            for (j, b) in levels.iter().enumerate() {
                if i != j {
                    coincidences[*a][*b] += weight;
                }
            }
        }
    }
    let totals: Vec<f64> = coincidences.iter().map(|row| row.iter().sum()).collect();
    let all: f64 = totals.iter().sum();
    let (mut observed, mut expected) = (0.0, 0.0);
    for a in 1..=LEVELS {
        for b in a + 1..=LEVELS {
            let between: f64 = totals[a..=b].iter().sum::<f64>() - (totals[a] + totals[b]) / 2.0;
            observed += coincidences[a][b] * between * between;
            expected += totals[a] * totals[b] * between * between;
        }
    }
    (expected > 0.0).then(|| 1.0 - (all - 1.0) * observed / expected)
}

#[cfg(test)]
mod tests {
    use super::alpha;

    /// Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), example C: four observers, twelve units.
    #[test]
    fn the_published_example_comes_out() {
        let rows = [
            [1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0],
            [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3],
            [0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0],
            [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0],
        ];
        let units: Vec<Vec<usize>> = (0..12)
            .map(|unit| rows.iter().map(|row| row[unit]).filter(|level| *level > 0).collect())
            .collect();
        let alpha = alpha(&units).expect("levels differ");
        assert!((alpha - 0.815).abs() < 0.001, "{alpha}");
    }
}
