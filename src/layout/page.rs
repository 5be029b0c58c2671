//! One page: glyphs and lines in, blocks in reading order out.

use super::flow::{self, Item};
use super::lattice::{Lattice, lattices};
use super::rules::{Lines, Segment, cell_shades, stripes};
use super::runs::{Run, main_turn, runs, touches};
use super::text::{TextLine, join_stacked, lines};
use super::{Bbox, PageContent, Turn, chart, half_ruled, rows, stacked, subcolumns};

/// A line may stand this far (points) outside the cell that holds it.
const SLACK: f32 = 2.0;

/// A frame around a table without other lines has at most this many parts: head, body, total.
const MAX_FRAME_ROWS: usize = 4;

/// A unit of a page.
#[derive(Debug, Clone)]
pub enum PageBlock {
    /// A line of text.
    Line(TextLine),
    /// A table.
    Table(PageTable),
    /// White space that parts paragraphs.
    Gap,
}

/// A table on a page.
#[derive(Debug, Clone)]
pub struct PageTable {
    /// Its cells.
    pub cells: Vec<PageCell>,
    /// Around it, on the turned page.
    pub bbox: Bbox,
    /// Edges of its columns.
    pub edges: Vec<f32>,
    /// Whether lines were drawn.
    pub ruled: bool,
}

impl PageTable {
    /// How many rows fill several columns: one line with a gap in it is no table.
    pub(crate) fn rows_of_several(&self) -> usize {
        let rows = self.cells.iter().map(|cell| cell.row + cell.rows).max();
        let mut filled = vec![0usize; rows.unwrap_or(0)];
        for cell in self.cells.iter().filter(|cell| !cell.lines.is_empty()) {
            if let Some(count) = filled.get_mut(cell.row) {
                *count += 1;
            }
        }
        filled.into_iter().filter(|count| *count > 1).count()
    }
}

/// A cell of a table on a page.
#[derive(Debug, Clone)]
pub struct PageCell {
    /// First row.
    pub row: usize,
    /// First column.
    pub column: usize,
    /// Rows covered.
    pub rows: usize,
    /// Columns covered.
    pub columns: usize,
    /// Its lines.
    pub lines: Vec<TextLine>,
    /// Where it stands.
    pub bbox: Bbox,
    /// Tables inside.
    pub nested: Vec<PageTable>,
}

/// What stands on a page, in reading order.
#[derive(Debug, Clone, Default)]
pub struct PageLayout {
    /// How the page had to be turned to be read.
    pub turn: Turn,
    /// Width after turning.
    pub width: f32,
    /// Height after turning.
    pub height: f32,
    /// Lines and tables in reading order.
    pub blocks: Vec<PageBlock>,
}

/// Lays out one page.
#[must_use]
pub fn layout(content: &PageContent) -> PageLayout {
    let turn = main_turn(content);
    let walls = Lines::of_page(content, turn);
    let runs: Vec<Run> = runs(content, turn)
        .into_iter()
        .flat_map(|run| cut_at_walls(run, &walls))
        .collect();
    let seen = walls.clone().with_upright(half_ruled::walls(&walls, &runs));
    let runs: Vec<Run> = runs
        .into_iter()
        .flat_map(|run| cut_at_walls(run, &seen))
        .collect();
    let mut found = lattices(&seen);
    found.extend(shaded_tables(content, turn, &found, &runs));
    let mut tree = Tree::build(found, runs, turn, walls.horizontal);
    tree.stripes = stripes(content, turn);
    let (width, height) = turned_size(content, turn);
    PageLayout {
        turn,
        width,
        height,
        blocks: tree.blocks(content, None),
    }
}

