"""One run of many companies on an engine: pack, find the halo, deal out, judge, publish."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attain
from attain.errors import ConfigurationError, InputError

from . import ingest
from .companies import Companies
from .config import Config
from .engine import ddl, frame_of, read
from .kinds import KINDS
from .portfolio import PORTFOLIO, portfolio
from .publish import Publisher, Told, publisher, told
from .run_key import digest, run_key, version
from .work import Made, Work

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


@dataclass(frozen=True)
class Finished:
    """How a run ended."""

    run_key: str
    #: False where the same run was published before.
    is_new: bool
    tables: dict[str, Told]
    into: str

    def table(self, spark: SparkSession, name: str) -> DataFrame:
        """A published table, this run's rows of it."""
        if name not in self.tables:
            raise ConfigurationError(
                f"error: there is no table {name}; there are {', '.join(sorted(self.tables))}"
            )
        if self.tables[name].rows == 0:
            return spark.createDataFrame([], self.tables[name].schema)
        return publisher(self.into).table(spark, name, self.run_key)

    def portfolio(self, spark: SparkSession) -> DataFrame:
        """How each company stands, the worst first."""
        return self.table(spark, "portfolio").orderBy("rank")


def runs(spark: SparkSession, into: str) -> DataFrame:
    """The runs that are published whole: what no row of it names is under way, or was broken off."""
    return publisher(into).runs(spark).select("run_key", "as_of", "program", "finished")


def latest(spark: SparkSession, into: str, as_of: date | str | None = None) -> Finished | None:
    """The last of the whole runs that were published there, or of those for a day; None where there is none."""
    from pyspark.sql import functions as F

    to = publisher(into)
    found = to.runs(spark)
    if as_of is not None:
        found = found.where(F.col("as_of") == F.lit(_day(as_of)))
    last = found.orderBy(F.col("as_of").desc(), F.col("finished").desc()).limit(1).collect()
    if not last:
        return None
    return Finished(last[0]["run_key"], False, told(last[0]["tables"]), into)


def run(
    spark: SparkSession,
    inputs: Mapping[str, Any],
    companies: Any,
    config: str | Path,
    as_of: date | str,
    into: str,
    *,
    versions: Mapping[str, str | int] | None = None,
    shards: int | None = None,
    stage: str | None = None,
) -> Finished:
    """Judges the companies on the engine behind `spark`, and publishes every table into `into`.

    `inputs`: by kind a DataFrame, the name of a table, a folder of Parquet or Delta, or exports (CSV, TSV, gzipped).
    `companies`: a DataFrame, an Arrow table, a list of mappings; None for those of the pipeline file.
    `config`: the path of the pipeline file, where this runs.
    `into`: `delta:FOLDER` or `parquet:FOLDER`, which the workers reach too.
    `versions`: by kind the version of its table. That of a Delta table is found out where the engine tells it; of the
    others the rows themselves make the run key.
    `stage`: a folder for what is between; it is emptied at the end.
    """
    settings = Config.read(config)
    day = _day(as_of)
    versions = dict(versions or {})
    _refuse(inputs, settings, versions)
    given = Companies.of(settings.companies if companies is None else companies, shards or 1)
    kinds = [kind for kind in KINDS if kind in inputs]
    known = {kind: version(spark, inputs[kind]) for kind in kinds if kind not in versions}
    known = {kind: number for kind, number in known.items() if number is not None} | versions
    skills = settings.skills()
    sources = {
        kind: read(kind, ingest.source, spark, kind, inputs[kind], skills, known.get(kind))
        for kind in kinds
    }
    key = run_key(
        settings,
        given,
        day,
        {
            kind: _named(inputs[kind], known[kind]) if kind in known else read(kind, digest, rows)
            for kind, (rows, _) in sources.items()
        },
    )
    to = publisher(into)
    if (tables := to.published(spark, key)) is not None:
        return Finished(key, False, tables, into)
    work = Work(spark, settings, given, day, shards, stage or f"{to.folder}/_stage/{key}")
    try:
        tables = _publish(work, work.tables(work.judged(sources)), to, key)
    finally:
        work.clear()
    return Finished(key, True, tables, into)


def _publish(work: Work, made: dict[str, Made], to: Publisher, key: str) -> dict[str, Told]:
    """Each table in one commit, and the run last."""
    spark, as_of = work.spark, work.as_of
    for name, table in made.items():
        to.write(spark, name, table.rows, key, as_of)
    known = {name: table.told for name, table in made.items()}
    # Made of what is published: only the columns that it needs are read.
    published = Finished(key, True, known, to.into)
    names = ("levels", "actions", "findings", "skills")
    companies = frame_of(spark, work.companies.table().select(["mpn_id", "name"]))
    window_days = work.config.parameter("renewal_window_days", as_of)
    tables = (published.table(spark, name) for name in names)
    rows = portfolio(*tables, companies, as_of, window_days)
    to.write(spark, "portfolio", rows, key, as_of)
    known["portfolio"] = Told(len(work.companies.all), ddl(PORTFOLIO))
    to.finish(spark, key, as_of, known, attain.__version__)
    return known


def _day(as_of: date | str) -> date:
    try:
        day = as_of if isinstance(as_of, date) else date.fromisoformat(as_of)
    except ValueError:
        raise ConfigurationError(
            f'error: as_of: "{as_of}" is no day; write it as 2021-03-01'
        ) from None
    if day > date.today():
        raise ConfigurationError(
            f"error: as_of: {day} is in the future; give today or a day before it"
        )
    return day


def _named(given: Any, version: str | int) -> str:
    """A version is one of a table: another table with the same number is another question."""
    return f"{given}@{version}" if isinstance(given, str) else str(version)


def _refuse(
    inputs: Mapping[str, Any], config: Config, versions: Mapping[str, str | int]
) -> None:
    for kind in versions:
        if kind not in inputs:
            raise ConfigurationError(f"error: versions has {kind}, which is not among the inputs")
    for kind in inputs:
        if kind not in KINDS:
            raise ConfigurationError(
                f"error: inputs has {kind}, which is no kind of source; known are {', '.join(KINDS)}"
            )
    for kind in dict.fromkeys(["users", "transcripts", *config.document.get("sources", {})]):
        if kind not in inputs:
            raise InputError(
                f"error: tables: there is no table of {kind}; give one, or take [sources.{kind}] out of the pipeline"
            )
