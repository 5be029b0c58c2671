//! Finds years from left to right.

use super::{Era, YearKind, YearMention, to_western};
use crate::japanese::characters::{digit, is_blank, is_latin_letter};
use crate::japanese::numeral::kanji_number;

/// How the years of one chain count.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Count {
    Era(Era),
    Western,
}

/// A year number without what follows it.
struct Head {
    count: Count,
    year: i32,
    next: usize,
    /// Digits alone or a Latin letter: needs 年 or a date behind it to be a year at all.
    weak: bool,
}

/// What follows a year number.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Tail {
    kind: YearKind,
    month: Option<u8>,
    day: Option<u8>,
    end: bool,
    next: usize,
}

/// One year of a chain.
struct Part {
    from: usize,
    year: i32,
    tail: Option<Tail>,
    end: usize,
    ranged: bool,
}

/// A text under the eye.
pub(super) struct Scan<'a> {
    pub(super) characters: &'a [(usize, char)],
    pub(super) length: usize,
}

impl Scan<'_> {
    fn at(&self, index: usize) -> Option<char> {
        self.characters.get(index).map(|pair| pair.1)
    }

    fn offset(&self, index: usize) -> usize {
        self.characters.get(index).map_or(self.length, |pair| pair.0)
    }

    fn skip_blanks(&self, mut index: usize) -> usize {
        while self.at(index).is_some_and(is_blank) {
            index += 1;
        }
        index
    }

    /// Index behind `word`, whose characters blanks may separate.
    fn word(&self, index: usize, word: &str) -> Option<usize> {
        let mut index = index;
        for (position, expected) in word.chars().enumerate() {
            if position > 0 {
                index = self.skip_blanks(index);
            }
            if self.at(index)? != expected {
                return None;
            }
            index += 1;
        }
        Some(index)
    }

    /// A number of at most `most` digits. Single blanks between digits are allowed where `unit` words follow (2 0 年).
    fn number(&self, index: usize, most: usize, units: &[char]) -> Option<(i32, usize)> {
        let run = |spaced: bool| {
            let (mut value, mut count, mut next) = (0i32, 0, index);
            loop {
                let here = if spaced && count > 0 {
                    self.skip_blanks(next)
                } else {
                    next
                };
                let Some(found) = self.at(here).and_then(digit) else {
                    break;
                };
                value = value * 10 + i32::try_from(found).unwrap_or(0);
                count += 1;
                next = here + 1;
                if count > most {
                    return None;
                }
            }
            (count > 0).then_some((value, next))
        };
        let spaced = run(true).filter(|&(_, next)| {
            self.at(self.skip_blanks(next))
                .is_some_and(|c| units.contains(&c))
        });
        spaced.or_else(|| run(false))
    }

    /// One year and those that follow it without an era of their own.
    pub(super) fn chain(&self, start: usize) -> Option<(Vec<YearMention>, usize)> {
        let head = self.head(start)?;
        let tail = self.tail(&head);
        let mut pending = vec![Part {
            from: start,
            year: head.year,
            tail,
            end: head.next,
            ranged: false,
        }];
        let mut next = tail.map_or(head.next, |tail| tail.next);
        while let Some((ranged, from)) = self.separator(next) {
            let Some(follower) = self.follower(from, head.count) else {
                break;
            };
            let tail = self.tail(&follower);
            next = tail.map_or(follower.next, |tail| tail.next);
            pending.push(Part {
                from,
                year: follower.year,
                tail,
                end: follower.next,
                ranged,
            });
        }
        // Digits behind the last complete year belong to something else (令和5、10人).
        let complete = pending.iter().rposition(|part| part.tail.is_some()).unwrap_or(0);
        pending.truncate(complete + 1);
        let next = pending
            .last()
            .map_or(head.next, |part| part.tail.map_or(part.end, |tail| tail.next));
        let mentions = self.mentions(&pending, head.weak);
        (!mentions.is_empty()).then_some((mentions, next))
    }

    /// A part without 年度 of its own takes that of the part behind it (令和5～7年度).
    fn mentions(&self, parts: &[Part], weak: bool) -> Vec<YearMention> {
        let mut kind = None;
        let mut mentions = Vec::new();
        for part in parts.iter().rev() {
            let own = part.tail.map(|tail| tail.kind);
            let taken = own.or(kind);
            kind = own.filter(|&own| own != YearKind::CalendarDate).or(kind);
            if taken.is_none() && weak {
                continue;
            }
            mentions.push(YearMention {
                range: self.offset(part.from)..self.offset(part.tail.map_or(part.end, |tail| tail.next)),
                year: part.year,
                kind: taken.unwrap_or(YearKind::Year),
                month: part.tail.and_then(|tail| tail.month),
                day: part.tail.and_then(|tail| tail.day),
                suffix_end: part.tail.is_some_and(|tail| tail.end),
                range_end: part.ranged,
            });
        }
        mentions.reverse();
        mentions
    }

    /// An era with its number, or a western year.
    fn head(&self, start: usize) -> Option<Head> {
        const NAMES: [(&str, Era); 5] = [
            ("令和", Era::Reiwa),
            ("平成", Era::Heisei),
            ("昭和", Era::Showa),
            ("大正", Era::Taisho),
            ("明治", Era::Meiji),
        ];
        let first = self.at(start)?;
        if let Some((era, next)) = NAMES
            .iter()
            .find_map(|(name, era)| Some((*era, self.word(start, name)?)))
        {
            return self.era_number(next, era).map(|(year, next)| Head {
                count: Count::Era(era),
                year,
                next,
                weak: false,
            });
        }
        let inside = start.checked_sub(1).and_then(|before| self.at(before));
        let joined =
            inside.is_some_and(|c| is_latin_letter(c) || digit(c).is_some() || matches!(c, ',' | '，' | '.'));
        if joined {
            return None;
        }
        if let Some(era) = letter_era(first) {
            let (year, next) = self.era_number(start + 1, era)?;
            let follower = self.at(next);
            let ends =
                !follower.is_some_and(|c| is_latin_letter(c) || digit(c).is_some() || matches!(c, '-' | '%'));
            // R5 and H30 stand alone in headings; S3, T2 and M1 are more often grades and codes.
            let weak = !(matches!(era, Era::Reiwa | Era::Heisei) && ends);
            return Some(Head {
                count: Count::Era(era),
                year,
                next,
                weak,
            });
        }
        digit(first).filter(|_| inside != Some('-'))?;
        let (year, next) = self.number(start, 4, &['年'])?;
        (1868..=2199).contains(&year).then_some(())?;
        let next = self.parallel(next, year, false);
        Some(Head {
            count: Count::Western,
            year,
            next,
            weak: true,
        })
    }

    /// `5`, `元`, `五`, with an optional western year in parentheses.
    fn era_number(&self, index: usize, era: Era) -> Option<(i32, usize)> {
        let index = self.skip_blanks(index);
        let (number, next) = if self.at(index)? == '元' {
            (1, index + 1)
        } else if let Some(found) = self.number(index, 2, &['年']) {
            found
        } else {
            self.kanji(index)?
        };
        let limit = match era {
            Era::Taisho => 15,
            Era::Meiji => 45,
            Era::Showa => 64,
            Era::Heisei | Era::Reiwa => 99,
        };
        if !(1..=limit).contains(&number) {
            return None;
        }
        let year = to_western(era, number);
        Some((year, self.parallel(next, year, true)))
    }

    fn kanji(&self, index: usize) -> Option<(i32, usize)> {
        let numeral: String = self
            .characters
            .iter()
            .skip(index)
            .map(|pair| pair.1)
            .take_while(|&c| "〇一二三四五六七八九十".contains(c))
            .take(4)
            .collect();
        let value = kanji_number(&numeral).and_then(|value| i32::try_from(value).ok())?;
        Some((value, index + numeral.chars().count()))
    }

    /// Skips the same year in the other count: `(2023)`, `(令和5)`, `（2023年度）`, `（令和５年度）`.
    fn parallel(&self, index: usize, year: i32, western: bool) -> usize {
        let open = self.skip_blanks(index);
        if !self
            .at(open)
            .is_some_and(|c| matches!(c, '(' | '（' | '/' | '／' | '[' | '［'))
        {
            return index;
        }
        let inner = self.skip_blanks(open + 1);
        let found = if western {
            self.number(inner, 4, &['年'])
        } else {
            self.head(inner)
                .filter(|head| head.count != Count::Western)
                .map(|head| (head.year, head.next))
        };
        let Some((_, mut next)) = found.filter(|&(other, _)| other == year) else {
            return index;
        };
        for word in ["年度", "年"] {
            if let Some(after) = self.word(self.skip_blanks(next), word) {
                next = after;
                break;
            }
        }
        let close = self.skip_blanks(next);
        let closes = self
            .at(close)
            .is_some_and(|c| matches!(c, ')' | '）' | ']' | '］'));
        let slash = self.at(open).is_some_and(|c| matches!(c, '/' | '／'));
        match (closes, slash) {
            (true, false) => close + 1,
            (_, true) => next,
            _ => index,
        }
    }

    /// 年度, 年, 年12月16日, .12.16, then 末.
    fn tail(&self, head: &Head) -> Option<Tail> {
        let index = self.skip_blanks(head.next);
        let mut tail = if let Some(next) = self.word(index, "年度") {
            let next = self.parallel(next, head.year, head.count != Count::Western);
            Tail {
                kind: YearKind::FiscalYear,
                month: None,
                day: None,
                end: false,
                next,
            }
        } else if let Some(next) = self.word(index, "年") {
            self.date_in_words(self.parallel(next, head.year, head.count != Count::Western))
        } else {
            self.date_in_signs(head.next, head.count == Count::Western)?
        };
        if let Some(next) = self.word(self.skip_blanks(tail.next), "末") {
            tail.end = true;
            tail.next = next;
        }
        Some(tail)
    }

    fn date_in_words(&self, next: usize) -> Tail {
        let year = Tail {
            kind: YearKind::Year,
            month: None,
            day: None,
            end: false,
            next,
        };
        let Some((month, after)) = self.part(self.skip_blanks(next), 12, '月') else {
            return year;
        };
        let date = Tail {
            kind: YearKind::CalendarDate,
            month: Some(month),
            next: after,
            ..year
        };
        match self.part(self.skip_blanks(after), 31, '日') {
            Some((day, after)) => Tail {
                day: Some(day),
                next: after,
                ..date
            },
            None => date,
        }
    }

    /// A number up to `most` with its unit.
    fn part(&self, index: usize, most: i32, unit: char) -> Option<(u8, usize)> {
        let (value, next) = self.number(index, 2, &[unit])?;
        let next = self.skip_blanks(next);
        (self.at(next) == Some(unit) && (1..=most).contains(&value)).then_some(())?;
        Some((u8::try_from(value).ok()?, next + 1))
    }

    /// `.12.16`, `/12/16`, `-12-16` (western only); one separator all through; a month alone only behind a stop.
    fn date_in_signs(&self, index: usize, western: bool) -> Option<Tail> {
        let sign = self
            .at(index)
            .filter(|&c| matches!(c, '.' | '．') || (matches!(c, '/' | '／' | '-') && western))?;
        let (month, next) = self
            .number(index + 1, 2, &[])
            .filter(|&(month, _)| (1..=12).contains(&month))?;
        let day = (self.at(next) == Some(sign))
            .then(|| self.number(next + 1, 2, &[]))
            .flatten()
            .filter(|&(day, _)| (1..=31).contains(&day));
        if day.is_none() && western {
            return None;
        }
        let next = day.map_or(next, |(_, next)| next);
        Some(Tail {
            kind: YearKind::CalendarDate,
            month: u8::try_from(month).ok(),
            day: day.and_then(|(day, _)| u8::try_from(day).ok()),
            end: false,
            next,
        })
    }

    /// A sign that joins years: whether it makes a range, and the index behind it.
    pub(super) fn separator(&self, index: usize) -> Option<(bool, usize)> {
        let index = self.skip_blanks(index);
        for (word, ranged) in [("から", true), ("及び", false), ("と", false)] {
            if let Some(next) = self.word(index, word) {
                return Some((ranged, self.skip_blanks(next)));
            }
        }
        let ranged = match self.at(index)? {
            '~' | '～' | '〜' | '-' | '－' | '−' | '‐' | '–' | '—' | '―' => true,
            '・' | '、' | ',' | '，' | '･' => false,
            _ => return None,
        };
        Some((ranged, self.skip_blanks(index + 1)))
    }

    /// A later part of a chain: digits alone, counted like the first part.
    fn follower(&self, index: usize, count: Count) -> Option<Head> {
        digit(self.at(index)?)?;
        let (number, next) = self.number(index, 4, &['年'])?;
        let year = match count {
            Count::Era(era) if number <= 99 => to_western(era, number),
            Count::Western if number <= 99 => 2000 + number,
            _ if (1868..=2199).contains(&number) => number,
            _ => return None,
        };
        let count = if number > 99 { Count::Western } else { count };
        let next = self.parallel(next, year, count != Count::Western);
        (number > 0).then_some(Head {
            count,
            year,
            next,
            weak: true,
        })
    }
}

/// Whether a text has a sign without which it names no year: the first letter of an era, 年, or what joins the parts
/// of a date. Every cell of a table is asked for years, and nearly none has one.
pub(super) fn may_name_year(text: &str) -> bool {
    let sign = |character: char| {
        matches!(
            character,
            '令' | '平' | '昭' | '大' | '明' | '年' | '.' | '．' | '/' | '／' | '-'
        ) || letter_era(character).is_some()
    };
    text.chars().any(sign)
}

fn letter_era(character: char) -> Option<Era> {
    Some(match character {
        'R' | 'Ｒ' | '㋿' => Era::Reiwa,
        'H' | 'Ｈ' | '㍻' => Era::Heisei,
        'S' | 'Ｓ' | '㍼' => Era::Showa,
        'T' | 'Ｔ' | '㍽' => Era::Taisho,
        'M' | 'Ｍ' | '㍾' => Era::Meiji,
        _ => return None,
    })
}
