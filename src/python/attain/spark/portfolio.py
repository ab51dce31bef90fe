"""How each company of a run stands, the worst first: the table of `attain portfolio`, on the engine."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

#: The classes of held levels, the most urgent first.
CLASSES = ("not_met", "renewal_window", "lapsed", "breaks", "one_person", "not_judged", "safe")
_LIGHTS = {
    "not_met": "red",
    "renewal_window": "red",
    "lapsed": "red",
    "breaks": "amber",
    "one_person": "amber",
}
_LIGHTS |= {"not_judged": "grey", "safe": "green"}
_NEAR_DAYS = 90


PORTFOLIO = pa.schema(
    [("rank", pa.int64()), ("mpn_id", pa.string()), ("name", pa.string()), ("light", pa.string())]
    + [
        (name, pa.int64())
        for name in ("held", "not_met", "renewal_window", "lapsed", "breaks", "breaks_90_days")
    ]
    + [(name, pa.int64()) for name in ("one_person", "not_judged", "safe")]
    + [("soonest_on", pa.date32())]
    + [(name, pa.int64()) for name in ("actions_now", "actions_soon", "findings")]
    + [("newest_skill_on", pa.date32())]
)


def portfolio(
    levels: DataFrame,
    actions: DataFrame,
    findings: DataFrame,
    skills: DataFrame,
    companies: DataFrame,
    as_of: date,
    renewal_window_days: int,
) -> DataFrame:
    """One row a company. `companies` has mpn_id and name."""
    from pyspark.sql import Window
    from pyspark.sql import functions as F

    of_levels = _levels(levels, as_of, renewal_window_days)
    now = actions.groupBy("mpn_id").agg(
        F.count(F.when(F.col("urgency") == "now", 1)).alias("actions_now"),
        F.count(F.when(F.col("urgency") == "soon", 1)).alias("actions_soon"),
    )
    told = findings.groupBy("mpn_id").agg(F.count("*").alias("findings"))
    newest = skills.where(F.col("completed_on") <= F.lit(as_of)).groupBy("mpn_id")
    newest = newest.agg(F.max("completed_on").alias("newest_skill_on"))
    each = companies.select("mpn_id", "name")
    for part in (of_levels, now, told, newest):
        each = each.join(part, "mpn_id", "left")
    counts = [*CLASSES, "held", "breaks_90_days", "actions_now", "actions_soon", "findings"]
    each = each.fillna(0, counts)
    light = F.lit("")
    for name in reversed(CLASSES):
        light = F.when(F.col(name) > 0, _LIGHTS[name]).otherwise(light)
    urgency = F.lit(len(CLASSES))
    for place, name in reversed(list(enumerate(CLASSES))):
        urgency = F.when(F.col(name) > 0, place).otherwise(urgency)
    red = F.col("not_met") + F.col("renewal_window") + F.col("lapsed")
    worst = Window.orderBy(urgency, red.desc(), F.col("soonest_on").asc_nulls_last(), "mpn_id")
    made = {"light": light, "rank": F.row_number().over(worst).cast("bigint")}
    return each.select(*(made.get(name, F.col(name)).alias(name) for name in PORTFOLIO.names))


def _levels(levels: DataFrame, as_of: date, window_days: int) -> DataFrame:
    """The held levels of each company by class: each is in the first that applies."""
    from pyspark.sql import functions as F

    day = F.lit(as_of)
    kept = F.col("breach_on").isNull() & F.col("window_to").isNotNull()
    breaks = F.coalesce("breaks_on", "breach_on")
    of = (
        F.when(F.col("state") == "Lapsed", "lapsed")
        .when(F.col("severity") == "ok", "safe")
        .when((F.col("met") == "No") & ~kept, "not_met")
        .when(F.col("state") == "Renewal window", "renewal_window")
        .when(F.col("breaks_on").isNotNull(), "breaks")
        .when(F.col("bus_factor") == "1", "one_person")
        .when((F.col("met") == "Unknown") | (F.col("severity") == "unknown"), "not_judged")
        .otherwise("safe")
    )
    in_window = F.col("class").isin("not_met", "renewal_window") & (
        F.col("state") == "Renewal window"
    )
    due = (
        F.when(in_window, F.date_add("anniversary_on", window_days))
        .when(F.col("class") == "breaks", breaks)
        .otherwise(F.col("anniversary_on"))
    )
    due = F.when(F.col("class").isin("not_met", "renewal_window", "breaks"), due)
    soon = (F.col("class") == "breaks") & (breaks <= F.date_add(day, _NEAR_DAYS))
    held = levels.where(F.coalesce("severity", F.lit("")) != "").withColumn("class", of)
    return held.groupBy("mpn_id").agg(
        *(F.count(F.when(F.col("class") == name, 1)).alias(name) for name in CLASSES),
        F.count(F.when(F.col("class") != "lapsed", 1)).alias("held"),
        F.count(F.when(soon, 1)).alias("breaks_90_days"),
        F.min(due).alias("soonest_on"),
    )
