//! Where the names of the axes go: around the radar if they fit, otherwise in a numbered list below it.

use super::Labels;
use crate::svg::{EDGE, Ink, WIDTH};
use crate::text::{Anchor, Block, FONT};
use std::f64::consts::{PI, TAU};

/// Distance of a label from the outer ring.
const GAP: f64 = 8.0;
/// The radius when only numbers stand around the radar.
const RADIUS_MAX: f64 = 148.0;
/// Widest label above or below the radar.
const MIDDLE_ROOM: f64 = 190.0;

/// The geometry of a radar: where its centre lies, how large it is and where its labels stand.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    pub center: (f64, f64),
    pub radius: f64,
    pub around: Vec<Block>,
    pub list: Vec<Block>,
    pub height: f64,
}

impl Layout {
    pub fn new(axes: &[&str], labels: Labels) -> Self {
        let names: Vec<String> = (1..).zip(axes).map(|(number, name)| numbered(number, name)).collect();
        let layout = match labels {
            Labels::Numbers => Layout::with_numbers(axes.len()),
            Labels::Full => Layout::with_names(&names).unwrap_or_else(|| Layout::with_list(&names)),
        };
        layout.moved_into_view()
    }

    /// Names around the radar, as large as they allow; short labels matter more than a few units of radius.
    fn with_names(names: &[String]) -> Option<Self> {
        let tries = [(2, 138, 108), (3, 124, 92), (4, 104, 84)];
        let mut radii = tries.into_iter().flat_map(|(rows, from, to)| {
            (to..=from).rev().step_by(2).map(move |radius| (rows, f64::from(radius)))
        });
        radii.find_map(|(rows, radius)| {
            let around: Vec<Block> =
                names.iter().enumerate().map(|(i, name)| beside(i, names.len(), radius, name)).collect();
            let is_good = around.iter().all(|label| !label.is_torn && label.lines.len() <= rows && in_width(label));
            (is_good && !any_overlap(&around)).then(|| Layout::around(radius, around))
        })
    }

    fn with_list(names: &[String]) -> Self {
        let mut layout = Layout::with_numbers(names.len()).moved_into_view();
        layout.list = list(names, layout.height + 10.0);
        layout.height = layout.list.iter().map(Block::bottom).fold(layout.height, f64::max);
        layout
    }

    /// Numbers around the radar; when they would touch, only every second, third … one.
    fn with_numbers(count: usize) -> Self {
        let every = |step: usize| -> Vec<Block> {
            let shown = (0..count).step_by(step);
            shown.map(|i| beside(i, count, RADIUS_MAX, &(i + 1).to_string())).collect()
        };
        let around = (1..=count).map(every).find(|labels| !any_overlap(labels)).unwrap_or_default();
        Layout::around(RADIUS_MAX, around)
    }

    fn around(radius: f64, around: Vec<Block>) -> Self {
        Layout { center: (WIDTH / 2.0, 0.0), radius, around, list: Vec::new(), height: 0.0 }
    }

    /// Moves everything down until it begins at the upper edge, and sets the height.
    fn moved_into_view(mut self) -> Self {
        let blocks = || self.around.iter().chain(&self.list);
        let top = blocks().map(|label| label.top).fold(self.center.1 - self.radius, f64::min);
        let bottom = blocks().map(Block::bottom).fold(self.center.1 + self.radius, f64::max);
        let down = EDGE - top;
        self.center.1 += down;
        for label in self.around.iter_mut().chain(&mut self.list) {
            label.top += down;
        }
        self.height = bottom + down;
        self
    }

    /// The place of a fraction of the scale on an axis; the scale begins in the centre.
    pub fn point(&self, axis: usize, axes: usize, fraction: f64) -> (f64, f64) {
        let (dx, dy) = direction(axis, axes);
        (self.center.0 + dx * self.radius * fraction, self.center.1 + dy * self.radius * fraction)
    }

    pub fn svg(&self) -> String {
        self.around.iter().chain(&self.list).map(|label| label.svg(Ink::INK)).collect()
    }
}

/// Number and name, never separated.
fn numbered(number: usize, name: &str) -> String {
    format!("{number}\u{a0}{}", name.trim())
}

/// Axes start at the top and run clockwise.
fn direction(axis: usize, axes: usize) -> (f64, f64) {
    let angle = TAU * axis as f64 / axes as f64 - PI / 2.0;
    (angle.cos(), angle.sin())
}

/// A label at the end of its axis, wrapped into the room that is left to the border.
fn beside(axis: usize, axes: usize, radius: f64, text: &str) -> Block {
    let (dx, dy) = direction(axis, axes);
    let x = WIDTH / 2.0 + dx * (radius + GAP);
    let (anchor, room) = if dx.abs() < 0.12 {
        (Anchor::Middle, MIDDLE_ROOM)
    } else if dx > 0.0 {
        (Anchor::Start, WIDTH - EDGE - x)
    } else {
        (Anchor::End, x - EDGE)
    };
    let block = Block::new(text, room.max(FONT), anchor);
    let middle = dy * (radius + GAP + block.height() / 2.0 - if anchor == Anchor::Middle { 4.0 } else { 0.0 });
    let top = middle - block.height() / 2.0;
    block.at(x, top)
}

/// All names below the radar, in two columns if each fits half the width.
fn list(names: &[String], top: f64) -> Vec<Block> {
    let left = 14.0;
    let column = (WIDTH - 2.0 * left) / 2.0;
    let fits_half = names.iter().all(|name| Block::new(name, column - 8.0, Anchor::Start).lines.len() == 1);
    if !fits_half {
        return stack(names, left, column * 2.0, top);
    }
    let (first, second) = names.split_at(names.len().div_ceil(2));
    let mut blocks = stack(first, left, column, top);
    blocks.extend(stack(second, left + column + 4.0, column, top));
    blocks
}

fn stack(names: &[String], x: f64, room: f64, top: f64) -> Vec<Block> {
    let mut next = top;
    let place = |name: &String| {
        let block = Block::new(name, room, Anchor::Start).at(x, next);
        next = block.bottom() + 2.0;
        block
    };
    names.iter().map(place).collect()
}

fn in_width(label: &Block) -> bool {
    label.left() >= EDGE - 0.01 && label.right() <= WIDTH - EDGE + 0.01
}

fn any_overlap(labels: &[Block]) -> bool {
    labels.iter().enumerate().any(|(i, a)| labels[i + 1..].iter().any(|b| a.overlaps(b)))
}
