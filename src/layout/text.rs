//! Runs → lines of text, inside one cell or one region of a page.

use super::flow::Sheet;
use super::runs::{Flow, Run, is_wide};
use super::words::{self, Look, Word};
use super::{Bbox, PageContent, Turn, bands};

/// Blank between characters of which one is narrow (Latin, figures), in em.
const WORD_GAP: f32 = 0.22;
/// The same where the file drew a blank.
const DRAWN_GAP: f32 = 0.1;
/// Blank between full-width characters, in em.
const WIDE_GAP: f32 = 0.8;
/// Blank that parts a figure from another one (in em).
const FIGURE_GAP: f32 = 0.42;
/// Blank that parts a figure from a label (in em).
const LABEL_GAP: f32 = 0.6;
/// White space so many times the blanks of its line is more than a blank.
const WIDER_BLANK: f32 = 1.15;
/// Lines with fewer blanks do not tell how wide a blank is.
const MIN_BLANKS: usize = 4;
/// White space (in em) at which a line may be parted.
const MIN_PART: f32 = 0.25;
/// White space (in em) that is more than a blank.
const WIDE_PART: f32 = 0.42;
/// White space so many times the narrowest blank of its line is more than a blank.
const WIDER_PART: f32 = 1.5;
/// Share of the lower of two boxes that must be level to stand on one line.
const LEVEL: f32 = 0.5;
/// The text of a list stands at most this far from its bullet (in em).
const BULLET_GAP: f32 = 3.0;

/// A piece of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// A glyph, by its index in the page.
    Glyph(u32),
    /// A blank seen between glyphs.
    Blank,
}

/// One line of text.
#[derive(Debug, Clone)]
pub struct TextLine {
    /// Glyphs and blanks in reading order.
    pub pieces: Vec<Piece>,
    /// Around all, on the turned page.
    pub bbox: Bbox,
    /// Size of its type.
    pub size: f32,
    /// Read downwards.
    pub vertical: bool,
    /// Marked as no content by the file.
    pub artifact: bool,
    /// Nothing but a sign that belongs to a figure beside it.
    pub sign: Option<Sign>,
    /// Letters or figures.
    pub look: Look,
}

/// A sign that may stand apart from its figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// Before the figure: currency, minus.
    Before,
    /// After the figure: per cent, closing bracket, note mark.
    After,
}

impl Sign {
    fn of(character: char) -> Option<Self> {
        match character {
            '$' | '€' | '£' | '¥' | '￥' | '₩' | '₹' | '△' | '▲' | '-' | '−' | '－' | '+' | '＋' | '±'
            | '(' | '（' => Some(Sign::Before),
            '%' | '％' | '‰' | ')' | '）' | '*' | '＊' | '†' => Some(Sign::After),
            _ => None,
        }
    }
}

impl TextLine {
    /// Appends what stands to the right.
    pub(crate) fn append(&mut self, next: TextLine) {
        self.pieces.push(Piece::Blank);
        self.bbox = self.bbox.hull(&next.bbox);
        self.artifact &= next.artifact;
        self.pieces.extend(next.pieces);
        // A sign has the look of its figure.
        match (self.sign, next.sign) {
            (Some(_), None) => self.look = next.look,
            (None, None) if self.look != next.look => self.look = Look::Text,
            _ => {}
        }
        self.sign = None;
    }
}

/// All lines of a region in reading order.
pub(crate) fn lines(content: &PageContent, mut runs: Vec<Run>) -> Vec<TextLine> {
    if runs.is_empty() {
        return Vec::new();
    }
    // Labels set sideways come after the rest, direction by direction.
    runs.sort_by_key(|run| (run.oblique, run.turn));
    let mut lines = Vec::new();
    for group in runs.chunk_by(|a, b| a.turn == b.turn && a.oblique == b.oblique) {
        let down: usize = group
            .iter()
            .filter(|run| run.flow == Flow::Down)
            .map(|run| run.glyphs.len())
            .sum();
        let total: usize = group.iter().map(|run| run.glyphs.len()).sum();
        if down * 2 > total {
            let columns = columns_of_text(group);
            lines.extend(columns.iter().filter_map(|column| line(content, column, true)));
        } else {
            lines.extend(bands::lines(content, &rows_of_text(group)));
        }
    }
    lines
}

