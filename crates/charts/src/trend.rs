//! A small line over time. It breaks where values cannot be compared.

use crate::role::Role;
use crate::scale::{Scale, tick_text};
use crate::svg::{EDGE, Ink, WIDTH, corners, n, picture};
use crate::text::{Anchor, Block, LINE, any_overlap, centred, text_width};

const TOP: f64 = 14.0;
const PLOT: f64 = 120.0;
const GAP: f64 = 8.0;
const THRESHOLD_ROOM: f64 = 80.0;

/// One moment. `starts_new_line`: scope, edition or way of rating changed before it.
#[derive(Debug, Clone, Copy)]
pub struct TrendPoint<'a> {
    pub label: &'a str,
    pub value: Option<f64>,
    pub starts_new_line: bool,
}

/// A line over time with named thresholds such as the boundary of class A.
#[derive(Debug, Clone, Copy)]
pub struct Trend<'a> {
    pub title: &'a str,
    pub description: &'a str,
    pub points: &'a [TrendPoint<'a>],
    pub thresholds: &'a [(f64, &'a str)],
    pub scale: Scale,
}

/// The plot's left and right border.
struct Frame {
    left: f64,
    right: f64,
    points: usize,
}

impl Frame {
    fn x(&self, point: usize) -> f64 {
        self.left + self.slot() * (point as f64 + 0.5)
    }

    fn slot(&self) -> f64 {
        (self.right - self.left) / self.points.max(1) as f64
    }
}

impl Trend<'_> {
    /// The picture, 360 units wide. A break is marked by a thin dashed vertical line.
    pub fn svg(&self) -> String {
        let names = self.threshold_names();
        let name_width = names.iter().map(Block::width).fold(0.0, f64::max);
        let tick_width =
            self.scale.ticks().into_iter().map(|t| text_width(&tick_text(t))).fold(0.0, f64::max);
        let right = WIDTH - EDGE - if names.is_empty() { 0.0 } else { name_width + GAP };
        let frame = Frame { left: EDGE + tick_width + GAP, right, points: self.points.len() };
        let names: String =
            names.into_iter().map(|name| Block { x: right + GAP, ..name }.svg(Ink::SOFT)).collect();
        let dates = self.dates(&frame);
        let bottom = dates.iter().map(Block::bottom).fold(TOP + PLOT, f64::max);
        let dates: String = dates.iter().map(|date| date.svg(Ink::INK)).collect();
        let body = self.grid(&frame) + &names + &self.breaks(&frame) + &self.line(&frame) + &dates;
        picture(self.title, self.description, bottom + EDGE, &body)
    }

    fn y(&self, value: Option<f64>) -> Option<f64> {
        Some(TOP + (1.0 - self.scale.fraction(value)?) * PLOT)
    }

    /// Horizontal lines for the levels with their numbers, and dashed ones for the thresholds.
    fn grid(&self, frame: &Frame) -> String {
        let level = |tick: f64| {
            let y = self.y(Some(tick))?;
            let number = Ink::SOFT.text((frame.left - GAP, centred(y)), Anchor::End, 13.0, &tick_text(tick));
            Some(Ink::LINE_SOFT.line((frame.left, y), (frame.right, y), 1.0, "") + &number)
        };
        let threshold = |(value, _): &(f64, &str)| {
            let y = self.y(Some(*value))?;
            Some(Ink::SOFT.line((frame.left, y), (frame.right + 3.0, y), 1.0, r#" stroke-dasharray="6 3""#))
        };
        let levels = self.scale.ticks().into_iter().filter_map(level);
        levels.chain(self.thresholds.iter().filter_map(threshold)).collect()
    }

    /// The names of the thresholds from top to bottom, moved down where they would touch.
    fn threshold_names(&self) -> Vec<Block> {
        let place = |(value, name): &(f64, &str)| {
            let block = Block::new(name, THRESHOLD_ROOM, Anchor::Start);
            let top = self.y(Some(*value))? - block.height() / 2.0;
            Some(block.at(0.0, top.max(0.0)))
        };
        let mut names: Vec<Block> = self.thresholds.iter().filter_map(place).collect();
        names.sort_by(|a, b| a.top.total_cmp(&b.top));
        for i in 1..names.len() {
            names[i].top = names[i].top.max(names[i - 1].bottom());
        }
        names
    }

    fn line(&self, frame: &Frame) -> String {
        let role = Role::Own;
        let pieces = self.pieces(frame);
        let width = n(role.line_width());
        let lines = pieces.iter().filter(|piece| piece.len() > 1).map(|piece| {
            let points = corners(piece);
            format!(r#"<polyline points="{points}" fill="none" stroke="currentColor" stroke-width="{width}" stroke-linejoin="round"/>"#)
        });
        let marks = pieces.iter().flatten().map(|(x, y)| role.mark(*x, *y));
        role.ink().group(&lines.chain(marks).collect::<String>())
    }

    /// Runs of points that may be joined.
    fn pieces(&self, frame: &Frame) -> Vec<Vec<(f64, f64)>> {
        let mut pieces = vec![Vec::new()];
        for (i, point) in self.points.iter().enumerate() {
            let y = self.y(point.value);
            if point.starts_new_line || y.is_none() {
                pieces.push(Vec::new());
            }
            let piece = pieces.last_mut().expect("there is a first piece");
            piece.extend(y.map(|y| (frame.x(i), y)));
        }
        pieces
    }

    /// A change is marked before its point, a missing value at its own place.
    fn breaks(&self, frame: &Frame) -> String {
        let changes = (1..self.points.len()).filter(|&i| self.points[i].starts_new_line);
        let changes = changes.map(|i| frame.x(i) - frame.slot() / 2.0);
        let missing =
            (0..self.points.len()).filter(|&i| self.y(self.points[i].value).is_none()).map(|i| frame.x(i));
        let dashed = r#" stroke-dasharray="2 3""#;
        let mark = |x: f64| Ink::SOFT.line((x, TOP - 6.0), (x, TOP + PLOT + 2.0), 0.8, dashed);
        changes.chain(missing).map(mark).collect()
    }

    /// The names of the moments; when they would touch, only every second, third … counted back from the latest.
    fn dates(&self, frame: &Frame) -> Vec<Block> {
        let every = |step: usize| -> Vec<Block> {
            let room = (frame.slot() * step as f64 - 4.0).max(1.0);
            let shown = (0..self.points.len()).rev().step_by(step);
            shown.map(|i| self.date(i, room, frame)).collect()
        };
        let good = |dates: &Vec<Block>| {
            dates.iter().all(|date| !date.is_torn() && date.lines.len() <= 2) && !any_overlap(dates)
        };
        (1..=self.points.len()).map(every).find(good).unwrap_or_else(|| self.latest_date(frame))
    }

    fn date(&self, point: usize, room: f64, frame: &Frame) -> Block {
        let block = Block::new(self.points[point].label, room, Anchor::Middle);
        let half = block.width() / 2.0;
        let x = frame.x(point).clamp(EDGE + half, (WIDTH - EDGE - half).max(EDGE + half));
        block.at(x, TOP + PLOT + LINE / 2.0)
    }

    fn latest_date(&self, frame: &Frame) -> Vec<Block> {
        let last = self.points.len().checked_sub(1);
        last.map(|last| self.date(last, WIDTH - 2.0 * EDGE, frame)).into_iter().collect()
    }
}

#[cfg(test)]
#[path = "trend_tests.rs"]
mod tests;
