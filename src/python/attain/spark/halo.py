"""Finds for each row the shards that need it: those of the companies that its person's accounts touch.

Linking looks up by MCID, user id and e-mail alone, and assessing goes by company. So a shard that has its companies,
and whole clusters of keys around their people, comes to the verdicts that a run over everything comes to.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

import pyarrow as pa

from .components import components
from .engine import mapped

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_KEYS = ("mcid", "user_id", "email", "email2")
_LABELS = pa.schema([("k", pa.int64()), ("cluster", pa.int64())])

#: Above so many companies a cluster is told: one identity that so many share is a mistake, or a person of note.
HUB_COMPANIES = 50


@dataclass
class Halo:
    """The narrow records of each kind, and the ids of the companies, turned into places."""

    #: Narrow records by kind: see `pack.PACKED`, without those of the blobs.
    narrow: dict[str, DataFrame]
    #: `company` (the number of an id), `place` of the company, `shard` of the company.
    ids: DataFrame
    shards: int
    #: Whether a date is written in words somewhere, so that only years can be compared.
    in_words: bool
    #: Keeps a small table that is asked for again and again.
    kept: object

    def placements(self) -> tuple[dict[str, DataFrame], DataFrame, DataFrame]:
        """By kind (chunk, row, shard, home) of its rows; (place, shard, home) of companies; hubs."""
        from pyspark.sql import functions as F

        labels = self.labels = self.kept(self._labels(), "labels")
        spread = self.kept(self._spread(labels), "spread")
        lonely = labels.select("cluster").distinct().join(spread, "cluster", "left_anti")
        homes = spread.groupBy("cluster").agg(F.min("shard").alias("first"))
        places = (
            spread.select("cluster", "shard")
            .distinct()
            .join(homes, "cluster")
            .select("cluster", "shard", (F.col("shard") == F.col("first")).alias("home"))
            .unionByName(lonely.select("cluster", self._by("cluster"), F.lit(True).alias("home")))
        )
        places = self.kept(labels.join(places, "cluster").select("k", "shard", "home"), "places")
        rows = {kind: self._placed(kind, places) for kind in self.narrow}
        return rows, self._companies(spread), self._hubs(spread)

    def _by(self, column: str):
        from pyspark.sql import functions as F

        return F.pmod(F.col(column), F.lit(self.shards)).cast("int").alias("shard")

    def _labels(self) -> DataFrame:
        """Each key with its cluster."""
        from pyspark.sql import functions as F

        accounts = self._accounts()
        pairs = _exploded(accounts)
        if "associations" in self.narrow:
            pairs = pairs.unionByName(_exploded(self.narrow["associations"]))
        pairs = self.kept(pairs.distinct(), "pairs")
        self._known = pairs.select("k").distinct()
        self._certain = self.kept(self._certain_mcids(accounts), "certain")
        ties = pairs
        if "transcripts" in self.narrow:
            self._weak = self.kept(self._weak_groups(), "weak")
            several = self._weak.where("size(ks) > 1").select("ks").distinct()
            ties = ties.unionByName(
                several.select(F.xxhash64("ks").alias("n"), F.explode("ks").alias("k"))
            )
        if "partner_center_report" in self.narrow:
            shown = _exploded(self.narrow["partner_center_report"]).join(
                self._known, "k", "left_semi"
            )
            ties = ties.unionByName(shown.select("n", "k").distinct())
        return _clusters(self.kept(ties, "ties"))

    def _accounts(self) -> DataFrame:
        """The users' rows of known companies: the others will be set aside."""
        users = self.narrow["users"]
        own = users.join(self.ids.select("company"), "company", "left_semi").select("chunk", "row")
        return users.join(own.distinct(), ["chunk", "row"], "left_semi")

    def _certain_mcids(self, accounts: DataFrame) -> DataFrame:
        """The MCIDs that are somebody's whatever becomes of rows that may be set aside."""
        from pyspark.sql import functions as F

        own = accounts.where("not further")
        # Of rows with one address and several MCIDs one is kept.
        kept = (
            own.groupBy("company", "email")
            .agg(F.countDistinct("mcid").alias("several"))
            .where("several = 1")
        )
        mcids = own.where("certain").join(kept, ["company", "email"], "left_semi").select("mcid")
        if "associations" in self.narrow:
            mcids = mcids.unionByName(self.narrow["associations"].where("certain").select("mcid"))
        return mcids.where("mcid <> 0").distinct()

    def _strays(self) -> DataFrame:
        """Transcripts that do not surely find somebody by their MCID."""
        return self.narrow["transcripts"].join(self._certain, "mcid", "left_anti")

    def _weak_key(self) -> str:
        return "weak_year" if self.in_words else "weak"

    def _weak_groups(self) -> DataFrame:
        """What may repeat each other (`weak`), with the keys of somebody that any of its rows has (`ks`).

        A stray row alone ties only keys that accounts have. One junk id that no account has would tie half of all
        companies together.
        """
        from pyspark.sql import functions as F

        strays = self._strays().withColumn("weak", F.col(self._weak_key()))
        each = [strays.select("weak", F.col(name).alias("k")).where("k <> 0") for name in _KEYS]
        strong = (
            reduce(_union, each).join(self._known, "k", "left_semi").select("weak", "k").distinct()
        )
        if "associations" not in self.narrow:
            # A2e: an account without an MCID takes that of its evidence, and is found by it from then on.
            evidence = strays.join(self.ids.select("company"), "company", "left_semi").where(
                "mcid <> 0"
            )
            taken = (
                evidence.join(strong.select("weak").distinct(), "weak", "left_semi")
                .select("mcid")
                .distinct()
            )
            by_mcid = strays.join(taken, "mcid", "left_semi").select(
                "weak", F.col("mcid").alias("k")
            )
            strong = strong.unionByName(by_mcid.distinct())
        return strong.groupBy("weak").agg(
            F.array_sort(F.collect_set("k")).alias("ks"), F.min("k").alias("k")
        )

    def _spread(self, labels: DataFrame) -> DataFrame:
        """(cluster, place, shard): the companies that each cluster touches, by accounts or associations."""
        from pyspark.sql import functions as F

        kinds = [kind for kind in ("users", "associations") if kind in self.narrow]
        own = reduce(
            _union, [self.narrow[kind].select("company", _first(F).alias("k")) for kind in kinds]
        )
        return (
            own.where("company <> 0")
            .distinct()
            .join(self.ids, "company")
            .join(labels, "k")
            .select("cluster", "place", "shard")
            .distinct()
        )

    def _placed(self, kind: str, places: DataFrame) -> DataFrame:
        from pyspark.sql import functions as F

        rows = self.narrow[kind]
        where = ["chunk", "row", "shard", "home"]
        if kind == "transcripts":
            sure = rows.join(self._certain, "mcid", "left_semi")
            strays = self._strays().select("chunk", "row", F.col(self._weak_key()).alias("weak"))
            tied = strays.join(self._weak.select("weak", "k"), "weak", "left")
            return _union(
                sure.select("chunk", "row", F.col("mcid").alias("k"))
                .join(places, "k")
                .select(*where),
                self._looked_up(tied, places, "weak"),
            )
        if kind in ("users", "associations", "partner_center_report"):
            rows = rows.where("not further").select("chunk", "row", "company", *_KEYS)
            if kind == "partner_center_report":
                return self._looked_up(self._shown(rows), places, "other")
            keyed = rows.select("chunk", "row", _first(F).alias("k"))
            placed = self._looked_up(keyed.where("k <> 0"), places, "k")
            # A row without any key is set aside, and where its company is known, for that alone.
            return _union(
                placed, self._by_company(rows.join(keyed.where("k = 0"), ["chunk", "row"]))
            )
        return self._by_company(rows)

    def _by_company(self, rows: DataFrame) -> DataFrame:
        """Rows to the company that they name; those of none it does not matter where."""
        from pyspark.sql import functions as F

        named = rows.select("chunk", "row", "company").join(self.ids, "company", "left")
        other = F.pmod(F.col("company"), F.lit(self.shards)).cast("int")
        shard = F.coalesce("shard", other).alias("shard")
        return named.select("chunk", "row", shard, F.lit(True).alias("home"))

    def _shown(self, rows: DataFrame) -> DataFrame:
        """Rows of Partner Center's report with a key that somebody has, and one for those of nobody."""
        from pyspark.sql import functions as F

        each = [rows.select("chunk", "row", F.col(name).alias("k")) for name in ("mcid", "email")]
        known = reduce(_union, each).join(self._known, "k", "left_semi")
        found = known.groupBy("chunk", "row").agg(F.min("k").alias("k"))
        other = rows.select("chunk", "row", _first(F).alias("other"))
        return other.join(found, ["chunk", "row"], "left")

    def _looked_up(self, rows: DataFrame, places: DataFrame, otherwise: str) -> DataFrame:
        """Rows by their key `k`; those of nobody go by another number, and are at home there."""
        from pyspark.sql import functions as F

        other = F.pmod(F.col("_other"), F.lit(self.shards)).cast("int")
        joined = rows.withColumn("_other", F.col(otherwise)).join(places, "k", "left")
        return joined.select(
            "chunk",
            "row",
            F.coalesce("shard", other).alias("shard"),
            F.when(F.col("home").isNull(), F.lit(True)).otherwise(F.col("home")).alias("home"),
        )

    def _companies(self, spread: DataFrame) -> DataFrame:
        """The companies of each shard: its own, and those whose people are also its own companies'."""
        from pyspark.sql import functions as F

        own = self.ids.select("place", "shard").distinct()
        touched = spread.select("cluster", "place").join(
            spread.select("cluster", "shard").distinct(), "cluster"
        )
        around = (
            touched.select("place", "shard").distinct().join(own, ["place", "shard"], "left_anti")
        )
        return own.withColumn("home", F.lit(True)).unionByName(
            around.withColumn("home", F.lit(False))
        )

    @staticmethod
    def _hubs(spread: DataFrame) -> DataFrame:
        from pyspark.sql import functions as F

        counted = spread.groupBy("cluster").agg(F.countDistinct("place").alias("companies"))
        return counted.where(F.col("companies") > HUB_COMPANIES)


