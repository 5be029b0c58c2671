//! What compressed streams unpack to, counted before the engine unpacks them whole.

use std::io::{self, Read};
use std::sync::LazyLock;

use flate2::read::ZlibDecoder;
use memchr::memmem;
use regex::bytes::Regex;

use crate::Failure;
use crate::limits::Limited;

/// What stands around the bytes of a stream.
const BEGIN: &[u8] = b"stream";
const END: &[u8] = b"endstream";
/// The most that one packed byte can become (deflate).
const MOST_A_BYTE: u64 = 1032;
/// How far in front of a stream its dictionary is looked for.
const DICTIONARY_WITHIN: usize = 4096;
/// Layers of compression that are counted.
const MOST_LAYERS: u32 = 8;

/// Fails when a stream of the file unpacks to more than `limit`.
///
/// Only streams that begin with `FlateDecode` are counted, and only as they lie there: what is encrypted or packed
/// otherwise is held by the memory limit of the worker process alone.
pub(super) fn check(file: &[u8], limit: u64) -> Result<(), Failure> {
    let streams = Streams { file, at: 0 };
    for stream in streams {
        let most = MOST_A_BYTE.saturating_pow(stream.layers);
        // Counting takes as long as unpacking: it is spared wherever there cannot be too much.
        if stream.layers == 0 || (stream.packed.len() as u64).saturating_mul(most) <= limit {
            continue;
        }
        for layers in 1..=stream.layers {
            Limited::UnpackedBytes.check(unpacked(stream.packed, layers, limit), limit)?;
        }
    }
    Ok(())
}

/// How much comes out of so many layers, counted to one more than `limit`; damage ends it.
fn unpacked(packed: &[u8], layers: u32, limit: u64) -> u64 {
    let mut reader: Box<dyn Read + '_> = Box::new(packed);
    for _ in 0..layers {
        reader = Box::new(ZlibDecoder::new(reader));
    }
    let mut reader = reader.take(limit.saturating_add(1));
    let mut block = vec![0; 1 << 16];
    let mut count = 0;
    loop {
        match reader.read(&mut block) {
            Ok(0) => return count,
            Ok(length) => count += length as u64,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return count,
        }
    }
}

/// A stream as it lies in the file.
struct Stream<'f> {
    packed: &'f [u8],
    /// How often it is packed, from the outside.
    layers: u32,
}

struct Streams<'f> {
    file: &'f [u8],
    at: usize,
}

impl<'f> Iterator for Streams<'f> {
    type Item = Stream<'f>;

    fn next(&mut self) -> Option<Self::Item> {
        let begin = find(self.file, self.at, BEGIN)?;
        let dictionary = self.file.get(..begin)?;
        let data = begin + BEGIN.len();
        let rest = self.file.get(data..)?;
        let line_end = match rest {
            [b'\r', b'\n', ..] => 2,
            [b'\n' | b'\r', ..] => 1,
            _ => 0,
        };
        let from = data + line_end;
        let end = find(self.file, from, END).unwrap_or(self.file.len());
        self.at = end.saturating_add(END.len());
        Some(Stream {
            packed: self.file.get(from..end).unwrap_or_default(),
            layers: layers(dictionary),
        })
    }
}

fn find(file: &[u8], from: usize, what: &[u8]) -> Option<usize> {
    let at = memmem::find(file.get(from..)?, what)?;
    Some(from + at)
}

/// How many `FlateDecode` stand first in the dictionary at the end of `before`.
fn layers(before: &[u8]) -> u32 {
    static FILTERS: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"(?-u)/Filter\s*\[?((?:\s*/[A-Za-z0-9]+)+)").ok());
    let start = before.len().saturating_sub(DICTIONARY_WITHIN);
    let near = before.get(start..).unwrap_or_default();
    let object = memmem::rfind(near, b"obj").unwrap_or_default();
    let dictionary = near.get(object..).unwrap_or_default();
    let filters = FILTERS.as_ref().and_then(|filters| filters.captures(dictionary));
    let Some(names) = filters.and_then(|found| found.get(1)) else {
        return 0;
    };
    let names = names.as_bytes().split(|&byte| byte == b'/').skip(1);
    let flate = names.take_while(|name| matches!(name.trim_ascii(), b"FlateDecode" | b"Fl"));
    u32::try_from(flate.count()).map_or(MOST_LAYERS, |count| count.min(MOST_LAYERS))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn packed(layers: usize, bytes: usize) -> Vec<u8> {
        let mut data = vec![b' '; bytes];
        for _ in 0..layers {
            let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
            packer.write_all(&data).unwrap();
            data = packer.finish().unwrap();
        }
        data
    }

    fn file(filter: &str, data: &[u8]) -> Vec<u8> {
        let before = format!(
            "%PDF-1.7\n1 0 obj\n<< /Type /Pages >>\nendobj\n2 0 obj\n<< {filter} /Length 9 >>\nstream\n"
        );
        [before.as_bytes(), data, b"\nendstream\nendobj\n"].concat()
    }

    #[test]
    fn what_unpacks_to_more_than_allowed_is_told_with_the_count() {
        let once = file("/Filter /FlateDecode", &packed(1, 300_000));
        assert_eq!(check(&once, 300_000), Ok(()));
        let limit = 299_999;
        let failure = check(&once, limit).unwrap_err();
        let found = limit + 1;
        let what = Limited::UnpackedBytes;
        assert_eq!(failure, Failure::Limit { what, found, limit });
        for filter in [
            "/Filter [/FlateDecode /FlateDecode]",
            "/Filter[/Fl/Fl]/DecodeParms null",
        ] {
            let twice = file(filter, &packed(2, 300_000));
            assert_eq!(check(&twice, 300_000), Ok(()), "{filter}");
            assert!(check(&twice, 299_999).is_err(), "{filter}");
        }
    }

    #[test]
    fn a_layer_inside_counts_as_well() {
        // The outer layer becomes 300,000 bytes, of which the second makes little.
        let mut inner = packed(1, 9);
        inner.resize(300_000, 0);
        let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(&inner).unwrap();
        let stream = file("/Filter [/FlateDecode /FlateDecode]", &packer.finish().unwrap());
        assert!(check(&stream, 299_999).is_err());
        assert_eq!(check(&stream, 300_000), Ok(()));
    }

    #[test]
    fn what_is_not_packed_or_damaged_passes() {
        let data = packed(1, 300_000);
        for filter in ["", "/Filter /DCTDecode", "/Filter [/DCTDecode /FlateDecode]"] {
            assert_eq!(check(&file(filter, &data), 1000), Ok(()), "{filter}");
        }
        let cut = file("/Filter /FlateDecode", &data[..20]);
        assert_eq!(check(&cut[..cut.len() - 30], 1000), Ok(()));
        assert_eq!(check(b"stream", 0), Ok(()));
    }
}
