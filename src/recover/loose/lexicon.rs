//! What the overview list says: the names that the tables repeat, unbroken, and the numbers beside them.

use std::collections::BTreeMap;

use super::header::Unit;
use super::piece::{Kind, Piece};
use super::rows::spans;
use super::strip::Strip;
use crate::vocabulary::key;

/// Names of an overview list.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    /// Order in which each text of the list first stands.
    order: BTreeMap<String, usize>,
    /// All text that follows a heading's number, number by number.
    numbered: BTreeMap<u32, String>,
}

impl Lexicon {
    /// Learns from the list's pieces and from its lines, joined where no blank line parts them.
    pub(super) fn learn(strips: &[Strip], lists: &[(&Unit, &[Piece])]) -> Self {
        let mut lexicon = Lexicon::default();
        for (unit, pieces) in lists {
            lexicon.add_blocks(strips.get(unit.lines.clone()).unwrap_or_default());
            lexicon.add_pieces(pieces);
        }
        lexicon
    }

    fn add(&mut self, text: &str) {
        let next = self.order.len();
        if text.chars().count() > 1 {
            self.order.entry(text.to_owned()).or_insert(next);
        }
    }

    fn add_blocks(&mut self, strips: &[Strip]) {
        let mut block = String::new();
        for strip in strips {
            if strip.gap {
                self.add(&block);
                block.clear();
            }
            block.push_str(&strip.key);
            self.add(&strip.key);
        }
        self.add(&block);
    }

    fn add_pieces(&mut self, pieces: &[Piece]) {
        for span in spans(pieces) {
            let stretch = pieces.get(span).unwrap_or_default();
            let mut wrapped = String::new();
            if let Some(Piece {
                kind: Kind::Section { .. },
                text,
                ..
            }) = stretch.first()
            {
                wrapped = key(text.as_str());
                self.add(&wrapped);
            }
            for (at, piece) in stretch.iter().enumerate().skip(1) {
                let text = key(piece.text.as_str());
                self.add(&text);
                // Only lines under each other are one cell, not cells side by side.
                let beside = !piece.first && at > 1;
                if beside || (piece.gap && (at > 1 || !wrapped.is_empty())) {
                    wrapped.clear();
                }
                wrapped.push_str(&text);
                self.add(&wrapped);
            }
            self.number_stretch(stretch);
        }
    }

    /// Books the text on and right under a heading's number. A single number with departments is a row's.
    fn number_stretch(&mut self, stretch: &[Piece]) {
        let Some((first, rest)) = stretch.split_first() else {
            return;
        };
        let near: Vec<&Piece> = rest
            .iter()
            .take_while(|piece| !(piece.gap && piece.first))
            .collect();
        let number = match first.kind {
            Kind::Pair(number, _) => number,
            Kind::Number(number) if !near.iter().any(|piece| matches!(piece.kind, Kind::Department(_))) => {
                number
            }
            _ => return,
        };
        let text: String = near.iter().map(|piece| key(piece.text.as_str())).collect();
        self.numbered.entry(number).or_default().push_str(&text);
    }

    /// Whether this very text stands in the list.
    pub(super) fn has(&self, text: &str) -> bool {
        self.order.contains_key(text)
    }

    /// Whether a text of the list starts so.
    pub(super) fn has_prefix(&self, text: &str) -> bool {
        let mut from = self.order.range(text.to_owned()..);
        from.next().is_some_and(|(found, _)| found.starts_with(text))
    }

    /// Place of a text in the list.
    pub(super) fn place(&self, text: &str) -> Option<usize> {
        self.order.get(text).copied()
    }

    /// Whether the list prints `name` on the line of this heading's number.
    pub(super) fn numbers(&self, number: u32, name: &str) -> bool {
        name.chars().count() > 2 && self.numbered.get(&number).is_some_and(|text| text.contains(name))
    }
}
