//! Rings, axes and series of a radar.

use super::labels::Layout;
use super::{Radar, Series};
use crate::role::Role;
use crate::scale::{Scale, tick_text};
use crate::svg::{Ink, corners, n};
use crate::text::Anchor;
use std::f64::consts::PI;

/// A value's axis and place; nothing where the value is missing.
type Places = Vec<Option<(f64, f64)>>;

pub(super) fn draw(radar: &Radar, layout: &Layout) -> String {
    let (own, others): (Vec<&Series>, Vec<&Series>) =
        radar.series.iter().partition(|series| series.role == Role::Own);
    let series = others.into_iter().chain(own).map(|series| draw_series(series, radar.scale, layout));
    grid(radar.scale, layout) + &series.collect::<String>()
}

fn grid(scale: Scale, layout: &Layout) -> String {
    let spokes =
        (0..layout.axes).map(|axis| Ink::LINE_SOFT.line(layout.center, layout.point(axis, 1.0), 1.0, ""));
    let ticks = scale.ticks();
    let fractions = || ticks.iter().filter_map(|tick| scale.fraction(Some(*tick)));
    let rings =
        fractions().filter(|fraction| *fraction > 0.0).chain([1.0]).map(|fraction| ring(fraction, layout));
    let numbers = ticks.iter().zip(fractions()).map(|(tick, fraction)| ring_number(*tick, fraction, layout));
    spokes.chain(rings).chain(numbers).collect()
}

fn ring(fraction: f64, layout: &Layout) -> String {
    let points: Vec<(f64, f64)> = (0..layout.axes).map(|axis| layout.point(axis, fraction)).collect();
    let width = if fraction == 1.0 { "1.4" } else { "0.8" };
    let points = corners(&points);
    Ink::LINE.group(&format!(
        r#"<polygon points="{points}" fill="none" stroke="currentColor" stroke-width="{width}"/>"#
    ))
}

/// The level of a ring, beside the first axis and just below the ring's slope.
fn ring_number(tick: f64, fraction: f64, layout: &Layout) -> String {
    let (x, y) = (layout.center.0, layout.center.1 - layout.radius * fraction);
    let slope = (PI / layout.axes.max(3) as f64).tan().min(0.4);
    Ink::SOFT.text((x - 4.0, y + 10.0 * (1.0 + slope)), Anchor::End, 11.0, &tick_text(tick))
}

fn draw_series(series: &Series, scale: Scale, layout: &Layout) -> String {
    let place = |axis: usize| {
        let fraction = scale.fraction(series.values.get(axis).copied().flatten())?;
        Some(layout.point(axis, fraction))
    };
    let places: Places = (0..layout.axes).map(place).collect();
    let marks = places.iter().flatten().map(|(x, y)| series.role.mark(*x, *y));
    let body = outline(series.role, &places) + &marks.collect::<String>();
    series.role.ink().group(&body)
}

fn outline(role: Role, places: &Places) -> String {
    let dash = role.dash_attribute();
    let stroke = format!(
        r#"stroke="currentColor" stroke-width="{}" stroke-linejoin="round"{dash}"#,
        n(role.line_width())
    );
    let whole: Option<Vec<(f64, f64)>> = places.iter().copied().collect();
    if let Some(points) = whole {
        let fill =
            if role == Role::Own { r#"fill="currentColor" fill-opacity="0.12""# } else { r#"fill="none""# };
        return format!(r#"<polygon points="{}" {fill} {stroke}/>"#, corners(&points));
    }
    let pieces = pieces(places).into_iter().filter(|piece| piece.len() > 1);
    pieces.map(|piece| format!(r#"<polyline points="{}" fill="none" {stroke}/>"#, corners(&piece))).collect()
}

/// Runs of neighbouring values. The first axis is a neighbour of the last.
pub(super) fn pieces(places: &Places) -> Vec<Vec<(f64, f64)>> {
    let Some(gap) = places.iter().position(Option::is_none) else {
        return vec![places.iter().flatten().copied().collect()];
    };
    let from_gap: Places = places[gap..].iter().chain(&places[..gap]).copied().collect();
    let runs = from_gap.split(Option::is_none).map(|run| run.iter().flatten().copied().collect::<Vec<_>>());
    runs.filter(|run| !run.is_empty()).collect()
}
