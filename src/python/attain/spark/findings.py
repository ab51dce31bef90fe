"""Findings about no company and no row are told by every shard; the run tells each once, as over all rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyarrow as pa

import attain

from . import keys
from .kinds import FILE, KINDS, LINE

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

#: Texts that a workbook cannot show: the first row of the whole that has one tells of it.
_ODD = ("text_cut", "text_replaced")
#: What such a finding begins with is the column. Lists are counted: their numbers are added up.
_COLUMN = re.compile(r"^([a-z_]+) (?:is cut|has characters)")
_COUNTED = r"^(.* is cut in the workbooks in )([0-9]+)( rows: .*)$"
#: The text of such a finding as a number, and where the kernel looks before: kind and column.
_MARKS = (("_text", pa.int64()), ("_place", pa.int64()))
_ORDER = list(KINDS)


def marked(findings: pa.Table, tables: dict[str, pa.Table]) -> pa.Table:
    """The findings of a shard, those of odd texts with what tells two of one text apart from two texts."""
    names = ("code", "message", "file", "line")
    cells = list(zip(*(findings.column(name).to_pylist() for name in names), strict=True))
    wanted = {
        (file, line): None for code, _, file, line in cells if code in _ODD and line is not None
    }
    rows = _rows(tables, wanted) if wanted else {}
    marks: list[tuple[int | None, int | None]] = []
    for code, message, file, line in cells:
        column = _COLUMN.match(message)
        found = None
        if code in _ODD and column:
            found = next((row for row in rows.get((file, line), ()) if row[2] == column[1]), None)
        marks.append(found[:2] if found else (None, None))
    for place, (name, of) in enumerate(_MARKS):
        findings = findings.append_column(name, pa.array([mark[place] for mark in marks], of))
    return findings


def _rows(tables: dict[str, pa.Table], wanted: dict) -> dict[tuple, list[tuple[int, int, str]]]:
    """By place in a file: text, order and column of its cells."""
    found: dict[tuple, list[tuple[int, int, str]]] = {}
    for kind, table in tables.items():
        columns = [column.name for column in attain.columns(kind)]
        places = zip(
            range(table.num_rows),
            table.column(FILE).to_pylist(),
            table.column(LINE).to_pylist(),
            strict=True,
        )
        for row, *place in places:
            if tuple(place) not in wanted:
                continue
            cells = table.slice(row, 1)
            for name in (name for name in columns if name in table.column_names):
                text = keys.lowered(cells.column(name)) if "email" in name else keys.trimmed(cells.column(name))
                order = (_ORDER.index(kind) << 16) + columns.index(name)
                number = int(keys.hashed(text, keys.TEXT)[0])
                found.setdefault(tuple(place), []).append((number, order, name))
    return found


def plain_findings(schema: pa.Schema) -> pa.Schema:
    """The findings without what is between."""
    return pa.schema([field for field in schema if field.name not in dict(_MARKS)])


def once(findings: DataFrame) -> DataFrame:
    """Each finding as often as a run over all rows tells it."""
    from pyspark.sql import Window
    from pyspark.sql import functions as F

    columns = [name for name in findings.columns if name not in dict(_MARKS)]
    text = F.col("_text").isNotNull()
    anybodys = (F.coalesce("mpn_id", F.lit("")) == "") & F.col("line").isNull()
    counted = F.col("message").rlike(_COUNTED)
    first = Window.partitionBy("_text").orderBy("_place", "file", "line")
    of_texts = findings.where(text).withColumn("_first", F.row_number().over(first))
    others = findings.where(~text & ~anybodys).select(columns)
    same = findings.where(~text & anybodys & ~counted).select(columns).dropDuplicates()

    def part(group: int):
        return F.regexp_extract("message", _COUNTED, group)

    lists = findings.where(~text & anybodys & counted).select(
        *columns, part(1).alias("_a"), part(2).cast("bigint").alias("_n"), part(3).alias("_z")
    )
    rest = [name for name in columns if name != "message"]
    lists = lists.groupBy(*rest, "_a", "_z").agg(F.sum("_n").alias("_n"))
    message = F.concat("_a", F.col("_n").cast("string"), "_z").alias("message")
    lists = lists.select(*(message if name == "message" else name for name in columns))
    firsts = of_texts.where("_first = 1").select(columns)
    return others.unionByName(same).unionByName(lists).unionByName(firsts)

