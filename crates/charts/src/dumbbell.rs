//! One row of the karte: own value, the average compared with and last time, on one line.

use crate::role::Role;
use crate::scale::Scale;
use crate::svg::{Ink, decoration};

const WIDTH: f64 = 230.0;
const HEIGHT: f64 = 26.0;
const SIDE: f64 = 10.0;
const MIDDLE: f64 = HEIGHT / 2.0;
const OWN_RADIUS: f64 = 6.0;
const REFERENCE_RADIUS: f64 = 5.0;
/// The reference becomes a ring around the own value when it lies this close.
const NEARLY_SAME: f64 = 5.0;

/// How much the distance to the average deserves attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Emphasis {
    /// Less than one point behind, level or ahead.
    #[default]
    None,
    /// One point or more behind, but less than two.
    One,
    /// Two points or more behind.
    Two,
}

/// One row of the karte. Decorative: the same values stand beside it as text.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Dumbbell {
    pub own: Option<f64>,
    pub reference: Option<f64>,
    pub previous: Option<f64>,
    pub emphasis: Emphasis,
    pub scale: Scale,
}

impl Dumbbell {
    /// The picture, 230 by 26 units.
    pub fn svg(&self) -> String {
        let (own, reference, previous) = (self.x(self.own), self.x(self.reference), self.x(self.previous));
        let ticks = self.scale.ticks().into_iter().filter_map(|tick| self.x(Some(tick)));
        let mut body: String = ticks.map(|x| Ink::LINE_SOFT.line((x, 4.0), (x, 22.0), 1.0, "")).collect();
        if let (Some(own), Some(reference)) = (own, reference) {
            body.push_str(&self.distance(own, reference));
        }
        body.extend(previous.map(|x| Role::Previous.ink().line((x, 3.0), (x, 23.0), 1.5, "")));
        body.extend(reference.filter(|_| !is_near(own, reference)).map(circle));
        body.extend(own.map(|x| Role::Own.ink().disc(x, MIDDLE, OWN_RADIUS)));
        body.extend(reference.filter(|_| is_near(own, reference)).map(ring_around_own));
        decoration(WIDTH, HEIGHT, &body)
    }

    fn x(&self, value: Option<f64>) -> Option<f64> {
        Some(SIDE + self.scale.fraction(value)? * (WIDTH - 2.0 * SIDE))
    }

    /// The line between the two values; its weight grows with the emphasis, so that it survives a grey printer.
    fn distance(&self, own: f64, reference: f64) -> String {
        let (ink, width) = match self.emphasis {
            Emphasis::None => (Ink::LINE, 2.5),
            Emphasis::One => (Ink::BEHIND, 3.0),
            Emphasis::Two => (Ink::BEHIND, 5.0),
        };
        ink.line((own.min(reference), MIDDLE), (own.max(reference), MIDDLE), width, "")
    }
}

fn is_near(own: Option<f64>, reference: Option<f64>) -> bool {
    own.zip(reference).is_some_and(|(own, reference)| (own - reference).abs() < NEARLY_SAME)
}

fn circle(x: f64) -> String {
    Ink::SHEET.disc(x, MIDDLE, REFERENCE_RADIUS) + &Ink::REFERENCE.ring(x, MIDDLE, REFERENCE_RADIUS, 2.0)
}

fn ring_around_own(x: f64) -> String {
    Ink::REFERENCE.ring(x, MIDDLE, OWN_RADIUS + 3.0, 1.6)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspect::{assert_sound, count};

    fn row(own: Option<f64>, reference: Option<f64>) -> Dumbbell {
        Dumbbell { own, reference, previous: Some(2.0), ..Dumbbell::default() }
    }

    #[test]
    fn values_stand_at_their_place_on_the_scale() {
        for (value, x) in [(1.0, "10.0"), (3.0, "115.0"), (5.0, "220.0"), (9.0, "220.0"), (-1.0, "10.0")] {
            let svg = row(Some(value), None).svg();
            assert!(svg.contains(&format!(r##"class="c-own" color="#1f4e79" cx="{x}""##)), "{value}: {svg}");
        }
    }

    #[test]
    fn a_missing_value_leaves_out_its_sign_and_the_distance() {
        for (own, reference, circles, distances) in [
            (Some(3.0), Some(4.0), 3, 1),
            (None, Some(4.0), 2, 0),
            (Some(3.0), None, 1, 0),
            (Some(f64::NAN), Some(f64::INFINITY), 0, 0),
        ] {
            let svg = row(own, reference).svg();
            assert_sound(&svg);
            assert_eq!(count(&svg, "<circle"), circles, "{own:?} {reference:?}");
            assert_eq!(count(&svg, "c-line\""), distances, "{own:?} {reference:?}");
        }
    }

    #[test]
    fn emphasis_changes_colour_and_weight() {
        let line = |emphasis| Dumbbell { emphasis, ..row(Some(2.0), Some(4.0)) }.svg();
        assert!(!line(Emphasis::None).contains("c-behind"));
        assert!(line(Emphasis::One).contains("c-behind") && line(Emphasis::Two).contains("c-behind"));
        assert_ne!(line(Emphasis::One), line(Emphasis::Two));
    }

    #[test]
    fn an_equal_average_stays_visible_around_the_own_value() {
        let svg = row(Some(4.0), Some(4.0)).svg();
        assert!(svg.split("c-own").nth(1).is_some_and(|after| after.contains("c-reference")), "{svg}");
        assert!(svg.contains(r#"aria-hidden="true""#) && svg.contains(r#"viewBox="0 0 230 26""#));
    }
}
