//! Words of Japanese text: lindera with the built-in dictionary, or one that the user gives.

use std::fmt::{self, Write};
use std::fs::{self, File};
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use lindera::dictionary::{Dictionary, UserDictionary};
use lindera::mode::Mode;
use lindera::segmenter::Segmenter as Lindera;
use lindera::worker::SegmentWorker;
use sha2::{Digest, Sha256};

use super::embedded;

/// What is built in, as written into reports.
const EMBEDDED_NAME: &str = "ipadic 2.7.0-20070801";

/// Stands in the name between a dictionary and the hash of the user's words.
const USER_WORDS: &str = " + user words ";

/// Why a dictionary cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SegmenterError(String);

impl From<io::Error> for SegmenterError {
    fn from(error: io::Error) -> Self {
        SegmenterError(format!("cannot be read ({error})"))
    }
}

/// Grammatical class of a word (品詞), as far as reports need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartOfSpeech {
    /// 名詞 that is none of those below.
    Noun,
    /// 名詞,固有名詞 of a place (地域).
    Place,
    /// Any other 名詞,固有名詞: organisations, people, products.
    ProperNoun,
    /// 名詞,サ変接続: a noun that する makes a verb (推進, 整備).
    VerbalNoun,
    /// 名詞,数.
    Number,
    /// 名詞,接尾 (課, 費, 率).
    Suffix,
    /// 接頭詞.
    Prefix,
    /// 動詞.
    Verb,
    /// 形容詞.
    Adjective,
    /// 副詞, 連体詞.
    Modifier,
    /// 助詞.
    Particle,
    /// 助動詞.
    Auxiliary,
    /// 接続詞.
    Conjunction,
    /// 記号.
    Symbol,
    /// A word of a user dictionary.
    UserWord,
    /// Anything else.
    Other,
}

impl PartOfSpeech {
    fn of_details(class: &str, first: &str, second: &str) -> Self {
        match (class, first) {
            ("名詞", "固有名詞") if second == "地域" => Self::Place,
            ("名詞", "固有名詞") => Self::ProperNoun,
            ("名詞", "サ変接続") => Self::VerbalNoun,
            ("名詞", "数") => Self::Number,
            ("名詞", "接尾") => Self::Suffix,
            ("名詞", _) => Self::Noun,
            ("接頭詞", _) => Self::Prefix,
            ("動詞", _) => Self::Verb,
            ("形容詞", _) => Self::Adjective,
            ("副詞" | "連体詞", _) => Self::Modifier,
            ("助詞", _) => Self::Particle,
            ("助動詞", _) => Self::Auxiliary,
            ("接続詞", _) => Self::Conjunction,
            ("記号", _) => Self::Symbol,
            _ => Self::Other,
        }
    }

    /// Whether it is some 名詞.
    #[must_use]
    pub fn is_noun(self) -> bool {
        matches!(
            self,
            Self::Noun
                | Self::Place
                | Self::ProperNoun
                | Self::VerbalNoun
                | Self::Number
                | Self::Suffix
                | Self::UserWord
        )
    }
}

/// A word in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// Its class; of an unknown word the most likely one.
    pub part_of_speech: PartOfSpeech,
    /// Whether a dictionary has it.
    pub known: bool,
}

/// Splits text into words. Threads share one by reference; working memory is kept and lent out.
pub struct Segmenter {
    engine: Lindera,
    name: String,
    /// Workers at rest. A thread takes one and puts it back, so that no lattice is built twice.
    idle: Mutex<Vec<SegmentWorker>>,
}

