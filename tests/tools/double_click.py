"""A CSV file that LibreOffice opened as it does on a double click and saved as .fods: what kind is each cell?"""

import csv
import json
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def cells(row):
    for cell in row.findall(f"{TABLE}table-cell"):
        text = "\n".join("".join(line.itertext()) for line in cell.findall(f"{TEXT}p"))
        kind = cell.get(f"{OFFICE}value-type")
        number = cell.get(f"{OFFICE}value")
        formula = cell.get(f"{TABLE}formula")
        for _ in range(min(int(cell.get(f"{TABLE}number-columns-repeated", 1)), 100)):
            yield kind, text, number, formula


def main(out, opened):
    package = json.loads((out / "datapackage.json").read_text("utf-8"))
    [items] = [resource for resource in package["resources"] if resource["name"] == "items"]
    fields = items["schema"]["fields"]
    with open(out / "items.csv", encoding="utf-8-sig", newline="") as file:
        expected = list(csv.reader(file))
    rows = ElementTree.parse(opened).getroot().iter(f"{TABLE}table-row")
    seen = 0
    for row, written in zip(rows, expected):
        found = list(cells(row))
        for (kind, text, number, formula), cell, field in zip(found, written, fields):
            assert formula is None, f"a formula runs: {cell}"
            if cell == "":
                continue
            if row_is_heading := written is expected[0]:
                assert text == cell, (text, cell)
            elif field["type"] in ("integer", "number"):
                assert kind in ("float", "percentage") and float(number) == float(cell), (field["name"], cell, kind)
            elif field["jigyo:name"] in ("name", "section_path", "departments", "kind", "municipality"):
                assert kind == "string" and text.replace("\n", "") == cell.replace("\n", ""), (text, cell)
            seen += not row_is_heading
    assert seen > 0
    print(seen, "cells as written")


main(Path(sys.argv[1]), sys.argv[2])
