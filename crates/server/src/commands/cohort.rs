//! `kashika cohort`: what the companies of a file add up to, counted while reading.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use domain::Fraction;
use domain::benchmarks::{Averages, ClassShape, Extremes, Tally};
use domain::frameworks::Framework;
use serde::Serialize;

use super::{Failure, LanguageChoice, edition, library, words};
use crate::assessments::files::{RowAnswers, open_path};
use crate::assessments::karte_body::{Bilingual, ClassCount, FrameworkBody, Value, class_named};
use crate::t;
use crate::words::Words;

#[derive(Debug, Args)]
pub struct Arguments {
    /// Answers file, CSV or JSON; `-` reads standard input
    file: PathBuf,
    /// Framework to score with; by default the one that fits the file
    #[arg(long)]
    framework: Option<String>,
    /// Language of the output
    #[arg(long)]
    lang: Option<LanguageChoice>,
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let words = words(arguments.lang);
    let library = library()?;
    let refused = |problems| Failure::problems(&problems, words);
    let file = open_path(&arguments.file).map_err(refused)?;
    let edition = edition(&library, arguments.framework.as_deref(), file.shape(), words)?;
    let mut tally = Tally::new(&edition.framework);
    let mut score = edition.scorer.blank();
    let read = file.read(&edition.framework, |row| match row.answers {
        RowAnswers::Items(items) => {
            edition.scorer.score_into(items, &mut score);
            tally.add(&score);
        }
        RowAnswers::Sums(sums) => tally.add(&edition.scorer.score_sums(sums)),
    });
    read.map_err(refused)?;
    let averages = tally.averages();
    let mut out = io::stdout().lock();
    match arguments.format {
        Format::Text => out.write_all(text(&edition.framework, &averages, words).as_bytes())?,
        Format::Json => {
            serde_json::to_writer_pretty(&mut out, &Body::new(&edition.framework, &averages))
                .map_err(io::Error::from)?;
            writeln!(out)?;
        }
    }
    Ok(())
}

/// What `--format json` writes.
#[derive(Serialize)]
struct Body {
    framework: FrameworkBody,
    count: usize,
    /// Best class first.
    classes: Vec<ClassCount>,
    /// Companies with something unanswered.
    without_class: usize,
    all: Vec<Option<Value>>,
    class_averages: Vec<ClassAverages>,
    sentences: Vec<Bilingual>,
}

#[derive(Serialize)]
struct ClassAverages {
    class: String,
    averages: Vec<Option<Value>>,
}

impl Body {
    fn new(framework: &Framework, averages: &Averages) -> Body {
        let values = |row: &[Option<Fraction>]| row.iter().map(|value| value.map(Value::from)).collect();
        let classes = framework.classes.iter().enumerate();
        let count = |(class, count): (usize, &usize)| {
            Some(ClassCount { class: class_named(framework, class)?, count: *count })
        };
        let in_both = |(ja, en)| Bilingual { ja, en };
        let [ja, en] = domain::Language::ALL.map(|language| sentences(framework, averages, Words(language)));
        Body {
            framework: framework.into(),
            count: averages.count,
            classes: averages.class_counts.iter().enumerate().filter_map(count).collect(),
            without_class: without_class(averages),
            all: values(averages.all()),
            class_averages: classes
                .map(|(index, class)| ClassAverages {
                    class: class.id.clone(),
                    averages: values(averages.class(index)),
                })
                .collect(),
            sentences: ja.into_iter().zip(en).map(in_both).collect(),
        }
    }
}

fn without_class(averages: &Averages) -> usize {
    averages.count - averages.class_counts.iter().sum::<usize>()
}

fn text(framework: &Framework, averages: &Averages, words: Words) -> String {
    let mut lines = vec![
        words.of(&framework.name).to_owned(),
        t!(words, "cohort-count", count = averages.count, classes = class_counts(framework, averages, words)),
    ];
    if without_class(averages) > 0 {
        lines.push(t!(words, "cohort-without-class", count = without_class(averages)));
    }
    let mut table = super::karte::text::Table::new(words.t("karte-row-numbers"), framework.directives.len());
    table.row(words.t("karte-row-all"), averages.all().iter().copied());
    for (index, class) in framework.classes.iter().enumerate().rev() {
        let label = t!(words, "karte-row-class", class = words.of(&class.name));
        table.row(label, averages.class(index).iter().copied());
    }
    lines.extend([String::new(), words.t("cohort-table"), table.to_string()]);
    lines.extend(sentences(framework, averages, words).iter().map(|sentence| format!("- {sentence}")));
    lines.extend([String::new(), words.of(&framework.notice).to_owned(), String::new()]);
    lines.join("\n")
}

/// `A 6、B 7、C 15`
fn class_counts(framework: &Framework, averages: &Averages, words: Words) -> String {
    let counts = framework.classes.iter().zip(&averages.class_counts);
    let counts: Vec<String> = counts.map(|(class, count)| format!("{} {count}", class.id)).collect();
    counts.join(&words.t("karte-comma"))
}

/// Highest and lowest directive of all, then what each class shows, best class first.
fn sentences(framework: &Framework, averages: &Averages, words: Words) -> Vec<String> {
    let all = Extremes::of(averages.all()).map(|extremes| {
        let (highest, lowest) = (extremes.highest_value.shown(), extremes.lowest_value.shown());
        let (high, low) = (numbers(&extremes.highest, words), numbers(&extremes.lowest, words));
        t!(words, "cohort-extremes", high = high, highest = highest, low = low, lowest = lowest)
    });
    let classes = framework.classes.iter().enumerate().filter_map(|(index, class)| {
        let shape = ClassShape::of(averages.class(index))?;
        Some(class_sentence(words.of(&class.name), &shape, words))
    });
    all.into_iter().chain(classes).collect()
}

fn class_sentence(class: &str, shape: &ClassShape, words: Words) -> String {
    match shape {
        ClassShape::AllAtLeast(level) => t!(words, "cohort-class-at-least", class = class, level = *level),
        ClassShape::AllAtMost(level) => t!(words, "cohort-class-at-most", class = class, level = *level),
        ClassShape::Spread(extremes) => {
            let (highest, lowest) = (extremes.highest_value.shown(), extremes.lowest_value.shown());
            let (high, low) = (numbers(&extremes.highest, words), numbers(&extremes.lowest, words));
            t!(
                words,
                "cohort-class-spread",
                class = class,
                high = high,
                highest = highest,
                low = low,
                lowest = lowest
            )
        }
    }
}

fn numbers(directives: &[usize], words: Words) -> String {
    directives.iter().map(usize::to_string).collect::<Vec<_>>().join(&words.t("karte-comma"))
}