/// Cells of the page's ruled tables, those of tables inside cells first. A frame around text is no table.
#[cfg(feature = "render")]
pub(crate) fn ruled_cells(content: &PageContent) -> Vec<Bbox> {
    let area = |bbox: &Bbox| bbox.width() * bbox.height();
    let mut found = lattices(&Lines::of_page(content, Turn::None));
    found.retain(|lattice| lattice.cells.len() >= 2);
    found.sort_by(|a, b| area(&a.bbox).total_cmp(&area(&b.bbox)));
    let cells = found.iter().flat_map(|lattice| &lattice.cells);
    cells.map(|cell| cell.bbox).collect()
}

fn turned_size(content: &PageContent, turn: Turn) -> (f32, f32) {
    match turn {
        Turn::None | Turn::Half => (content.width, content.height),
        Turn::Quarter | Turn::ThreeQuarters => (content.height, content.width),
    }
}

/// A letter that stands so far off where the one before it ends (share of the size) begins a text of its own where the
/// letters of a text follow each other exactly.
const SET_ANEW: f32 = 0.01;

/// Text of two cells drawn in one go is parted where a line passes; text that only overflows its cell is not.
fn cut_at_walls(run: Run, walls: &Lines) -> Vec<Run> {
    let size = run.size;
    match (run.turn, run.flow) {
        (Turn::None, super::runs::Flow::Across) => {
            let exact = run.is_set_exactly();
            let anew = |a: &Bbox, b: &Bbox| exact && (b.x0 - a.x1).abs() > size * SET_ANEW;
            run.split(|a, b| (!touches(a, b, size) || anew(a, b)) && walls.separates(a, b))
        }
        (Turn::None, super::runs::Flow::Down) => run.split(|a, b| walls.parts(a, b)),
        _ => vec![run],
    }
}

/// Tables drawn by shading alone, outside those that have lines.
fn shaded_tables(content: &PageContent, turn: Turn, ruled: &[Lattice], runs: &[Run]) -> Vec<Lattice> {
    let outside = |shade: &Bbox, found: &[Lattice]| {
        let apart = |lattice: &Lattice| {
            lattice.bbox.overlap_x(shade) < SLACK || lattice.bbox.overlap_y(shade) < SLACK
        };
        found.iter().all(apart)
    };
    let is_table = |lattice: &Lattice| lattice.row_count() >= 2 && lattice.column_count() >= 2;
    let mut free = cell_shades(content, turn);
    free.retain(|shade| outside(shade, ruled));
    let drawn = Lines::of_shades(&free, content, turn);
    let striped = half_ruled::striped(drawn.level_only(), runs);
    let mut found = striped.map_or_else(Vec::new, |lines| lattices(&lines));
    found.retain(is_table);
    if found.is_empty() {
        found = lattices(&drawn);
    } else {
        free.retain(|shade| outside(shade, &found));
        found.extend(lattices(&Lines::of_shades(&free, content, turn)));
    }
    found.retain(is_table);
    found
}

/// Lattices with what stands in their cells.
struct Tree {
    nodes: Vec<Node>,
    /// Runs outside all.
    free: Vec<Run>,
    turn: Turn,
    /// Horizontal lines of the page.
    rules: Vec<Segment>,
    /// Edges of shaded stripes.
    stripes: Vec<Segment>,
}

struct Node {
    lattice: Lattice,
    /// Node and cell that it stands in.
    parent: Option<(usize, usize)>,
    /// Runs by cell.
    texts: Vec<Vec<Run>>,
}

impl Tree {
    fn build(mut found: Vec<Lattice>, runs: Vec<Run>, turn: Turn, rules: Vec<Segment>) -> Self {
        let area = |lattice: &Lattice| lattice.bbox.width() * lattice.bbox.height();
        // Small ones first, so that the first one found around a point is the innermost.
        found.sort_by(|a, b| area(a).total_cmp(&area(b)));
        let mut nodes: Vec<Node> = found
            .into_iter()
            .map(|lattice| Node {
                texts: vec![Vec::new(); lattice.cells.len()],
                parent: None,
                lattice,
            })
            .collect();
        for index in 0..nodes.len() {
            let parent = nodes
                .get(index)
                .and_then(|node| parent_of(&nodes, index, &node.lattice.bbox));
            if let Some(node) = nodes.get_mut(index) {
                node.parent = parent;
            }
        }
        let mut free = Vec::new();
        for run in runs {
            let slot = nodes.iter_mut().find_map(|node| {
                let cell = home(&node.lattice, &run)?;
                node.texts.get_mut(cell)
            });
            match slot {
                Some(texts) if !run.oblique => texts.push(run),
                _ => free.push(run),
            }
        }
        Tree {
            nodes,
            free,
            turn,
            rules,
            stripes: Vec::new(),
        }
    }

