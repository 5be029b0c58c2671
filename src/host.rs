use std::collections::BTreeMap;
use std::fmt;

/// What the process around a conversion does for it. A worker process passes these on to the one that started it;
/// without a host a conversion does without.
pub trait Host: Send + Sync + fmt::Debug {
    /// The text of the pages with these 1-based numbers (of all, if there are none), as far as the second reader of
    /// PDFs can read them; `None` when it cannot open the file or there is no such reader.
    fn second_reading(&self, pages: &[u32]) -> Option<BTreeMap<u32, String>>;

    /// Page `page` is about to be recognised (OCR), which takes its time: the time limit is put off.
    fn recognising(&self, page: u32);
}