/// Joins stacked single characters (a label set one character a line) into one line.
pub(crate) fn join_stacked(content: &PageContent, lines: Vec<TextLine>) -> Vec<TextLine> {
    let single = |line: &TextLine| match line.pieces.as_slice() {
        [Piece::Glyph(index)] => content
            .glyphs
            .get(*index as usize)
            .and_then(|glyph| glyph.character)
            .is_some_and(|character| is_wide(character) && character.is_alphanumeric()),
        _ => false,
    };
    let aligned = lines.windows(2).all(|pair| match pair {
        [a, b] => (a.bbox.center().0 - b.bbox.center().0).abs() <= a.size * 0.5,
        _ => true,
    });
    if lines.len() < 2 || !aligned || !lines.iter().all(single) {
        return lines;
    }
    let mut lines = lines.into_iter();
    let Some(mut first) = lines.next() else {
        return Vec::new();
    };
    for line in lines {
        first.pieces.extend(line.pieces);
        first.bbox = first.bbox.hull(&line.bbox);
    }
    first.vertical = true;
    vec![first]
}

/// Runs that stand on one level, top to bottom; each row left to right.
pub(crate) fn rows_of_text(runs: &[Run]) -> Vec<Vec<&Run>> {
    let mut order: Vec<&Run> = runs.iter().collect();
    // Large type first: small type (sub- and superscripts) then finds its line.
    order.sort_by(|a, b| {
        let (tall_a, tall_b) = (a.upright(&a.bbox), b.upright(&b.bbox));
        tall_b
            .height()
            .total_cmp(&tall_a.height())
            .then(tall_a.y0.total_cmp(&tall_b.y0))
    });
    let mut rows: Vec<(Bbox, Vec<&Run>)> = Vec::new();
    for run in order {
        let bbox = run.upright(&run.bbox);
        let best = if run.flow == Flow::Down && run.glyphs.len() > 1 {
            None
        } else {
            rows.iter_mut()
                .filter(|(core, _)| core.height() < bbox.height() * 3.0)
                .map(|row| {
                    (
                        row.0.overlap_y(&bbox) / row.0.height().min(bbox.height()).max(0.1),
                        row,
                    )
                })
                .filter(|(level, _)| *level >= LEVEL)
                .max_by(|a, b| a.0.total_cmp(&b.0))
        };
        match best {
            Some((_, row)) => row.1.push(run),
            None => rows.push((bbox, vec![run])),
        }
    }
    rows.sort_by(|a, b| a.0.center().1.total_cmp(&b.0.center().1));
    let mut rows: Vec<Vec<&Run>> = rows.into_iter().map(|row| row.1).collect();
    for row in &mut rows {
        row.sort_by(|a, b| a.upright(&a.bbox).x0.total_cmp(&b.upright(&b.bbox).x0));
    }
    rows
}

/// Columns of vertical text, right to left; each top to bottom.
fn columns_of_text(runs: &[Run]) -> Vec<Vec<&Run>> {
    let mut order: Vec<&Run> = runs.iter().collect();
    order.sort_by(|a, b| b.bbox.height().total_cmp(&a.bbox.height()));
    let mut columns: Vec<(Bbox, Vec<&Run>)> = Vec::new();
    for run in order {
        let best = columns
            .iter_mut()
            .map(|column| {
                let share = column.0.overlap_x(&run.bbox) / column.0.width().min(run.bbox.width()).max(0.1);
                (share, column)
            })
            .filter(|(share, _)| *share >= LEVEL)
            .max_by(|a, b| a.0.total_cmp(&b.0));
        match best {
            Some((_, column)) => column.1.push(run),
            None => columns.push((run.bbox, vec![run])),
        }
    }
    columns.sort_by(|a, b| b.0.center().0.total_cmp(&a.0.center().0));
    let mut columns: Vec<Vec<&Run>> = columns.into_iter().map(|column| column.1).collect();
    for column in &mut columns {
        column.sort_by(|a, b| a.bbox.y0.total_cmp(&b.bbox.y0));
    }
    columns
}

