//! Bad answers files, each with the sentence a user reads, and the encodings that are accepted.

use crate::binary::{Folder, Ran, kashika, kashika_with_input, repository};

const SUMS: &str = "code,industry,d1_sum,d2_sum,d3_sum,d4_sum,d5_sum,d6_sum,d7_sum,d8_sum,d9_sum,d10_sum";
const COMPANY: &str = "K-1,金融,15,15,20,15,50,20,25,10,15,10";

fn cohort(content: &[u8], language: &str) -> Ran {
    kashika_with_input(&["cohort", "-", "--lang", language], content)
}

/// Refused with exactly these sentences (after the file's name), nothing printed, exit code 2.
#[track_caller]
fn check(content: impl AsRef<[u8]>, ja: &[&str], en: &[&str]) {
    for (language, expected) in [("ja", ja), ("en", en)] {
        let ran = cohort(content.as_ref(), language);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
        let found: Vec<&str> =
            ran.stderr.lines().map(|line| line.strip_prefix('-').expect("the file's name")).collect();
        assert_eq!(found, expected);
    }
}

/// A CSV of item levels: the header and one complete company, both open to change.
fn items(change: impl Fn(&mut Vec<String>, &mut Vec<String>)) -> String {
    let text = std::fs::read_to_string(repository("demo/group/2025.csv")).expect("the demo group");
    let header = text.lines().next().expect("a header");
    let mut header: Vec<String> = header.split(',').map(str::to_owned).collect();
    let mut company: Vec<String> = ["K-1", "金融"].map(str::to_owned).to_vec();
    company.resize(header.len(), "3".to_owned());
    change(&mut header, &mut company);
    format!("{}\n{}\n", header.join(","), company.join(","))
}

#[test]
fn a_wrong_level() {
    check(
        items(|_, company| company[21] = "7".to_owned()),
        &[
            " 2行目 5-7列: 「7」はレベルではありません。1〜5、n(該当しない)、u(分からない)、空欄(未回答)のどれかにしてください。",
        ],
        &[
            " row 2 column 5-7: “7” is no level. Use 1 to 5, n (not applicable), u (unknown) or nothing (unanswered).",
        ],
    );
}

#[test]
fn a_missing_item() {
    check(
        items(|header, company| {
            header.remove(40);
            company.remove(40);
        }),
        &[" 1行目 10-2列: この列がありません。加えてください(未回答は空欄、JSONではnull)。"],
        &[
            " row 1 column 10-2: This column is missing. Add it (where unanswered, leave cells empty; null in JSON).",
        ],
    );
}

#[test]
fn a_missing_code_column_stops_before_the_rows() {
    check(
        items(|header, _| header[0] = "会社".to_owned()),
        &[
            " 1行目 会社列: この列は使えません。使えるのはcode、industry、maturity、項目番号(1-1など)か、d1_sumなどです。",
            " 1行目 code列: この列がありません。加えてください。",
        ],
        &[
            " row 1 column 会社: This column is not known. Use code, industry, maturity and either item codes (1-1 …) or d1_sum ….",
            " row 1 column code: This column is missing. Add it.",
        ],
    );
}

#[test]
fn a_duplicate_company_and_a_duplicate_column() {
    check(
        format!("{SUMS}\n{COMPANY}\n\n{COMPANY}\n"),
        &[" 4行目 code列: 2行目と同じ会社コードです。1社1行にしてください。"],
        &[" row 4 column code: The same company code as in row 2. Keep one row per company."],
    );
    check(
        format!("{SUMS},d1_sum\n{COMPANY},15\n"),
        &[" 1行目 d1_sum列: 同じ列が2つあります。1つにしてください。"],
        &[" row 1 column d1_sum: This column is there twice. Keep one."],
    );
}

#[test]
fn an_unknown_mixed_or_spoilt_column() {
    check(
        format!("{SUMS},1-1\n{COMPANY},3\n"),
        &[" 1行目 1-1列: 項目ごとのレベルと指示ごとの合計が混ざっています。どちらかにそろえてください。"],
        &[" row 1 column 1-1: Item levels and sums per directive are mixed. Use one or the other."],
    );
    check(
        format!("{SUMS},\n{COMPANY},\n"),
        &[
            " 1行目 #13列: この列は使えません。使えるのはcode、industry、maturity、項目番号(1-1など)か、d1_sumなどです。",
        ],
        &[
            " row 1 column #13: This column is not known. Use code, industry, maturity and either item codes (1-1 …) or d1_sum ….",
        ],
    );
    check(
        items(|header, _| header[2] = "1月1日".to_owned()),
        &[
            " 1行目 1月1日列: 項目番号が日付に変わっているようです。列名を文字列にして、1-1のように入れ直してください。",
            " 1行目 1-1列: この列がありません。加えてください(未回答は空欄、JSONではnull)。",
        ],
        &[
            " row 1 column 1月1日: An item code seems to have become a date. Format the header as text and enter it again as 1-1.",
            " row 1 column 1-1: This column is missing. Add it (where unanswered, leave cells empty; null in JSON).",
        ],
    );
}

