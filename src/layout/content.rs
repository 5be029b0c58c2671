//! What a page shows, as a reader hands it to the layout: glyphs, ruling lines, shading, images.

/// A box on a page: points on the page as displayed, origin top left.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Bbox {
    /// Left.
    pub x0: f32,
    /// Top.
    pub y0: f32,
    /// Right.
    pub x1: f32,
    /// Bottom.
    pub y1: f32,
}

impl Bbox {
    /// The smallest box around two points.
    #[must_use]
    pub fn of_points(a: (f32, f32), b: (f32, f32)) -> Self {
        Bbox {
            x0: a.0.min(b.0),
            y0: a.1.min(b.1),
            x1: a.0.max(b.0),
            y1: a.1.max(b.1),
        }
    }

    /// Horizontal extent.
    #[must_use]
    pub fn width(&self) -> f32 {
        self.x1 - self.x0
    }

    /// Vertical extent.
    #[must_use]
    pub fn height(&self) -> f32 {
        self.y1 - self.y0
    }

    /// Centre.
    #[must_use]
    pub fn center(&self) -> (f32, f32) {
        ((self.x0 + self.x1) / 2.0, (self.y0 + self.y1) / 2.0)
    }

    /// The smallest box around both.
    #[must_use]
    pub fn hull(&self, other: &Bbox) -> Bbox {
        Bbox {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }

    /// What both share; without extent when they do not meet.
    #[must_use]
    pub fn intersect(&self, other: &Bbox) -> Bbox {
        let x0 = self.x0.max(other.x0);
        let y0 = self.y0.max(other.y0);
        Bbox {
            x0,
            y0,
            x1: self.x1.min(other.x1).max(x0),
            y1: self.y1.min(other.y1).max(y0),
        }
    }

    /// Whether the point lies inside, at most `slack` outside.
    #[must_use]
    pub fn contains(&self, point: (f32, f32), slack: f32) -> bool {
        point.0 >= self.x0 - slack
            && point.0 <= self.x1 + slack
            && point.1 >= self.y0 - slack
            && point.1 <= self.y1 + slack
    }

    /// Whether `other` lies inside, at most `slack` outside.
    #[must_use]
    pub fn encloses(&self, other: &Bbox, slack: f32) -> bool {
        self.contains((other.x0, other.y0), slack) && self.contains((other.x1, other.y1), slack)
    }

    /// Length of the shared vertical extent; negative is the distance.
    #[must_use]
    pub fn overlap_y(&self, other: &Bbox) -> f32 {
        self.y1.min(other.y1) - self.y0.max(other.y0)
    }

    /// Length of the shared horizontal extent; negative is the distance.
    #[must_use]
    pub fn overlap_x(&self, other: &Bbox) -> f32 {
        self.x1.min(other.x1) - self.x0.max(other.x0)
    }

    /// The box after the page was turned clockwise by `turn`; `width` and `height` are those of the unturned page.
    #[must_use]
    pub fn turned(&self, turn: Turn, width: f32, height: f32) -> Bbox {
        let turn_point = |x: f32, y: f32| match turn {
            Turn::None => (x, y),
            Turn::Quarter => (height - y, x),
            Turn::Half => (width - x, height - y),
            Turn::ThreeQuarters => (y, width - x),
        };
        Bbox::of_points(turn_point(self.x0, self.y0), turn_point(self.x1, self.y1))
    }

    /// As four numbers.
    #[must_use]
    pub fn to_array(self) -> [f32; 4] {
        [self.x0, self.y0, self.x1, self.y1]
    }
}

/// A direction in quarter turns, clockwise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// Upright.
    #[default]
    None,
    /// Clockwise by 90 degrees: reads downwards.
    Quarter,
    /// Upside down.
    Half,
    /// Reads upwards.
    ThreeQuarters,
}

impl Turn {
    /// All of them.
    pub const ALL: [Turn; 4] = [Turn::None, Turn::Quarter, Turn::Half, Turn::ThreeQuarters];

    /// The turn that undoes this one.
    #[must_use]
    pub fn inverse(self) -> Turn {
        match self {
            Turn::Quarter => Turn::ThreeQuarters,
            Turn::ThreeQuarters => Turn::Quarter,
            other => other,
        }
    }

    /// Both turns, one after the other.
    #[must_use]
    pub fn then(self, next: Turn) -> Turn {
        Turn::ALL
            .get((self as usize + next as usize) % 4)
            .copied()
            .unwrap_or_default()
    }
}

/// How a glyph is made visible.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Ink {
    /// Filled.
    #[default]
    Fill,
    /// Filled and outlined, or drawn twice: bold made from a font that has none.
    FillAndStroke,
    /// Only its outline.
    Stroke,
    /// Not at all: the text layer of a scan.
    Invisible,
}

/// One drawn glyph.
#[derive(Debug, Clone, PartialEq)]
pub struct Glyph {
    /// First character it stands for; `None` when the file does not tell.
    pub character: Option<char>,
    /// The characters after the first (a ligature's).
    pub more: Option<Box<str>>,
    /// Its box: advance by line height.
    pub bbox: Bbox,
    /// Size of the type in points.
    pub size: f32,
    /// Direction in which it is read.
    pub turn: Turn,
    /// What tells its face from others of the document, subsets of one font alike; 0 when it has none.
    pub font: u32,
    /// Fill, stroke or neither.
    pub ink: Ink,
    /// Set top to bottom by its font.
    pub vertical: bool,
    /// Marked by the file as no content: running head, page number.
    pub artifact: bool,
    /// Oblique by more than a quarter turn explains: a watermark or a stamp.
    pub oblique: bool,
    /// How sure character recognition was, in per cent; `None` where the file itself tells the character.
    pub confidence: Option<u8>,
}

