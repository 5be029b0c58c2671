"""Runs the SQL on standard input in DuckDB and prints the rows of its last statement as CSV without a head."""

import csv
import sys

import duckdb

rows = duckdb.sql(sys.stdin.read().strip().rstrip(";")).fetchall()
csv.writer(sys.stdout, lineterminator="\n").writerows(rows)
