//! The printed kartes and table 2.3 through the built binary, in every format.

use crate::binary::{Folder, Ran, kashika, kashika_with_input, repository};

fn companies() -> String {
    repository("demo/companies.csv")
}

fn karte(code: &str) -> Ran {
    kashika(&["karte", &companies(), "--only", code])
}

/// The cells of the row that begins with a label.
fn row<'a>(text: &'a str, label: &str) -> Option<&'a str> {
    let found = |line: &'a str| line.strip_prefix(label)?.strip_prefix(' ').map(str::trim_start);
    text.lines().find_map(found)
}

const AVERAGES: [(&str, &str); 4] = [
    ("全体平均", "3.6 2.9 2.7 2.8 3.3 2.6 2.8 2.1 2.1 2.6"),
    ("成熟度C平均", "3.0 2.3 1.9 2.0 2.7 2.0 2.1 1.3 1.6 1.9"),
    ("成熟度B平均", "4.5 3.2 3.1 3.7 3.6 2.8 3.3 2.4 1.7 3.6"),
    ("成熟度A平均", "4.8 4.7 4.7 4.1 4.7 4.5 4.6 4.3 4.1 4.0"),
];

#[track_caller]
fn check_figure(code: &str, class: &str, own: &str, gap: Option<(&str, &str)>, sentences: &str) {
    let ran = karte(code);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert!(ran.stdout.contains(&format!("成熟度総合評価: 成熟度{class}\n")), "{}", ran.stdout);
    assert_eq!(row(&ran.stdout, "自社"), Some(own));
    for (label, cells) in AVERAGES {
        assert_eq!(row(&ran.stdout, label), Some(cells));
    }
    match gap {
        Some((label, cells)) => assert_eq!(row(&ran.stdout, label), Some(cells)),
        None => assert!(!ran.stdout.contains("との差 ")),
    }
    assert!(ran.stdout.contains(sentences), "{}", ran.stdout);
    assert!(ran.stdout.contains("2020年度試行(中間)、2020年度、25社(A 5、B 5、C 15)"));
    assert!(ran.stdout.contains("経済産業省・IPAの基準ではありません。"));
}

#[test]
fn figure_2_2_is_printed() {
    check_figure(
        "KY-1",
        "A",
        "5.0 5.0 4.5 4.3 4.3 4.0 5.0 4.0 4.0 4.5",
        None,
        "
- 指示1,2,7はレベル5に達している
- 指示6,8,9はレベル4で改善の余地がある

更なる成熟度向上のヒント
ヒント1: 成熟度を更に向上するには指示6の改善が必要です。サイバーセキュリティのKPIを決め、経営会議に定期的に報告するとともに経営の主導で対策を実施しましょう。実施にあたってはティップス6-Xを参照してください。
ヒント2: 指示8も改善が必要です。インシデント被害による復旧計画を策定し、訓練を行いましょう。実施にあたってはティップス8-Xを参照してください。
",
    );
}

#[test]
fn figure_2_3_is_printed() {
    check_figure(
        "KK-2",
        "B",
        "4.3 5.0 4.0 3.0 3.5 3.3 4.0 4.5 1.7 3.5",
        Some(("成熟度Aとの差", "0.5 −0.3 0.7 1.1 1.2 1.2 0.6 −0.2 2.4 0.5")),
        "
- 指示4、5、6が成熟度Aと1ポイント以上差がある
- 指示9が成熟度Aと2ポイント以上差がある

成熟度Aになるためのヒント
ヒント1: 指示9の改善が急務です。グループ企業に関するリスク分析を行い対策を実施し結果を確認しましょう。実施にあたってはティップス9-Xを参照してください。
ヒント2: 指示4、5、6も改善が必要です。サイバーセキュリティリスク対応計画を策定してください。実施にあたってはティップス4-Xを参照してください。
",
    );
}

#[test]
fn figure_2_4_is_printed() {
    check_figure(
        "SV-1",
        "C",
        "4.3 3.0 3.3 1.3 2.9 1.5 2.4 1.0 2.0 1.5",
        Some(("成熟度Bとの差", "0.2 0.2 −0.2 2.3 0.7 1.3 0.9 1.4 −0.3 2.1")),
        "
- 指示6,8が成熟度Bと1ポイント以上差がある
- 指示4,10が成熟度Bと2ポイント以上差がある

成熟度Bになるためのヒント
ヒント1: 指示4の改善が急務です。守るべきIT資産に対するサイバー攻撃の脅威を認識しリスク対応計画を立案しましょう。実施にあたってはティップス4-Xを参照してください。
ヒント2: 指示10も改善が必要です。情報共有活動に参画しサイバーセキュリティの情報を入手し対策に活用しましょう。実施にあたってはティップス10-Xを参照してください。
",
    );
}

