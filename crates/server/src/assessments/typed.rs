//! The fields of the answering form as text, so that what was typed comes back as it was typed.

use domain::assessments::ItemAnswer;

use super::ItemInput;
use crate::forms::Posted;

#[derive(Clone, Debug, Default)]
pub struct Typed {
    pub answer: String,
    pub is_partial: bool,
    pub coverage_percent: String,
    pub is_uncertain: bool,
    pub planned_level: String,
    pub planned_on: String,
    pub note: String,
}

impl Typed {
    pub fn of(said: &ItemAnswer) -> Typed {
        let plan = said.planned.as_ref();
        Typed {
            answer: said.answer.code(),
            is_partial: said.is_partial,
            coverage_percent: said.coverage_percent.map(|percent| percent.to_string()).unwrap_or_default(),
            is_uncertain: said.is_uncertain,
            planned_level: plan.map(|plan| plan.level.to_string()).unwrap_or_default(),
            planned_on: plan.map(|plan| plan.on.clone()).unwrap_or_default(),
            note: said.note.clone(),
        }
    }

    pub fn from_form(form: &Posted) -> Typed {
        let text = |name: &str| form.text(name).to_owned();
        Typed {
            answer: text("answer"),
            is_partial: form.flag("is_partial"),
            coverage_percent: text("coverage_percent"),
            is_uncertain: form.flag("is_uncertain"),
            planned_level: text("planned_level"),
            planned_on: text("planned_on"),
            // Browsers send line ends as CR LF, the interface as LF: the same note is the same.
            note: text("note").replace("\r\n", "\n"),
        }
    }

    /// Whether anything stands in the fields that most answers do not need.
    pub fn says_more(&self) -> bool {
        let texts = [&self.coverage_percent, &self.planned_level, &self.planned_on];
        self.is_partial || texts.iter().any(|text| !text.is_empty())
    }

    /// What is no number becomes a number outside every range, so that its field gets its message.
    pub fn input(&self) -> ItemInput {
        ItemInput {
            answer: self.answer.clone(),
            is_partial: self.is_partial,
            coverage_percent: number(&self.coverage_percent),
            is_uncertain: self.is_uncertain,
            planned_level: number(&self.planned_level),
            planned_on: Some(self.planned_on.clone()).filter(|day| !day.is_empty()),
            note: self.note.clone(),
            is_confirmed: false,
        }
    }
}

fn number(text: &str) -> Option<i64> {
    let half_width = |c: char| match c {
        '\u{FF10}'..='\u{FF19}' => char::from_u32(u32::from(c) - 0xFF10 + 0x30).unwrap_or(c),
        other => other,
    };
    let text: String = text.chars().map(half_width).collect();
    let text = text.trim_end_matches(['%', '\u{FF05}']).trim();
    (!text.is_empty()).then(|| text.parse().unwrap_or(-1))
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_are_read_as_people_type_them() {
        for (text, read) in [
            ("60", Some(60)),
            ("60%", Some(60)),
            ("\u{FF16}\u{FF10}\u{FF05}", Some(60)),
            ("", None),
            ("many", Some(-1)),
        ] {
            assert_eq!(number(text), read, "{text}");
        }
    }
}