/// One line out of the runs of one row.
pub(crate) fn line(content: &PageContent, row: &[&Run], vertical: bool) -> Option<TextLine> {
    let first = row.first()?;
    let mut pieces = Vec::new();
    let mut bbox = first.bbox;
    let mut previous: Option<(Bbox, u32)> = None;
    for run in row {
        bbox = bbox.hull(&run.bbox);
        for ((&index, glyph_box), &spaced) in run.glyphs.iter().zip(&run.boxes).zip(&run.spaced) {
            let upright = run.upright(glyph_box);
            let down = run.flow == Flow::Down || vertical;
            if let Some((before, before_index)) = previous {
                let gap = if down {
                    upright.y0 - before.y1
                } else {
                    upright.x0 - before.x1
                };
                let wide = is_wide_at(content, before_index) && is_wide_at(content, index);
                let least = match (wide, spaced) {
                    (true, _) => WIDE_GAP,
                    (false, true) => DRAWN_GAP,
                    (false, false) => WORD_GAP,
                };
                if gap > run.size * least || wide && spaced && gap > run.size * WORD_GAP {
                    pieces.push(Piece::Blank);
                }
            }
            pieces.push(Piece::Glyph(index));
            previous = Some((upright, index));
        }
    }
    let size = row.iter().map(|run| run.size).fold(0.0, f32::max);
    Some(TextLine {
        bbox,
        size,
        vertical: vertical || first.flow == Flow::Down && first.glyphs.len() > 1,
        artifact: row.iter().all(|run| run.artifact),
        sign: sign(content, &pieces),
        look: words::line_look(content, &pieces),
        pieces,
    })
}

pub(crate) fn sign(content: &PageContent, pieces: &[Piece]) -> Option<Sign> {
    match pieces {
        [Piece::Glyph(index)] => Sign::of(content.glyphs.get(*index as usize)?.character?),
        _ => None,
    }
}

fn is_wide_at(content: &PageContent, index: u32) -> bool {
    content
        .glyphs
        .get(index as usize)
        .and_then(|glyph| glyph.character)
        .is_some_and(is_wide)
}

/// A bullet and the text beside it are one piece.
pub(crate) fn join_bullet(content: &PageContent, mut pieces: Vec<TextLine>) -> Vec<TextLine> {
    let is_bullet = |line: &TextLine| match line.pieces.as_slice() {
        [Piece::Glyph(index)] => content
            .glyphs
            .get(*index as usize)
            .and_then(|glyph| glyph.character)
            .is_some_and(|character| matches!(character, '•' | '◦' | '‣' | '▪' | '⁃')),
        _ => false,
    };
    let lists = match pieces.as_slice() {
        [bullet, text, ..] => {
            let near = text.bbox.x0 - bullet.bbox.x1 <= text.size * BULLET_GAP;
            is_bullet(bullet) && near && text.look == Look::Text && !is_bullet(text)
        }
        _ => false,
    };
    if lists {
        let text = pieces.remove(1);
        if let Some(bullet) = pieces.first_mut() {
            bullet.append(text);
        }
    }
    pieces
}

/// Whether the first letter of a line is a small one of a script with two cases.
pub(crate) fn begins_lower_case(content: &PageContent, line: &TextLine) -> bool {
    let character = |piece: &Piece| match piece {
        Piece::Glyph(index) => content.glyphs.get(*index as usize)?.character,
        Piece::Blank => None,
    };
    let first = line.pieces.iter().find_map(character);
    first.is_some_and(char::is_lowercase)
}

/// Parts a line at the widest white space that reaches into `gutter` (`slack` around it) and is wider than a blank.
pub(crate) fn split_at(
    content: &PageContent,
    turn: Turn,
    line: &TextLine,
    gutter: (f32, f32),
    slack: f32,
) -> Option<(TextLine, TextLine)> {
    let boxes = boxes(content, turn, line);
    let mut best: Option<(f32, usize)> = None;
    let mut blank = f32::MAX;
    for (index, left, right) in gaps(&boxes) {
        let gap = right.x0 - left.x1;
        let spaced = index > 0 && line.pieces.get(index - 1) == Some(&Piece::Blank);
        if spaced {
            blank = blank.min(gap);
        }
        let reaches = right.x0 >= gutter.0 - slack && left.x1 <= gutter.1 + slack;
        if reaches && gap >= line.size * MIN_PART && best.is_none_or(|(widest, _)| gap > widest) {
            best = Some((gap, index));
        }
    }
    let (gap, index) = best?;
    let least = if line.look == Look::Figure {
        MIN_PART
    } else {
        WIDE_PART
    };
    let wide = gap >= line.size * least || gap >= blank * WIDER_PART;
    wide.then(|| part(content, line, &boxes, index)).flatten()
}