#[test]
fn a_class_never_hides_a_weak_directive() {
    let ran = karte("KK-2");
    assert_eq!(row(&ran.stdout, "注意"), Some("・  ・  ・  ・  ・  ・  ・  ・ ▼▼  ・"));
    assert!(ran.stdout.contains("総合平均 3.7、最低 1.7(指示9)、2.0未満の指示 1件\n"), "{}", ran.stdout);
    assert!(ran.stdout.contains("総合平均は成熟度Aの境目にわずかに届いていません。"));
}

#[test]
fn table_2_3_and_the_class_counts_are_printed() {
    let ran = kashika(&["cohort", &companies()]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert!(ran.stdout.contains("\n28社(A 6、B 7、C 15)\n"), "{}", ran.stdout);
    for (label, cells) in [
        ("全体平均", "3.7 3.0 2.8 2.8 3.4 2.8 2.9 2.2 2.2 2.7"),
        ("成熟度C平均", "3.0 2.3 1.9 2.0 2.7 2.0 2.1 1.3 1.6 1.9"),
        ("成熟度B平均", "4.4 3.2 3.2 3.5 3.7 2.9 3.1 2.4 2.0 3.4"),
        ("成熟度A平均", "4.8 4.7 4.6 4.0 4.7 4.5 4.6 4.1 4.1 4.0"),
    ] {
        assert_eq!(row(&ran.stdout, label), Some(cells));
    }
    assert!(ran.stdout.contains(
        "
- 全体では指示1が最も高く(3.7)、指示8、9が最も低い(2.2)。
- 成熟度Aはすべての指示が4以上。
- 成熟度Bは指示1が最も高く(4.4)、指示9が最も低い(2.0)。
- 成熟度Cはすべての指示が3以下。
"
    ));
}

#[test]
fn each_company_has_the_class_the_report_prints() {
    let ran = kashika(&["karte", &companies(), "--format", "json"]);
    let kartes: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let computed = kartes.as_array().expect("a list").iter();
    let computed: Vec<_> = computed
        .map(|karte| format!("{} {}", karte["code"], karte["class"]["id"]).replace('"', ""))
        .collect();
    let text = std::fs::read_to_string(companies()).expect("the published cohort");
    let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
    let printed: Vec<_> =
        text.lines().skip(1).map(|line| format!("{} {}", cells(line)[0], cells(line)[12])).collect();
    assert_eq!(computed, printed);
}

#[test]
fn english_is_chosen_by_option_or_environment() {
    let ran = kashika(&["karte", &companies(), "--only", "KK-2", "--lang", "en"]);
    assert!(
        ran.stdout.starts_with("KK-2 (Machinery and equipment)\nOverall maturity: Class B\n"),
        "{}",
        ran.stdout
    );
    assert_eq!(row(&ran.stdout, "To Class A"), Some("0.5 −0.3 0.7 1.1 1.2 1.2 0.6 −0.2 2.4 0.5"));
    for (language, start) in
        [("en_US.UTF-8", "KK-2 (Machinery"), ("ja_JP.UTF-8", "KK-2(機械"), ("C.UTF-8", "KK-2(機械")]
    {
        let output =
            crate::binary::command(&["karte", &companies(), "--only", "KK-2"]).env("LANG", language).output();
        assert!(crate::binary::ran(output.expect("it runs")).stdout.starts_with(start), "{language}");
    }
}

#[test]
fn json_answers_give_the_same_kartes_as_csv() {
    let text = std::fs::read_to_string(companies()).expect("the published cohort");
    let entry = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        format!(r#"{{"code":"{}","industry":"{}","sums":[{}]}}"#, cells[0], cells[1], cells[2..12].join(","))
    };
    let entries: Vec<String> = text.lines().skip(1).map(entry).collect();
    let expected = kashika(&["karte", &companies()]).stdout;
    for json in
        [entries.join("\n"), format!("[\n{}\n]", entries.join(",\n ")), format!("[{}]", entries.join(","))]
    {
        assert_eq!(kashika_with_input(&["karte", "-"], json.as_bytes()).stdout, expected);
    }
}

#[test]
fn item_levels_in_json_and_csv_give_the_same_karte() {
    let text = std::fs::read_to_string(repository("demo/group/2026.csv")).expect("the demo group");
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().expect("a header").split(',').collect();
    let cells: Vec<&str> = lines.next().expect("the parent").split(',').collect();
    let value = |cell: &str| match cell {
        "" => "null".to_owned(),
        "n" | "u" => format!("\"{cell}\""),
        level => level.to_owned(),
    };
    let answers =
        header[2..].iter().zip(&cells[2..]).map(|(code, cell)| format!("\"{code}\": {}", value(cell)));
    let answers = answers.collect::<Vec<_>>().join(",\n");
    let json = format!(
        "{{\n\"code\": \"{}\",\n\"industry\": \"{}\",\n\"answers\": {{{answers}}}\n}}\n",
        cells[0], cells[1]
    );
    let from_csv = kashika(&["karte", &repository("demo/group/2026.csv"), "--only", cells[0]]);
    assert_eq!((from_csv.code, from_csv.stderr.as_str()), (0, ""));
    assert_eq!(kashika_with_input(&["karte", "-"], json.as_bytes()).stdout, from_csv.stdout);
}

#[test]
fn an_unfinished_karte_says_what_is_missing() {
    let ran = kashika(&["karte", &repository("demo/group/2026.csv"), "--only", "KK-101"]);
    assert!(
        ran.stdout.contains("成熟度総合評価: 未確定\n未回答の22項目に答えると決まります: 5-5、5-6、"),
        "{}",
        ran.stdout
    );
    assert_eq!(row(&ran.stdout, "自社"), Some("4.0 4.0 3.5 3.7   –   –   –   –   –   –"));
}

#[test]
fn the_demo_group_can_be_counted_and_compared_with() {
    let group = repository("demo/group/2025.csv");
    let counted = kashika(&["cohort", &group]);
    assert!(counted.stdout.contains("\n40社("), "{}", counted.stdout);
    assert!(counted.stdout.contains("うち3社は未回答の項目があり"), "{}", counted.stdout);
    let ran = kashika(&["karte", &group, "--only", "KK-102", "--cohort", &group]);
    assert!(ran.stdout.contains("比較対象: 2025.csv、40社("), "{}", ran.stdout);
}

#[test]
fn the_cohort_and_the_framework_can_be_chosen() {
    let ran = kashika(&["karte", &companies(), "--only", "KK-2", "--cohort", &companies()]);
    assert_eq!(row(&ran.stdout, "成熟度Aとの差"), Some("0.5 −0.3 0.6 1.0 1.2 1.2 0.6 −0.4 2.4 0.5"));
    let ran = kashika(&["karte", &companies(), "--only", "KK-2", "--framework", "cyber-management"]);
    assert!(ran.stdout.contains("ティップス9-1〜9-3"), "{}", ran.stdout);
    let ran = kashika(&["karte", &companies(), "--framework", "nist"]);
    let known = "評価モデル「nist」はありません。あるのはcyber-management, cyber-management-betaです。\n";
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (2, "", known));
}

