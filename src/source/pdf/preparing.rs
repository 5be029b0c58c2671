//! From a document to its pages, read and laid out, in their order. Several threads share the pages of long documents;
//! each has an interpreter of its own, and what a page says does not depend on which one read it.

use std::collections::BTreeSet;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::{Builder, Scope, available_parallelism, scope};

use super::engine::{Document, RawPage};
use super::scans::{self, Memory, Scans};
use super::{PdfOptions, PdfOutcome, characters, engine_of, plausible};
use crate::failure::Failure;
use crate::layout::PageContent;
use crate::limits::Limited;
use crate::model::UnreadReason;
use crate::source::PageReading;
use crate::source::ocr::OcrMode;

/// Pages that one thread prepares before the next one's turn.
const BATCH: usize = 4;
/// Batches that a thread may be ahead of what is taken.
const AHEAD: usize = 2;
/// Fewer pages a thread than this do not pay for its start: each reads the fonts for itself.
const PAGES_A_THREAD: usize = 16;
/// More threads than this only wait: what is done with the pages is done by one.
const MAX_THREADS: usize = 4;
/// Layout goes into tables in cells of tables, and the usual 2 MiB is little for a debug build.
const STACK: usize = 16 << 20;

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
    let judging = Judging {
        ocr: options.ocr,
        distrusted,
    };
    let judging = &judging;
    let preparer = || {
        let mut interpreter = document.interpreter(most_glyphs);
        move |index| Some(judging.prepare(interpreter.page(index)?))
    };
    each_in_order(&wanted, threads_for(wanted.len()), preparer, |prepared| {
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

fn threads_for(pages: usize) -> usize {
    let most = (pages / PAGES_A_THREAD).min(MAX_THREADS);
    // Asking for the processors takes longer than a page.
    if most < 2 {
        return most;
    }
    most.min(available_parallelism().map_or(1, usize::from))
}

/// Prepares `wanted` on so many threads, on this one when there are fewer than two, and hands on the pages in their
/// order. `preparer` makes what prepares a page on one thread: `None` for a page that is not there.
fn each_in_order<T: Send, P: FnMut(usize) -> Option<T>>(
    wanted: &[usize],
    threads: usize,
    preparer: impl Fn() -> P + Sync,
    mut take: impl FnMut(T),
) {
    let mut own = None;
    let mut here = |pages: &[usize], take: &mut dyn FnMut(T)| {
        let prepare = own.get_or_insert_with(&preparer);
        pages.iter().filter_map(|&index| prepare(index)).for_each(take);
    };
    if threads < 2 {
        return here(wanted, &mut take);
    }
    scope(|scope| {
        let lanes: Vec<Option<Receiver<Vec<T>>>> = (0..threads)
            .map(|lane| started(scope, wanted, (lane, threads), &preparer))
            .collect();
        for (pages, lane) in wanted.chunks(BATCH).zip(lanes.iter().cycle()) {
            match lane.as_ref().map(Receiver::recv) {
                Some(Ok(prepared)) => prepared.into_iter().for_each(&mut take),
                // The thread panicked; so does the scope, after the others have ended.
                Some(Err(_)) => return,
                None => here(pages, &mut take),
            }
        }
    });
}

/// A thread that prepares every `of`th batch from the one with the number `lane`; `None` where none can be started.
fn started<'scope, T: Send + 'scope, P: FnMut(usize) -> Option<T>>(
    scope: &'scope Scope<'scope, '_>,
    wanted: &'scope [usize],
    (lane, of): (usize, usize),
    preparer: &'scope (impl Fn() -> P + Sync),
) -> Option<Receiver<Vec<T>>> {
    let (sender, receiver) = sync_channel::<Vec<T>>(AHEAD);
    let work = move || {
        let mut prepare = preparer();
        for pages in wanted.chunks(BATCH).skip(lane).step_by(of) {
            let prepared = pages.iter().filter_map(|&index| prepare(index)).collect();
            if sender.send(prepared).is_err() {
                return;
            }
        }
    };
    Builder::new().stack_size(STACK).spawn_scoped(scope, work).ok()?;
    Some(receiver)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_come_in_their_order_however_many_threads_read_them() {
        for count in [0, 1, 2, BATCH, BATCH + 1, 25 * BATCH + 3] {
            let wanted: Vec<usize> = (0..count).collect();
            let there: Vec<usize> = wanted
                .iter()
                .filter(|&&index| index != 3)
                .map(|index| 2 * index)
                .collect();
            for threads in [1, 2, 3, 4] {
                let mut taken = Vec::new();
                let doubled = || |index: usize| (index != 3).then_some(2 * index);
                each_in_order(&wanted, threads, doubled, |page| taken.push(page));
                assert_eq!(taken, there, "{count} pages on {threads} threads");
            }
        }
    }

    #[test]
    fn a_page_that_a_thread_stumbles_over_ends_the_reading() {
        let wanted: Vec<usize> = (0..200).collect();
        let stumbling = || {
            |index: usize| {
                assert!(index < 50, "the engine stumbles");
                Some(index)
            }
        };
        let read = std::panic::AssertUnwindSafe(|| each_in_order(&wanted, 2, stumbling, |_| ()));
        assert!(std::panic::catch_unwind(read).is_err());
    }
}
