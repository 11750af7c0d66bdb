//! The radar: several series over the same axes, the familiar shape of a self-assessment.

mod labels;
mod legend;
mod plot;
#[cfg(test)]
mod tests;

use crate::role::Role;
use crate::scale::Scale;
use crate::svg::picture;
use labels::Layout;

/// The values of one company or group, one per axis. A missing value is a gap.
#[derive(Debug, Clone, Copy)]
pub struct Series<'a> {
    pub name: &'a str,
    pub role: Role,
    pub values: &'a [Option<f64>],
}

/// How the axes of a [`Radar`] are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Labels {
    /// Number and name around the radar; where the names do not fit, numbers around it and a numbered list below.
    Full,
    /// Numbers only, for use beside a table that names them.
    Numbers,
}

/// A radar of three axes or more. Axes are numbered from 1 in the order given; names come without a number.
#[derive(Debug, Clone, Copy)]
pub struct Radar<'a> {
    pub title: &'a str,
    pub description: &'a str,
    pub axes: &'a [&'a str],
    pub series: &'a [Series<'a>],
    pub scale: Scale,
    pub labels: Labels,
    pub legend: bool,
}

impl Radar<'_> {
    /// The picture, 360 units wide and as high as its labels need.
    pub fn svg(&self) -> String {
        let layout = Layout::new(self.axes, self.labels);
        let mut body = plot::draw(self, &layout);
        body.push_str(&layout.svg());
        let mut height = layout.height;
        if self.legend && !self.series.is_empty() {
            let legend = legend::Legend::new(self.series, height + 9.0);
            body.push_str(&legend.svg());
            height = legend.bottom();
        }
        picture(self.title, self.description, height + crate::svg::EDGE, &body)
    }
}
