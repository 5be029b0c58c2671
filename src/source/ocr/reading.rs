//! The pieces of a page, read: what they show tells how, and figures are read a second time.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use unicode_normalization::UnicodeNormalization;

use super::alike;
use super::cells::Piece;
use super::closed::Closed;
use super::figures::{self, Spot};
use super::gray::{Area, Gray};
use super::tesseract::{OcrError, Shows, Tesseract};
use super::triangle::{self, Triangle};
use super::tsv::TsvPage;
use super::{Word, WordLine};
use crate::layout::{Bbox, Rereading};

/// White put around each piece of the page.
const RIM: usize = 16;
/// How long recognition of one page may take, and how much longer for each hundred cells.
const LIMIT: Duration = Duration::from_secs(60);
const LIMIT_A_HUNDRED_CELLS: Duration = Duration::from_secs(20);
/// A line with a word of which Tesseract is less sure than this (per cent) is read once more.
const UNSURE: u8 = 60;
/// How sure (per cent) a shape is.
const SHAPE: u8 = 90;
/// Processes at a time for one page.
const AT_A_TIME: usize = 2;
/// As many lines are not shared among processes: each loads its model first.
const FEW_LINES: usize = 40;
/// The rule by which a stroke is a dash.
const DASH: &str = "dash";
const KINDS: [Shows; 5] = [
    Shows::Page,
    Shows::Block,
    Shows::Line,
    Shows::Column,
    Shows::Columns,
];

/// What Tesseract saw in pictures of one kind.
type Seen = Result<Vec<TsvPage>, OcrError>;

/// A piece on its way: its picture lies in `area` of the page, with a rim.
struct Job {
    piece: Piece,
    area: Area,
    image: Gray,
    rim: usize,
    triangle: Option<Triangle>,
    lines: Vec<WordLine>,
    rereadings: Vec<Rereading>,
}

impl Job {
    fn of(piece: &Piece, gray: &Gray, outside: &Gray) -> Self {
        let (source, rim) = if matches!(piece.shows, Shows::Page | Shows::Columns) {
            (outside, 0)
        } else {
            (gray, RIM)
        };
        let mut job = Job {
            piece: *piece,
            area: piece.area,
            image: source.piece(&piece.area, rim),
            rim,
            triangle: None,
            lines: Vec::new(),
            rereadings: Vec::new(),
        };
        if piece.shows == Shows::Line {
            job.part_from_triangle(gray);
        }
        job
    }

    /// A triangle at the start is read by its shape, the rest by Tesseract.
    fn part_from_triangle(&mut self, gray: &Gray) {
        let Some(mut found) = triangle::leading(&gray.piece(&self.area, 0).ink()) else {
            return;
        };
        found.area = moved(&found.area, &self.area);
        self.area.x0 = found.area.x1.min(self.area.x1);
        self.image = gray.piece(&self.area, self.rim);
        self.triangle = Some(found);
    }

    /// Whether the text is no figure.
    fn starts_with_letter(&self) -> bool {
        let text: String = self
            .lines
            .iter()
            .flat_map(|line| &line.words)
            .map(|word| word.text.as_str())
            .collect();
        let digits = text.chars().filter(char::is_ascii_digit).count();
        !text.is_empty() && digits * 2 < text.chars().count()
    }

    /// What Tesseract saw in the job's picture.
    fn take(&mut self, page: TsvPage) {
        self.lines = page.lines;
        on_page(&mut self.lines, &self.area, self.rim);
    }

    /// What Tesseract saw in the job's picture `closed` up, where it is surer of that.
    fn take_closed(&mut self, page: TsvPage, closed: &Closed) {
        let mut lines = page.lines;
        for word in lines.iter_mut().flat_map(|line| &mut line.words) {
            word.bbox.x0 = closed.opened(word.bbox.x0);
            word.bbox.x1 = closed.opened(word.bbox.x1);
        }
        if mean(&lines) > mean(&self.lines) {
            on_page(&mut lines, &self.area, self.rim);
            self.rereadings.extend(other_digits(&self.lines, &lines));
            self.lines = lines;
        }
    }

