//! Answers as forms carry them: one radio group per item, or all in one hidden field, or a file.

use domain::assessments::Answer;
use domain::frameworks::Framework;
use domain::organizations::Industry;

use crate::assessments::files::{Answers, AnswersFile, Problems, Row};
use crate::forms::Posted;

/// So many companies of a file are offered.
pub const COMPANIES_MAX: usize = 20;

/// One company of a file, ready for a button.
pub struct Company {
    pub code: String,
    pub industry: Option<Industry>,
    pub answers: Answers,
}

/// The first companies of a file and how many there are.
pub struct Companies {
    pub first: Vec<Company>,
    pub count: usize,
}

/// One answer per item from the radio groups; anything that is no answer counts as none.
pub fn from_fields(form: &Posted, framework: &Framework) -> Vec<u8> {
    let byte = |code: &str| Answer::parse(form.text(code), &framework.scale).unwrap_or_default().byte();
    framework.items.iter().map(|item| byte(&item.code)).collect()
}

/// `i:4,3,n,…` for item answers, `s:13,15,…` for sums.
pub fn packed(answers: &Answers) -> String {
    match answers {
        Answers::Items(bytes) => {
            let codes: Vec<String> = bytes.iter().map(|byte| Answer::from_byte(*byte).code()).collect();
            format!("i:{}", codes.join(","))
        }
        Answers::Sums(sums) => {
            let sums: Vec<String> = sums.iter().map(i64::to_string).collect();
            format!("s:{}", sums.join(","))
        }
    }
}

/// The inverse of [`packed`]; `None` for anything of another shape or outside the scale.
pub fn unpacked(text: &str, framework: &Framework) -> Option<Answers> {
    let (kind, list) = text.split_once(':')?;
    let parts = list.split(',');
    match kind {
        "i" => {
            let bytes: Option<Vec<u8>> =
                parts.map(|part| Answer::parse(part, &framework.scale).map(Answer::byte)).collect();
            bytes.filter(|bytes| bytes.len() == framework.items.len()).map(Answers::Items)
        }
        "s" => {
            let sums: Option<Vec<i64>> = parts.map(|part| part.parse().ok()).collect();
            sums.filter(|sums| are_sums(sums, framework)).map(Answers::Sums)
        }
        _ => None,
    }
}

/// Whether each number can be the sum of the levels of its directive's items.
pub fn are_sums(sums: &[i64], framework: &Framework) -> bool {
    let (lowest, highest) = (i64::from(framework.scale.lowest), i64::from(framework.scale.highest));
    let fits =
        |(sum, count): (&i64, &usize)| (lowest * *count as i64..=highest * *count as i64).contains(sum);
    sums.len() == framework.directives.len() && sums.iter().zip(&framework.item_counts()).all(fits)
}

/// Reads a file of companies as the command line does.
pub fn from_file(name: &str, bytes: &[u8], framework: &Framework) -> Result<Companies, Problems> {
    let mut first = Vec::new();
    let each = |row: Row<'_>| {
        if first.len() < COMPANIES_MAX {
            first.push(Company {
                code: row.code.to_owned(),
                industry: row.industry,
                answers: row.answers.to_answers(),
            });
        }
    };
    let count = AnswersFile::open(name, bytes)?.read(framework, each)?;
    Ok(Companies { first, count })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frameworks::Library;

    fn framework() -> Framework {
        let library = Library::embedded().expect("the embedded frameworks are sound");
        library.edition("cyber-management").expect("it is there").framework.clone()
    }

    #[test]
    fn packed_answers_come_back_whole() {
        let framework = framework();
        let mut bytes = vec![3; framework.items.len()];
        bytes[0] = Answer::NotApplicable.byte();
        bytes[1] = Answer::Unknown.byte();
        bytes[2] = Answer::Unanswered.byte();
        for answers in [Answers::Items(bytes), Answers::Sums(vec![13, 15, 16, 9, 35, 13, 20, 9, 5, 7])] {
            assert_eq!(unpacked(&packed(&answers), &framework), Some(answers));
        }
    }

    #[test]
    fn what_no_page_of_ours_sends_is_refused() {
        let framework = framework();
        for text in ["", "i:", "i:1,2", "s:13,15", "s:13,15,16,9,35,13,20,9,5,99", "s:x", "z:1", "i:9,9,9"] {
            assert_eq!(unpacked(text, &framework), None, "{text}");
        }
    }
}