impl fmt::Debug for Segmenter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Segmenter")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl Segmenter {
    /// The dictionary that is built in.
    ///
    /// # Errors
    /// Never for a released build; a test loads it.
    pub fn embedded() -> Result<Self, SegmenterError> {
        let dictionary = embedded::load().map_err(|error| SegmenterError(error.to_string()))?;
        Ok(Self::new(dictionary, None, EMBEDDED_NAME.to_owned()))
    }

    /// A dictionary compiled by lindera 6 in a folder.
    ///
    /// # Errors
    /// When the folder holds no such dictionary.
    pub fn from_dir(directory: &Path) -> Result<Self, SegmenterError> {
        let dictionary = lindera::dictionary::load_fs_dictionary(directory).map_err(|error| {
            SegmenterError(format!("no dictionary compiled by lindera 6 ({error}): give the folder with its metadata.json and dict.* files"))
        })?;
        let name = format!(
            "{} (own {})",
            dictionary.metadata.name,
            digest_of(&files_in(directory)?)?
        );
        Ok(Self::new(dictionary, None, name))
    }

    /// Adds the words of a CSV file: `surface,part of speech,reading` a line, or all columns of the dictionary's own
    /// source. They win over the dictionary's words. Replaces words added before.
    ///
    /// # Errors
    /// When the file cannot be read or a line has another number of columns.
    pub fn with_user_dictionary(self, csv: &Path) -> Result<Self, SegmenterError> {
        let words = lindera::dictionary::load_user_dictionary_from_csv(&self.engine.dictionary.metadata, csv)
            .map_err(|error| {
                SegmenterError(format!(
                    "{error}: one word a line as surface,part of speech,reading, UTF-8"
                ))
            })?;
        let base = self.name.split(USER_WORDS).next().unwrap_or_default();
        let name = format!("{base}{USER_WORDS}{}", digest_of(&[csv.to_owned()])?);
        Ok(Self::new(self.engine.dictionary, Some(words), name))
    }

    fn new(dictionary: Dictionary, user: Option<UserDictionary>, name: String) -> Self {
        Segmenter {
            engine: Lindera::new(Mode::Normal, dictionary, user),
            name,
            idle: Mutex::new(Vec::new()),
        }
    }

    /// Name and version of the dictionary, as written into reports.
    #[must_use]
    pub fn dictionary_name(&self) -> &str {
        &self.name
    }

    /// The words of a text, in order. Blanks belong to no word. Text longer than a sentence may be given at once.
    #[must_use]
    pub fn words(&self, text: &str) -> Vec<Word> {
        let taken = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut worker = taken.unwrap_or_else(|| self.engine.new_worker());
        // Segmenting fails on no text; without words every caller falls back to characters.
        let words = worker
            .segment(text)
            .map(|tokens| tokens.into_iter().map(word).collect())
            .unwrap_or_default();
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(worker);
        words
    }

    /// Whether the end of one line and the start of the next make one dictionary word across the break, so that the
    /// lines are one sentence wrapped (`市民サー` + `ビスの向上`).
    #[must_use]
    pub fn is_one_word(&self, tail: &str, head: &str) -> bool {
        let tail = last_characters(tail.trim_end(), REACH);
        let head = first_characters(head.trim_start(), REACH);
        if tail.is_empty() || head.is_empty() {
            return false;
        }
        let joined = format!("{tail}{head}");
        self.words(&joined)
            .iter()
            .filter(|word| word.range.start < tail.len() && tail.len() < word.range.end)
            .any(|word| word.known || joined.get(word.range.clone()).is_some_and(is_foreign_word))
    }
}

/// Whether it is all katakana, as words that no dictionary has but that are one word nevertheless.
fn is_foreign_word(text: &str) -> bool {
    text.chars()
        .all(|character| matches!(character, 'ァ'..='ヺ' | 'ー'))
}

fn files_in(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    let mut files: Vec<PathBuf> = entries.iter().map(fs::DirEntry::path).collect();
    files.retain(|path| path.is_file());
    files.sort();
    Ok(files)
}

/// The start of a hash of what is in the files: a dictionary of the same name may hold other words tomorrow.
fn digest_of(files: &[PathBuf]) -> io::Result<String> {
    let mut digest = Sha256::new();
    for file in files {
        io::copy(&mut File::open(file)?, &mut digest)?;
    }
    let mut text = String::new();
    for byte in digest.finalize().iter().take(6) {
        let _ = write!(text, "{byte:02x}");
    }
    Ok(text)
}

/// Characters looked at on each side of a line break: the longest words of the dictionary that reports use, and some
/// context for the segmentation to settle.
const REACH: usize = 12;

fn last_characters(text: &str, count: usize) -> &str {
    let start = text
        .char_indices()
        .rev()
        .take(count)
        .last()
        .map_or(0, |(offset, _)| offset);
    text.get(start..).unwrap_or_default()
}

fn first_characters(text: &str, count: usize) -> &str {
    let end = text
        .char_indices()
        .nth(count)
        .map_or(text.len(), |(offset, _)| offset);
    text.get(..end).unwrap_or_default()
}