    /// What is compared with other lines.
    fn line(&mut self) -> alike::Line<'_> {
        let rim = self.rim as f32;
        alike::Line {
            corner: (self.area.x0 as f32 - rim, self.area.y0 as f32 - rim),
            image: &self.image,
            lines: &mut self.lines,
            told: &mut self.rereadings,
        }
    }

    fn finished(mut self) -> (Vec<WordLine>, Vec<Rereading>) {
        if self.piece.shows == Shows::Line {
            self.rereadings.extend(as_mark(&mut self.lines));
        }
        if let Some(Triangle { area, character }) = self.triangle {
            let word = Word {
                text: character.into(),
                bbox: Bbox {
                    x0: area.x0 as f32,
                    y0: area.y0 as f32,
                    x1: area.x1 as f32,
                    y1: area.y1 as f32,
                },
                confidence: Some(SHAPE),
            };
            match self.lines.first_mut() {
                Some(line) => line.words.insert(0, word),
                None => self.lines.push(WordLine {
                    words: vec![word],
                    vertical: false,
                }),
            }
        }
        (self.lines, self.rereadings)
    }
}

/// The lines of all pieces, in the pieces' order, and where more than one thing was read.
pub(super) fn read(
    gray: &Gray,
    outside: &Gray,
    pieces: &[Piece],
    program: &Tesseract,
    takes_time: &dyn Fn(),
) -> Result<(Vec<WordLine>, Vec<Rereading>), OcrError> {
    let hundreds = u32::try_from(pieces.len() / 100).unwrap_or(u32::MAX);
    let limit = LIMIT + LIMIT_A_HUNDRED_CELLS.saturating_mul(hundreds);
    let mut jobs: Vec<Job> = pieces.iter().map(|piece| Job::of(piece, gray, outside)).collect();
    // More cells may take longer.
    (0..hundreds).for_each(|_| takes_time());
    for (chosen, pages) in first_reading(&jobs, program, limit) {
        deal(&mut jobs, &chosen, pages?);
    }
    takes_time();
    without_triangles(&mut jobs, gray, program, limit)?;
    again(&mut jobs, program, limit)?;
    takes_time();
    closed_up(&mut jobs, program, limit)?;
    takes_time();
    alike::settle(repeated(&mut jobs));
    read_figures(&mut jobs, gray, program, limit)?;
    let (mut lines, mut rereadings) = (Vec::new(), Vec::new());
    for (own, told) in jobs.into_iter().map(Job::finished) {
        lines.extend(own);
        rereadings.extend(told);
    }
    rereadings.extend(lines.iter_mut().flat_map(figures::mend_year));
    Ok((lines, rereadings))
}

