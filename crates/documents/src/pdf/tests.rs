//! Documents as their readers and their readers' programs see them.

use serde_json::{Value, json};

use super::fonts::{choose, fonts};
use super::{Moment, PdfError, Template, render, text};

const NOON: Moment =
    Moment { year: 2026, month: 11, day: 20, hour: 12, minute: 0, second: 0, offset_minutes: 540 };

/// A sheet with the given text in every place that text from outside can reach.
fn sheet(text: &str) -> Value {
    let value = |shown: &str| json!({ "shown": shown, "tint": "low", "sign": "▼▼", "meaning": text });
    let picture =
        charts::Dumbbell { own: Some(2.0), reference: Some(4.0), ..charts::Dumbbell::default() }.svg();
    let row = |number: usize| {
        json!({ "label": format!("指示{number}"), "title": text, "previous": "3.0", "own": value("1.7"),
            "picture": picture, "average": "4.1", "sign": "◆", "gap": text, "emphasis": "two",
            "next": { "code": "9-1", "text": text } })
    };
    let average = json!({ "name": text, "is_own": true, "values": [value("1.7"), value("2.0")] });
    let words = [
        "directive",
        "now",
        "next",
        "standing",
        "up",
        "down",
        "radar_heading",
        "radar_alt",
        "averages",
        "who",
    ];
    let radar = charts::Bars { title: text, description: text, bars: &[], min: 1.0, max: 5.0 }.svg();
    json!({
        "lang": "ja", "title": text, "name": text, "facts": [text, text, text], "scale": [1, 2, 3, 4, 5],
        "words": words.map(|word| (word, text)).into_iter().collect::<std::collections::BTreeMap<_, _>>(),
        "foot": [text, text, text],
        "sheet": { "class": "B", "class_name": text, "headline": text, "missing": text,
            "heads": { "previous": text, "average": text, "gap": text },
            "rows": (1..=10).map(row).collect::<Vec<_>>(), "legend": [text, text],
            "statements": [text, text], "hint_heading": text,
            "hints": [{ "lead": text, "action": text, "tip": text }, { "lead": text, "action": text, "tip": text }],
            "standing": [text, text], "averages": [average], "directive_numbers": [1, 2], "radar": radar,
            "changes": { "title": text, "lead": text, "up": text, "down": text, "caution": text } }
    })
}

/// A report with the given text in every place.
fn report(text: &str) -> Value {
    let mut data = sheet(text);
    let words = [
        "situation",
        "weakest",
        "decide",
        "measure",
        "size",
        "answer",
        "instructions",
        "decided_by",
        "decided_on",
        "report_by",
        "position",
        "radar_alt",
        "averages",
        "who",
        "trend",
        "up",
        "down",
        "measures",
        "measures_lead",
        "rank",
        "directive",
        "now",
        "explained",
        "meaning",
        "to_do",
        "appendix",
        "item",
        "level",
        "next",
        "basis",
        "columns_note",
    ];
    let value = json!({ "shown": "2.5", "tint": "mid", "sign": "▼", "meaning": text });
    let weak = json!({ "label": text, "title": text, "own": value, "gap": text, "meaning": text });
    let decision = json!({ "text": text, "size": text });
    let measure = |rank: usize| json!({ "rank": rank, "text": text, "planned": text, "size": text });
    let directive = json!({ "label": text, "title": text, "own": value, "plain": text,
        "meaning": text, "hint": text });
    let item =
        json!({ "code": "9-1", "title": text, "level": value, "answer": text, "next": text, "more": [text] });
    data["words"] = words.into_iter().map(|word| (word.to_owned(), json!(text))).collect();
    data["kind"] = json!(text);
    data["running"] = json!(text);
    data["compared"] = json!(text);
    data["choices"] = json!([text, text, text]);
    data["first"] = json!({ "situation": [text, text], "weakest": [weak, weak, weak], "decisions": [decision, decision] });
    data["measures"] = (1..=10).map(measure).collect();
    data["directives"] = json!([directive, directive]);
    data["appendix"] = json!([{ "title": text, "items": [item, item] }]);
    data["sheet"]["trend"] = json!({ "picture": data["sheet"]["radar"], "notes": [text] });
    data
}

fn pdf(text: &str) -> Vec<u8> {
    render(Template::Sheet, &serde_json::to_vec(&sheet(text)).unwrap(), NOON).unwrap()
}

fn has(bytes: &[u8], wanted: &str) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted.as_bytes())
}

