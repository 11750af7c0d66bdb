use crate::assessments::Scorer;
use crate::assessments::karte::{Basis, Karte};
use crate::benchmarks::{Averages, Tally};
use crate::frameworks::Framework;
use crate::frameworks::tests::{beta, companies};

/// The 25 companies whose averages all printed kartes show.
fn interim(framework: &Framework) -> Averages {
    let scorer = Scorer::new(framework);
    let mut tally = Tally::new(framework);
    for company in
        companies().iter().filter(|company| !["KD-3", "SI-4", "KK-11"].contains(&company.code.as_str()))
    {
        tally.add(&scorer.score_sums(&company.sums));
    }
    tally.averages()
}

fn shown(row: impl Iterator<Item = Option<crate::Fraction>>) -> String {
    row.map(|value| value.map_or("–".to_owned(), crate::Fraction::shown)).collect::<Vec<_>>().join(" ")
}

/// The karte of a company of table 2.2, from its sums.
fn with_karte<T>(code: &str, look: impl FnOnce(&Karte<'_>, &Averages) -> T) -> T {
    let framework = beta();
    let companies = companies();
    let company = companies.iter().find(|company| company.code == code).expect("a company of table 2.2");
    let score = Scorer::new(&framework).score_sums(&company.sums);
    let averages = interim(&framework);
    let basis =
        Basis { framework: &framework, score: &score, answers: None, previous: None, averages: &averages };
    look(&Karte::draw_up(&basis), &averages)
}

fn check(code: &str, gaps: &str, statements: &[&str], heading: &str, hints: &[&str]) {
    with_karte(code, |karte, averages| {
        assert_eq!(shown(karte.rows.iter().map(|row| row.gap)), gaps);
        assert_eq!(karte.statements.iter().map(|text| text.ja.as_str()).collect::<Vec<_>>(), statements);
        assert_eq!(karte.class_spec().expect("complete").hint_heading.ja, heading);
        assert_eq!(karte.hints.iter().map(|hint| hint.text().ja).collect::<Vec<_>>(), hints);
        assert_eq!(shown(averages.all().iter().copied()), "3.6 2.9 2.7 2.8 3.3 2.6 2.8 2.1 2.1 2.6");
        assert_eq!(shown(averages.class(2).iter().copied()), "3.0 2.3 1.9 2.0 2.7 2.0 2.1 1.3 1.6 1.9");
        assert_eq!(shown(averages.class(1).iter().copied()), "4.5 3.2 3.1 3.7 3.6 2.8 3.3 2.4 1.7 3.6");
        assert_eq!(shown(averages.class(0).iter().copied()), "4.8 4.7 4.7 4.1 4.7 4.5 4.6 4.3 4.1 4.0");
    });
}

#[test]
fn figure_2_2_comes_out_as_printed() {
    check(
        "KY-1",
        "– – – – – – – – – –",
        &["指示1,2,7はレベル5に達している", "指示6,8,9はレベル4で改善の余地がある"],
        "更なる成熟度向上のヒント",
        &[
            "成熟度を更に向上するには指示6の改善が必要です。サイバーセキュリティのKPIを決め、経営会議に定期的に報告するとともに経営の主導で対策を実施しましょう。実施にあたってはティップス6-Xを参照してください。",
            "指示8も改善が必要です。インシデント被害による復旧計画を策定し、訓練を行いましょう。実施にあたってはティップス8-Xを参照してください。",
        ],
    );
}

#[test]
fn figure_2_3_comes_out_as_printed() {
    check(
        "KK-2",
        "0.5 −0.3 0.7 1.1 1.2 1.2 0.6 −0.2 2.4 0.5",
        &["指示4、5、6が成熟度Aと1ポイント以上差がある", "指示9が成熟度Aと2ポイント以上差がある"],
        "成熟度Aになるためのヒント",
        &[
            "指示9の改善が急務です。グループ企業に関するリスク分析を行い対策を実施し結果を確認しましょう。実施にあたってはティップス9-Xを参照してください。",
            "指示4、5、6も改善が必要です。サイバーセキュリティリスク対応計画を策定してください。実施にあたってはティップス4-Xを参照してください。",
        ],
    );
}

#[test]
fn figure_2_4_comes_out_as_printed() {
    check(
        "SV-1",
        "0.2 0.2 −0.2 2.3 0.7 1.3 0.9 1.4 −0.3 2.1",
        &["指示6,8が成熟度Bと1ポイント以上差がある", "指示4,10が成熟度Bと2ポイント以上差がある"],
        "成熟度Bになるためのヒント",
        &[
            "指示4の改善が急務です。守るべきIT資産に対するサイバー攻撃の脅威を認識しリスク対応計画を立案しましょう。実施にあたってはティップス4-Xを参照してください。",
            "指示10も改善が必要です。情報共有活動に参画しサイバーセキュリティの情報を入手し対策に活用しましょう。実施にあたってはティップス10-Xを参照してください。",
        ],
    );
}

#[test]
fn an_unfinished_assessment_has_rows_but_no_class_sentence_or_hint() {
    let framework = beta();
    let mut answers = vec![3_u8; framework.items.len()];
    answers[5] = 0;
    let score = Scorer::new(&framework).score(&answers);
    let averages = interim(&framework);
    let basis = Basis {
        framework: &framework,
        score: &score,
        answers: Some(&answers),
        previous: None,
        averages: &averages,
    };
    let karte = Karte::draw_up(&basis);
    assert_eq!((karte.class, karte.statements.len(), karte.hints.len()), (None, 0, 0));
    assert_eq!(karte.rows[1].own.value(), None);
    assert_eq!(karte.rows[0].own.value().map(crate::Fraction::shown), Some("3.0".to_owned()));
}

#[test]
fn the_minimum_and_the_directives_below_two_stand_beside_the_class() {
    let framework = beta();
    let mut answers = vec![5_u8; framework.items.len()];
    answers[33] = 1;
    answers[32] = 1;
    let score = Scorer::new(&framework).score(&answers);
    let averages = interim(&framework);
    let basis = Basis {
        framework: &framework,
        score: &score,
        answers: Some(&answers),
        previous: None,
        averages: &averages,
    };
    let karte = Karte::draw_up(&basis);
    assert_eq!(karte.class_spec().map(|class| class.id.as_str()), Some("A"));
    assert_eq!(karte.minimum, Some(crate::Fraction::whole(1)));
    assert_eq!((karte.low_count, karte.lowest_item), (1, Some(1)));
    assert_eq!(karte.hints[0].directives, [8]);
}

#[test]
fn the_weakest_come_lowest_first_and_leave_out_what_cannot_rise() {
    let order = |code: &str| {
        with_karte(code, |karte, _| {
            let numbers =
                karte.weakest().iter().map(|row| row.directive.number.to_string()).collect::<Vec<_>>();
            numbers.join(" ")
        })
    };
    assert_eq!(order("KK-2"), "9 4 6 5 10 3 7 1 8");
    assert_eq!(order("KY-1"), "6 8 9 5 4 3 10");
}
