//! What is asked for: words and phrases with AND, OR, NOT and parentheses.

use super::words::phrase;
use crate::japanese::Segmenter;

/// Longest query; more is a mistake, not a question.
const LONGEST: usize = 4_096;
/// Deepest nesting of parentheses, well below what SQLite takes.
const DEEPEST: usize = 32;

/// Why a query cannot be asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// No words in the query or between two operators.
    #[error("words are missing {0}: give words, joined by AND, OR or NOT")]
    Missing(&'static str),
    /// Only signs.
    #[error("{0:?} has no words to search for: only letters, digits and characters are indexed")]
    NoWords(String),
    /// A parenthesis or quote without its partner.
    #[error("{0} has no partner: close it, or put the words into \"…\"")]
    Unbalanced(char),
    /// Too long or too deep.
    #[error(
        "the query is too long or has more than {DEEPEST} parentheses in each other: ask for less at once"
    )]
    TooMuch,
}

/// A query, as the search index understands it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query(pub(super) String);

impl Query {
    /// Reads a query such as `公共施設 AND (再編 OR 統廃合) NOT 学校`.
    ///
    /// Words that follow each other must all be found (`AND`). Each is looked for as the phrase of the words that the
    /// segmenter finds in it; `"…"` or `「…」` keep blanks in a phrase, and `*` after a phrase lets its last word go on.
    /// `AND`, `OR` and `NOT` are operators in capitals only; `OR` binds least.
    ///
    /// # Errors
    /// When it is no query; the message says why.
    pub fn parse(text: &str, segmenter: &Segmenter) -> Result<Self, QueryError> {
        if text.len() > LONGEST {
            return Err(QueryError::TooMuch);
        }
        let tokens = tokens(text)?;
        let mut parser = Parser {
            tokens: &tokens,
            segmenter,
            depth: 0,
        };
        let expression = parser.either()?;
        match parser.tokens {
            [] => Ok(Query(expression)),
            [..] => Err(QueryError::Unbalanced(')')),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Open,
    Close,
    And,
    Or,
    Not,
    Words { text: String, goes_on: bool },
}

fn tokens(text: &str) -> Result<Vec<Token>, QueryError> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let after = rest.get(first.len_utf8()..).unwrap_or_default();
        rest = match first {
            '(' | '（' => {
                tokens.push(Token::Open);
                after
            }
            ')' | '）' => {
                tokens.push(Token::Close);
                after
            }
            '"' | '「' => {
                let close = if first == '"' { '"' } else { '」' };
                let (inner, after) = after.split_once(close).ok_or(QueryError::Unbalanced(first))?;
                words(&mut tokens, inner, after)
            }
            _ => {
                let ends = |character: char| character.is_whitespace() || "()（）\"「*＊".contains(character);
                let (word, after) = rest.split_at(rest.find(ends).unwrap_or(rest.len()));
                match word {
                    "AND" => tokens.push(Token::And),
                    "OR" => tokens.push(Token::Or),
                    "NOT" => tokens.push(Token::Not),
                    "" => return Err(QueryError::NoWords(first.to_string())),
                    _ => {
                        rest = words(&mut tokens, word, after).trim_start();
                        continue;
                    }
                }
                after
            }
        }
        .trim_start();
    }
    Ok(tokens)
}

/// Takes words and the `*` that may follow them; returns what comes next.
fn words<'t>(tokens: &mut Vec<Token>, text: &str, after: &'t str) -> &'t str {
    let rest = after.strip_prefix(['*', '＊']);
    tokens.push(Token::Words {
        text: text.to_owned(),
        goes_on: rest.is_some(),
    });
    rest.unwrap_or(after)
}

struct Parser<'t> {
    tokens: &'t [Token],
    segmenter: &'t Segmenter,
    depth: usize,
}

