//! `docs/data-dictionary.md`, made from the columns and the schemas.