impl Glyph {
    /// Its characters.
    pub fn chars(&self) -> impl Iterator<Item = char> + '_ {
        self.character
            .into_iter()
            .chain(self.more.iter().flat_map(|more| more.chars()))
    }

    /// Whether it is white space.
    #[must_use]
    pub fn is_space(&self) -> bool {
        self.character.is_some_and(char::is_whitespace)
    }
}

/// A straight ruling line, horizontal or vertical.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    /// Whether it runs from left to right.
    pub horizontal: bool,
    /// Its y (horizontal) or x (vertical).
    pub at: f32,
    /// Where it starts along its direction.
    pub from: f32,
    /// Where it ends.
    pub to: f32,
    /// Thickness.
    pub width: f32,
    /// Drawn in white: seen only on shading.
    pub white: bool,
}

/// A filled rectangle that is too large for a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shade {
    /// Where.
    pub bbox: Bbox,
    /// Drawn in white: it covers what is below.
    pub white: bool,
    /// Its colour; `None` for patterns.
    pub tint: Option<Tint>,
}

/// A colour of shading: red, green, blue.
pub type Tint = [u8; 3];

/// A place that character recognition read twice, or read otherwise than its letters look.
#[derive(Debug, Clone, PartialEq)]
pub struct Rereading {
    /// Where, in points on the page.
    pub bbox: Bbox,
    /// What stands there now.
    pub taken: String,
    /// What was read there, too.
    pub other: String,
    /// What decided, as `second-reading`.
    pub rule: &'static str,
    /// Why, for a person.
    pub evidence: String,
    /// Whether the surer reading was taken although the other may be right as well.
    pub disputed: bool,
}

impl Rereading {
    /// The rule by which characters are read that the file does not tell.
    pub(crate) const NAMELESS: &str = "nameless-glyphs";
}

/// Everything seen on one page.
#[derive(Debug, Clone, Default)]
pub struct PageContent {
    /// 1-based.
    pub number: u32,
    /// As displayed.
    pub width: f32,
    /// As displayed.
    pub height: f32,
    /// In the order in which they were drawn.
    pub glyphs: Vec<Glyph>,
    /// Ruling lines.
    pub rules: Vec<Rule>,
    /// Filled rectangles.
    pub shades: Vec<Shade>,
    /// Boxes of images.
    pub images: Vec<Bbox>,
    /// Dots an inch of the finest one that covers much of the page.
    pub resolution: Option<f32>,
    /// Boxes of drawn circles and ellipses large enough to stand around a word.
    pub rings: Vec<Bbox>,
    /// Boxes with round corners, about as high as a line: around words they are rings, around nothing they are boxes.
    pub round_boxes: Vec<Bbox>,
    /// How many curved shapes were filled: drawings, or characters turned into outlines.
    pub outlines: usize,
    /// A limit cut the page short.
    pub cut: bool,
    /// Where character recognition read more than one thing.
    pub rereadings: Vec<Rereading>,
    /// Angle (radians, clockwise) by which a scanned page stands askew. All boxes are those of the page set straight.
    pub skew: f32,
    /// How its lines lean beyond that.
    pub keystone: Keystone,
}

/// How the lines of a page lean that was photographed from aside, about its middle: slopes there, and by how much they
/// grow from line to line (a unit of length).
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Keystone {
    /// Of level lines.
    pub level: f32,
    /// Downwards.
    pub level_grows: f32,
    /// Of upright lines.
    pub upright: f32,
    /// Rightwards.
    pub upright_grows: f32,
}

impl Keystone {
    /// Where a point of the page set straight lies on the leaning one; both from the middle of the page.
    #[must_use]
    pub fn leaning(&self, x: f32, y: f32) -> (f32, f32) {
        (
            x + y * (self.upright + self.upright_grows * x),
            y + x * (self.level + self.level_grows * y),
        )
    }

    /// The same in units of which so many make one.
    #[must_use]
    pub fn scaled(self, units: f32) -> Self {
        Keystone {
            level_grows: self.level_grows * units,
            upright_grows: self.upright_grows * units,
            ..self
        }
    }
}

impl PageContent {
    /// A box of the page set straight, on the page as displayed.
    #[must_use]
    pub fn displayed(&self, bbox: &Bbox) -> Bbox {
        if self.skew == 0.0 && self.keystone == Keystone::default() {
            return *bbox;
        }
        let (sin, cos) = self.skew.sin_cos();
        let (mid_x, mid_y) = (self.width / 2.0, self.height / 2.0);
        // The centre moves, the box keeps its size: characters are too small to show the angle.
        let (x, y) = bbox.center();
        let (dx, dy) = self.keystone.leaning(x - mid_x, y - mid_y);
        let (x, y) = (mid_x + dx * cos - dy * sin - x, mid_y + dx * sin + dy * cos - y);
        Bbox {
            x0: bbox.x0 + x,
            y0: bbox.y0 + y,
            x1: bbox.x1 + x,
            y1: bbox.y1 + y,
        }
    }
}
