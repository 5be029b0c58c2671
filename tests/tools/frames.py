"""Parquet files of a run read by DuckDB and Polars: typed as the data package says, equal to the CSV, joined by keys."""

import csv
import json
import sys
from pathlib import Path

import duckdb
import polars

TYPES = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN"}


def unguarded(cell):
    return cell[1:] if cell.startswith("'") else cell


def of_csv(cell, kind):
    """A CSV cell as the value that it stands for."""
    if cell == "":
        return None
    if kind == "string":
        return unguarded(cell)
    if kind == "boolean":
        return cell == "true"
    return int(cell) if kind == "integer" else float(cell)


def main(out):
    package = json.loads((out / "datapackage.json").read_text("utf-8"))
    compared = 0
    for resource in package["resources"]:
        if resource["name"] == "run":
            continue
        path = out / resource["path"].replace(".csv", ".parquet")
        fields = resource["schema"]["fields"]
        columns = duckdb.sql(f"DESCRIBE SELECT * FROM '{path}'").fetchall()
        assert [(name, kind) for name, kind, *_ in columns] == [
            (field["name"], TYPES[field["type"]]) for field in fields
        ], path
        with open(out / resource["path"], encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))[1:]
        expected = [
            tuple(of_csv(cell, field["type"]) for cell, field in zip(row, fields, strict=True)) for row in rows
        ]
        # A CSV cannot tell an empty text from none.
        found = [tuple(None if value == "" else value for value in row)
                 for row in duckdb.sql(f"SELECT * FROM '{path}'").fetchall()]
        assert found == expected, (path, [pair for pair in zip(found, expected) if pair[0] != pair[1]][:3])
        frame = polars.read_parquet(path)
        assert frame.columns == [field["name"] for field in fields] and frame.height == len(rows), path
        told = json.loads(duckdb.sql(
            f"SELECT value FROM parquet_kv_metadata('{path}') WHERE key = 'jigyo:resource'").fetchall()[0][0])
        assert told["schema"] == resource["schema"], path
        for key in resource["schema"]["foreignKeys"]:
            other = out / (key["reference"]["resource"].replace("-", "_") + ".parquet")
            on = " AND ".join(f'a."{here}" = b."{there}"'
                              for here, there in zip(key["fields"], key["reference"]["fields"]))
            orphans = duckdb.sql(f"SELECT count(*) FROM '{path}' a ANTI JOIN '{other}' b ON {on}").fetchall()[0][0]
            assert orphans == 0, (path, other)
        compared += len(rows) * len(fields)
    # Amounts hang on rows by document and owner.
    document, item, owner = "文書", "行", "所属"
    orphans = duckdb.sql(f"""SELECT count(*) FROM '{out}/budgets.parquet' b ANTI JOIN '{out}/items.parquet' i
        ON b."{document}" = i."{document}" AND b."{owner}" = i."{item}" """).fetchall()[0][0]
    assert orphans == 0
    print(compared, "cells equal")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
