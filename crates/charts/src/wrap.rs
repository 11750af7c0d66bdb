//! Breaking text into lines: Latin between words, Japanese between characters, preferably where a phrase ends.

use crate::text::{char_ems, is_wide};

/// Lines of a text, none wider than asked unless a single character is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Wrapped {
    pub lines: Vec<String>,
    /// How awkward its breaks are together: 0 if each stands where a phrase ends, [`TORN`] or more if a word is cut.
    pub awkwardness: f64,
}

/// What one more line costs, measured against the costs of awkward breaks.
const LINE_COST: f64 = 30.0;
/// From this awkwardness on, a word or a forbidden pair is cut.
pub(crate) const TORN: f64 = 1000.0;
const NO_START: &str = "、。・ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ」』】〕…,.)]}:;!?%\u{ff0c}\u{ff0e}\u{ff09}\u{ff1a}\u{ff1b}\u{ff01}\u{ff1f}\u{ff05}";
const NO_END: &str = "「『【〔([{\u{ff08}";

/// The cheapest way to break the text into lines of at most `room` em.
pub(crate) fn wrap(text: &str, room: f64) -> Wrapped {
    let chars: Vec<char> = text.trim().chars().collect();
    let costs: Vec<f64> =
        (0..chars.len()).map(|i| if i == 0 { 0.0 } else { break_cost(&chars, i) }).collect();
    let cuts = cheapest_cuts(&chars, &costs, room);
    let awkwardness = cuts.iter().map(|&cut| costs[cut]).sum();
    let ends = cuts.iter().skip(1).copied().chain([chars.len()]);
    let lines = cuts.iter().zip(ends).map(|(&from, to)| line(&chars[from..to])).collect();
    Wrapped { lines, awkwardness }
}

/// Where each line begins, the first at 0: shortest path over all possible breaks.
fn cheapest_cuts(chars: &[char], costs: &[f64], room: f64) -> Vec<usize> {
    let widths = Widths::new(chars);
    let mut best = vec![(f64::INFINITY, 0); chars.len() + 1];
    best[0].0 = 0.0;
    for from in 0..chars.len() {
        for to in from + 1..=chars.len() {
            let width = widths.of_line(chars, from, to);
            if width > room && to > from + 1 {
                break;
            }
            let slack = (room - width).max(0.0);
            let cost = best[from].0 + costs[from] + LINE_COST + 0.6 * slack * slack;
            if cost < best[to].0 {
                best[to] = (cost, from);
            }
        }
    }
    let mut cuts = Vec::new();
    let mut end = chars.len();
    while end > 0 {
        end = best[end].1;
        cuts.push(end);
    }
    cuts.reverse();
    cuts
}

/// Running widths, so that measuring a line costs the same however long it is.
struct Widths(Vec<f64>);

impl Widths {
    fn new(chars: &[char]) -> Widths {
        let mut sums = vec![0.0];
        let mut sum = 0.0;
        for c in chars {
            sum += char_ems(*c);
            sums.push(sum);
        }
        Widths(sums)
    }

    /// The width of a line without the blanks at its ends.
    fn of_line(&self, chars: &[char], from: usize, to: usize) -> f64 {
        let begin = (from..to).find(|i| chars[*i] != ' ').unwrap_or(to);
        let end = (begin..to).rev().find(|i| chars[*i] != ' ').map_or(begin, |i| i + 1);
        self.0[end] - self.0[begin]
    }
}

fn line(chars: &[char]) -> String {
    chars.iter().collect::<String>().trim_matches(' ').to_owned()
}

#[derive(PartialEq, Clone, Copy)]
enum Kind {
    Space,
    Glue,
    Latin,
    Hiragana,
    Katakana,
    Kanji,
    Sign,
}

