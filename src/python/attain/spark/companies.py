"""The companies of a run: checked once, given a shard each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from attain.errors import ConfigurationError

from . import keys
from .keys import folded

#: As a table of companies has them; all are text.
COLUMNS = (
    "mpn_id",
    "name",
    "locations",
    "country",
    "migrated_on",
    "date_order",
    "attested",
    "directory_url",
    "discrepancy_from",
    "discrepancy_until",
)
SCHEMA = pa.schema([(name, pa.string()) for name in COLUMNS])

#: Companies of nobody: a run of several companies stays one of several, whatever a shard has.
NOBODYS = [{"mpn_id": digit * 40, "name": f"nobody {digit * 40}"} for digit in "89"]


@dataclass
class Companies:
    """Rows of texts, in the order in which they are given."""

    all: list[dict[str, str]]
    shards: int

    @classmethod
    def of(cls, given: Any, shards: int | None) -> Companies:
        """`given` is a list of mappings, an Arrow table, or a DataFrame of an engine."""
        if hasattr(given, "toArrow"):
            given = given.toArrow()
        elif hasattr(given, "toPandas"):
            given = pa.Table.from_pandas(given.toPandas(), preserve_index=False)
        if isinstance(given, pa.Table):
            given = given.to_pylist()
        companies = [_company(row) for row in given]
        if not companies:
            raise ConfigurationError(
                "error: there is no company; add [company], or give a table of companies"
            )
        refuse_repeats(companies)
        return cls(companies, 1).dealt_to(shards or 1)

    def dealt_to(self, shards: int) -> Companies:
        """The same companies in so many shards, or as many as there are companies."""
        return Companies(self.all, max(1, min(shards, len(self.all))))

    def shard_of(self) -> np.ndarray:
        """The shard of each company, by its MPN id alone."""
        ids = pa.array([company["mpn_id"] for company in self.all], pa.string())
        return (keys.companies(ids).view(np.uint64) % np.uint64(self.shards)).astype(np.int32)

    def ids(self) -> pa.Table:
        """(company, place, shard): each id of each company."""
        shards, ids, places = self.shard_of(), [], []
        for place, company in enumerate(self.all):
            for each in dict.fromkeys(_ids(company)):
                ids.append(each)
                places.append(place)
        places = np.array(places, np.int32)
        numbers = keys.companies(pa.array(ids, pa.string()))
        return pa.table({"company": numbers, "place": places, "shard": shards[places]})

    def table(self) -> pa.Table:
        """With `place`, for the workers."""
        places = pa.array(np.arange(len(self.all), dtype=np.int32))
        return pa.Table.from_pylist(self.all, SCHEMA).append_column("place", places)

    @property
    def date_order(self) -> str | None:
        """The order that all companies agree on."""
        orders = {company.get("date_order") for company in self.all}
        return orders.pop() if len(orders) == 1 else None


def _ids(company: dict[str, str]) -> list[str]:
    return [
        company["mpn_id"],
        *(each.strip() for each in company.get("locations", "").split(";") if each.strip()),
    ]


def _company(row: dict[str, Any]) -> dict[str, str]:
    """A row in texts: lists with ; between them, facts as fact=day."""
    row = dict(row)
    discrepancy = row.pop("discrepancy", None) or {}
    row |= {f"discrepancy_{end}": month for end, month in discrepancy.items()}
    row.pop("language", None)
    unknown = sorted(name for name in row if name not in COLUMNS and not name.startswith("_"))
    if unknown:
        raise ConfigurationError(
            f'error: companies: unknown column "{unknown[0]}"; known here: {", ".join(COLUMNS)}; others start with _'
        )
    company = {name: _text(name, value) for name, value in row.items() if name in COLUMNS}
    company = {name: text for name, text in company.items() if text}
    for name in ("mpn_id", "name"):
        if name not in company:
            raise ConfigurationError(
                f"error: companies: a company has no {name}; fill it in ({company})"
            )
    return company


def _text(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (str, date)):
        return str(value).strip()
    if isinstance(value, dict):
        value = value.items()
    if isinstance(value, (list, tuple)) or name == "attested":
        return ";".join(
            "=".join(map(str, each)) if isinstance(each, tuple) else str(each) for each in value
        )
    raise ConfigurationError(
        f'error: companies: "{name}" is {type(value).__name__}, not text; give it as text; several ids stand with ; '
        "between them"
    )


def refuse_repeats(companies: list[dict[str, str]]) -> None:
    """A row finds its company by an id, a reader by the name: neither may mean two."""
    names: dict[str, int] = {}
    ids: dict[str, int] = {}
    for place, company in enumerate(companies):
        name = company["name"]
        if names.setdefault(folded(name), place) != place:
            raise ConfigurationError(
                f'error: companies:{place + 2}: the company "{name}" is there twice; '
                "give each a name of its own, for example with its city"
            )
        for each in _ids(company):
            if (owner := ids.setdefault(each, place)) != place:
                raise ConfigurationError(
                    f"error: companies:{place + 2}: the MPN ID {each} is there twice; remove one of them"
                    f"\n    it is first with {companies[owner]['name']}"
                )
