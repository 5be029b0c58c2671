//! From a document to its pages, read and laid out in order: one thread interprets, the others lay out.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::engine::{Document, RawPage};
use super::scans::{self, Memory, Scans};
use super::{PdfOptions, PdfOutcome, characters, engine_of, plausible};
use crate::failure::Failure;
use crate::layout::PageContent;
use crate::limits::Limited;
use crate::model::UnreadReason;
use crate::source::PageReading;
use crate::source::ocr::OcrMode;

/// Pages that are laid out while as many others are interpreted.
const BATCH: usize = 16;
/// More threads than this have nothing to do: interpreting, which one thread does, takes a third of the time.
const MAX_THREADS: usize = 4;
/// Layout goes into tables in cells of tables, and the usual 2 MiB is little for a debug build.
const STACK: usize = 16 << 20;

/// The threads that lay out; none on a machine that has one processor or cannot start them.
static THREADS: LazyLock<Option<ThreadPool>> = LazyLock::new(|| {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let builder = ThreadPoolBuilder::new()
        .num_threads(processors.min(MAX_THREADS))
        .stack_size(STACK);
    builder.build().ok().filter(|_| processors > 1)
});

/// How pages are judged.
struct Judging<'a> {
    ocr: OcrMode,
    /// Pages whose text does not count as read.
    distrusted: &'a BTreeSet<u32>,
}

/// A page that is laid out, or that has to be looked at first.
enum Prepared {
    LaidOut(Box<PageReading>),
    Picture(Box<PageContent>, Option<UnreadReason>),
}

impl Judging<'_> {
    fn prepare(&self, raw: RawPage) -> Prepared {
        let content = characters::repair(raw);
        let distrusted = self.distrusted.contains(&content.number);
        let unread = plausible::judge(&content).or(distrusted.then_some(UnreadReason::ImplausibleText));
        if scans::needs_picture(self.ocr, &content, unread) {
            return Prepared::Picture(Box::new(content), unread);
        }
        let engine = engine_of(&content);
        Prepared::LaidOut(Box::new(PageReading::of(content, unread, engine)))
    }
}

/// Hands the pages of a PDF to `take`, one by one in their order.
pub(super) fn read_pages(
    bytes: &[u8],
    options: &PdfOptions,
    distrusted: &BTreeSet<u32>,
    memory: &mut Memory,
    take: &mut dyn FnMut(PageReading),
) -> Result<PdfOutcome, Failure> {
    let document = Document::open(bytes.to_vec(), options.password.as_deref())?;
    let count = document.len();
    if count == 0 {
        return Err(Failure::Damaged {
            reason: "it has no pages".into(),
        });
    }
    let number = |index: usize| u32::try_from(index + 1).unwrap_or(u32::MAX);
    let wanted: Vec<usize> = (0..count).filter(|&index| options.wants(number(index))).collect();
    Limited::Pages.check(wanted.len() as u64, options.limits.pages)?;
    let most_glyphs = usize::try_from(options.limits.glyphs_a_page).unwrap_or(usize::MAX);
    let mut scans = Scans::new(&document, options.ocr, options.host.as_deref(), memory);
    let mut interpreter = document.interpreter(most_glyphs);
    let judging = Judging {
        ocr: options.ocr,
        distrusted,
    };
    let read = |pages: &[usize]| -> Vec<RawPage> {
        pages
            .iter()
            .filter_map(|&index| interpreter.page(index))
            .collect()
    };
    each_prepared(&wanted, read, &judging, |prepared| {
        take(match prepared {
            Prepared::LaidOut(page) => *page,
            Prepared::Picture(content, unread) => scans.read(*content, unread),
        });
    });
    let (recogniser, warnings) = scans.finish();
    Ok(PdfOutcome {
        pages: number(count - 1),
        recogniser,
        warnings,
    })
}

/// Interprets `wanted` by `read`, and hands each page to `take` when it is prepared, in their order. While pages are
/// being prepared on other threads, this one takes those before and interprets those after them.
fn each_prepared(
    wanted: &[usize],
    mut read: impl FnMut(&[usize]) -> Vec<RawPage>,
    judging: &Judging<'_>,
    mut take: impl FnMut(Prepared),
) {
    let threads = THREADS.as_ref().filter(|_| wanted.len() > 1);
    let Some(threads) = threads else {
        for page in wanted.chunks(1) {
            read(page).into_iter().for_each(|raw| take(judging.prepare(raw)));
        }
        return;
    };
    let mut raw: Vec<RawPage> = Vec::new();
    let mut prepared: Vec<Prepared> = Vec::new();
    for pages in wanted.chunks(BATCH).chain([&[][..], &[][..]]) {
        let interpreted = std::mem::take(&mut raw);
        let done = std::mem::take(&mut prepared);
        let (slot, next) = (&mut prepared, &mut raw);
        threads.in_place_scope(|scope| {
            scope.spawn(|_| {
                let pages = interpreted.into_par_iter();
                *slot = pages.map(|raw| judging.prepare(raw)).collect();
            });
            done.into_iter().for_each(&mut take);
            *next = read(pages);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_come_in_their_order_however_many_there_are() {
        for count in [0, 1, 2, BATCH, BATCH + 1, 5 * BATCH + 3] {
            let wanted: Vec<usize> = (0..count).collect();
            let read = |pages: &[usize]| pages.iter().map(|&index| page(index)).collect();
            let judging = Judging {
                ocr: OcrMode::Off,
                distrusted: &BTreeSet::new(),
            };
            let mut taken = Vec::new();
            each_prepared(&wanted, read, &judging, |prepared| match prepared {
                Prepared::LaidOut(page) => taken.push(page.content.number as usize),
                Prepared::Picture(..) => panic!("nothing is painted without character recognition"),
            });
            assert_eq!(taken, wanted);
        }
    }

    fn page(index: usize) -> RawPage {
        let mut raw = RawPage::default();
        raw.content.number = index as u32;
        raw
    }
}
