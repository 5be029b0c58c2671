//! Characters of fonts that do not tell them: by the character collection, or by the font's own table.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use hayro_interpret::font::{Glyph, OutlineFontData, OutlineGlyph};
use hayro_interpret::hayro_cmap::{BfString, CMap, CMapName, CidFamily, load_embedded};
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, ObjRef, Object, Stream, String as PdfString};
use hayro_interpret::hayro_syntax::page::Page;
use skrifa::{FontRef, MetadataProvider};

/// What a font without ToUnicode can still tell.
#[derive(Default)]
struct Repair {
    /// Codes to CIDs and CIDs to characters, when the font uses a known character collection.
    collection: Option<(CMap, CMap)>,
    /// Characters by glyph, from the font's own table.
    own: HashMap<u32, char>,
    /// What was found, by code and glyph: a text asks for the same ones over and over.
    found: HashMap<(u32, u32), Option<BfString>>,
}

/// A font that drew something.
struct Met {
    name: Option<String>,
    /// What tells its face from others; 0 for none.
    face: u32,
    repair: Option<Repair>,
}

/// A font that drew a run of glyphs, as [`FontRepairs`] knows it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct MetFont {
    /// What tells its face from others, however many subsets of it the file holds; 0 when it has none.
    pub face: u32,
    /// Whether its codes are Unicode.
    pub unicode_coded: bool,
    /// Its place among the fonts met.
    place: Option<usize>,
}

/// A composite font of the file with a known character collection.
struct Composite {
    name: String,
    encoding: CMap,
    family: CidFamily,
    program: Option<Vec<u8>>,
}

/// Tells the fonts of a document apart and finds characters for glyphs that have none. What it says of a page does not
/// depend on the pages that it saw before.
pub(super) struct FontRepairs<'p> {
    pdf: &'p Pdf,
    met: Vec<Met>,
    /// Places in `met`, by program and name.
    places: HashMap<(u128, Option<String>), usize>,
    composites: Option<Vec<Composite>>,
    /// Names of the page's fonts whose codes are Unicode by their encoding.
    unicode_coded: Vec<String>,
    /// Those names by font object.
    coded: HashMap<ObjRef, Option<String>>,
}

impl<'p> FontRepairs<'p> {
    pub fn new(pdf: &'p Pdf) -> Self {
        FontRepairs {
            pdf,
            met: Vec::new(),
            places: HashMap::new(),
            composites: None,
            unicode_coded: Vec::new(),
            coded: HashMap::new(),
        }
    }