fn kind(c: char) -> Kind {
    match c {
        ' ' => Kind::Space,
        '\u{a0}' => Kind::Glue,
        'ぁ'..='ゟ' => Kind::Hiragana,
        'ァ'..='ヺ' | 'ー' | 'ヽ' | 'ヾ' => Kind::Katakana,
        '\u{3000}'..='\u{303f}' | '・' | '\u{ff00}'..='\u{ff0f}' => Kind::Sign,
        _ if is_wide(c) => Kind::Kanji,
        _ => Kind::Latin,
    }
}

/// How awkward it is to begin a new line at `at`: 0 where a phrase ends, at least [`TORN`] inside a word.
fn break_cost(chars: &[char], at: usize) -> f64 {
    use Kind::*;
    let (before, after) = (chars[at - 1], chars[at]);
    if NO_START.contains(after) || NO_END.contains(before) {
        return TORN;
    }
    match (kind(before), kind(after)) {
        (Glue, _) | (_, Glue | Space) => 4.0 * TORN,
        (Sign, Hiragana) if !"、。・".contains(before) => 15.0,
        (Space | Sign, _) => 0.0,
        (Latin, Latin) if "-/".contains(before) => 4.0,
        (Latin, Latin) => TORN,
        (Hiragana, Hiragana) => 15.0,
        (Hiragana, _) => 0.0,
        (Kanji, Hiragana) => 20.0,
        // A syllable with a small vowel often begins a word: サプライ|チェーン.
        (Katakana, Katakana) if chars.get(at + 1).is_some_and(|c| "ァィゥェォャュョ".contains(*c)) => {
            20.0
        }
        (Katakana, Katakana) => 25.0,
        (Kanji, Kanji) if kanji_before(chars, at).is_multiple_of(2) => 6.0,
        (Kanji, Kanji) => 18.0,
        _ => 3.0,
    }
}

/// Length of the run of Chinese characters that ends before `at`; most words in it are pairs.
fn kanji_before(chars: &[char], at: usize) -> usize {
    chars[..at].iter().rev().take_while(|c| kind(**c) == Kind::Kanji).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::ems;

    fn check(text: &str, room: f64, expected: &str) {
        assert_eq!(wrap(text, room).lines.join("|"), expected, "{text} in {room} em");
    }

    #[test]
    fn japanese_breaks_where_a_phrase_ends() {
        check("仕組みの構築", 5.0, "仕組みの|構築");
        check("情報共有活動", 5.0, "情報|共有活動");
        check("サプライチェーン対策", 8.5, "サプライチェーン|対策");
        check("リスクの把握と対応計画", 7.0, "リスクの|把握と対応計画");
        check("9\u{a0}サプライチェーン対策", 5.6, "9\u{a0}サプライ|チェーン|対策");
        check("短い", 5.0, "短い");
    }

    #[test]
    fn latin_breaks_between_words() {
        check("Supply chain security", 8.0, "Supply chain|security");
        check("9\u{a0}Supply chain", 5.0, "9\u{a0}Supply|chain");
    }

    #[test]
    fn no_line_begins_with_a_closing_sign() {
        check("管理体制\u{ff08}全社\u{ff09}の構築", 5.0, "管理体制|\u{ff08}全社\u{ff09}の|構築");
        check("リスク・方針", 3.0, "リス|ク・|方針");
    }

    #[test]
    fn a_word_longer_than_the_room_is_torn_and_says_so() {
        let wrapped = wrap("Incomprehensibilities", 4.0);
        assert!(wrapped.awkwardness >= TORN && wrapped.lines.len() > 2, "{wrapped:?}");
        assert!(wrapped.lines.iter().all(|line| ems(line) <= 4.0));
        assert!(wrap("Two words", 4.0).awkwardness < TORN);
    }

    #[test]
    fn nothing_is_lost_and_nothing_hangs() {
        assert_eq!(wrap("", 5.0).lines, Vec::<String>::new());
        assert_eq!(wrap("経営", 0.1).lines, ["経", "営"]);
        let long = "対策".repeat(500);
        assert_eq!(wrap(&long, 10.0).lines.concat(), long);
    }
}