/// Reads the pieces, those of a kind together, lines in as many parts as there are processes at a time.
fn first_reading(jobs: &[Job], program: &Tesseract, limit: Duration) -> Vec<(Vec<usize>, Seen)> {
    let mut tasks: Vec<(Shows, Vec<usize>)> = Vec::new();
    for shows in KINDS {
        let chosen = indices(jobs, |job| job.piece.shows == shows && job.area.width() > 0);
        let size = chosen.len().div_ceil(AT_A_TIME).max(FEW_LINES);
        tasks.extend(chosen.chunks(size).map(|part| (shows, part.to_vec())));
    }
    let next = AtomicUsize::new(0);
    let work = || {
        let mut seen = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some((shows, chosen)) = tasks.get(number) else {
                return seen;
            };
            let images: Vec<&Gray> = chosen
                .iter()
                .filter_map(|&index| Some(&jobs.get(index)?.image))
                .collect();
            seen.push((number, chosen.clone(), program.read(&images, *shows, limit)));
        }
    };
    let mut seen = std::thread::scope(|scope| {
        let threads: Vec<_> = (1..AT_A_TIME).map(|_| scope.spawn(work)).collect();
        let mut seen = work();
        for thread in threads {
            match thread.join() {
                Ok(more) => seen.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        seen
    });
    seen.sort_by_key(|(number, ..)| *number);
    seen.into_iter()
        .map(|(_, chosen, pages)| (chosen, pages))
        .collect()
}

fn indices(jobs: &[Job], wanted: impl Fn(&Job) -> bool) -> Vec<usize> {
    let wanted = jobs.iter().enumerate().filter(|(_, job)| wanted(job));
    wanted.map(|(index, _)| index).collect()
}

fn deal(jobs: &mut [Job], chosen: &[usize], pages: Vec<TsvPage>) {
    for (&index, page) in chosen.iter().zip(pages) {
        if let Some(job) = jobs.get_mut(index) {
            job.take(page);
        }
    }
}

/// Only figures have a minus: what looks like a triangle before other text is one of its letters.
fn without_triangles(
    jobs: &mut [Job],
    gray: &Gray,
    program: &Tesseract,
    limit: Duration,
) -> Result<(), OcrError> {
    let chosen = indices(jobs, |job| job.triangle.is_some() && job.starts_with_letter());
    for &index in &chosen {
        if let Some(job) = jobs.get_mut(index) {
            job.triangle = None;
            job.area = job.piece.area;
            job.image = gray.piece(&job.area, job.rim);
        }
    }
    let images: Vec<&Gray> = chosen
        .iter()
        .filter_map(|&index| Some(&jobs.get(index)?.image))
        .collect();
    let pages = program.read(&images, Shows::Line, limit)?;
    deal(jobs, &chosen, pages);
    Ok(())
}

/// Lines in which nothing was found – some short ones are taken for no text – are read as what they are said to be.
fn again(jobs: &mut [Job], program: &Tesseract, limit: Duration) -> Result<(), OcrError> {
    let empty = indices(jobs, |job| {
        job.piece.shows == Shows::Line && job.lines.is_empty() && job.area.width() > 0
    });
    let images: Vec<&Gray> = empty
        .iter()
        .filter_map(|&index| Some(&jobs.get(index)?.image))
        .collect();
    let pages = program.read(&images, Shows::RawLine, limit)?;
    deal(jobs, &empty, pages);
    Ok(())
}

/// Lines of which Tesseract is unsure are read once more, blurred and without the wide space between their characters:
/// it stumbles over the steps of coarse scans, and takes headings set apart for several lines or for specks.
fn closed_up(jobs: &mut [Job], program: &Tesseract, limit: Duration) -> Result<(), OcrError> {
    let unsure = |job: &Job| {
        job.piece.shows == Shows::Line
            && job
                .lines
                .iter()
                .flat_map(|line| &line.words)
                .any(|word| word.confidence.unwrap_or(0) < UNSURE)
    };
    let (mut chosen, mut narrow) = (Vec::new(), Vec::new());
    for index in indices(jobs, unsure) {
        if let Some(closed) = jobs.get(index).and_then(|job| Closed::of(&job.image)) {
            chosen.push(index);
            narrow.push(closed);
        }
    }
    let images: Vec<&Gray> = narrow.iter().map(|closed| &closed.image).collect();
    let pages = program.read(&images, Shows::Line, limit)?;
    for ((index, closed), page) in chosen.into_iter().zip(&narrow).zip(pages) {
        if let Some(job) = jobs.get_mut(index) {
            job.take_closed(page, closed);
        }
    }
    Ok(())
}

/// The lines that may show the same word as others.
fn repeated(jobs: &mut [Job]) -> Vec<alike::Line<'_>> {
    let lines = jobs
        .iter_mut()
        .filter(|job| job.piece.shows == Shows::Line && job.triangle.is_none());
    lines.map(Job::line).collect()
}

