//! Whether characters look like a language: how its script is used, without a dictionary.

use std::sync::OnceLock;

use encoding_rs::{BIG5, Encoding, GBK, SHIFT_JIS};

/// Fewer characters of a script than this say nothing.
const MIN_COUNT: usize = 40;
/// Share of ideographs that are everyday ones in the language that fits best; of characters taken at random it is a
/// quarter.
const EVERYDAY: f64 = 0.7;
/// Share of the hiragana that particles and endings are made of; in texts it is two thirds.
const PARTICLES: f64 = 0.3;
/// Latin letters that tell whether a text has vowels.
const MIN_LETTERS: usize = 150;
/// Share of vowels; in languages it is over a third, in texts shifted by some letters a seventh.
const VOWELS: f64 = 0.2;

const FIRST: u32 = 0x4E00;
const LAST: u32 = 0x9FFF;

/// Which ideographs are everyday ones in Japanese, simplified and traditional Chinese.
struct Everyday([Vec<bool>; 3]);

impl Everyday {
    fn get() -> &'static Self {
        static TABLES: OnceLock<Everyday> = OnceLock::new();
        TABLES.get_or_init(|| {
            // The first level of each national standard.
            Everyday([
                level(SHIFT_JIS, 0x88..=0x98, 0x40..=0xFC),
                level(GBK, 0xB0..=0xD7, 0xA1..=0xFE),
                level(BIG5, 0xA4..=0xC6, 0x40..=0xFE),
            ])
        })
    }
}

fn level(
    encoding: &'static Encoding,
    leads: std::ops::RangeInclusive<u8>,
    trails: std::ops::RangeInclusive<u8>,
) -> Vec<bool> {
    let mut known = vec![false; (LAST - FIRST + 1) as usize];
    for lead in leads {
        for trail in trails.clone() {
            let bytes = [lead, trail];
            let (text, _) = encoding.decode_without_bom_handling(&bytes);
            let mut characters = text.chars();
            if let (Some(character), None) = (characters.next(), characters.next())
                && let Some(flag) = index(character).and_then(|index| known.get_mut(index))
            {
                *flag = true;
            }
        }
    }
    known
}

fn index(character: char) -> Option<usize> {
    (FIRST..=LAST)
        .contains(&u32::from(character))
        .then(|| (u32::from(character) - FIRST) as usize)
}

/// Whether the characters of a page cannot be a text that someone wrote.
pub(super) fn is_gibberish(characters: impl Iterator<Item = char>) -> bool {
    let (mut ideographs, mut everyday) = (0usize, [0usize; 3]);
    let (mut hiragana, mut particles) = (0usize, 0usize);
    let (mut letters, mut vowels) = (0usize, 0usize);
    let tables = Everyday::get();
    for character in characters {
        if let Some(index) = index(character) {
            ideographs += 1;
            for (count, table) in everyday.iter_mut().zip(&tables.0) {
                *count += usize::from(table.get(index).copied().unwrap_or(false));
            }
        } else if matches!(character, 'ぁ'..='ん') {
            hiragana += 1;
            particles +=
                usize::from("いうかがくこさしすたってでとなにのはまめもらりるれをん".contains(character));
        } else if character.is_ascii_alphabetic() {
            letters += 1;
            vowels += usize::from("aeiouyAEIOUY".contains(character));
        } else if character.is_alphabetic() && character < '\u{250}' {
            // Accented letters are mostly vowels.
            letters += 1;
            vowels += 1;
        }
    }
    let share = |part: usize, whole: usize| part as f64 / whole as f64;
    let best = everyday.iter().copied().max().unwrap_or(0);
    ideographs >= MIN_COUNT && share(best, ideographs) < EVERYDAY
        || hiragana >= MIN_COUNT && share(particles, hiragana) < PARTICLES
        || letters >= MIN_LETTERS && share(vowels, letters) < VOWELS
}

#[cfg(test)]
mod tests {
    use super::is_gibberish;

    const JAPANESE: &str = "市内の公園にある木の数を毎年かぞえ、手入れの順番を決める。図書館の日曜開館を続け、利用者の声を聞く。\
        道路の穴を早く見つけ、早く直す。事業費は前の年より増えたが、参加した人の数も増えた。";
    const ENGLISH: &str = "The council counts trees in all of its parks every year, because trees that nobody has counted are \
        easily forgotten when money is short and the autumn storms are near again. Libraries opened on Sundays for the first time.";

    fn shifted(text: &str, by: u32) -> String {
        text.chars()
            .filter_map(|c| char::from_u32(u32::from(c).wrapping_add(by)))
            .collect()
    }

    #[test]
    fn texts_of_several_languages_are_texts() {
        let chinese = "人口普查是一项重大的国情国力调查，将全面查清我国人口数量、结构、分布、城乡住房等方面情况，为完善人口发展战略和政策体系提供准确统计信息支持。";
        for text in [JAPANESE, ENGLISH, chinese] {
            assert!(!is_gibberish(text.chars().cycle().take(600)), "{text}");
        }
        assert!(!is_gibberish("1,234 5,678 (X) n/a NHS GDP CPI".chars()));
    }

    #[test]
    fn characters_of_a_wrong_table_are_none() {
        for (text, by) in [
            (JAPANESE, 7),
            (JAPANESE, 300),
            (ENGLISH, 0xFFFF_FFE3),
            (JAPANESE, 3000),
        ] {
            let garbage = shifted(text, by);
            assert!(is_gibberish(garbage.chars().cycle().take(600)), "{garbage}");
        }
    }
}