#[test]
fn a_ragged_row_and_an_open_quote() {
    check(
        format!("{SUMS}\nK-1,金融,15\n\"K-2,金融\n{COMPANY}\n"),
        &[
            " 2行目: 値が3個ありますが、列は12個です。カンマの数をそろえてください。",
            " 3行目: 引用符(\")が閉じていません。同じ行で閉じてください(値の中の改行は使えません)。",
        ],
        &[
            " row 2: There are 3 values for 12 columns. Make the number of commas the same.",
            " row 3: A quote (\") is not closed. Close it on the same line; values cannot hold line breaks.",
        ],
    );
}

#[test]
fn a_sum_out_of_range_an_unknown_industry_and_no_code() {
    check(
        format!("{SUMS}\n,漁業,16,2,x,15,50,20,25,10,15,10\n"),
        &[
            " 2行目 code列: 会社コードが空です。会社を区別できる記号を入れてください。",
            " 2行目 industry列: 「漁業」は業種グループにありません。素材製造、機械器具製造、建築・土木、金融、社会インフラ、サービス、商社・流通のどれかか、空欄にしてください。",
            " 2行目 d1_sum列: 「16」は3項目のレベルの合計になりません。3〜15の整数にしてください。",
            " 2行目 d2_sum列: 「2」は3項目のレベルの合計になりません。3〜15の整数にしてください。",
            " 2行目 d3_sum列: 「x」は4項目のレベルの合計になりません。4〜20の整数にしてください。",
        ],
        &[
            " row 2 column code: The company code is empty. Enter a code that tells companies apart.",
            " row 2 column industry: “漁業” is no industry group. Use one of Materials, Machinery and equipment, Construction, Finance, Infrastructure, Services, Trading and distribution, or nothing.",
            " row 2 column d1_sum: “16” is no sum of the levels of 3 items. Use a whole number from 3 to 15.",
            " row 2 column d2_sum: “2” is no sum of the levels of 3 items. Use a whole number from 3 to 15.",
            " row 2 column d3_sum: “x” is no sum of the levels of 4 items. Use a whole number from 4 to 20.",
        ],
    );
}