#[test]
fn an_unknown_code_names_those_close_to_it() {
    let ran = karte("kk2");
    let close = "会社コード「kk2」はファイルにありません。近いものはKK-2、KK-1、KK-3、KK-4、KK-5です。\n";
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (2, "", close));
    assert_eq!(karte("東京").stderr, "会社コード「東京」はファイルにありません。\n");
}

#[test]
fn pictures_and_pages_go_to_a_file_or_a_folder() {
    let folder = Folder::new();
    let svg = kashika(&["karte", &companies(), "--only", "KK-2", "--format", "svg"]);
    assert!(svg.stdout.starts_with("<svg ") && svg.stdout.contains("成熟度A平均(5社)"), "{}", svg.stdout);
    let many = kashika(&["karte", &companies(), "--format", "svg"]);
    assert_eq!((many.code, many.stdout.as_str()), (2, ""));
    assert!(many.stderr.starts_with("この形式は1社ずつのファイルになります。"), "{}", many.stderr);
    let out = folder.path("kartes");
    let many = kashika(&["karte", &companies(), "--format", "html", "--out", out.to_str().expect("UTF-8")]);
    assert_eq!((many.code, many.stderr.as_str()), (0, ""));
    assert_eq!(std::fs::read_dir(&out).expect("the folder").count(), 28);
    let page = std::fs::read_to_string(out.join("KK-2.html")).expect("the page");
    for expected in [
        "<html lang=\"ja\">",
        "あと2.4",
        "0.3上回る",
        "▼▼ 1.7",
        "<svg ",
        "指示9の改善が急務です。",
        "25社(A 5、B 5、C 15)",
    ] {
        assert!(page.contains(expected), "{expected}");
    }
    assert!(
        !page.contains("src=") && !page.contains("<link") && !page.contains("url("),
        "it needs nothing beside it"
    );
}