impl Parser<'_> {
    fn take(&mut self, token: &Token) -> bool {
        let found = self.tokens.first() == Some(token);
        if found {
            self.tokens = self.tokens.get(1..).unwrap_or_default();
        }
        found
    }

    fn either(&mut self) -> Result<String, QueryError> {
        let mut either = self.all()?;
        while self.take(&Token::Or) {
            either = format!("{either} OR {}", self.all()?);
        }
        Ok(either)
    }

    /// What must be found, and what must not: FTS5 lets NOT bind most, so the positive side is put into parentheses.
    fn all(&mut self) -> Result<String, QueryError> {
        let mut all = vec![self.one()?];
        let mut none = Vec::new();
        loop {
            let and = self.take(&Token::And);
            if self.take(&Token::Not) {
                none.push(self.one()?);
            } else if and || matches!(self.tokens.first(), Some(Token::Open | Token::Words { .. })) {
                all.push(self.one()?);
            } else {
                break;
            }
        }
        let all = all.join(" AND ");
        Ok(match none.as_slice() {
            [] => all,
            none => format!("(({all}) NOT ({}))", none.join(" OR ")),
        })
    }

    fn one(&mut self) -> Result<String, QueryError> {
        if self.take(&Token::Open) {
            self.depth += 1;
            if self.depth > DEEPEST {
                return Err(QueryError::TooMuch);
            }
            let inner = self.either()?;
            if !self.take(&Token::Close) {
                return Err(QueryError::Unbalanced('('));
            }
            self.depth -= 1;
            return Ok(format!("({inner})"));
        }
        match self.tokens.split_first() {
            Some((Token::Words { text, goes_on }, rest)) => {
                self.tokens = rest;
                let phrase = phrase(self.segmenter, text).ok_or_else(|| QueryError::NoWords(text.clone()))?;
                Ok(if *goes_on { format!("{phrase} *") } else { phrase })
            }
            Some((Token::Not, _)) => Err(QueryError::Missing("before NOT")),
            Some((Token::Close, _)) => Err(QueryError::Missing("before )")),
            Some(_) => Err(QueryError::Missing("beside AND or OR")),
            None => Err(QueryError::Missing("at the end")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<String, QueryError> {
        let segmenter = Segmenter::embedded().unwrap();
        Query::parse(text, &segmenter).map(|query| query.0.replace('\u{200B}', " "))
    }

    #[test]
    fn words_become_phrases_and_operators_keep_their_order() {
        assert_eq!(parsed("公共施設 AND 再編").unwrap(), "\"公共 施設\" AND \"再編\"");
        assert_eq!(parsed("公園　緑地").unwrap(), "\"公園\" AND \"緑地\"");
        assert_eq!(
            parsed("公園 OR （緑地 NOT 学校）").unwrap(),
            "\"公園\" OR (((\"緑地\") NOT (\"学校\")))"
        );
        assert_eq!(parsed("「公園」* 緑地").unwrap(), "\"公園\" * AND \"緑地\"");
        assert_eq!(parsed("and").unwrap(), "\"and\"");
    }

    #[test]
    fn what_is_no_query_says_why() {
        assert_eq!(parsed(" "), Err(QueryError::Missing("at the end")));
        assert_eq!(parsed("公園 AND"), Err(QueryError::Missing("at the end")));
        assert_eq!(parsed("NOT 公園"), Err(QueryError::Missing("before NOT")));
        assert_eq!(parsed("(公園"), Err(QueryError::Unbalanced('(')));
        assert_eq!(parsed("公園)"), Err(QueryError::Unbalanced(')')));
        assert_eq!(parsed("\"公園"), Err(QueryError::Unbalanced('"')));
        assert_eq!(parsed("、。"), Err(QueryError::NoWords("、。".into())));
        assert_eq!(parsed("*"), Err(QueryError::NoWords("*".into())));
        assert_eq!(parsed(&"(".repeat(2_000)), Err(QueryError::TooMuch));
        assert_eq!(parsed(&"公園 ".repeat(2_000)), Err(QueryError::TooMuch));
    }
}
