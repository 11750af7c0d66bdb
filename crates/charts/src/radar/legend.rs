//! The legend below a radar: a piece of each line with its marker, and the name.

use super::Series;
use crate::role::Role;
use crate::svg::{EDGE, Ink, WIDTH, n};
use crate::text::{Anchor, Block, LINE};

const SAMPLE: f64 = 34.0;
const AFTER_SAMPLE: f64 = 6.0;
const BETWEEN: f64 = 16.0;

/// Entries in centred rows.
#[derive(Debug, Clone)]
pub(super) struct Legend {
    pub entries: Vec<(Role, Block)>,
}

impl Legend {
    pub fn new(series: &[Series], top: f64) -> Self {
        let room = WIDTH - 2.0 * EDGE;
        let mut entries = Vec::new();
        let mut next = top;
        for row in rows(series, room) {
            let total: f64 = row.iter().map(|(_, name)| entry_width(name)).sum::<f64>() + gaps(row.len());
            let mut x = (WIDTH - total) / 2.0;
            let height = row.iter().map(|(_, name)| name.height()).fold(LINE, f64::max);
            for (role, name) in row {
                let width = entry_width(&name);
                entries.push((role, name.at(x + SAMPLE + AFTER_SAMPLE, next)));
                x += width + BETWEEN;
            }
            next += height + 4.0;
        }
        Legend { entries }
    }

    pub fn bottom(&self) -> f64 {
        self.entries.iter().map(|(_, name)| name.bottom()).fold(0.0, f64::max)
    }

    pub fn svg(&self) -> String {
        self.entries.iter().map(|(role, name)| sample(*role, name) + &name.svg(Ink::INK)).collect()
    }
}

fn entry_width(name: &Block) -> f64 {
    SAMPLE + AFTER_SAMPLE + name.width()
}

fn gaps(entries: usize) -> f64 {
    BETWEEN * entries.saturating_sub(1) as f64
}

/// As many entries per row as fit; a name too long for a row of its own is wrapped.
fn rows(series: &[Series], room: f64) -> Vec<Vec<(Role, Block)>> {
    let mut rows: Vec<Vec<(Role, Block)>> = Vec::new();
    let mut used = f64::INFINITY;
    for one in series {
        let name = Block::new(one.name, room - SAMPLE - AFTER_SAMPLE, Anchor::Start);
        let width = entry_width(&name);
        if used + BETWEEN + width > room {
            rows.push(Vec::new());
            used = -BETWEEN;
        }
        used += BETWEEN + width;
        rows.last_mut().expect("a row was begun for the first entry").push((one.role, name));
    }
    rows
}

fn sample(role: Role, name: &Block) -> String {
    let (left, y) = (name.left() - AFTER_SAMPLE - SAMPLE, name.top + LINE / 2.0);
    let line = format!(
        r#"<line x1="{}" y1="{y}" x2="{}" y2="{y}" stroke="currentColor" stroke-width="{}"{}/>"#,
        n(left),
        n(left + SAMPLE),
        n(role.line_width()),
        role.dash_attribute(),
        y = n(y),
    );
    role.ink().group(&(line + &role.mark(left + SAMPLE / 2.0, y)))
}