def _union(one: DataFrame, other: DataFrame) -> DataFrame:
    return one.unionByName(other)


def _first(F):
    """The first key that a row has: any will do, for they hang together."""
    keys = [
        F.when(F.col(name) != 0, F.col(name)) for name in ("mcid", "email", "user_id", "email2")
    ]
    return F.coalesce(*keys, F.lit(0).cast("long"))


def _exploded(rows: DataFrame) -> DataFrame:
    """(n, k): each row with each of its keys."""
    from pyspark.sql import functions as F

    node = F.xxhash64("chunk", "row").alias("n")
    each = [rows.select(node, F.col(name).alias("k")).where("k <> 0") for name in _KEYS]
    return reduce(_union, each)


class _Tie:
    """The keys of those who share one, tied by one task."""

    def __call__(self, batches):
        import numpy as np

        held = [batch for batch in batches if batch.num_rows]
        if not held:
            return
        columns = [
            np.concatenate([batch.column(place).to_numpy() for batch in held]) for place in (0, 1)
        ]
        found = components(*columns)
        yield pa.RecordBatch.from_arrays([pa.array(part) for part in found], schema=_LABELS)


def _clusters(ties: DataFrame) -> DataFrame:
    """Connected components. Who shares no key with others, which is nearly everybody, needs no tying."""
    from pyspark.sql import functions as F

    shared = ties.groupBy("k").agg(F.count("*").alias("count")).where("count > 1").select("k")
    touched = ties.join(shared, "k", "left_semi").select("n").distinct()
    apart = ties.join(touched, "n", "left_anti")
    alone = apart.join(apart.groupBy("n").agg(F.min("k").alias("cluster")), "n").select(
        "k", "cluster"
    )
    tied = mapped(
        ties.join(touched, "n", "left_semi").select("n", "k").coalesce(1), _Tie(), _LABELS
    )
    return tied.unionByName(alone)