/// Mean confidence of the characters, in per cent.
fn mean(lines: &[WordLine]) -> f32 {
    let words = || lines.iter().flat_map(|line| &line.words);
    let count = |word: &Word| word.text.chars().count() as f32;
    let sum: f32 = words()
        .map(|word| f32::from(word.confidence.unwrap_or(0)) * count(word))
        .sum();
    sum / words().map(count).sum::<f32>().max(1.0)
}

/// A cell with nothing but a stroke says that there is none: the models take it for a numeral. Tells
/// what was changed; other strokes and rings are understood as they are.
fn as_mark(lines: &mut [WordLine]) -> Option<Rereading> {
    let [line] = lines else { return None };
    let [word] = line.words.as_mut_slice() else {
        return None;
    };
    if word.text != "一" {
        return None;
    }
    let other = std::mem::replace(&mut word.text, "－".into());
    Some(Rereading {
        bbox: word.bbox,
        taken: word.text.clone(),
        other,
        rule: DASH,
        evidence: "a stroke alone in its cell says that there is none".into(),
        disputed: false,
    })
}

/// Where two readings of a line differ in their digits: of two words that say the same nothing needs to be told.
fn other_digits(first: &[WordLine], taken: &[WordLine]) -> Option<Rereading> {
    let text = |lines: &[WordLine]| -> String {
        let words = lines.iter().flat_map(|line| &line.words);
        words.flat_map(|word| word.text.nfkc()).collect()
    };
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let (other, text) = (text(first), text(taken));
    let boxes = taken.iter().flat_map(|line| &line.words).map(|word| word.bbox);
    let bbox = boxes.reduce(|hull, bbox| hull.hull(&bbox))?;
    (!other.is_empty() && digits(&other) != digits(&text)).then(|| Rereading {
        bbox,
        evidence: format!(
            "read twice, blurred the second time: {other} ({:.0} per cent sure) and {text} ({:.0} per cent)",
            mean(first),
            mean(taken)
        ),
        taken: text,
        other,
        rule: figures::SECOND_READING,
        disputed: true,
    })
}

/// Reads what may be figures a second time.
fn read_figures(jobs: &mut [Job], gray: &Gray, program: &Tesseract, limit: Duration) -> Result<(), OcrError> {
    if !program.has_latin() {
        return Ok(());
    }
    let whole = Area::of_size(gray.width, gray.height);
    let mut spots: Vec<(usize, Spot, Area)> = Vec::new();
    for (index, job) in jobs.iter().enumerate().filter(|(_, job)| job.area.width() > 0) {
        let found = figures::spots(&job.lines, job.piece.shows == Shows::Line);
        // Words that are put together make the line shorter: from its end.
        spots.extend(found.into_iter().rev().map(|spot| {
            let area = spot.area.unwrap_or(job.area).within(&whole);
            (index, spot, area)
        }));
    }
    let images: Vec<Gray> = spots.iter().map(|(_, _, area)| gray.piece(area, RIM)).collect();
    let images: Vec<&Gray> = images.iter().collect();
    let pages = program.read(&images, Shows::Figure, limit)?;
    for ((index, spot, area), mut page) in spots.iter().zip(pages) {
        on_page(&mut page.lines, area, RIM);
        if let Some(job) = jobs.get_mut(*index) {
            let reread = figures::settle(&mut job.lines, spot, &page.lines);
            job.rereadings.extend(reread);
        }
    }
    Ok(())
}

/// From the pixels of a piece to those of the page.
fn on_page(lines: &mut [WordLine], area: &Area, rim: usize) {
    let (dx, dy) = (area.x0 as f32 - rim as f32, area.y0 as f32 - rim as f32);
    for word in lines.iter_mut().flat_map(|line| &mut line.words) {
        word.bbox.x0 += dx;
        word.bbox.x1 += dx;
        word.bbox.y0 += dy;
        word.bbox.y1 += dy;
    }
}

fn moved(area: &Area, by: &Area) -> Area {
    Area {
        x0: area.x0 + by.x0,
        y0: area.y0 + by.y0,
        x1: area.x1 + by.x0,
        y1: area.y1 + by.y0,
    }
}