/// Text that tries to break out of its place.
fn hostile() -> [String; 9] {
    [
        "架空精機".to_owned(),
        "株式会社とても長い名前".repeat(20),
        "Pneumonoultramicroscopicsilicovolcanoconiosis".repeat(5),
        "#import \"@preview/evil:1.0.0\": * $x^2$ \\ `raw` *a* _b_ <label> @ref [c] // d /* e */ = f"
            .to_owned(),
        "🏭👩‍🏭🇯🇵 e\u{301} か\u{3099} 葛\u{e0100} 渡邉\u{e000}".repeat(10),
        "\u{202e}شركة السلامة בטיחות\u{2066} บริษัท ความปลอดภัย".repeat(6),
        "\u{0}\u{7}\u{1b}\n\r\t\u{2028}\u{feff}\u{ffff}".to_owned(),
        "a\u{a0}".repeat(200),
        String::new(),
    ]
}

#[test]
fn a_sheet_is_one_page_whatever_stands_in_it() {
    for text in hostile() {
        let pdf = pdf(&text);
        assert!(has(&pdf, "/Count 1/"), "{text:?}");
    }
}

#[test]
fn a_report_takes_whatever_stands_in_it() {
    for text in hostile() {
        let pdf = render(Template::Report, &serde_json::to_vec(&report(&text)).unwrap(), NOON).unwrap();
        assert!(has(&pdf, "<pdfuaid:part>1</pdfuaid:part>"), "{text:?}");
        assert!(text.is_empty() || has(&pdf, "/Outlines"), "bookmarks for {text:?}");
    }
}

#[test]
fn a_document_is_tagged_and_says_its_language() {
    let pdf = pdf("架空精機");
    for wanted in
        ["<pdfuaid:part>1</pdfuaid:part>", "/Lang(ja", "/Marked true", "/DisplayDocTitle true", "/Alt"]
    {
        assert!(has(&pdf, wanted), "{wanted}");
    }
    assert!(!has(&pdf, "pdf:Author") && !has(&pdf, "dc:creator"));
}

#[test]
fn only_the_letters_in_use_are_embedded() {
    let pdf = pdf("架空精機");
    assert!(pdf.len() < 200_000, "{} bytes", pdf.len());
    // A subset's name begins with six letters and a plus sign.
    let name = pdf.windows(10).position(|window| window == b"/FontName/").map(|at| &pdf[at + 10..at + 17]);
    assert_eq!(name.and_then(<[u8]>::last), Some(&b'+'));
}

#[test]
fn the_same_data_and_moment_give_the_same_bytes() {
    assert!(pdf("架空精機") == pdf("架空精機"));
    let later = Moment { day: 21, ..NOON };
    let other = render(Template::Sheet, &serde_json::to_vec(&sheet("架空精機")).unwrap(), later).unwrap();
    assert!(pdf("架空精機") != other);
}

#[test]
fn text_is_made_printable_and_nothing_else_changes() {
    let fonts = fonts().unwrap();
    for (given, printed) in [
        ("架空精機 A-1 #[$]\\", "架空精機 A-1 #[$]\\"),
        ("一\n二\t三", "一 二 三"),
        ("a\u{202e}b\u{200b}c\u{feff}", "abc"),
        ("x\u{10fffd}y", "x〓y"),
    ] {
        let file = text::printable(json!({ "name": given }).to_string().as_bytes(), &fonts).unwrap();
        let file: Value = serde_json::from_slice(&file).unwrap();
        assert_eq!(file["data"]["name"], printed);
    }
}

#[test]
fn what_cannot_be_a_document_is_refused() {
    assert!(matches!(render(Template::Sheet, b"{", NOON), Err(PdfError::Data(_))));
    assert!(matches!(render(Template::Sheet, b"{}", NOON), Err(PdfError::Layout(_))));
    let nothing = Moment { month: 13, ..NOON };
    assert!(matches!(render(Template::Sheet, b"{}", nothing), Err(PdfError::Moment)));
    assert!(matches!(choose(&fontdb::Database::new()), Err(PdfError::NoJapaneseFont)));
}

/// Resident memory in KiB, where the system tells.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?.split_whitespace().next()?.parse().ok()
}

#[test]
fn many_documents_leave_nothing_behind() {
    let make = |count: usize| (0..count).for_each(|number| drop(pdf(&format!("会社{number}"))));
    make(10);
    let Some(before) = resident() else { return };
    make(40);
    let after = resident().unwrap();
    assert!(after < before + 30_000, "{before} KiB before, {after} KiB after 40 documents");
}
