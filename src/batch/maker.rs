use std::sync::Arc;

use crate::worker::Pool;
use crate::written::Unwritten;
use crate::{Converter, ReadOptions, Written, convert_here, source};

/// Largest text for which [`Maker::small_texts_here`] is meant.
const SMALL: usize = 1 << 20;

/// Where documents are made: in worker processes, or in this one.
#[derive(Debug, Clone, Copy)]
pub struct Maker<'a> {
    /// Converts in this process, and says what program makes the documents.
    pub converter: &'a Converter,
    /// Converts in worker processes; without it all is done here, with nothing between a file and this program.
    pub workers: Option<&'a Pool>,
    /// Small texts are converted here all the same: for a single one, starting a process is not worth it.
    pub small_texts_here: bool,
}

impl Maker<'_> {
    pub(super) fn make(
        &self,
        name: &str,
        bytes: Vec<u8>,
        options: &ReadOptions,
    ) -> Result<Written, Unwritten> {
        let here = self.small_texts_here && bytes.len() <= SMALL && !source::is_pdf(&bytes);
        match self.workers {
            Some(workers) if !here => workers.convert_measured(name, &Arc::new(bytes), options),
            _ => Ok(convert_here(self.converter, name, &bytes, options)?),
        }
    }
}
