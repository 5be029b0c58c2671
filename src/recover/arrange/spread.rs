//! Lists whose projects take several lines each, one for each source of its money (国庫支出金, 地方債, 一般財源, 計):
//! the lines become columns, so that a project is one row.

use std::ops::Range;

use crate::layout::{Cell, Grid};
use crate::source::{Block, Passage};
use crate::vocabulary::key;

use super::Arranged;
use crate::recover::lexicon::{Lexicon, Role};
use crate::recover::matrix::is_figure;
use crate::recover::matrix::parts::{Kind, kind_of};

/// Projects in a list, at least.
const FEWEST: usize = 2;
/// Lines that one project takes, at most.
const MOST_LINES: usize = 16;

/// Sets such lists anew, each with a row for a project.
pub(in crate::recover) fn spread(arranged: &mut Arranged<'_>, lexicon: &Lexicon<'_>) {
    let tables = arranged.reading.blocks.iter().enumerate();
    let made: Vec<(usize, Spread)> = tables
        .filter_map(|(index, block)| match block {
            Block::Table(grid) => Some((index, List::find(grid, lexicon)?.spread()?)),
            Block::Line(_) | Block::Blank | Block::Page => None,
        })
        .collect();
    for (index, Spread { grid, columns, again }) in made {
        arranged.replace(index, grid, |column| {
            columns.get(column).copied().unwrap_or(column)
        });
        arranged.again.extend(again);
    }
}

/// A list set anew.
struct Spread {
    grid: Grid,
    /// Where each printed column went.
    columns: Vec<usize>,
    /// Labels that stood beside each project and now head columns.
    again: Vec<Passage>,
}

/// A list whose lines are named in one column.
struct List<'g> {
    grid: &'g Grid,
    /// Rows of its head.
    head: usize,
    /// The column that names the lines.
    names: usize,
    /// Lines of each project.
    projects: Vec<Range<usize>>,
    /// What the lines are called, in their order.
    labels: Vec<&'g Passage>,
    /// Columns with something on each line.
    figures: Vec<usize>,
}

impl<'g> List<'g> {
    fn find(grid: &'g Grid, lexicon: &Lexicon<'_>) -> Option<Self> {
        let head = grid.cell(0, 0)?.rows;
        (1..grid.columns()).find_map(|names| List::named_in(grid, head, names, lexicon))
    }

    fn named_in(grid: &'g Grid, head: usize, names: usize, lexicon: &Lexicon<'_>) -> Option<Self> {
        let heading = grid.cell(0, names)?;
        if (heading.rows, heading.columns) != (head, 1) || heading.column != names {
            return None;
        }
        let projects = projects(grid, head, names);
        let labels = labels(grid, names, &projects, lexicon)?;
        let named = (0..names).filter_map(|column| grid.cell(0, column));
        let named = named
            .filter_map(|cell| lexicon.label(cell.text.as_str()))
            .any(|role| matches!(role, Role::Level(_) | Role::Name));
        let several: Vec<&Range<usize>> = projects.iter().filter(|lines| lines.len() > 1).collect();
        if !named || several.len() < FEWEST || several.len() * 2 < projects.len() {
            return None;
        }
        let whole = |column: usize| {
            several.iter().all(|lines| {
                grid.cell(lines.start, column)
                    .is_some_and(|cell| cell.row + cell.rows >= lines.end)
            })
        };
        let figures: Vec<usize> = (names + 1..grid.columns())
            .filter(|column| !whole(*column))
            .collect();
        let rows = projects.first()?.start..grid.rows();
        let told = figures.iter().all(|&column| {
            rows.clone()
                .filter_map(|row| grid.cell(row, column))
                .all(|cell| cell.rows == 1 && (cell.text.is_blank() || is_figure(cell.text.as_str())))
        });
        (told && !figures.is_empty()).then_some(List {
            grid,
            head,
            names,
            projects,
            labels,
            figures,
        })
    }

    /// Columns that a printed one takes.
    fn width(&self, column: usize) -> usize {
        match column {
            column if column == self.names => 0,
            column if self.figures.contains(&column) => self.labels.len(),
            _ => 1,
        }
    }

    fn spread(&self) -> Option<Spread> {
        let mut columns = Vec::with_capacity(self.grid.columns());
        let mut next = 0;
        for column in 0..self.grid.columns() {
            columns.push(next);
            next += self.width(column);
        }
        let mut cells = self.heads(&columns);
        cells.extend(self.body(&columns)?);
        Some(Spread {
            grid: Grid::new(cells).ok()?,
            columns,
            again: self.again(),
        })
    }