    fn children(&self, parent: Option<(usize, usize)>) -> impl Iterator<Item = usize> + '_ {
        self.nodes
            .iter()
            .enumerate()
            .filter(move |(_, node)| node.parent == parent)
            .map(|(index, _)| index)
    }

    /// A lattice is a table when at least two of its cells hold something, and when it is no chart.
    fn is_table(&self, index: usize) -> bool {
        self.nodes.get(index).is_some_and(|node| {
            let filled = node.texts.iter().filter(|texts| !texts.is_empty()).count();
            filled >= 2 && !chart::is_chart(&node.lattice, &node.texts)
        })
    }

    /// What stands on the page (`None`) or in a cell that is no table's, in reading order.
    fn blocks(&self, content: &PageContent, place: Option<(usize, usize)>) -> Vec<PageBlock> {
        let runs = match place {
            None => self.free.clone(),
            Some((node, cell)) => self
                .nodes
                .get(node)
                .and_then(|node| node.texts.get(cell))
                .cloned()
                .unwrap_or_default(),
        };
        let mut items = Vec::new();
        for child in self.children(place) {
            let Some(node) = self.nodes.get(child) else {
                continue;
            };
            if self.is_table(child) {
                items.push(Item {
                    bbox: node.lattice.bbox,
                    blocks: vec![PageBlock::Table(self.table(content, child))],
                });
            } else {
                for (cell, ruled) in node.lattice.cells.iter().enumerate() {
                    let blocks = self.blocks(content, Some((child, cell)));
                    if !blocks.is_empty() {
                        items.push(Item {
                            bbox: ruled.bbox,
                            blocks,
                        });
                    }
                }
            }
        }
        if place.is_none() {
            self.join_facing(content, &mut items);
        }
        let mut blocks = flow::arrange(&self.sheet(content), items, runs);
        stacked::join_heads(&mut blocks);
        blocks
    }

    fn sheet<'c>(&'c self, content: &'c PageContent) -> flow::Sheet<'c> {
        flow::Sheet {
            content,
            turn: self.turn,
            rules: &self.rules,
            stripes: &self.stripes,
        }
    }

    /// The halves of a table on facing pages become one.
    fn join_facing(&self, content: &PageContent, items: &mut Vec<Item>) {
        let (width, height) = turned_size(content, self.turn);
        let table = |item: &Item| match item.blocks.as_slice() {
            [PageBlock::Table(table)] => Some(table.clone()),
            _ => None,
        };
        let mut index = 0;
        while index < items.len() {
            let joined = items.get(index).and_then(table).and_then(|left| {
                items.iter().enumerate().find_map(|(other, item)| {
                    Some((other, rows::facing(&left, &table(item)?, width, height)?))
                })
            });
            match joined {
                Some((other, table)) => {
                    let bbox = table.bbox;
                    if let Some(item) = items.get_mut(index) {
                        *item = Item {
                            bbox,
                            blocks: vec![PageBlock::Table(table)],
                        };
                    }
                    items.remove(other);
                    index = if other < index { index } else { index + 1 };
                }
                None => index += 1,
            }
        }
    }

    fn table(&self, content: &PageContent, index: usize) -> PageTable {
        let Some(node) = self.nodes.get(index) else {
            return PageTable {
                cells: Vec::new(),
                bbox: Bbox::default(),
                edges: Vec::new(),
                ruled: true,
            };
        };
        let cells = node
            .lattice
            .cells
            .iter()
            .zip(&node.texts)
            .enumerate()
            .map(|(cell, (ruled, texts))| {
                let mut texts = texts.clone();
                let mut nested = Vec::new();
                self.inside(content, (index, cell), &mut texts, &mut nested);
                PageCell {
                    row: ruled.row,
                    column: ruled.column,
                    rows: ruled.rows,
                    columns: ruled.columns,
                    lines: join_stacked(content, lines(content, texts)),
                    bbox: ruled.bbox,
                    nested,
                }
            })
            .collect();
        let mut table = PageTable {
            cells,
            bbox: node.lattice.bbox,
            edges: node.lattice.xs.clone(),
            ruled: true,
        };
        let nested = table.cells.iter().any(|cell| !cell.nested.is_empty());
        let runs = || node.texts.iter().flatten().cloned().collect();
        if !nested && node.lattice.column_count() == 1 && node.lattice.row_count() <= MAX_FRAME_ROWS {
            // A frame, perhaps with a line below the head.
            let aligned = flow::aligned(&self.sheet(content), runs(), true);
            return aligned
                .filter(|table| table.rows_of_several() > 1)
                .unwrap_or(table);
        }
        rows::part_solid_rows(content, &mut table);
        if !nested && rows::is_open(content, &table) {
            return flow::aligned(&self.sheet(content), runs(), false).unwrap_or(table);
        }
        subcolumns::part(&self.sheet(content), &mut table);
        table
    }

    /// Tables inside a cell stay tables; frames inside a cell give their text to it.
    fn inside(
        &self,
        content: &PageContent,
        place: (usize, usize),
        texts: &mut Vec<Run>,
        nested: &mut Vec<PageTable>,
    ) {
        for child in self.children(Some(place)) {
            if self.is_table(child) {
                nested.push(self.table(content, child));
            } else if let Some(node) = self.nodes.get(child) {
                for (cell, runs) in node.texts.iter().enumerate() {
                    texts.extend(runs.iter().cloned());
                    self.inside(content, (child, cell), texts, nested);
                }
            }
        }
    }
}

