"""Actions cite the row that they stand on by its number in the whole table, which no shard knows.

A shard says instead how many rows of the same group stand before it: a company's, or a company's of one day. How many
rows stand before the group is counted when all shards have told.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from attain._attain import fold

from .kinds import FILE, LINE

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

#: What the tables that actions cite are sorted by, up to the company: a company is in one shard alone.
_GROUPS = {"contacts": ("rank", "mpn_id"), "events": ("date", "kind", "mpn_id")}
_BY_COMPANY = ("mpn_id",)
_CITED = re.compile(r"(?:^|;)([a-z_]+):([0-9]+)$")
_MARKS = (("_of", pa.string()), ("_group", pa.string()), ("_before", pa.int64()))
_BETWEEN = "\x1f"

#: The table of the groups of a shard, and how it is called beside the others.
GROUPS = "_groups"
COUNTED = pa.schema(
    [("_of", pa.string()), ("_group", pa.string()), ("first", pa.int64())]
    + [("second", pa.string()), ("third", pa.string()), ("count", pa.int64())]
)


def groups_of(table: str) -> tuple[str, ...]:
    return _GROUPS.get(table, _BY_COMPANY)


def marked(actions: pa.Table, tables: dict[str, pa.Table]) -> pa.Table:
    """The actions of a shard, each with the group of the row that it cites, and the rows of it before that one."""
    places: dict[str, list[tuple[str, int]]] = {}
    marks: list[tuple] = []
    for why in actions.column("why").to_pylist():
        found = _CITED.search(why or "")
        table = found[1] if found else None
        if table not in tables:
            marks.append((None, None, None))
            continue
        if table not in places:
            places[table] = _places(tables[table], groups_of(table))
        marks.append((table, *places[table][int(found[2]) - 1]))
    for place, (name, of) in enumerate(_MARKS):
        actions = actions.append_column(name, pa.array([mark[place] for mark in marks], of))
    return actions


def _places(table: pa.Table, columns: tuple[str, ...]) -> list[tuple[str, int]]:
    """Of each row its group, and how many of the group stand before it."""
    seen: dict[str, int] = {}
    found = []
    for cells in zip(*(table.column(column).to_pylist() for column in columns)):
        group = _BETWEEN.join("" if cell is None else str(cell) for cell in cells)
        seen[group] = seen.get(group, 0) + 1
        found.append((group, seen[group] - 1))
    return found


def plain_actions(schema: pa.Schema) -> pa.Schema:
    """The actions without what is between."""
    return pa.schema([field for field in schema if field.name not in dict(_MARKS)])


def counted(tables: dict[str, pa.Table]) -> pa.Table:
    """How many rows each group of a shard has, with what the groups of a table are sorted by."""
    parts = []
    for name, table in tables.items():
        columns = list(groups_of(name))
        if not set(columns) <= set(table.column_names):
            continue
        found = table.select(columns).group_by(columns).aggregate([([], "count_all")])
        cells = [pc.fill_null(found.column(column).cast(pa.string()), "") for column in columns]
        first = found.column(columns[0])
        is_text = pa.types.is_string(first.type)
        nothing = pa.nulls(found.num_rows, pa.int64())
        days = first.cast(pa.int32()) if pa.types.is_date(first.type) else first
        sorted_by = [
            nothing if is_text else days.cast(pa.int64()),
            cells[1] if len(columns) > 2 else pa.array([""] * found.num_rows),
            cells[-1],
        ]
        group = pc.binary_join_element_wise(*cells, _BETWEEN)
        of = pa.array([name] * found.num_rows, pa.string())
        parts.append(
            pa.table([of, group, *sorted_by, found.column("count_all")], schema=COUNTED)
        )
    return pa.concat_tables(parts) if parts else COUNTED.empty_table()


def numbered(actions: DataFrame, groups: DataFrame) -> DataFrame:
    """The actions with the numbers that the rows have in the whole tables; `groups` are those of all shards."""
    from pyspark.sql import Window
    from pyspark.sql import functions as F

    order = Window.partitionBy("_of").orderBy(F.col("first").asc_nulls_first(), "second", "third")
    earlier = F.sum("count").over(order.rowsBetween(Window.unboundedPreceding, -1))
    whole = groups.groupBy("_of", "_group", "first", "second", "third")
    whole = whole.agg(F.sum("count").alias("count"))
    starts = whole.select("_of", "_group", earlier.alias("_start"))
    joined = actions.join(starts, ["_of", "_group"], "left")
    number = (F.coalesce("_start", F.lit(0)) + F.col("_before") + 1).cast("string")
    why = F.when(F.col("_of").isNull(), F.col("why")).otherwise(
        F.concat(F.regexp_replace("why", "[0-9]+$", ""), number)
    )
    columns = [
        why.alias(c) if c == "why" else F.col(c) for c in actions.columns if c not in dict(_MARKS)
    ]
    return joined.select(*columns)


def names(tables: dict[str, pa.Table], rejects: pa.Table) -> list[list]:
    """The competencies that memberships of a shard name, each with the first row of it that is not set aside."""
    memberships = tables.get("memberships")
    if memberships is None:
        return []
    kinds, *places = (rejects.column(name).to_pylist() for name in ("source_kind", "file", "line"))
    aside = {place for kind, place in zip(kinds, zip(*places)) if kind == "memberships"}
    first: dict[str, tuple[str, int]] = {}
    cells = (memberships.column(name).to_pylist() for name in ("competency", FILE, LINE))
    for name, file, line in zip(*cells):
        place = (file, int(line))
        if name and place not in aside:
            folded = fold(name)
            first[folded] = min(first.get(folded, place), place)
    return [[name, *place] for name, place in first.items()]


def placed(
    actions: DataFrame, rejects: dict[str, str], named: dict[str, tuple[str, int]]
) -> DataFrame:
    """The actions about inputs with the first row of the whole that is at fault, not that of a shard."""
    from pyspark.sql import functions as F

    if "fault" not in actions.columns:
        return actions
    mends = (F.col("kind") == "mend_input") & F.col("fault").isin("rejects", "incomplete", "missing")
    code, place = F.col("fault"), F.col("place")
    for kind, row in rejects.items():
        own = mends & (F.col("what") == kind)
        code, place = F.when(own, "rejects").otherwise(code), F.when(own, row).otherwise(place)
    # Names that no programme has: there are few.
    unknown = F.col("fault") == "unknown_competency"
    for row in actions.where(unknown).select("competency").distinct().collect():
        found = named.get(fold(row["competency"]))
        if found:
            own = unknown & (F.col("competency") == row["competency"])
            place = F.when(own, f"{found[0]}:{found[1]}:competency").otherwise(place)
    made = {"fault": code, "place": place}
    return actions.select(*(made.get(name, F.col(name)).alias(name) for name in actions.columns))
