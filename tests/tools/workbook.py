"""Sheets of jigyo.xlsx, saved as CSV by LibreOffice, against the CSV files of the same run."""

import csv
import json
import sys
from pathlib import Path


def rows_of(path, encoding):
    with open(path, encoding=encoding, newline="") as file:
        return list(csv.reader(file))


def value(cell, kind):
    """What a cell stands for, however it is written."""
    if cell == "":
        return None
    if kind in ("integer", "number"):
        return float(cell)
    if kind == "boolean":
        return cell.upper() == "TRUE"
    return cell


def main(out, sheets):
    package = json.loads((out / "datapackage.json").read_text("utf-8"))
    compared = 0
    for resource in package["resources"]:
        if resource["name"] == "run":
            continue
        kinds = [field["type"] for field in resource["schema"]["fields"]]
        expected = rows_of(out / resource["path"], "utf-8-sig")
        found = rows_of(sheets / f"jigyo-{resource['title']}.csv", "utf-8-sig")
        assert found[0] == expected[0], (resource["name"], found[0])
        assert len(found) == len(expected), (resource["name"], len(found), len(expected))
        for there, here in zip(found[1:], expected[1:]):
            for column, (read, written) in enumerate(zip(there, here, strict=True)):
                # Texts stand in a workbook without the guard against formulas.
                written = written[1:] if kinds[column] == "string" and written.startswith("'") else written
                pair = value(read, kinds[column]), value(written, kinds[column])
                # A repaired value is a number in a column of texts.
                same = pair[0] == pair[1] or str(pair[0]).replace("\n", "") == str(pair[1]).replace("\n", "")
                assert same, (resource["name"], found[0][column], pair)
                compared += 1
    cover = "\n".join(",".join(row) for row in rows_of(sheets / "jigyo-説明.csv", "utf-8-sig"))
    for said in ["jigyo", "仕様版", "集計対象", "budget_yen", "JPY"]:
        assert said in cover, said
    print(compared, "cells equal")


main(Path(sys.argv[1]), Path(sys.argv[2]))
