//! Whose values a series shows, and the colour, dash and marker by which readers know it.

use crate::svg::{Ink, n, symbol_path};

/// Whose values a series shows. Decides colour, dash pattern, marker shape and CSS class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// This organization, now.
    Own,
    /// This organization, last time.
    Previous,
    /// The average of the companies of class A.
    ClassA,
    /// The average of the companies of class B.
    ClassB,
    /// The average of the companies of class C.
    ClassC,
    /// The average of all companies compared with.
    All,
    /// Where this organization wants to be.
    Target,
}

/// The shape that marks a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Marker {
    Disc,
    Cross,
    Ring,
    Square,
    Triangle,
    Diamond,
    Plus,
}

impl Role {
    pub const EVERY: [Role; 7] =
        [Role::Own, Role::Previous, Role::ClassA, Role::ClassB, Role::ClassC, Role::All, Role::Target];

    pub(crate) fn ink(self) -> Ink {
        let (class, color) = match self {
            Role::Own => ("c-own", "#1f4e79"),
            Role::Previous => ("c-previous", "#56616d"),
            Role::ClassA => ("c-class-a", "#5e6b77"),
            Role::ClassB => ("c-class-b", "#5e6b77"),
            Role::ClassC => ("c-class-c", "#5e6b77"),
            Role::All => ("c-all", "#a4560f"),
            Role::Target => ("c-target", "#1f4e79"),
        };
        Ink { class, color }
    }

    /// The `stroke-dasharray`; nothing for a solid line.
    pub(crate) fn dash(self) -> Option<&'static str> {
        match self {
            Role::Own => None,
            Role::Previous => Some("4 2"),
            Role::ClassA => Some("7 4"),
            Role::ClassB => Some("9 3 2 3"),
            Role::ClassC => Some("9 3 2 3 2 3"),
            Role::All => Some("2 3"),
            Role::Target => Some("14 4"),
        }
    }

    pub(crate) fn dash_attribute(self) -> String {
        self.dash().map(|dash| format!(r#" stroke-dasharray="{dash}""#)).unwrap_or_default()
    }

    pub(crate) fn line_width(self) -> f64 {
        if self == Role::Own { 2.4 } else { 1.6 }
    }

    pub(crate) fn marker(self) -> Marker {
        match self {
            Role::Own => Marker::Disc,
            Role::Previous => Marker::Cross,
            Role::ClassA => Marker::Ring,
            Role::ClassB => Marker::Square,
            Role::ClassC => Marker::Triangle,
            Role::All => Marker::Diamond,
            Role::Target => Marker::Plus,
        }
    }

    /// The marker at a place. Hollow ones are filled with the sheet, so that no line runs through them.
    pub(crate) fn mark(self, x: f64, y: f64) -> String {
        let open = |points: &str| stroked_mark("none", &symbol_path(x, y, points));
        let hollow = |points: &str| {
            let path = symbol_path(x, y, points);
            format!("{}{}", Ink::SHEET.fill_path(&path), stroked_mark("none", &path))
        };
        match self.marker() {
            Marker::Disc => {
                format!(r#"<circle class="mark" cx="{}" cy="{}" r="3.6" fill="currentColor"/>"#, n(x), n(y))
            }
            Marker::Ring => format!(
                r#"{}<circle class="mark" cx="{2}" cy="{3}" r="{1}" fill="none" stroke="currentColor" stroke-width="1.5"/>"#,
                Ink::SHEET.disc(x, y, 3.2),
                "3.2",
                n(x),
                n(y)
            ),
            Marker::Cross => open("M-3,-3 L3,3 M-3,3 L3,-3"),
            Marker::Plus => open("M-4,0 L4,0 M0,-4 L0,4"),
            Marker::Square => hollow("M-2.9,-2.9 L2.9,-2.9 L2.9,2.9 L-2.9,2.9 Z"),
            Marker::Triangle => hollow("M0,-4 L3.8,2.8 L-3.8,2.8 Z"),
            Marker::Diamond => hollow("M0,-4.2 L4.2,0 L0,4.2 L-4.2,0 Z"),
        }
    }
}

fn stroked_mark(fill: &str, path: &str) -> String {
    format!(r#"<path class="mark" d="{path}" fill="{fill}" stroke="currentColor" stroke-width="1.5"/>"#)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn distinct<T: std::hash::Hash + Eq>(of: impl Fn(Role) -> T) -> usize {
        Role::EVERY.into_iter().map(of).collect::<HashSet<_>>().len()
    }

    #[test]
    fn every_role_is_known_without_its_colour() {
        assert_eq!(distinct(Role::dash), Role::EVERY.len());
        assert_eq!(distinct(Role::marker), Role::EVERY.len());
        assert_eq!(distinct(|role| role.mark(0.0, 0.0)), Role::EVERY.len());
        assert_eq!(distinct(|role| role.ink().class), Role::EVERY.len());
    }

    #[test]
    fn only_the_own_line_is_solid() {
        let solid: Vec<Role> = Role::EVERY.into_iter().filter(|role| role.dash().is_none()).collect();
        assert_eq!(solid, [Role::Own]);
    }
}
