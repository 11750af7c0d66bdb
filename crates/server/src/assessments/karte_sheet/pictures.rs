//! The radar of a karte, as page and PNG show it.

use charts::{Labels, Radar, Role, Scale, Series};
use domain::Fraction;
use domain::assessments::karte::{Karte, Row};
use domain::frameworks::Framework;

use super::{Source, class_name, reference_class};
use crate::t;

/// Colours and dashes of the classes, best first.
const CLASS_ROLES: [Role; 3] = [Role::ClassA, Role::ClassB, Role::ClassC];

/// The scale of the framework: pictures begin at its lowest level, never at zero.
pub fn scale(framework: &Framework) -> Scale {
    Scale { min: f64::from(framework.scale.lowest), max: f64::from(framework.scale.highest) }
}

/// How a class is drawn, by its place from the best one.
pub fn class_role(class: usize) -> Role {
    CLASS_ROLES.get(class).copied().unwrap_or(Role::ClassC)
}

/// Own values on top of the average of all, the next class and last time.
pub fn radar(source: &Source<'_>, karte: &Karte<'_>) -> String {
    let words = source.words;
    let numbers = |of: &dyn Fn(&Row<'_>) -> Option<Fraction>| -> Vec<Option<f64>> {
        karte.rows.iter().map(|row| of(row).map(Fraction::to_f64)).collect()
    };
    let class = reference_class(karte);
    let own = (words.t("karte-row-own"), Role::Own, numbers(&|row| row.own.value()));
    let all = (words.t("karte-row-all"), Role::All, numbers(&|row| row.all_average));
    let of_class = class.map(|class| {
        let name = t!(words, "karte-row-class", class = class_name(words, karte, class));
        (name, class_role(class), numbers(&|row| row.class_averages.get(class).copied().flatten()))
    });
    let previous = source
        .previous
        .as_ref()
        .map(|previous| (previous.label.clone(), Role::Previous, numbers(&|row| row.previous)));
    let lines: Vec<_> = [Some(all), of_class, previous, Some(own)].into_iter().flatten().collect();
    let series: Vec<Series<'_>> =
        lines.iter().map(|(name, role, values)| Series { name, role: *role, values }).collect();
    let axes: Vec<&str> = karte.rows.iter().map(|row| words.of(&row.directive.short)).collect();
    Radar {
        title: &words.t("sheet-radar"),
        description: &words.t("sheet-radar-text"),
        axes: &axes,
        series: &series,
        scale: scale(karte.framework),
        labels: Labels::Full,
        legend: true,
    }
    .svg()
}
