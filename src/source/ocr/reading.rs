//! The pieces of a page, read: what they show tells how, and figures are read a second time.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::WordLine;
use super::alike;
use super::cells::Piece;
use super::closed::Closed;
use super::era_years;
use super::figures::{self, Spot};
use super::gray::{Area, Gray};
use super::job::{Job, RIM, mean, on_page};
use super::left;
use super::tesseract::{OcrError, Shows, Tesseract};
use super::tsv::TsvPage;
use crate::layout::Rereading;

/// How long recognition of one page may take, and how much longer for each hundred cells.
const LIMIT: Duration = Duration::from_secs(60);
const LIMIT_A_HUNDRED_CELLS: Duration = Duration::from_secs(20);
/// A line with a word of which Tesseract is less sure than this (per cent) is read once more.
const UNSURE: u8 = 60;
/// Processes at a time for one page.
const AT_A_TIME: usize = 2;
/// As many lines are not shared among processes: each loads its model first.
const FEW_LINES: usize = 40;
const KINDS: [Shows; 5] = [
    Shows::Page,
    Shows::Block,
    Shows::Line,
    Shows::Column,
    Shows::Columns,
];

/// What Tesseract saw in pictures of one kind.
type Seen = Result<Vec<TsvPage>, OcrError>;

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
    overlooked(&mut jobs, gray, outside, program, limit)?;
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
    rereadings.extend(lines.iter_mut().flat_map(era_years::mend));
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

/// Lines outside of cells in which nothing was found are read one by one; what is read surely was one.
fn overlooked(
    jobs: &mut Vec<Job>,
    gray: &Gray,
    outside: &Gray,
    program: &Tesseract,
    limit: Duration,
) -> Result<(), OcrError> {
    let Some(page) = jobs.iter().find(|job| job.piece.shows == Shows::Page) else {
        return Ok(());
    };
    let pieces = left::lines_of_ink(outside, &page.lines)
        .into_iter()
        .map(|area| Piece {
            area,
            shows: Shows::Line,
        });
    let mut found: Vec<Job> = pieces.map(|piece| Job::of(&piece, gray, outside)).collect();
    let images: Vec<&Gray> = found.iter().map(|job| &job.image).collect();
    let pages = program.read(&images, Shows::Line, limit)?;
    let all: Vec<usize> = (0..found.len()).collect();
    deal(&mut found, &all, pages);
    jobs.extend(
        found
            .into_iter()
            .filter(|job| mean(&job.lines) >= f32::from(UNSURE)),
    );
    Ok(())
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