#[test]
fn a_png_has_the_japanese_letters_or_is_refused_with_the_package_to_install() {
    let ran = kashika(&["karte", &companies(), "--only", "KK-2", "--format", "png"]);
    if ran.code == 0 {
        assert!(ran.bytes.starts_with(b"\x89PNG\r\n\x1a\n") && ran.bytes.len() > 20_000);
    } else {
        assert_eq!(
            ran.stderr,
            "PNG: no font with Japanese letters; install one, for example: apt-get install fonts-noto-cjk\n"
        );
    }
}

#[test]
fn codes_become_harmless_file_names() {
    let folder = Folder::new();
    let json = r#"{"code":"../a/b","sums":[15,15,20,15,50,20,25,10,15,10]}
{"code":"___a_B","sums":[15,15,20,15,50,20,25,10,15,10]}"#;
    let out = folder.path("out");
    let ran = kashika_with_input(
        &["karte", "-", "--format", "svg", "--out", out.to_str().expect("UTF-8")],
        json.as_bytes(),
    );
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let mut names: Vec<_> = std::fs::read_dir(&out)
        .expect("the folder")
        .map(|entry| entry.expect("a file").file_name())
        .collect();
    names.sort();
    assert_eq!(names, ["___a_B_2.svg", "___a_b.svg"]);
}

#[test]
fn a_framework_folder_is_described_or_refused_with_file_and_line() {
    let ran = kashika(&["framework", "check", &repository("frameworks/cyber-management-beta")]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert!(ran.stdout.contains("指示 10、項目 39\n"), "{}", ran.stdout);
    assert!(
        ran.stdout.contains("比較対象 fy2020-interim: 2020年度試行(中間)、2020年度、25社\n"),
        "{}",
        ran.stdout
    );
    let folder = Folder::new();
    let main = std::fs::read_to_string(repository("frameworks/cyber-management/framework.toml"))
        .expect("the main file");
    folder.file("framework.toml", main.replace("format = 1", "format = 9").as_bytes());
    let ran = kashika(&["framework", "check", folder.path("").to_str().expect("UTF-8")]);
    let problem = "framework.toml:1: format 9 is not known to this version, which reads format 1\n";
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (2, "", problem));
}

#[test]
fn a_folder_of_forms_becomes_answers_and_a_comparison() {
    let folder = Folder::new();
    let forms = folder.path("forms");
    std::fs::create_dir(&forms).expect("a folder");
    let blank = folder.path("blank.csv");
    assert_eq!(kashika(&["form", blank.to_str().expect("UTF-8")]).code, 0);
    let text = std::fs::read_to_string(&blank).expect("the form");
    for (name, level) in [("A社.csv", "2"), ("B社.csv", "4")] {
        let filled = text.lines().map(|line| {
            let mut cells: Vec<&str> = line.splitn(10, ',').collect();
            if let Some(cell) = cells.get_mut(8).filter(|cell| cell.is_empty()) {
                *cell = level;
            }
            cells.join(",")
        });
        std::fs::write(forms.join(name), filled.collect::<Vec<_>>().join("\r\n")).expect("a form");
    }
    std::fs::write(forms.join("壊れた.xlsx"), b"PK\x03\x04").expect("a file");
    let (answers, comparison) = (folder.path("answers.csv"), folder.path("comparison.xlsx"));
    let ran = kashika(&[
        "read",
        forms.to_str().expect("UTF-8"),
        "--out",
        answers.to_str().expect("UTF-8"),
        "--comparison",
        comparison.to_str().expect("UTF-8"),
    ]);
    assert_eq!(ran.code, 2, "one is refused: {}", ran.stderr);
    let answers = std::fs::read_to_string(answers).expect("the answers");
    assert!(answers.contains("\nA社,2,2,") && answers.contains("\nB社,4,4,"), "{answers}");
    let bytes = std::fs::read(comparison).expect("the workbook");
    let tables = documents::workbook::read(&bytes).expect("a workbook");
    let column = |index: usize| -> Vec<String> {
        let cells = tables[index].cells.iter().filter(|cell| cell.column == 0 && cell.row > 2);
        cells.map(|cell| cell.text.clone()).collect()
    };
    assert_eq!((column(0), column(2)), (vec!["A社".to_owned(), "B社".to_owned()], vec!["壊れた".to_owned()]));
}
