//! Pictures of results: the radar of a karte as SVG, and any of our SVGs as PNG. Drawing itself lives in `charts`.

mod file;

use std::sync::{Arc, OnceLock};

use charts::{Labels, Radar, Role, Scale, Series};
use domain::Fraction;
use domain::assessments::Karte;
use domain::benchmarks::Averages;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::{Database, Family, Query};
use resvg::usvg::{Options, Tree};
use thiserror::Error;

use crate::t;
use crate::words::Words;
pub use file::PictureFile;

/// Fonts with Japanese letters that may be on a system, best first. The SVGs ask for the same.
const FONTS: [&str; 11] = [
    "BIZ UDPGothic",
    "Noto Sans CJK JP",
    "Noto Sans JP",
    "IPAexGothic",
    "IPAPGothic",
    "IPAGothic",
    "Hiragino Sans",
    "Yu Gothic UI",
    "Meiryo",
    "TakaoPGothic",
    "VL PGothic",
];
/// Dots per unit: a picture 360 units wide becomes 1080 dots wide, sharp in a document.
const DOTS_PER_UNIT: f32 = 3.0;

#[derive(Debug, Error)]
pub enum PictureError {
    /// Without one, every Japanese letter would become an empty box.
    #[error("no font with Japanese letters; install one, for example: apt-get install fonts-noto-cjk")]
    NoJapaneseFont,
    #[error("the picture cannot be drawn: {0}")]
    Svg(#[from] resvg::usvg::Error),
    #[error("the picture cannot be written as PNG: {0}")]
    Png(String),
}

/// The radar of a karte: own values, the average of each class, and of all.
pub fn karte_radar(title: &str, karte: &Karte<'_>, averages: &Averages, words: Words) -> String {
    let rows = &karte.rows;
    let decimal = |value: Option<Fraction>| value.map(Fraction::to_f64);
    let own: Vec<_> = rows.iter().map(|row| decimal(row.own.value())).collect();
    let all: Vec<_> = rows.iter().map(|row| decimal(row.all_average)).collect();
    let of_class = |class: usize| -> Vec<Option<f64>> {
        rows.iter().map(|row| decimal(row.class_averages.get(class).copied().flatten())).collect()
    };
    let classes: Vec<_> = karte
        .framework
        .classes
        .iter()
        .enumerate()
        .map(|(index, class)| {
            let count = averages.class_counts.get(index).copied().unwrap_or_default();
            let name = t!(words, "karte-series-class", class = words.of(&class.name), count = count);
            (name, class_role(index), of_class(index), count)
        })
        .collect();
    let (own_name, all_name) =
        (words.t("karte-row-own"), t!(words, "karte-series-all", count = averages.count));
    let mut series = vec![Series { name: &own_name, role: Role::Own, values: &own }];
    for (name, role, values, count) in &classes {
        if let (Some(role), 1..) = (role, count) {
            series.push(Series { name, role: *role, values });
        }
    }
    if averages.count > 0 {
        series.push(Series { name: &all_name, role: Role::All, values: &all });
    }
    let axes: Vec<&str> = rows.iter().map(|row| words.of(&row.directive.short)).collect();
    let levels = &karte.framework.scale;
    Radar {
        title,
        description: &description(karte, words),
        axes: &axes,
        series: &series,
        scale: Scale { min: levels.lowest.into(), max: levels.highest.into() },
        labels: Labels::Full,
        legend: true,
    }
    .svg()
}

/// The system's fonts and the best Japanese one among them. Looking through them takes a second, so it is done once;
/// where none was found it is done again, since one may have been installed meanwhile.
fn fonts() -> Result<(Arc<Database>, &'static str), PictureError> {
    static FOUND: OnceLock<(Arc<Database>, &'static str)> = OnceLock::new();
    if let Some(found) = FOUND.get() {
        return Ok(found.clone());
    }
    let mut fonts = Database::new();
    fonts.load_system_fonts();
    let has =
        |name: &&&str| fonts.query(&Query { families: &[Family::Name(name)], ..Query::default() }).is_some();
    let font = FONTS.iter().find(has).ok_or(PictureError::NoJapaneseFont)?;
    fonts.set_sans_serif_family(*font);
    Ok(FOUND.get_or_init(|| (Arc::new(fonts), font)).clone())
}

/// An SVG of ours as PNG, with the fonts of the system. Takes tens of milliseconds: not for async threads.
pub fn png(svg: &str) -> Result<Vec<u8>, PictureError> {
    let (fontdb, font) = fonts()?;
    let options = Options { font_family: font.to_owned(), fontdb, ..Options::default() };
    let tree = Tree::from_str(svg, &options)?;
    let size = tree.size().to_int_size().scale_by(DOTS_PER_UNIT);
    let pixmap = size.and_then(|size| Pixmap::new(size.width(), size.height()));
    let mut pixmap = pixmap.ok_or_else(|| PictureError::Png("it has no size".to_owned()))?;
    pixmap.fill(resvg::tiny_skia::Color::WHITE);
    resvg::render(&tree, Transform::from_scale(DOTS_PER_UNIT, DOTS_PER_UNIT), &mut pixmap.as_mut());
    pixmap.encode_png().map_err(|error| PictureError::Png(error.to_string()))
}

/// Lines are drawn for three classes; a framework with more shows the best three.
fn class_role(class: usize) -> Option<Role> {
    [Role::ClassA, Role::ClassB, Role::ClassC].get(class).copied()
}

/// The own values in words, for those who do not see the picture.
fn description(karte: &Karte<'_>, words: Words) -> String {
    let value = |row: &domain::assessments::karte::Row<'_>| {
        let shown = row.own.value().map_or_else(|| words.t("karte-no-value"), Fraction::shown);
        format!("{} {shown}", row.directive.number)
    };
    let values: Vec<String> = karte.rows.iter().map(value).collect();
    t!(words, "karte-radar-description", values = values.join(&words.t("karte-comma")))
}
