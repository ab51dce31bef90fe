"""Tells of identities that tie very many companies together: mostly an address or an id that is nobody's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .blob import from_blob, row_schema
from .kinds import FILE, LINE

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

CODE = "identity_hub"

#: Hubs that are told, those of the most companies first: more would be no news.
_MOST = 100
_COLUMNS = {"mcid": "mcid", "email": "work_email", "user_id": "user_id", "email2": "learn_email"}


def hubs(
    counted: DataFrame, labels: DataFrame, users: DataFrame, ids: DataFrame, columns: list[str]
) -> list[dict]:
    """A finding for each. `counted`: cluster and its companies; `users`: packed, with their blobs."""
    from pyspark.sql import functions as F

    found = sorted(counted.collect(), key=lambda row: (-row["companies"], row["cluster"]))[:_MOST]
    told = []
    for hub in found:
        keys = labels.where(F.col("cluster") == hub["cluster"]).select("k")
        rows = (
            users.where("row >= 0 and not further")
            .join(ids, "company")
            .select("chunk", "row", "place", *_COLUMNS)
        )
        each = [
            rows.select(
                "chunk", "row", "place", F.lit(name).alias("of"), F.col(name).alias("k")
            ).where("k <> 0")
            for name in _COLUMNS
        ]
        whole = each[0]
        for part in each[1:]:
            whole = whole.unionByName(part)
        counts = whole.join(keys, "k", "left_semi").groupBy("of", "k")
        counts = counts.agg(
            F.countDistinct("place").alias("companies"),
            F.min(F.struct("chunk", "row")).alias("first"),
        )
        top = counts.orderBy(F.col("companies").desc(), "k").limit(1).collect()[0]
        told.append(_finding(hub["companies"], top, users, columns))
    return told


def _finding(companies: int, top: Any, users: DataFrame, columns: list[str]) -> dict:
    """At the first row that has what the most companies share."""
    chunk, row = top["first"]["chunk"], top["first"]["row"]
    blob = users.where(f"chunk = {chunk} and row < 0").select("blob").limit(1).collect()[0]["blob"]
    cells = from_blob(bytes(blob), row_schema(columns, of_shard=False)).slice(row, 1).to_pylist()[0]
    column = _COLUMNS[top["of"]]
    return {
        "severity": "warning",
        "code": CODE,
        "mpn_id": None,
        "work_email": cells["work_email"],
        "mcid": cells.get("mcid"),
        "skill_code": None,
        "message": f"{companies} companies hang together by shared identities; the {column} of this row is in "
        f"{top['companies']} of them",
        "file": cells[FILE],
        "line": cells[LINE],
    }
