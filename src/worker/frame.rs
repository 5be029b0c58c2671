//! What goes over the pipes: a header as JSON and a body of bytes, each with its length in front.

use std::io::{self, Read, Write};
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Starts each frame: anything else on the pipe is not ours.
const MAGIC: [u8; 4] = *b"jgy1";
/// Read at a time, so that a length that lies does not allocate what never comes.
const STEP: u64 = 1 << 20;

/// One message with its payload.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    header: Vec<u8>,
    pub(super) body: Arc<Vec<u8>>,
}

impl Frame {
    pub(super) fn new(header: &impl Serialize, body: Arc<Vec<u8>>) -> io::Result<Self> {
        Ok(Frame {
            header: serde_json::to_vec(header)?,
            body,
        })
    }

    /// A frame that is all header.
    pub(super) fn short(header: &impl Serialize) -> io::Result<Self> {
        Frame::new(header, Arc::default())
    }

    /// What the header says.
    pub(super) fn header<T: DeserializeOwned>(&self) -> io::Result<T> {
        Ok(serde_json::from_slice(&self.header)?)
    }

    pub(super) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        out.write_all(&MAGIC)?;
        for part in [&self.header, &*self.body] {
            out.write_all(&(part.len() as u64).to_le_bytes())?;
        }
        out.write_all(&self.header)?;
        out.write_all(&self.body)?;
        out.flush()
    }

    /// The next frame; `None` when the other side closed the pipe.
    pub(super) fn read(from: &mut impl Read) -> io::Result<Option<Self>> {
        let mut magic = [0; 4];
        match from.read_exact(&mut magic) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            other => other?,
        }
        if magic != MAGIC {
            return Err(io::Error::other("what came is no message"));
        }
        let (header, body) = (length(from)?, length(from)?);
        Ok(Some(Frame {
            header: exactly(from, header)?,
            body: Arc::new(exactly(from, body)?),
        }))
    }
}

fn length(from: &mut impl Read) -> io::Result<u64> {
    let mut bytes = [0; 8];
    from.read_exact(&mut bytes)?;
    Ok(u64::from_le_bytes(bytes))
}

fn exactly(from: &mut impl Read, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(usize::try_from(length.min(STEP)).unwrap_or_default());
    from.take(length).read_to_end(&mut bytes)?;
    if (bytes.len() as u64) < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_come_out_as_they_went_in_and_a_closed_pipe_ends_them() {
        let mut pipe = Vec::new();
        let body = Arc::new(vec![0, 159, 146, 150]);
        Frame::new(&"事業", body).unwrap().write(&mut pipe).unwrap();
        Frame::short(&7).unwrap().write(&mut pipe).unwrap();
        let mut from = pipe.as_slice();
        let first = Frame::read(&mut from).unwrap().unwrap();
        assert_eq!(first.header::<String>().unwrap(), "事業");
        assert_eq!(*first.body, [0, 159, 146, 150]);
        let second = Frame::read(&mut from).unwrap().unwrap();
        assert_eq!((second.header::<i32>().unwrap(), second.body.len()), (7, 0));
        assert!(Frame::read(&mut from).unwrap().is_none());
    }

    #[test]
    fn what_is_no_frame_or_half_of_one_is_an_error_and_allocates_little() {
        assert!(Frame::read(&mut b"hello, world".as_slice()).is_err());
        let mut lie = MAGIC.to_vec();
        lie.extend(u64::MAX.to_le_bytes());
        lie.extend(u64::MAX.to_le_bytes());
        lie.extend(b"short");
        assert!(Frame::read(&mut lie.as_slice()).is_err());
    }
}