fn word(token: lindera::token::Token<'_>) -> Word {
    let id = token.word_id.id() as usize;
    let known = !token.word_id.is_unknown();
    let part_of_speech = if known && !token.word_id.is_system() {
        PartOfSpeech::UserWord
    } else {
        // The details are read in place: `Token::details` would allocate for every word.
        let mut details = if known {
            token.dictionary.word_details_iter(id)
        } else {
            token.dictionary.unknown_word_details_iter(id)
        };
        let mut next = || details.next().unwrap_or_default();
        let (class, first, second) = (next(), next(), next());
        PartOfSpeech::of_details(class, first, second)
    };
    Word {
        range: token.byte_start..token.byte_end,
        part_of_speech,
        known,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split<'a>(segmenter: &Segmenter, text: &'a str) -> Vec<&'a str> {
        segmenter
            .words(text)
            .into_iter()
            .map(|word| &text[word.range])
            .collect()
    }

    fn own_words(name: &str, text: &str) -> Result<Segmenter, SegmenterError> {
        let path = std::env::temp_dir().join(format!("jigyo-{name}-{}.csv", std::process::id()));
        std::fs::write(&path, text).unwrap();
        let segmenter = Segmenter::embedded().unwrap().with_user_dictionary(&path);
        std::fs::remove_file(&path).unwrap();
        segmenter
    }

    #[test]
    fn text_is_split_into_words_with_their_class() {
        let segmenter = Segmenter::embedded().unwrap();
        assert_eq!(
            split(&segmenter, "行政改革を推進する"),
            ["行政", "改革", "を", "推進", "する"]
        );
        let classes: Vec<PartOfSpeech> = segmenter
            .words("防災課の3人")
            .iter()
            .map(|word| word.part_of_speech)
            .collect();
        use PartOfSpeech::{Noun, Number, Particle, Suffix, VerbalNoun};
        assert!(
            matches!(
                classes.as_slice(),
                [Noun | VerbalNoun, Suffix | Noun, Particle, Number | Noun, Suffix]
            ),
            "{classes:?}"
        );
        assert_eq!(segmenter.dictionary_name(), "ipadic 2.7.0-20070801");
    }

    #[test]
    fn blanks_belong_to_no_word_and_unknown_words_are_marked() {
        let segmenter = Segmenter::embedded().unwrap();
        assert_eq!(split(&segmenter, "財政 計画"), ["財政", "計画"]);
        assert!(segmenter.words("ズキュピョン").iter().any(|word| !word.known));
        assert!(segmenter.words("").is_empty());
    }

    #[test]
    fn a_word_over_a_line_break_is_one_word() {
        let segmenter = Segmenter::embedded().unwrap();
        assert!(segmenter.is_one_word("「市民サー", "ビスの維持・向上"));
        assert!(segmenter.is_one_word("財政は予断を許さない状", "況です"));
        assert!(segmenter.is_one_word("交差するマトリク", "スの視点"));
        assert!(!segmenter.is_one_word("職員課", "総務課"));
        assert!(!segmenter.is_one_word("", "総務課"));
    }

    #[test]
    fn user_words_win() {
        let segmenter =
            own_words("good", "会計年度任用職員,名詞,カイケイネンドニンヨウショクイン\n").unwrap();
        assert_eq!(
            split(&segmenter, "会計年度任用職員の採用").first(),
            Some(&"会計年度任用職員")
        );
        assert_eq!(
            segmenter.words("会計年度任用職員")[0].part_of_speech,
            PartOfSpeech::UserWord
        );
    }

    #[test]
    fn the_name_tells_one_list_of_user_words_from_another() {
        let named = |name, words| own_words(name, words).unwrap().dictionary_name().to_owned();
        let first = named(
            "first",
            "会計年度任用職員,名詞,カイケイネンドニンヨウショクイン\n",
        );
        let second = named("second", "会計年度,名詞,カイケイネンド\n");
        assert!(
            first.starts_with("ipadic 2.7.0-20070801 + user words "),
            "{first}"
        );
        assert_ne!(first, second);
    }

    #[test]
    fn bad_dictionaries_say_what_is_wanted() {
        let error = own_words("bad", "一,二\n").unwrap_err().to_string();
        assert!(error.contains("surface,part of speech,reading"), "{error}");
        let error = Segmenter::from_dir(Path::new("/nonexistent"))
            .unwrap_err()
            .to_string();
        assert!(error.contains("metadata.json"), "{error}");
    }

    #[test]
    fn threads_share_one_segmenter() {
        let segmenter = Segmenter::embedded().unwrap();
        let alone = segmenter.words("持続可能な行財政運営");
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4)
                .map(|_| scope.spawn(|| segmenter.words("持続可能な行財政運営")))
                .collect();
            for thread in threads {
                assert_eq!(thread.join().unwrap(), alone);
            }
        });
    }
}