    /// The printed heads, and below those of figures the names of the lines.
    fn heads(&self, columns: &[usize]) -> Vec<Cell> {
        let printed = (0..self.head).flat_map(|row| self.grid.origins(row));
        let mut cells = Vec::new();
        for cell in printed.filter(|cell| cell.column != self.names) {
            let reach = cell.column..cell.column + cell.columns;
            let figures = reach.clone().any(|column| self.figures.contains(&column));
            let below = cell.row + cell.rows == self.head && !figures;
            cells.push(Cell {
                column: columns.get(cell.column).copied().unwrap_or_default(),
                columns: reach.map(|column| self.width(column)).sum(),
                rows: cell.rows + usize::from(below) * 2,
                ..cell.clone()
            });
        }
        let heading = self.grid.cell(0, self.names);
        for at in self.figures.iter().filter_map(|column| columns.get(*column)) {
            cells.extend(heading.map(|heading| Cell {
                row: self.head,
                column: *at,
                rows: 1,
                columns: self.labels.len(),
                ..heading.clone()
            }));
            cells.extend(self.labels.iter().enumerate().map(|(line, label)| Cell {
                row: self.head + 1,
                column: at + line,
                rows: 1,
                columns: 1,
                text: (*label).clone(),
                nested: Vec::new(),
                tint: None,
            }));
        }
        cells
    }

    /// A row for each project; `None` where a cell reaches over a part of one.
    fn body(&self, columns: &[usize]) -> Option<Vec<Cell>> {
        let mut cells = Vec::new();
        let top = self.head + 2;
        for (index, lines) in self.projects.iter().enumerate() {
            for cell in lines.clone().flat_map(|row| self.grid.origins(row)) {
                let at = columns.get(cell.column).copied()?;
                if cell.column == self.names {
                    continue;
                }
                let (line, rows) = if self.figures.contains(&cell.column) {
                    let name = self.grid.cell(cell.row, self.names)?;
                    (self.place(&name.text)?, 1)
                } else {
                    let end = cell.row + cell.rows;
                    let last = self.projects.iter().position(|other| other.end == end)?;
                    (0, (cell.row == lines.start).then_some(last + 1 - index)?)
                };
                cells.push(Cell {
                    row: top + index,
                    column: at + line,
                    rows,
                    ..cell.clone()
                });
            }
        }
        Some(cells)
    }

    fn place(&self, name: &Passage) -> Option<usize> {
        let name = key(name.as_str());
        self.labels.iter().position(|label| key(label.as_str()) == name)
    }

    /// The names of lines but those that head columns.
    fn again(&self) -> Vec<Passage> {
        let lines = self.projects.iter().flat_map(Clone::clone);
        let names = lines.filter_map(|row| self.grid.cell(row, self.names));
        names.map(|cell| cell.text.clone()).collect()
    }
}

/// The lines of each project: a new one begins where a cell begins left of the names of lines.
fn projects(grid: &Grid, head: usize, names: usize) -> Vec<Range<usize>> {
    let begins = |row: usize| grid.origins(row).any(|cell| cell.column < names);
    let starts: Vec<usize> = (head..grid.rows()).filter(|row| begins(*row)).collect();
    let ends = starts.iter().skip(1).copied().chain([grid.rows()]);
    starts
        .iter()
        .copied()
        .zip(ends)
        .map(|(start, end)| start..end)
        .collect()
}

/// What the lines are called: sources and their sum, each once in a project.
fn labels<'g>(
    grid: &'g Grid,
    names: usize,
    projects: &[Range<usize>],
    lexicon: &Lexicon<'_>,
) -> Option<Vec<&'g Passage>> {
    let mut labels: Vec<&Passage> = Vec::new();
    for lines in projects {
        let mut own: Vec<String> = Vec::new();
        for row in lines.clone() {
            let cell = grid.cell(row, names)?;
            let name = key(cell.text.as_str());
            if (cell.rows, cell.column, cell.columns) != (1, names, 1)
                || name.is_empty()
                || own.contains(&name)
            {
                return None;
            }
            if !labels.iter().any(|label| key(label.as_str()) == name) {
                labels.push(&cell.text);
            }
            own.push(name);
        }
    }
    let kinds: Vec<Kind> = labels.iter().map(|label| kind_of(label, lexicon)).collect();
    let sources = kinds.iter().filter(|kind| **kind == Kind::Source).count();
    let paid = sources > 1 && !kinds.contains(&Kind::Other);
    (paid && labels.len() <= MOST_LINES).then_some(labels)
}
