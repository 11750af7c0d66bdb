//! The range a picture shows, and where a value lies in it.

/// The smallest and largest value a picture shows. The default is the maturity scale from 1 to 5.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    pub min: f64,
    pub max: f64,
}

impl Default for Scale {
    fn default() -> Self {
        Scale { min: 1.0, max: 5.0 }
    }
}

impl Scale {
    /// Where the value lies, from 0 at the smallest to 1 at the largest; values outside are clamped.
    /// Nothing for a missing, infinite or undefined value.
    pub(crate) fn fraction(self, value: Option<f64>) -> Option<f64> {
        let value = value.filter(|v| v.is_finite())?;
        let fraction = (value - self.min) / (self.max - self.min);
        let usable = self.max > self.min && fraction.is_finite();
        Some(if usable { fraction.clamp(0.0, 1.0) } else { 0.0 })
    }

    /// Round values to mark, the smallest first: whole levels on the maturity scale, at most six marks on any scale.
    pub(crate) fn ticks(self) -> Vec<f64> {
        let span = self.max - self.min;
        if !(span > 0.0 && span.is_finite()) {
            return Vec::new();
        }
        let power = 10f64.powf((span / 5.0).log10().floor());
        let factors = [1.0, 2.0, 5.0, 10.0].into_iter();
        let step = factors.map(|f| f * power).find(|step| span / step <= 5.0 + 1e-9).unwrap_or(span);
        let count = (span / step + 1e-9).floor() as usize;
        (0..=count).map(|k| self.min + k as f64 * step).collect()
    }
}

/// A tick in words: `3`, or `0.4` on a fine scale.
pub(crate) fn tick_text(tick: f64) -> String {
    let is_whole = (tick - tick.round()).abs() < 1e-9;
    if is_whole { format!("{tick:.0}") } else { format!("{tick:.1}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_outside_are_clamped_and_unusable_ones_are_missing() {
        for (value, expected) in [
            (Some(1.0), Some(0.0)),
            (Some(3.0), Some(0.5)),
            (Some(9.0), Some(1.0)),
            (Some(-2.0), Some(0.0)),
            (Some(f64::NAN), None),
            (Some(f64::INFINITY), None),
            (Some(f64::NEG_INFINITY), None),
            (None, None),
        ] {
            assert_eq!(Scale::default().fraction(value), expected, "{value:?}");
        }
    }

    #[test]
    fn ticks_are_round_numbers() {
        for (min, max, expected) in [
            (1.0, 5.0, "1 2 3 4 5"),
            (0.0, 3.0, "0 1 2 3"),
            (0.0, 1.0, "0 0.2 0.4 0.6 0.8 1"),
            (0.0, 100.0, "0 20 40 60 80 100"),
            (5.0, 5.0, ""),
            (5.0, 1.0, ""),
            (0.0, f64::NAN, ""),
        ] {
            let words: Vec<String> = Scale { min, max }.ticks().into_iter().map(tick_text).collect();
            assert_eq!(words.join(" "), expected, "{min} to {max}");
        }
    }

    #[test]
    fn a_scale_without_extent_puts_everything_at_its_start() {
        assert_eq!(Scale { min: 2.0, max: 2.0 }.fraction(Some(7.0)), Some(0.0));
    }
}