    /// Looks at the fonts of a page: those encoded in Unicode need no other table, and some carry a wrong one.
    pub fn look_at(&mut self, page: &Page<'_>) {
        self.unicode_coded.clear();
        let Some(fonts) = page
            .raw()
            .get::<Dict<'_>>(b"Resources")
            .and_then(|resources| resources.get::<Dict<'_>>(b"Font"))
        else {
            return;
        };
        for key in fonts.keys() {
            let name = || unicode_coded_name(&fonts.get::<Dict<'_>>(key.as_ref())?);
            let name = match fonts.get_ref(key.as_ref()) {
                Some(font) => self.coded.entry(font).or_insert_with(name).clone(),
                None => name(),
            };
            self.unicode_coded.extend(name);
        }
    }

    /// The font of a glyph, and of the run that it stands in.
    pub fn meet(&mut self, glyph: &Glyph<'_>) -> MetFont {
        let Glyph::Outline(outline) = glyph else {
            return MetFont::default();
        };
        let Some(data) = outline.font_data() else {
            return MetFont::default();
        };
        let key = (data.cache_key, data.postscript_name);
        let place = match self.places.get(&key) {
            Some(&place) => place,
            None => {
                self.met.push(Met {
                    name: key.1.clone(),
                    face: face_of(key.1.as_deref(), key.0),
                    repair: None,
                });
                self.places.insert(key, self.met.len() - 1);
                self.met.len() - 1
            }
        };
        let met = self.met.get(place);
        let name = met.and_then(|met| met.name.as_ref());
        MetFont {
            face: met.map_or(0, |met| met.face),
            unicode_coded: name.is_some_and(|name| self.unicode_coded.contains(name)),
            place: Some(place),
        }
    }

    /// The character of a glyph for which the engine has none.
    pub fn repair(&mut self, font: MetFont, glyph: &Glyph<'_>) -> Option<BfString> {
        let Glyph::Outline(outline) = glyph else {
            return None;
        };
        let place = font.place?;
        if self.met.get(place)?.repair.is_none() {
            let repair = self.make(&outline.font_data()?);
            self.met.get_mut(place)?.repair = Some(repair);
        }
        self.met.get_mut(place)?.repair.as_mut()?.find(outline)
    }

    fn make(&mut self, data: &OutlineFontData) -> Repair {
        let bytes: &[u8] = data.data.as_ref().as_ref();
        let pdf = self.pdf;
        let composites = self.composites.get_or_insert_with(|| composites(pdf));
        let named: Vec<&Composite> = composites
            .iter()
            .filter(|font| data.postscript_name.as_deref() == Some(font.name.as_str()))
            .collect();
        // Subsets share a name: the one with the same program is meant, else any of that name.
        let font = named
            .iter()
            .find(|font| font.program.as_deref() == Some(bytes))
            .or_else(|| named.first());
        let collection = font.and_then(|font| {
            let table = load_embedded(font.family.ucs2_cmap()?)?;
            Some((font.encoding.clone(), CMap::parse(table, load_embedded)?))
        });
        Repair {
            collection,
            own: own_characters(bytes),
            found: HashMap::new(),
        }
    }
}

/// The name of a font whose codes are Unicode.
fn unicode_coded_name(font: &Dict<'_>) -> Option<String> {
    let encoding = font.get::<Name<'_>>(b"Encoding")?;
    let name = is_unicode_encoding(encoding.as_ref()).then(|| font.get::<Name<'_>>(b"BaseFont"))??;
    Some(without_subset_prefix(name.as_str()).to_owned())
}

impl Repair {
    fn find(&mut self, glyph: &OutlineGlyph) -> Option<BfString> {
        let key = (glyph.char_code(), glyph.glyph_id().to_u32());
        if let Some(found) = self.found.get(&key) {
            return found.clone();
        }
        let found = self.look_up(glyph);
        self.found.insert(key, found.clone());
        found
    }

    fn look_up(&self, glyph: &OutlineGlyph) -> Option<BfString> {
        let by_collection = self.collection.as_ref().and_then(|(encoding, table)| {
            let code = glyph.char_code();
            let cid = (1..=4).find_map(|length| encoding.lookup_cid_code(code, length))?;
            table.lookup_bf_string(cid)
        });
        by_collection.or_else(|| {
            let character = self.own.get(&glyph.glyph_id().to_u32())?;
            Some(BfString::Char(*character))
        })
    }
}

/// The font's own table turned round. Of several characters of one glyph the one outside the compatibility
/// blocks wins, then the lowest.
fn own_characters(bytes: &[u8]) -> HashMap<u32, char> {
    let mut characters = HashMap::new();
    let Ok(font) = FontRef::new(bytes) else {
        return characters;
    };
    for (code, glyph) in font.charmap().mappings() {
        let Some(character) = char::from_u32(code) else {
            continue;
        };
        if glyph.to_u32() == 0 || is_private(character) {
            continue;
        }
        characters
            .entry(glyph.to_u32())
            .and_modify(|known| {
                if rank(character) < rank(*known) {
                    *known = character;
                }
            })
            .or_insert(character);
    }
    characters
}

fn is_private(character: char) -> bool {
    matches!(character, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..) || (character < ' ')
}

fn rank(character: char) -> (bool, char) {
    let compatibility = matches!(
        character,
        '\u{2E80}'..='\u{2FDF}' | '\u{F900}'..='\u{FAFF}' | '\u{2F800}'..='\u{2FA1F}' | '\u{A0}' | '\u{AD}'
    );
    (compatibility, character)
}

/// All composite fonts of the file that name a character collection.
fn composites(pdf: &Pdf) -> Vec<Composite> {
    pdf.objects()
        .into_iter()
        .filter_map(|object| composite(&object.into_dict()?))
        .collect()
}

fn composite(dict: &Dict<'_>) -> Option<Composite> {
    if dict.get::<Name<'_>>(b"Subtype")?.as_ref() != b"Type0" {
        return None;
    }
    let name = dict.get::<Name<'_>>(b"BaseFont")?;
    let descendant = dict
        .get::<Array<'_>>(b"DescendantFonts")?
        .iter::<Dict<'_>>()
        .next()?;
    let system = descendant.get::<Dict<'_>>(b"CIDSystemInfo")?;
    let registry = system.get::<PdfString<'_>>(b"Registry")?;
    let ordering = system.get::<PdfString<'_>>(b"Ordering")?;
    let family = CidFamily::from_registry_ordering(registry.as_bytes(), ordering.as_bytes());
    family.ucs2_cmap()?;
    Some(Composite {
        name: without_subset_prefix(name.as_str()).to_owned(),
        encoding: encoding(&dict.get::<Object<'_>>(b"Encoding")?)?,
        family,
        program: program(&descendant),
    })
}

fn encoding(object: &Object<'_>) -> Option<CMap> {
    match object {
        Object::Name(name) => match name.as_ref() {
            b"Identity-H" => Some(CMap::identity_h()),
            b"Identity-V" => Some(CMap::identity_v()),
            other => CMap::parse(load_embedded(CMapName::from_bytes(other))?, load_embedded),
        },
        Object::Stream(stream) => CMap::parse(&stream.decoded_data().ok()?, load_embedded),
        _ => None,
    }
}

fn program(descendant: &Dict<'_>) -> Option<Vec<u8>> {
    let descriptor = descendant.get::<Dict<'_>>(b"FontDescriptor")?;
    let keys: [&[u8]; 3] = [b"FontFile3", b"FontFile2", b"FontFile"];
    let stream = keys
        .into_iter()
        .find_map(|key| descriptor.get::<Stream<'_>>(key))?;
    Some(stream.decoded_data().ok()?.into_owned())
}

/// A number for a face that does not depend on which fonts were met before: its name tells it, else its program.
fn face_of(name: Option<&str>, program: u128) -> u32 {
    let number = match name.map(without_subset_prefix).filter(|name| !name.is_empty()) {
        Some(name) => {
            let mut hasher = DefaultHasher::new();
            name.hash(&mut hasher);
            hasher.finish() as u32
        }
        None => program as u32,
    };
    number.max(1)
}

fn without_subset_prefix(name: &str) -> &str {
    match name.split_once('+') {
        Some((prefix, rest)) if prefix.len() == 6 => rest,
        _ => name,
    }
}

/// Encodings whose codes are UCS-2 or UTF-16.
fn is_unicode_encoding(name: &[u8]) -> bool {
    name.starts_with(b"Uni")
        && [&b"-UCS2-"[..], b"-UTF16-"]
            .iter()
            .any(|part| name.windows(part.len()).any(|w| w == *part))
}

/// The character of a code in UCS-2 or UTF-16.
pub(super) fn from_unicode_code(code: u32) -> Option<BfString> {
    let units = [(code >> 16) as u16, code as u16];
    let units = if code > 0xFFFF { &units[..] } else { &units[1..] };
    let character = char::decode_utf16(units.iter().copied()).next()?.ok()?;
    (!character.is_control()).then_some(BfString::Char(character))
}

#[cfg(test)]
mod tests {
    use super::face_of;

    #[test]
    fn subsets_of_a_font_are_one_face_and_other_fonts_are_not() {
        let plain = face_of(Some("ABCDEF+IPAMincho"), 1);
        assert_eq!(plain, face_of(Some("GHIJKL+IPAMincho"), 2));
        assert_eq!(plain, face_of(Some("IPAMincho"), 3));
        assert_ne!(plain, face_of(Some("ABCDEF+IPAGothic"), 1));
        assert_ne!(
            face_of(None, 1),
            face_of(None, 2),
            "without a name the program tells"
        );
    }
}
