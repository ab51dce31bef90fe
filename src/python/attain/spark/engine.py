"""What engines do differently: Spark 3.5 and 4, Spark Connect, Databricks, Fabric, Sail."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from attain.errors import AttainError, InputError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, GroupedData, SparkSession

#: Types of Arrow as the engines write them in a schema.
_NAMES = {pa.string(): "string", pa.int32(): "int", pa.int64(): "bigint", pa.bool_(): "boolean"}
_NAMES |= {pa.binary(): "binary", pa.date32(): "date"}


def ddl(schema: pa.Schema) -> str:
    """The schema in the words of the engines."""
    return ", ".join(f"`{field.name}` {_name(field.type)}" for field in schema)


def _name(of: pa.DataType) -> str:
    if pa.types.is_decimal(of):
        return f"decimal({of.precision},{of.scale})"
    return "timestamp" if pa.types.is_timestamp(of) else _NAMES[of]


def frame_of(spark: SparkSession, table: pa.Table) -> DataFrame:
    """A small table as a frame of the engine."""
    rows = list(zip(*(table.column(name).to_pylist() for name in table.column_names)))
    return spark.createDataFrame(rows, ddl(table.schema))


def read(kind: str, of: Callable, *given: Any) -> Any:
    """What `of` says of a source. Engines have a type of their own for what they cannot read."""
    try:
        return of(*given)
    except Exception as error:
        if isinstance(error, AttainError) or not type(error).__module__.startswith("pyspark"):
            raise
        said = str(error).strip().splitlines()[0]
        raise InputError(
            f"error: the table {kind}: it cannot be read: {said}; name one that the engine can read"
        ) from error


def mapped(frame: DataFrame, function: Callable, schema: pa.Schema) -> DataFrame:
    """Batches in, batches out."""
    return frame.mapInArrow(function, ddl(schema))


def grouped(
    frame: DataFrame, key: str, function: Callable, schema: pa.Schema, parts: int
) -> DataFrame:
    """One call for all rows of a key: `function(key, table) -> table`.

    Spark 4 groups by itself. Before it a partition is held and taken apart by the worker; it leans on no order, for
    Sail drops a sort that stands before `mapInArrow`.
    """
    frame = _nullable(frame)
    groups = frame.groupBy(key)
    if groups_itself(groups):
        return groups.applyInArrow(_each(function), ddl(schema))
    return frame.repartition(parts, key).mapInArrow(_Partition(key, function), ddl(schema))


def groups_itself(groups: GroupedData) -> bool:
    """Spark 4 does."""
    return hasattr(groups, "applyInArrow")


def _nullable(frame: DataFrame) -> DataFrame:
    """Sail trips over cells that one of its plans says can be empty, and the other says cannot."""
    from pyspark.sql import functions as F

    return frame.select(
        *[F.when(F.col(name).isNotNull(), F.col(name)).alias(name) for name in frame.columns]
    )


def _each(function: Callable):
    """What Spark 4 calls with a key and its rows: without hints, from which it would guess another form."""

    def each(key, table):
        return function(key[0].as_py(), table)

    return each


class _Partition:
    """The same for a partition with several keys."""

    def __init__(self, key: str, function: Callable):
        self.key, self.function = key, function

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        held = [batch for batch in batches if batch.num_rows]
        if not held:
            return
        whole = pa.Table.from_batches(held)
        keys = whole.column(self.key)
        for key in pc.unique(keys).to_pylist():
            yield from self.function(key, whole.filter(pc.equal(keys, key))).to_batches()
