"""The database of an output folder read by DuckDB: every table equal to its CSV, views answer, nothing is written."""

import csv
import importlib.resources
import json
import sys
from pathlib import Path

import duckdb

sys.path.insert(0, str(Path(__file__).parent))
from frames import of_csv


def attached(path):
    """DuckDB with the database; its reader comes from a package, nothing is fetched."""
    folder = importlib.resources.files("duckdb_extension_sqlite_scanner")
    extension = next(Path(str(folder)).rglob("sqlite_scanner.duckdb_extension"))
    connection = duckdb.connect(config={"autoinstall_known_extensions": False})
    connection.execute(f"LOAD '{extension}'")
    connection.execute(f"ATTACH '{path}' AS jigyo (TYPE sqlite, READ_ONLY)")
    connection.execute("USE jigyo")
    return connection


def main(out):
    connection = attached(out / "jigyo.sqlite")
    package = json.loads((out / "datapackage.json").read_text("utf-8"))
    compared = 0
    for resource in package["resources"]:
        table = resource["name"].replace("-", "_")
        if table == "run":
            continue
        fields = resource["schema"]["fields"]
        with open(out / resource["path"], encoding="utf-8-sig", newline="") as file:
            rows = [
                tuple(of_csv(cell, field["type"]) for cell, field in zip(row, fields))
                for row in list(csv.reader(file))[1:]
            ]
        found = connection.sql(f"SELECT * FROM {table}").fetchall()
        assert sorted(map(repr, rows)) == sorted(
            repr(tuple(bool(value) if field["type"] == "boolean" else value for value, field in zip(row, fields)))
            for row in found
        ), table
        compared += len(rows)
    joined = connection.sql(
        "SELECT count(*) FROM items JOIN budgets ON budgets.document = items.document AND owner = item"
    ).fetchone()[0]
    assert joined == connection.sql("SELECT count(*) FROM budgets").fetchone()[0] > 0
    for view in ["items_with_latest_budget", "grades_over_years"]:
        assert connection.sql(f"SELECT count(*) FROM {view}").fetchone()[0] > 0, view
    print(f"{compared} rows equal")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
