use std::fmt;

/// What the process around a conversion does for it. A worker process passes these on to the one that started it;
/// without a host a conversion does without.
pub trait Host: Send + Sync + fmt::Debug {
    /// The text of each page, in order, as the second reader of PDFs sees it; `None` when it cannot read the file
    /// or there is none.
    fn second_reading(&self) -> Option<Vec<String>>;

    /// Page `page` is about to be recognised (OCR), which takes its time: the time limit is put off.
    fn recognising(&self, page: u32);
}
