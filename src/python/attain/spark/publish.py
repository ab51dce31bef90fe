"""Publishes the tables of a run: each in one commit that a repeat does not make again, the run itself last.

A reader takes the keys of whole runs from the table `runs`, and of every other table the rows with such a key.
"""

from __future__ import annotations

import json
from datetime import date, datetime, timezone
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa

from attain.errors import ConfigurationError, OutputError

from .engine import frame_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

RUNS = "runs"
_RUNS = "run_key string, as_of date, program string, tables string, finished timestamp"


class Told(NamedTuple):
    """What is known of a published table: an engine may leave nothing of one without rows."""

    rows: int
    schema: str


def told(tables: str) -> dict[str, Told]:
    """What a row of `runs` says of the tables."""
    return {name: Told(*of) for name, of in json.loads(tables).items()}


def publisher(into: str) -> Publisher:
    """By the word before the colon."""
    form, _, folder = into.partition(":")
    forms = {of.form: of for of in (Publisher, Delta, DeltaLake)}
    if form not in forms or not folder:
        known = ", ".join(f'"{form}:FOLDER"' for form in sorted(forms))
        raise ConfigurationError(f'error: into is "{into}"; write one of {known}')
    return forms[form](folder.rstrip("/"))


class Publisher:
    """Parquet: a folder for each table, in it one for each run."""

    form = "parquet"

    def __init__(self, folder: str):
        self.folder = folder

    @property
    def into(self) -> str:
        """As `run` is told it."""
        return f"{self.form}:{self.folder}"

    def published(self, spark: SparkSession, key: str) -> dict[str, Told] | None:
        """What each table of the run has, where it is published."""
        try:
            runs = self._runs(spark, key)
            found = runs.select("tables").limit(1).collect() if "tables" in runs.columns else []
        except Exception as error:  # noqa: BLE001 - engines have a type of their own for what is not there
            if _is_missing(error):
                return None
            raise
        if not found:
            return None
        return told(found[0]["tables"])

    def runs(self, spark: SparkSession) -> DataFrame:
        """A row for each whole run; none where nothing is published."""
        try:
            found = self._all_runs(spark)
            if "tables" in found.columns:
                return found
        except Exception as error:  # noqa: BLE001 - as above
            if not _is_missing(error):
                raise
        return spark.createDataFrame([], _RUNS)

    def write(
        self, spark: SparkSession, name: str, table: DataFrame, key: str, as_of: date
    ) -> None:
        """All rows of a table; a repeat replaces what an attempt before it left."""
        self._checked(lambda: self._write(name, _marked(table, key, as_of), key), name)

    def finish(
        self, spark: SparkSession, key: str, as_of: date, tables: dict[str, Told], program: str
    ) -> None:
        """From here on readers see the run."""
        row = _run(spark, key, as_of, tables, program)
        self._checked(lambda: self._write(RUNS, row, key), RUNS)

    def table(self, spark: SparkSession, name: str, key: str) -> DataFrame:
        """A table of one run."""
        return spark.read.parquet(f"{self.folder}/{name}/run_key={key}")

    def _all_runs(self, spark: SparkSession) -> DataFrame:
        return spark.read.parquet(f"{self.folder}/{RUNS}")

    def _runs(self, spark: SparkSession, key: str) -> DataFrame:
        return self.table(spark, RUNS, key)

    def _write(self, name: str, table: DataFrame, key: str) -> None:
        # The key stands in the path: whoever reads the whole folder sees it as a column.
        table.drop("run_key").write.mode("overwrite").parquet(f"{self.folder}/{name}/run_key={key}")

    @staticmethod
    def _checked(write, name: str) -> None:
        try:
            write()
        except Exception as error:
            if type(error).__module__.startswith("pyspark"):
                raise OutputError(
                    f"error: {name}: the table cannot be written\n    {error}"
                ) from error
            raise