/// Parts a line before the glyph that begins at `x`.
pub(crate) fn split_before(
    content: &PageContent,
    turn: Turn,
    line: &TextLine,
    x: f32,
) -> Option<(TextLine, TextLine)> {
    let boxes = boxes(content, turn, line);
    // Only where glyphs do not follow each other smoothly can another text begin.
    let at = |(_, left, right): &(usize, Bbox, Bbox)| {
        (right.x0 - left.x1).abs() > line.size * 0.08 && (right.x0 - x).abs() <= line.size * 0.15
    };
    let (index, ..) = gaps(&boxes).into_iter().find(at)?;
    part(content, line, &boxes, index)
}

/// Box of each glyph on the turned page; none for blanks.
fn boxes(content: &PageContent, turn: Turn, line: &TextLine) -> Vec<Option<Bbox>> {
    line.pieces
        .iter()
        .map(|piece| match piece {
            Piece::Glyph(index) => {
                let glyph = content.glyphs.get(*index as usize)?;
                Some(glyph.bbox.turned(turn.inverse(), content.width, content.height))
            }
            Piece::Blank => None,
        })
        .collect()
}

/// Neighbouring glyphs, with the index of the second piece.
fn gaps(boxes: &[Option<Bbox>]) -> Vec<(usize, Bbox, Bbox)> {
    let mut left: Option<Bbox> = None;
    let mut found = Vec::new();
    for (index, bbox) in boxes.iter().enumerate() {
        let Some(bbox) = bbox else { continue };
        found.extend(left.map(|left| (index, left, *bbox)));
        left = Some(*bbox);
    }
    found
}

/// Parts a line where figures stand farther apart than blanks.
pub(crate) fn part_figures(sheet: &Sheet<'_>, line: TextLine) -> Vec<TextLine> {
    let mut parts = Vec::new();
    let mut rest = line;
    while let Some((left, right)) = first_figure_gap(sheet, &rest) {
        parts.push(left);
        rest = right;
    }
    parts.push(rest);
    parts
}

fn first_figure_gap(sheet: &Sheet<'_>, line: &TextLine) -> Option<(TextLine, TextLine)> {
    if !line.pieces.contains(&Piece::Blank) {
        return None;
    }
    let found = words::words(sheet, line);
    let blank = |a: &Word, b: &Word| b.bbox.x0 - a.bbox.x1;
    let mut blanks: Vec<f32> = found
        .windows(2)
        .filter_map(|pair| Some(blank(pair.first()?, pair.get(1)?)))
        .collect();
    blanks.sort_by(f32::total_cmp);
    // Where all blanks are wide, the line is only stretched.
    let usual = if blanks.len() >= MIN_BLANKS {
        blanks
            .get(blanks.len() / 2)
            .map_or(0.0, |blank| blank * WIDER_BLANK)
    } else {
        0.0
    };
    let gap = found.windows(2).find_map(|pair| match pair {
        [a, b] if b.look == Look::Figure => {
            let least = if a.look == Look::Text {
                LABEL_GAP
            } else {
                FIGURE_GAP
            };
            let gap = blank(a, b);
            let usual = if a.look == Look::Text { usual } else { 0.0 };
            (gap > (line.size * least).max(usual)).then_some((a.bbox.x1 + gap * 0.4, b.bbox.x0 - gap * 0.4))
        }
        _ => None,
    });
    split_at(sheet.content, sheet.turn, line, gap?, 0.0)
}

/// Both parts of a line cut before piece `cut`.
fn part(
    content: &PageContent,
    line: &TextLine,
    boxes: &[Option<Bbox>],
    cut: usize,
) -> Option<(TextLine, TextLine)> {
    let part = |pieces: &[Piece], boxes: &[Option<Bbox>]| {
        let bbox = boxes.iter().flatten().copied().reduce(|a, b| a.hull(&b))?;
        let blank_end = pieces
            .iter()
            .rev()
            .take_while(|piece| **piece == Piece::Blank)
            .count();
        let pieces = pieces.get(..pieces.len() - blank_end)?.to_vec();
        Some(TextLine {
            look: words::line_look(content, &pieces),
            sign: sign(content, &pieces),
            pieces,
            bbox,
            ..line.clone()
        })
    };
    let left = part(line.pieces.get(..cut)?, boxes.get(..cut)?)?;
    Some((left, part(line.pieces.get(cut..)?, boxes.get(cut..)?)?))
}
