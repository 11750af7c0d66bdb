//! Exact fractions. Scores stay fractions until the moment they are shown.

use std::cmp::Ordering;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Div, Sub};

/// An exact number `numerator / denominator` with a positive denominator. Not kept reduced:
/// making one costs nothing, and equality and order compare values, not spellings.
#[derive(Clone, Copy, Debug)]
pub struct Fraction {
    numerator: i64,
    denominator: i64,
}

impl Fraction {
    pub const ZERO: Fraction = Fraction { numerator: 0, denominator: 1 };

    /// Panics when the denominator is not positive: every caller divides by a count it has checked.
    pub fn new(numerator: i64, denominator: i64) -> Fraction {
        assert!(denominator > 0, "a fraction's denominator is a positive count");
        Fraction { numerator, denominator }
    }

    pub fn whole(number: i64) -> Fraction {
        Fraction::new(number, 1)
    }

    pub fn numerator(self) -> i64 {
        self.numerator
    }

    pub fn denominator(self) -> i64 {
        self.denominator
    }

    /// Reads a decimal as data files write it: `2.65`, `-0.3`, `5`. At most nine digits after the point.
    pub fn parse(decimal: &str) -> Option<Fraction> {
        let (negative, digits) = match decimal.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, decimal),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
        let digits_only = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits_only(whole) || !digits_only(part) || part.len() > 9 || whole.len() > 9 {
            return None;
        }
        let denominator = 10_i64.pow(u32::try_from(part.len()).ok()?);
        let numerator = whole.parse::<i64>().ok()? * denominator + part.parse::<i64>().ok()?;
        Some(Fraction::new(if negative { -numerator } else { numerator }, denominator))
    }

    /// Tenths, rounded half away from zero: 2.25 is 23, −0.25 is −3. The one rounding in the product.
    pub fn tenths(self) -> i64 {
        let doubled = i128::from(self.numerator) * 20;
        let denominator = i128::from(self.denominator);
        let rounded = (doubled.abs() + denominator) / (2 * denominator);
        (if doubled < 0 { -rounded } else { rounded }) as i64
    }

    /// One decimal with a real minus sign, never `−0.0`: `2.4`, `−0.3`.
    pub fn shown(self) -> String {
        shown_tenths(self.tenths())
    }

    /// As `shown`, without a sign.
    pub fn shown_size(self) -> String {
        shown_tenths(self.tenths().abs())
    }

    /// The exact value in lowest terms, for machines: `7/3`, `-3/10`, `5`.
    pub fn exact(self) -> String {
        let Fraction { numerator, denominator } =
            Fraction::reduced(self.numerator.into(), self.denominator.into());
        if denominator == 1 { numerator.to_string() } else { format!("{numerator}/{denominator}") }
    }

    /// For pictures and statistics only; never compare or store it.
    pub fn to_f64(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }

    fn reduced(numerator: i128, denominator: i128) -> Fraction {
        let divisor = greatest_common_divisor(numerator.unsigned_abs(), denominator.unsigned_abs());
        let divisor = i128::try_from(divisor).expect("a divisor of an i128 fits");
        Fraction {
            numerator: i64::try_from(numerator / divisor).expect("scores and their sums fit 64 bits"),
            denominator: i64::try_from(denominator / divisor).expect("score denominators fit 64 bits"),
        }
    }
}

fn shown_tenths(tenths: i64) -> String {
    let sign = if tenths < 0 { "−" } else { "" };
    let size = tenths.abs();
    format!("{sign}{}.{}", size / 10, size % 10)
}

fn greatest_common_divisor(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown())
    }
}

impl PartialEq for Fraction {
    fn eq(&self, other: &Fraction) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Fraction {}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Fraction) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Fraction {
    fn cmp(&self, other: &Fraction) -> Ordering {
        let left = i128::from(self.numerator) * i128::from(other.denominator);
        let right = i128::from(other.numerator) * i128::from(self.denominator);
        left.cmp(&right)
    }
}

impl Add for Fraction {
    type Output = Fraction;
    fn add(self, other: Fraction) -> Fraction {
        let (a, b) = (i128::from(self.numerator), i128::from(self.denominator));
        let (c, d) = (i128::from(other.numerator), i128::from(other.denominator));
        Fraction::reduced(a * d + c * b, b * d)
    }
}

impl Sub for Fraction {
    type Output = Fraction;
    fn sub(self, other: Fraction) -> Fraction {
        self + Fraction { numerator: -other.numerator, ..other }
    }
}

/// Division by a count; the count is positive.
impl Div<i64> for Fraction {
    type Output = Fraction;
    fn div(self, count: i64) -> Fraction {
        assert!(count > 0, "a mean is taken over at least one value");
        Fraction::reduced(i128::from(self.numerator), i128::from(self.denominator) * i128::from(count))
    }
}

impl Sum for Fraction {
    fn sum<I: Iterator<Item = Fraction>>(values: I) -> Fraction {
        values.fold(Fraction::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn shown_rounds_half_away_from_zero_and_never_shows_minus_zero() {
        for (numerator, denominator, shown) in [
            (9, 4, "2.3"),
            (-1, 4, "−0.3"),
            (-1, 20, "−0.1"),
            (-1, 21, "0.0"),
            (5, 1, "5.0"),
            (539, 200, "2.7"),
            (7, 3, "2.3"),
        ] {
            assert_eq!(Fraction::new(numerator, denominator).shown(), shown);
        }
    }

    #[test]
    fn exact_values_are_in_lowest_terms() {
        for (numerator, denominator, exact) in
            [(14, 6, "7/3"), (-3, 10, "-3/10"), (10, 2, "5"), (0, 4, "0"), (-4, 2, "-2")]
        {
            assert_eq!(Fraction::new(numerator, denominator).exact(), exact);
        }
    }

    #[test]
    fn decimals_are_read_exactly_or_refused() {
        assert_eq!(Fraction::parse("2.65"), Some(Fraction::new(53, 20)));
        assert_eq!(Fraction::parse("-0.1"), Some(Fraction::new(-1, 10)));
        assert_eq!(Fraction::parse("5"), Some(Fraction::whole(5)));
        for bad in ["", "-", ".5", "2.", "2,5", "1e3", "+1", "2.6.5", "0.1234567890"] {
            assert_eq!(Fraction::parse(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn sums_and_differences_undo_each_other(a in -500_i64..500, b in 1_i64..60, c in -500_i64..500, d in 1_i64..60) {
            let (left, right) = (Fraction::new(a, b), Fraction::new(c, d));
            prop_assert_eq!(left + right - right, left);
            prop_assert_eq!((left + right).cmp(&left), right.cmp(&Fraction::ZERO));
            prop_assert!((left.to_f64() - left.tenths() as f64 / 10.0).abs() <= 0.05 + 1e-9);
        }
    }
}
