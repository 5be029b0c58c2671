//! The dictionary in the binary, compiled by `build.rs`.

lindera_dictionary::embedded_dictionary!("/ipadic", EmbeddedIpadic);
