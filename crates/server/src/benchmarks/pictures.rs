//! Pictures of a cohort: how many companies each class has, and the averages of the classes together.

use charts::{Bar, Bars, Labels, Radar, Role, Scale, Series};
use domain::Fraction;
use domain::benchmarks::Averages;
use domain::frameworks::Framework;

use super::pages::class_average_name;
use crate::assessments::karte_sheet::class_role;
use crate::t;
use crate::words::Words;

/// Companies per class.
pub(super) fn bars(words: Words, framework: &Framework, averages: &Averages) -> String {
    let texts: Vec<(String, usize)> = averages
        .class_counts
        .iter()
        .map(|count| (t!(words, "cohort-companies", count = *count), *count))
        .collect();
    let bar = |(class, (text, count)): (usize, &'_ (String, usize))| -> (String, f64, Role, String) {
        let name =
            framework.classes.get(class).map_or_else(String::new, |class| words.of(&class.name).to_owned());
        (name, *count as f64, class_role(class), text.clone())
    };
    let rows: Vec<_> = texts.iter().enumerate().map(bar).collect();
    let bars: Vec<Bar<'_>> = rows
        .iter()
        .map(|(label, value, role, text)| Bar { label, value: *value, role: *role, text })
        .collect();
    let title = words.t("cohort-counts");
    Bars { title: &title, description: "", bars: &bars, min: 0.0, max: averages.count.max(1) as f64 }.svg()
}

/// All companies and the classes together.
pub(super) fn radar(words: Words, framework: &Framework, averages: &Averages) -> String {
    let numbers = |row: &[Option<Fraction>]| -> Vec<Option<f64>> {
        row.iter().map(|value| value.map(Fraction::to_f64)).collect()
    };
    let mut lines = vec![(words.t("karte-row-all"), Role::All, numbers(averages.all()))];
    for (class, count) in averages.class_counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        lines.push((
            class_average_name(words, framework, class, *count),
            class_role(class),
            numbers(averages.class(class)),
        ));
    }
    let series: Vec<Series<'_>> =
        lines.iter().map(|(name, role, values)| Series { name, role: *role, values }).collect();
    let axes: Vec<&str> = framework.directives.iter().map(|directive| words.of(&directive.short)).collect();
    Radar {
        title: &words.t("cohort-radar"),
        description: &words.t("sheet-radar-text"),
        axes: &axes,
        series: &series,
        scale: Scale { min: f64::from(framework.scale.lowest), max: f64::from(framework.scale.highest) },
        labels: Labels::Full,
        legend: true,
    }
    .svg()
}
