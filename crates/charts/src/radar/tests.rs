use super::labels::Layout;
use super::*;
use crate::inspect::{assert_sound, assert_texts_apart, attribute, count, texts};
use crate::svg::corners;

const JAPANESE: [&str; 10] = [
    "リスクの認識・対応方針",
    "管理体制の構築",
    "資源の確保",
    "リスクの把握と対応計画",
    "対応する仕組みの構築",
    "PDCAの実施",
    "緊急対応体制の整備",
    "復旧体制の整備",
    "サプライチェーン対策",
    "情報共有活動",
];
const ENGLISH: [&str; 10] = [
    "Risk policy",
    "Governance",
    "Resources",
    "Risk assessment",
    "Protection",
    "PDCA cycle",
    "Incident response",
    "Recovery",
    "Supply chain",
    "Information sharing",
];
const LONG_ENGLISH: [&str; 3] = ["Third-party security", "Responsibilities all", "Information exchange"];
const LONGEST: [&str; 2] = [
    "サプライチェーン全体にわたるサイバーセキュリティ対策の状況把握と監督",
    "Incomprehensibilities of organizational counterrevolutions",
];

fn names(from: &[&'static str], count: usize) -> Vec<&'static str> {
    from.iter().copied().cycle().take(count).collect()
}

fn radar<'a>(axes: &'a [&'a str], series: &'a [Series<'a>]) -> Radar<'a> {
    Radar {
        title: "形",
        description: "",
        axes,
        series,
        scale: Scale::default(),
        labels: Labels::Full,
        legend: true,
    }
}

fn own(values: &[Option<f64>]) -> Series<'_> {
    Series { name: "自社", role: Role::Own, values }
}

#[test]
fn names_never_overlap_or_leave_the_picture() {
    for source in [&JAPANESE[..], &ENGLISH, &LONG_ENGLISH, &LONGEST, &["短"]] {
        for axes in [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 17, 24, 40, 90] {
            for labels in [Labels::Full, Labels::Numbers] {
                let names = names(source, axes);
                let values = vec![Some(3.0); axes];
                let svg = Radar { labels, ..radar(&names, &[own(&values)]) }.svg();
                assert_sound(&svg);
                assert_texts_apart(&svg);
            }
        }
    }
}

#[test]
fn every_name_appears_whole_with_its_number() {
    for axes in [3, 10, 17, 24] {
        let names = names(&JAPANESE, axes);
        let words: String = texts(&radar(&names, &[]).svg()).into_iter().map(|text| text.words).collect();
        for (number, name) in (1..).zip(&names) {
            assert!(
                words.contains(&format!("{number}\u{a0}{name}"))
                    || words.contains(&format!("{number}{name}")),
                "{number} {name} of {axes} in {words}"
            );
        }
    }
}

#[test]
fn ten_short_names_stand_around_the_radar() {
    for source in [JAPANESE, ENGLISH] {
        let layout = Layout::new(&source, Labels::Full);
        assert!(layout.list.is_empty(), "{} {:?}", source[0], layout.list.len());
        assert!(layout.radius >= 92.0, "{}", layout.radius);
        for label in &layout.around {
            let touched = (0..10).map(|axis| layout.point(axis, 1.0)).find(|(x, y)| {
                (label.left()..label.right()).contains(x) && (label.top..label.bottom()).contains(y)
            });
            assert_eq!(touched, None, "{label} covers the rim");
        }
    }
}

/// Polygons, polylines and marks of a series; `-` is a missing value.
fn check(story: &str, polygons: usize, polylines: usize, marks: usize) {
    let values: Vec<Option<f64>> = story.split(' ').map(|word| word.parse().ok()).collect();
    let axes = names(&ENGLISH, values.len());
    let svg = Radar { legend: false, ..radar(&axes, &[own(&values)]) }.svg();
    assert_sound(&svg);
    let series = svg.split("c-own").nth(1).expect("a series");
    let found = (count(series, "<polygon"), count(series, "<polyline"), count(series, r#"class="mark""#));
    assert_eq!(found, (polygons, polylines, marks), "{story}");
    assert_eq!(series.contains("fill-opacity"), polygons == 1, "{story}");
}

#[test]
fn a_gap_opens_the_shape_and_is_never_bridged() {
    check("3 4 5 2 1", 1, 0, 5);
    check("3 4 - 2 1", 0, 1, 4);
    check("3 - 4 - 5", 0, 1, 3);
    check("- 4 - 5 -", 0, 0, 2);
    check("3 4 - 2 1 - 3 3 -", 0, 3, 6);
    check("3 NaN inf 2 1", 0, 1, 3);
    check("- - -", 0, 0, 0);
}

#[test]
fn pieces_join_the_last_axis_with_the_first_only() {
    let at = |x: f64| Some((x, 0.0));
    let pieces = plot::pieces(&vec![at(0.0), None, at(2.0), at(3.0)]);
    assert_eq!(pieces.iter().map(|p| corners(p)).collect::<Vec<_>>(), ["2.0,0.0 3.0,0.0 0.0,0.0"]);
}

#[test]
fn values_outside_the_scale_are_clamped_and_short_series_have_gaps() {
    let shape = |values: &[Option<f64>]| radar(&JAPANESE[..3], &[own(values)]).svg();
    assert_eq!(shape(&[Some(7.0), Some(-3.0), Some(2.0)]), shape(&[Some(5.0), Some(1.0), Some(2.0)]));
    assert_eq!(shape(&[Some(4.0)]), shape(&[Some(4.0), None, None]));
    assert_eq!(shape(&[Some(4.0); 3]), shape(&[Some(4.0); 9]));
}

#[test]
fn the_legend_names_every_series_within_the_width() {
    let values = [Some(2.0); 10];
    let long = "成熟度Aの会社の平均(令和2年度試行・25社中5社・参考)と、とても長い名前の比較対象グループ";
    let series: Vec<Series> =
        Role::EVERY.into_iter().map(|role| Series { name: long, role, values: &values }).collect();
    for names in [&JAPANESE, &ENGLISH] {
        let svg = radar(names, &series).svg();
        assert_sound(&svg);
        assert_texts_apart(&svg);
        for role in Role::EVERY {
            assert_eq!(count(&svg, &format!("\"{}\"", role.ink().class)), 2, "{role:?}");
        }
    }
}

#[test]
fn the_own_series_is_drawn_last_but_named_first() {
    let values = [Some(2.0); 3];
    let all = Series { name: "全体", role: Role::All, values: &values };
    let svg = radar(&JAPANESE[..3], &[own(&values), all]).svg();
    let places: Vec<usize> = svg.match_indices("\"c-").map(|(at, _)| at).collect();
    let order: Vec<&str> = places.iter().map(|&at| svg[at + 1..].split('"').next().unwrap_or("")).collect();
    let series: Vec<&&str> = order.iter().filter(|class| ["c-own", "c-all"].contains(class)).collect();
    assert_eq!(series, [&"c-all", &"c-own", &"c-own", &"c-all"]);
}

#[test]
fn names_are_escaped_and_the_picture_says_what_it_is() {
    let axes = ["<script>", "R&D", "\"x\""];
    let values = [Some(2.0); 3];
    let series = [Series { name: "A & B <i>", role: Role::All, values: &values }];
    let svg = Radar { title: "a \"b\" <c>", description: "d & e", ..radar(&axes, &series) }.svg();
    assert_sound(&svg);
    assert!(!svg.contains("<script") && !svg.contains("<i>"));
    assert_eq!(attribute(&svg, "role"), Some("img"));
    assert_eq!(attribute(&svg, "aria-label"), Some("a &quot;b&quot; &lt;c&gt;"));
    assert!(svg.contains("<title>a &quot;b&quot; &lt;c&gt;</title><desc>d &amp; e</desc>"));
}

#[test]
fn the_same_numbers_make_the_same_picture() {
    let values = [Some(2.695), None, Some(1.0 / 3.0)];
    assert_eq!(radar(&ENGLISH[..3], &[own(&values)]).svg(), radar(&ENGLISH[..3], &[own(&values)]).svg());
}

#[test]
fn fewer_than_three_axes_do_not_panic() {
    for axes in 0..3 {
        assert_sound(&radar(&JAPANESE[..axes], &[own(&[Some(2.0), Some(3.0)])]).svg());
    }
}
