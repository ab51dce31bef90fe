"""Makes packed chunks of whatever a source is: a table of the lakehouse, or exports as they were downloaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attain
from attain.errors import InputError
from attain.kernel import ensure_columns

from .exports import Reader
from .keys import folded
from .kinds import FILE, LINE
from .pack import Packer

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_EXPORTS = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz")


def source(
    spark: SparkSession,
    kind: str,
    given: DataFrame | str | list[str],
    skills: dict[str, str],
    version: str | int | None = None,
) -> tuple[DataFrame, Packer]:
    """The rows of a source, and the packer to run over them.

    `given` is a DataFrame, the name of a table, a folder of Parquet or Delta, or the path of exports. Of a table that
    keeps its history the version with this number is read.
    """
    headers = {column.name: [column.name, *column.headers] for column in attain.columns(kind)}
    if (
        isinstance(given, (list, tuple))
        or isinstance(given, str)
        and given.lower().endswith(_EXPORTS)
    ):
        files = spark.read.format("binaryFile").load(
            list(given) if not isinstance(given, str) else given
        )
        reader = Reader(kind, headers)
        # Sail deals a file of some size out to several tasks, each of which gets the whole of it.
        files = files.select("path", "content", "modificationTime").dropDuplicates(["path"])
        return files, Packer(kind, list(headers), skills, reader)
    if isinstance(given, str):
        given = _named(spark, given, version)
    table = texts(kind, given, headers)
    columns = [name for name in table.columns if name not in (FILE, LINE)]
    return table, Packer(kind, columns, skills)


def _named(spark: SparkSession, name: str, version: str | int | None) -> DataFrame:
    read = spark.read if not isinstance(version, int) else spark.read.option("versionAsOf", version)
    if "/" not in name:
        return read.table(name)
    if name.rstrip("/").endswith(".parquet"):
        return spark.read.parquet(name)
    return read.format("delta").load(name)


def texts(kind: str, table: DataFrame, headers: dict[str, list[str]]) -> DataFrame:
    """The columns that are known, under their canonical names, as texts such as an export would have."""
    from pyspark.sql import functions as F

    by_header = {
        folded(header): name
        for name, names in reversed(headers.items())
        for header in reversed(names)
    }
    for mark in (FILE, LINE):
        if mark not in table.columns:
            raise InputError(
                f"error: the table {kind}: the column {mark} is missing; each row says from which file and line it was "
                "read: give the exports themselves, or keep both when you load them"
            )
    chosen = {}
    for field in table.schema.fields:
        name = by_header.get(folded(field.name))
        if field.name not in (FILE, LINE) and name and name not in chosen:
            chosen[name] = _text(kind, field, F).alias(name)
    ensure_columns(
        kind, f"the table {kind}", [name for name in table.columns if name not in (FILE, LINE)]
    )
    ordered = [chosen[name] for name in headers if name in chosen]
    return table.select(
        *ordered, F.col(FILE).cast("string").alias(FILE), F.col(LINE).cast("long").alias(LINE)
    )


def _text(kind: str, field, F):
    """A cell of any type as an export would write it."""
    cell, of = F.col(f"`{field.name}`"), field.dataType.typeName()
    if of == "string":
        return cell
    if of == "boolean":
        return F.when(cell, "Yes").when(~cell, "No")
    if of in ("double", "float", "decimal"):
        plain = cell.cast("decimal(38,10)").cast("string")
        return F.regexp_replace(F.regexp_replace(plain, r"(\.[0-9]*?)0+$", "$1"), r"\.$", "")
    if of in ("date", "timestamp", "timestamp_ntz", "byte", "short", "integer", "long"):
        return cell.cast("string")
    raise InputError(
        f'error: the table {kind}: the column "{field.name}" has cells of a type that no table has: {of}; '
        "give it as text, numbers, dates or true and false"
    )
