"""The key of a run: the same for the same question, whoever asks it again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import attain

from .companies import Companies
from .config import Config

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


def run_key(config: Config, companies: Companies, as_of: date, versions: Mapping[str, Any]) -> str:
    """Of the day, the configuration, the companies, the versions of the tables and that of the program."""
    parts = [
        as_of.isoformat(),
        sorted((PurePath(name).name, text) for name, text in config.texts.items()),
        sorted(companies.all, key=lambda company: company["mpn_id"]),
        {kind: str(version) for kind, version in versions.items()},
        attain.__version__,
    ]
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()[:16]


def digest(rows: DataFrame) -> str:
    """Of rows without a version: their number, and a sum over all of them, whatever their order."""
    from pyspark.sql import functions as F

    each = F.xxhash64(*rows.columns).cast("decimal(38,0)")
    found = (
        rows.select(each.alias("each"))
        .agg(F.count("*").alias("count"), F.sum("each").alias("sum"))
        .collect()[0]
    )
    return f"{found['count']}:{found['sum']}"


def version(spark: SparkSession, given: Any) -> int | None:
    """The newest version of a Delta table, where the engine tells it: what is written meanwhile is not read."""
    if not isinstance(given, str):
        return None
    name = f"delta.`{given}`" if "/" in given else given
    try:
        return int(spark.sql(f"DESCRIBE HISTORY {name} LIMIT 1").collect()[0]["version"])
    except Exception:  # noqa: BLE001 - no Delta table, or an engine that tells of none: its rows tell instead
        return None
