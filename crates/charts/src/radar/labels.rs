//! Where the names of the axes go: around the radar if they fit, otherwise in a numbered list below it.

use super::Labels;
use crate::svg::{EDGE, Ink, WIDTH};
use crate::text::{Anchor, Block, FONT, any_overlap};
use std::f64::consts::{PI, TAU};

/// Distance of a label from the outer ring.
const GAP: f64 = 8.0;
/// What a marker on the rim needs beyond it.
const MARK: f64 = 5.0;
/// The smallest and the largest radius when names stand around the radar.
const RADIUS_MIN: i32 = 84;
const RADIUS_NAMED: i32 = 132;
/// The radius when only numbers stand around the radar.
const RADIUS_MAX: f64 = 148.0;
/// The column of numbers in the list.
const NUMBER_ROOM: f64 = 30.0;
/// Widest label above or below the radar.
const MIDDLE_ROOM: f64 = 190.0;

/// The geometry of a radar: where its centre lies, how large it is and where its labels stand.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    pub axes: usize,
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
            Labels::Full => Layout::with_names(&names).unwrap_or_else(|| Layout::with_list(axes)),
        };
        layout.moved_into_view()
    }

    /// Names around the radar, with the radius that weighs its size best against awkward line breaks.
    fn with_names(names: &[String]) -> Option<Self> {
        let mut best: Option<(f64, Self)> = None;
        for radius in (RADIUS_MIN..=RADIUS_NAMED).rev().step_by(2).map(f64::from) {
            // A merit is at most the radius: from here on nothing can be better.
            if best.as_ref().is_some_and(|(merit, _)| *merit > radius) {
                break;
            }
            let Some(layout) = Layout::with_names_at(names, radius) else { continue };
            let merit = layout.merit();
            if best.as_ref().is_none_or(|(known, _)| merit >= *known) {
                best = Some((merit, layout));
            }
        }
        best.map(|(_, layout)| layout)
    }

    /// Names around a radar of this radius, if each fits and none touch.
    fn with_names_at(names: &[String], radius: f64) -> Option<Self> {
        let good = |label: &Block| !label.is_torn() && label.lines.len() <= 4 && in_width(label);
        let place =
            |(axis, name): (usize, &String)| Some(beside(axis, names.len(), radius, name)).filter(good);
        let around = names.iter().enumerate().map(place).collect::<Option<Vec<Block>>>()?;
        (!any_overlap(&around)).then(|| Layout::around(names.len(), radius, around))
    }

    /// A larger radar is better; a line more than two or an awkward break costs some units of radius.
    fn merit(&self) -> f64 {
        let burden =
            |label: &Block| 0.8 * label.awkwardness + 7.0 * label.lines.len().saturating_sub(2) as f64;
        self.radius - self.around.iter().map(burden).sum::<f64>()
    }

    fn with_list(axes: &[&str]) -> Self {
        let mut layout = Layout::with_numbers(axes.len()).moved_into_view();
        layout.list = list(axes, layout.height + 10.0);
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
        Layout::around(count, RADIUS_MAX, around)
    }

    fn around(axes: usize, radius: f64, around: Vec<Block>) -> Self {
        Layout { axes, center: (WIDTH / 2.0, 0.0), radius, around, list: Vec::new(), height: 0.0 }
    }

    /// Moves everything down until it begins at the upper edge, and sets the height.
    fn moved_into_view(mut self) -> Self {
        let blocks = || self.around.iter().chain(&self.list);
        let lowest = (0..self.axes).map(|axis| self.point(axis, 1.0).1).fold(self.center.1, f64::max);
        let top = blocks().map(|label| label.top).fold(self.center.1 - self.radius - MARK, f64::min);
        let bottom = blocks().map(Block::bottom).fold(lowest + MARK, f64::max);
        let down = EDGE - top;
        self.center.1 += down;
        for label in self.around.iter_mut().chain(&mut self.list) {
            label.top += down;
        }
        self.height = bottom + down;
        self
    }

    /// The place of a fraction of the scale on an axis; the scale begins in the centre.
    pub fn point(&self, axis: usize, fraction: f64) -> (f64, f64) {
        let (dx, dy) = direction(axis, self.axes);
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
    let middle =
        dy * (radius + GAP + block.height() / 2.0 - if anchor == Anchor::Middle { 4.0 } else { 0.0 });
    let top = middle - block.height() / 2.0;
    block.at(x, top)
}

/// All names below the radar, in two columns if each fits into two lines of half the width.
fn list(axes: &[&str], top: f64) -> Vec<Block> {
    let numbered: Vec<(usize, &str)> = (1..).zip(axes.iter().copied()).collect();
    let column = WIDTH / 2.0 - EDGE;
    let fits_half = |name: &str| {
        let block = Block::new(name, column - NUMBER_ROOM - 2.0, Anchor::Start);
        !block.is_torn() && block.lines.len() <= 2
    };
    if !axes.iter().all(|name| fits_half(name)) {
        return stack(&numbered, EDGE, column * 2.0, top);
    }
    let (first, second) = numbered.split_at(axes.len().div_ceil(2));
    let mut blocks = stack(first, EDGE, column - 2.0, top);
    blocks.extend(stack(second, EDGE + column, column - 2.0, top));
    blocks
}

fn stack(axes: &[(usize, &str)], x: f64, room: f64, top: f64) -> Vec<Block> {
    let mut next = top;
    let place = |(number, name): &(usize, &str)| {
        let number =
            Block::new(&number.to_string(), NUMBER_ROOM, Anchor::End).at(x + NUMBER_ROOM - 6.0, next);
        let name = Block::new(name, room - NUMBER_ROOM, Anchor::Start).at(x + NUMBER_ROOM, next);
        next = name.bottom().max(number.bottom()) + 2.0;
        [number, name]
    };
    axes.iter().flat_map(place).collect()
}

fn in_width(label: &Block) -> bool {
    label.left() >= EDGE - 0.01 && label.right() <= WIDTH - EDGE + 0.01
}
