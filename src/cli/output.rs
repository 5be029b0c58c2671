use std::io::{self, Write};

use anyhow::Context;

/// Writes data to standard output.
///
/// # Errors
/// When it cannot be written; a closed pipe is recognised by [`is_broken_pipe`].
pub fn to_stdout(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
    let mut out = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
    write(&mut out)
        .and_then(|()| out.flush())
        .context("standard output")
}

/// Whether the reader of our standard output went away, as `head` does: no fault, nothing to say.
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<io::Error>()
            .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    })
}