class Delta(Publisher):
    """Delta, written by the engine: one table each, whose log knows which runs it has."""

    form = "delta"

    def write(
        self, spark: SparkSession, name: str, table: DataFrame, key: str, as_of: date
    ) -> None:
        self._checked(lambda: self._commit(spark, name, _marked(table, key, as_of), key), name)

    def finish(
        self, spark: SparkSession, key: str, as_of: date, tables: dict[str, Told], program: str
    ) -> None:
        row = _run(spark, key, as_of, tables, program)
        self._checked(lambda: self._commit(spark, RUNS, row, key), RUNS)

    def table(self, spark: SparkSession, name: str, key: str) -> DataFrame:
        return spark.read.format("delta").load(f"{self.folder}/{name}").where(f"run_key = '{key}'")

    def _all_runs(self, spark: SparkSession) -> DataFrame:
        return spark.read.format("delta").load(f"{self.folder}/{RUNS}")

    def _commit(self, spark: SparkSession, name: str, table: DataFrame, key: str) -> None:
        """One commit, made once: what an attempt before this one has committed is whole."""
        try:
            if self.table(spark, name, key).limit(1).collect():
                return
        except Exception as error:  # noqa: BLE001 - as above
            if not _is_missing(error):
                raise
        # Where two attempts race, engines that know transactions take one of them.
        options = {"txnAppId": _transaction(key), "txnVersion": "1", "mergeSchema": "true"}
        table.write.format("delta").mode("append").options(**options).save(f"{self.folder}/{name}")


class DeltaLake(Delta):
    """Delta for engines that cannot write it: the rows of a table pass through the driver."""

    form = "deltalake"

    def table(self, spark: SparkSession, name: str, key: str) -> DataFrame:
        from deltalake import DeltaTable

        found = DeltaTable(f"{self.folder}/{name}").to_pyarrow_table(
            filters=[("run_key", "=", key)]
        )
        return frame_of(spark, found)

    def _all_runs(self, spark: SparkSession) -> DataFrame:
        from deltalake import DeltaTable

        return frame_of(spark, DeltaTable(f"{self.folder}/{RUNS}").to_pyarrow_table())

    def _commit(self, spark: SparkSession, name: str, table: DataFrame, key: str) -> None:
        from deltalake import CommitProperties, DeltaTable, Transaction, write_deltalake

        folder = f"{self.folder}/{name}"
        if (
            DeltaTable.is_deltatable(folder)
            and DeltaTable(folder).transaction_version(_transaction(key)) is not None
        ):
            return
        rows = (
            table.toArrow() if hasattr(table, "toArrow") else pa.Table.from_pandas(table.toPandas())
        )
        made = CommitProperties(app_transactions=[Transaction(_transaction(key), 1)])
        write_deltalake(
            folder,
            rows,
            mode="append",
            schema_mode="merge",
            partition_by=["as_of"],
            commit_properties=made,
        )


def _transaction(key: str) -> str:
    return f"attain:{key}"


def _run(
    spark: SparkSession, key: str, as_of: date, tables: dict[str, Told], program: str
) -> DataFrame:
    told = json.dumps(tables, sort_keys=True)
    return spark.createDataFrame(
        [(key, as_of, program, told, datetime.now(timezone.utc).replace(tzinfo=None))], _RUNS
    )


def _marked(table: DataFrame, key: str, as_of: date) -> DataFrame:
    from pyspark.sql import functions as F

    return table.withColumn("as_of", F.lit(as_of)).withColumn("run_key", F.lit(key))


def _is_missing(error: Exception) -> bool:
    """Whether there is no such table yet, in the words of the engines."""
    words = (
        "PATH_NOT_FOUND",
        "DELTA_TABLE_NOT_FOUND",
        "DELTA_MISSING_DELTA_TABLE",
        "TableNotFoundError",
        "does not exist",
    )
    others = (
        "not a Delta table",
        "no files in log",
        "No commit files found",
        "is not a valid",
        "Not a Delta table",
    )
    said = f"{type(error).__name__} {error}"
    return any(word in said for word in words + others)