/// The cell that a run belongs to: where it begins, unless it is set flush right or centred in another one and
/// only reaches over to the left.
fn home(lattice: &Lattice, run: &Run) -> Option<usize> {
    let (first, last) = (run.boxes.first()?, run.boxes.last()?);
    let begins = lattice.cell_at(first.center())?;
    let ends = lattice.cell_at(last.center()).unwrap_or(begins);
    if begins == ends || run.turn != Turn::None {
        return Some(begins);
    }
    let (from, to) = (lattice.cells.get(begins)?.bbox, lattice.cells.get(ends)?.bbox);
    let (inset, outset) = (run.bbox.x0 - from.x0, to.x1 - run.bbox.x1);
    let flush_left = inset <= run.size;
    let flush_right = (-0.2..=0.6).contains(&(outset / run.size));
    if !flush_left && flush_right {
        return Some(ends);
    }
    // Centred: it sticks out of one cell on both sides alike.
    let (x, y) = run.bbox.center();
    let middle = lattice.cell_at((x, y)).unwrap_or(begins);
    let around = lattice.cells.get(middle)?.bbox;
    let centred = (around.center().0 - x).abs() <= run.size * 0.3 && run.bbox.width() > around.width();
    Some(if !flush_left && centred && middle != begins {
        middle
    } else {
        begins
    })
}

/// The innermost cell around `bbox` in another, larger lattice.
fn parent_of(nodes: &[Node], index: usize, bbox: &Bbox) -> Option<(usize, usize)> {
    nodes
        .iter()
        .enumerate()
        .skip(index + 1)
        .find_map(|(other, node)| {
            let cell = node.lattice.cell_at(bbox.center())?;
            let around = node.lattice.cells.get(cell)?;
            around.bbox.encloses(bbox, SLACK).then_some((other, cell))
        })
}