#[test]
fn an_empty_file_a_header_alone_and_no_file() {
    let empty = ": ファイルが空です。1行目に列名、2行目から1社1行で入れてください。";
    let empty_en = ": The file is empty. Put column names in row 1 and one company in each row below.";
    check("", &[empty], &[empty_en]);
    check("\n \n", &[empty], &[empty_en]);
    let none = ": 会社が1社もありません。2行目から1社1行で入れてください。";
    let none_en = ": There is no company. Put one company in each row from row 2 on.";
    check(SUMS, &[none], &[none_en]);
    check("[]", &[none], &[none_en]);
    let folder = Folder::new();
    let missing = folder.path("none.csv").display().to_string();
    let ran = kashika(&["cohort", &missing]);
    assert_eq!(
        (ran.code, ran.stderr),
        (2, format!("{missing}: ファイルがありません。名前と場所を確かめてください。\n"))
    );
    let ran = kashika(&["cohort", &folder.path("").display().to_string()]);
    assert!(
        ran.code == 2 && ran.stderr.ends_with("フォルダーです。ファイルを指定してください。\n"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_line_of_ten_megabytes_and_zero_bytes() {
    let long = "x".repeat(10 * 1024 * 1024);
    check(
        format!("{SUMS}\n{long}\nK-\0,金融,15,15,20,15,50,20,25,10,15,10\n"),
        &[
            " 2行目: 1行(JSONでは1社)が1 MiBを超えています。改行や括弧が抜けていないか確かめてください。",
            " 3行目: 文字でないデータ(値0のバイト)があります。「CSV UTF-8」形式で保存し直してください。",
        ],
        &[
            " row 2: One line (in JSON, one company) is longer than 1 MiB. Look for a missing line break or bracket.",
            " row 3: There is data that is no text (a zero byte). Save the file as “CSV UTF-8”.",
        ],
    );
}

#[test]
fn shift_jis_and_a_byte_order_mark_are_accepted() {
    let text = std::fs::read_to_string(repository("demo/companies.csv")).expect("the published cohort");
    let (shift_jis, _, _) = encoding_rs::SHIFT_JIS.encode(&text);
    let expected = kashika(&["karte", &repository("demo/companies.csv")]).stdout;
    assert_eq!(kashika_with_input(&["karte", "-"], &shift_jis).stdout, expected);
    assert_eq!(
        kashika_with_input(&["karte", "-"], &[b"\xEF\xBB\xBF", text.as_bytes()].concat()).stdout,
        expected
    );
    assert_eq!(kashika_with_input(&["karte", "-"], text.replace('\n', "\r\n").as_bytes()).stdout, expected);
}

#[test]
fn other_encodings_are_refused() {
    check(
        b"\xFF\xFEc\0o\0",
        &[": 文字コードがUTF-16です。「CSV UTF-8」形式で保存し直してください。"],
        &[": The file is in UTF-16. Save it as “CSV UTF-8”."],
    );
    let (euc, _, _) = encoding_rs::EUC_JP.encode("code,会社");
    check(
        euc,
        &[": 文字コードがUTF-8でもShift_JISでもありません。「CSV UTF-8」形式で保存し直してください。"],
        &[": The file is neither in UTF-8 nor in Shift_JIS. Save it as “CSV UTF-8”."],
    );
    check(
        b"PK\x03\x04\x14\0",
        &[": Excelのブックです。「CSV UTF-8」形式で保存したファイルを指定してください。"],
        &[": This is an Excel workbook. Save it as “CSV UTF-8” and name that file."],
    );
    check(
        [SUMS.as_bytes(), "\nK-1,金融".as_bytes(), b"\xE7\xB4,15\n"].concat(),
        &[" 2行目: 文字コードの壊れた文字があります。「CSV UTF-8」形式で保存し直してください。"],
        &[" row 2: A character is broken. Save the file as “CSV UTF-8”."],
    );
}

#[test]
fn bad_json() {
    let good = r#"{"code":"K-1","sums":[15,15,20,15,50,20,25,10,15,10]}"#;
    check(
        format!("{good}\n{{\"code\":\"K-2\",\"sums\":[1,2],}}\n{good}\n"),
        &[
            " 2件目: 2行目をJSONとして読めません(trailing comma)。括弧、引用符、カンマを確かめてください。",
            " 3件目 code列: 1件目と同じ会社コードです。1社1行にしてください。",
        ],
        &[
            " company 2: Line 2 is not JSON (trailing comma). Check brackets, quotes and commas.",
            " company 3 column code: The same company code as in company 1. Keep one row per company.",
        ],
    );
    check(
        format!("[{good}"),
        &[" 2件目: 1行目をJSONとして読めません(] is missing)。括弧、引用符、カンマを確かめてください。"],
        &[" company 2: Line 1 is not JSON (] is missing). Check brackets, quotes and commas."],
    );
    check(
        r#"{"code":7,"code":"K-1","name":"x","sums":[15,15]}"#,
        &[
            " 1件目 code列: 同じ列が2つあります。1つにしてください。",
            " 1件目 code列: 引用符で囲んだ文字列にしてください。",
            " 1件目 name列: この列は使えません。使えるのはcode、industry、maturity、項目番号(1-1など)か、d1_sumなどです。",
            " 1件目 sums列: 合計が2個ありますが、指示は10個です。指示の順に10個並べてください。",
        ],
        &[
            " company 1 column code: This column is there twice. Keep one.",
            " company 1 column code: This must be a text in quotes.",
            " company 1 column name: This column is not known. Use code, industry, maturity and either item codes (1-1 …) or d1_sum ….",
            " company 1 column sums: There are 2 sums for 10 directives. Give 10 in the order of the directives.",
        ],
    );
}

#[test]
fn the_first_hundred_problems_are_listed_and_the_rest_counted() {
    let rows: String = (0..250).map(|row| format!("K-{row},金融,99,15,20,15,50,20,25,10,15,10\n")).collect();
    let ran = cohort(format!("{SUMS}\n{rows}").as_bytes(), "ja");
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    let lines: Vec<&str> = ran.stderr.lines().collect();
    assert_eq!((lines.len(), lines[100]), (101, "ほかに150件の問題があります。"));
    assert!(lines[99].starts_with("- 101行目 d1_sum列: "), "{}", lines[99]);
}

#[test]
fn problems_of_several_files_are_told_together_and_nothing_is_printed() {
    let folder = Folder::new();
    let bad = folder.file("bad.csv", format!("{SUMS}\nK-1,金融,15\n").as_bytes());
    let missing = folder.path("none.csv").display().to_string();
    let ran = kashika(&["karte", &repository("demo/companies.csv"), &bad, &missing]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    let lines: Vec<&str> = ran.stderr.lines().collect();
    assert!(
        lines.len() == 2 && lines[0].starts_with(&format!("{bad} 2行目: ")) && lines[1].starts_with(&missing)
    );
}
