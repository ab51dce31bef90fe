"""What is between the inputs and the published tables: packed, tied, dealt out, judged."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa

from attain.errors import AttainError, of_code

from .blob import from_blob
from .cites import GROUPS, numbered, placed, plain_actions
from .companies import COLUMNS, Companies
from .config import Config
from .engine import ddl, frame_of, grouped, mapped
from .findings import once, plain_findings
from .halo import Halo
from .hubs import hubs
from .pack import PACKED, Packer
from .publish import Told
from .shard import COMPANY, NOTE, PLACED, SENT, TOLD, Shard, Split, schemas
from .whole import Whole

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

#: Rows that a worker judges at once, people around its companies aside: some 300 MiB of memory.
ROWS_OF_SHARD = 50_000


class Made(NamedTuple):
    """A table, and what is told of it."""

    rows: DataFrame
    told: Told


@dataclass
class Work:
    """A run under way. What is between stays in a folder of its own until the end."""

    spark: SparkSession
    config: Config
    companies: Companies
    as_of: date
    #: None for as many as the rows need.
    shards: int | None
    stage: str
    names: list[str] = field(default_factory=list)
    #: By table the rows that no shard knows.
    further: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    #: By kind of a source near its reject limit the first row that is set aside.
    faults: dict[str, str] = field(default_factory=dict)
    #: By the folded name of a competency the first row of the memberships that has it.
    named: dict[str, tuple[str, int]] = field(default_factory=dict)

    def kept(self, frame: DataFrame, name: str, *by: str) -> DataFrame:
        """What is asked for again and again is made once; with a folder for each cell of `by`."""
        self.names.append(name)
        frame.write.mode("overwrite").partitionBy(*by).parquet(f"{self.stage}/{name}")
        # Sail leaves nothing of a table without rows, not even its columns.
        return self.spark.read.schema(frame.schema).parquet(f"{self.stage}/{name}")

    def clear(self) -> None:
        """No row of anybody stays behind: where the folder is out of reach, the tables in it are emptied."""
        if os.path.isdir(self.stage):
            shutil.rmtree(self.stage, ignore_errors=True)
            return
        for name in self.names:
            empty = self.spark.range(0).selectExpr("id")
            empty.write.mode("overwrite").parquet(f"{self.stage}/{name}")

    def judged(self, sources: dict[str, tuple[DataFrame, Packer]]) -> DataFrame:
        """What every shard says, once it is known that it may be published."""
        packed = self._packed(sources)
        whole = Whole.of(packed, self.config, self.companies)
        columns = {kind: whole.columns(kind, packer) for kind, (_, packer) in sources.items()}
        self.companies = self.companies.dealt_to(self.shards or -(-whole.count // ROWS_OF_SHARD))
        ids = frame_of(self.spark, self.companies.ids())
        narrow = {
            kind: frame.where("row >= 0").drop("blob", "note") for kind, frame in packed.items()
        }
        halo = Halo(narrow, ids, self.companies.shards, whole.in_words, self.kept)
        rows, companies, counted = halo.placements()
        self.further["rejects"] = [
            _ragged(kind, *place) for kind in sources for place in whole.ragged[kind]
        ]
        self.further["findings"] = hubs(
            counted, halo.labels, packed["users"], ids, sources["users"][1].columns
        )
        split = Split({kind: packer.columns for kind, (_, packer) in sources.items()}, columns)
        dealt = self._dealt(packed, rows, split).unionByName(self._companies(companies))
        told, rejected = self._told(dealt, columns, whole, {})
        if whole.is_near(rejected):
            # Rare, and only known now: each company is told to look at the source.
            told, _ = self._told(dealt, columns, whole, rejected)
        return told

    def _told(
        self, dealt: DataFrame, columns: dict, whole: Whole, rejected: dict
    ) -> tuple[DataFrame, dict[str, int]]:
        """What the shards say, who take so many rows for set aside; and how many are."""
        is_single = len(self.companies.all) == 1
        shard = Shard(self.config, self.as_of, columns, whole.decided(rejected), is_single)
        said = grouped(dealt, "shard", shard, TOLD, self.companies.shards)
        # By table: whoever opens one reads no other.
        told = self.kept(said, f"told-{len(rejected)}", "table")
        notes = [
            json.loads(row["note"])
            for row in told.where(f"table = '{NOTE}'").select("note").collect()
        ]
        if failed := [note for note in notes if "failed" in note]:
            raise _failure(failed)
        counts = whole.rejected(notes)
        whole.refuse(counts, notes)
        self.faults = whole.first_rejects(counts, notes)
        for name, *place in (own for note in notes for own in note["names"]):
            self.named[name] = min(self.named.get(name, tuple(place)), tuple(place))
        return told, counts

    def _packed(self, sources: dict[str, tuple[DataFrame, Packer]]) -> dict[str, DataFrame]:
        """The chunks of each source."""
        from pyspark.sql import functions as F

        each = [
            mapped(rows, packer, PACKED).withColumn("kind", F.lit(kind))
            for kind, (rows, packer) in sources.items()
        ]
        whole = self.kept(reduce(_union, each), "packed")
        return {kind: whole.where(f"kind = '{kind}'").drop("kind") for kind in sources}

    def _dealt(
        self, packed: dict[str, DataFrame], placed: dict[str, DataFrame], split: Split
    ) -> DataFrame:
        """The rows of every source, as blobs for the shards that need them."""
        from pyspark.sql import functions as F

        parts = []
        for kind in packed:
            blobs = (
                packed[kind]
                .where("row < 0")
                .select("chunk", "row", F.lit(0).alias("shard"), F.lit(True).alias("home"), "blob")
            )
            rows = placed[kind].select(
                "chunk", "row", "shard", "home", F.lit(None).cast("binary").alias("blob")
            )
            parts += [
                part.withColumn("kind", F.lit(kind)).select(*PLACED) for part in (blobs, rows)
            ]
        return grouped(reduce(_union, parts), "chunk", split, SENT, self.companies.shards)

    def _companies(self, placed: DataFrame) -> DataFrame:
        from pyspark.sql import functions as F

        companies = frame_of(self.spark, self.companies.table())
        blob = F.to_json(F.struct(*COLUMNS)).cast("binary").alias("blob")
        return placed.join(companies, "place").select(
            "shard", F.lit(COMPANY).alias("kind"), "home", blob
        )

    def tables(self, told: DataFrame) -> dict[str, Made]:
        """The tables of all shards, whole."""
        blob = told.where(f"table = '{NOTE}'").select("blob").limit(1).collect()[0]["blob"]
        of_tables = schemas(bytes(blob))
        counts = told.groupBy("table").agg({"rows": "sum"}).toDF("table", "rows").collect()
        rows = {row["table"]: int(row["rows"] or 0) for row in counts}
        tables = {name: _opened(told, name, schema) for name, schema in of_tables.items()}
        del of_tables[GROUPS]
        tables["actions"] = numbered(tables["actions"], tables.pop(GROUPS))
        tables["actions"] = placed(tables["actions"], self.faults, self.named)
        tables["findings"] = once(tables["findings"])
        of_tables["actions"] = plain_actions(of_tables["actions"])
        of_tables["findings"] = plain_findings(of_tables["findings"])
        for name, further in self.further.items():
            tables[name] = self._with(tables[name], further, of_tables[name])
            rows[name] = rows.get(name, 0) + len(further)
        return {
            name: Made(tables[name], Told(rows.get(name, 0), ddl(of_tables[name])))
            for name in sorted(tables)
        }

    def _with(self, table: DataFrame, rows: list[dict[str, Any]], schema: pa.Schema) -> DataFrame:
        """The table with rows that no shard knows."""
        if not rows:
            return table
        cells = [tuple(row.get(name) for name in schema.names) for row in rows]
        return table.unionByName(self.spark.createDataFrame(cells, ddl(schema)))


def _ragged(kind: str, file: str, line: int) -> dict[str, Any]:
    message = "the number of fields does not fit the header"
    return {
        "source_kind": kind,
        "file": file,
        "line": line,
        "code": "ragged_row",
        "message": message,
    }


def _union(one: DataFrame, other: DataFrame) -> DataFrame:
    return one.unionByName(other)


def _opened(told: DataFrame, name: str, schema: pa.Schema) -> DataFrame:
    return mapped(told.where(f"table = '{name}'").select("blob"), Unpack(), schema)


class Unpack:
    """The tables of the shards, as rows."""

    def __call__(self, batches):
        for batch in batches:
            for blob in batch.column(0).to_pylist():
                yield from from_blob(blob).to_batches(max_chunksize=20_000)


def _failure(failed: list[dict[str, Any]]) -> AttainError:
    """The first shard that failed, with its companies; of others how many there are."""
    first = min(failed, key=lambda note: (not note["companies"], note["companies"][:1]))
    some = first["companies"]
    names = ", ".join(some[:10]) + (f" and {len(some) - 10} more" if len(some) > 10 else "")
    others = f"\n    {len(failed) - 1} other shards failed too" if len(failed) > 1 else ""
    return of_code(first["exit_code"])(
        f"{first['failed']}\n    in the shard of the companies {names}; nothing is published{others}"
    )

