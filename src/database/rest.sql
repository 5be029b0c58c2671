-- What all rows have in common: the dictionary that segmented the search index, the version of the output's shape.
CREATE TABLE about (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- What each column of the tables means.
CREATE TABLE columns (
    table_name TEXT NOT NULL,
    column_name TEXT NOT NULL,
    heading TEXT NOT NULL,
    unit TEXT,
    about TEXT NOT NULL,
    PRIMARY KEY (table_name, column_name)
) STRICT;

-- SHA-256 of each document as written: one that comes again unchanged is left alone.
CREATE TABLE written (
    document TEXT NOT NULL PRIMARY KEY REFERENCES documents (document) ON DELETE CASCADE,
    digest TEXT NOT NULL
) STRICT;

-- What is searched: a row for each section, item and indicator, its words parted by marks that nobody sees.
CREATE TABLE entries (
    entry INTEGER PRIMARY KEY,
    document TEXT NOT NULL REFERENCES documents (document) ON DELETE CASCADE,
    what TEXT NOT NULL CHECK (what IN ('section', 'item', 'indicator')),
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    texts TEXT NOT NULL,
    departments TEXT NOT NULL,
    municipality TEXT NOT NULL,
    fiscal_year TEXT NOT NULL,
    UNIQUE (document, id)
) STRICT;

-- The words stand in the text already, parted; unicode61 has nothing to decide. Voiced marks are no accents.
CREATE VIRTUAL TABLE search USING fts5 (
    name, texts, departments, municipality, fiscal_year,
    content = 'entries', content_rowid = 'entry', tokenize = 'unicode61 remove_diacritics 0'
);

-- Each row with the newest amount that is no part of another: the latest year, in it the latest stage, of equals the
-- first. The same choice as the budget columns of items, with the amount as printed and its place.
CREATE VIEW items_with_latest_budget AS
SELECT
    items.document, items.item, items.municipality, items.municipality_code, items.fiscal_year, items.section_path,
    items.kind, items.number, items.name, items.departments, items.countable,
    budgets.n AS budget_n, budgets.label, budgets.phase, budgets.fiscal_year AS budget_fiscal_year, budgets.value,
    budgets.unit, budgets.yen, budgets.share_percent, budgets.page, budgets.line
FROM items
LEFT JOIN budgets ON budgets.document = items.document AND budgets.owner = items.item AND budgets.n = (
    SELECT newest.n
    FROM budgets AS newest
    WHERE newest.document = items.document AND newest.owner = items.item AND newest.part_of IS NULL
    ORDER BY
        newest.fiscal_year DESC NULLS LAST,
        CASE newest.phase WHEN 'executed' THEN 4 WHEN 'adjusted' THEN 3 WHEN 'approved' THEN 2 WHEN 'proposed' THEN 1
            ELSE 0 END DESC,
        newest.n
    LIMIT 1
);

-- Which rows of one municipality's documents are the same thing. A name that stands once in each document joins them;
-- a name that stands more often joins with its section where the two together stand once in each; else each row stays
-- alone, and so does every document whose municipality has no code.
CREATE VIEW item_series AS
WITH named AS (
    SELECT
        document, item, municipality_code, name, section_path,
        count(*) OVER (PARTITION BY document, name) AS namesakes,
        count(*) OVER (PARTITION BY document, name, section_path) AS namesakes_in_section
    FROM items
    WHERE repeats IS NULL
),
judged AS (
    SELECT
        document, item, municipality_code, name, section_path,
        max(namesakes) OVER (PARTITION BY municipality_code, name) AS most,
        max(namesakes_in_section) OVER (PARTITION BY municipality_code, name, section_path) AS most_in_section
    FROM named
)
SELECT
    document, item,
    CASE
        WHEN municipality_code IS NULL OR name = '' THEN document || '#' || item
        WHEN most = 1 THEN municipality_code || ' ' || name
        WHEN most_in_section = 1 THEN municipality_code || ' ' || ifnull(section_path, '') || ' > ' || name
        ELSE document || '#' || item
    END AS series
FROM judged;

-- Grades of the same thing one under the other, within and across the documents of one municipality. "year" is the year
-- that is graded, or the document's where the grade does not say; "stated_year" only what is said.
CREATE VIEW grades_over_years AS
SELECT
    item_series.series, items.municipality_code, items.municipality, items.section_path, items.name,
    evaluations.label, ifnull(evaluations.fiscal_year, items.fiscal_year) AS year,
    evaluations.fiscal_year AS stated_year, evaluations.grade, evaluations.printed,
    evaluations.document, evaluations.owner AS item, evaluations.n, evaluations.page, evaluations.line
FROM item_series
JOIN items ON items.document = item_series.document AND items.item = item_series.item
JOIN evaluations ON evaluations.document = items.document AND evaluations.owner = items.item;
