"""What only the whole of a source can decide: the order of its dates, how old it is, whether too much is set aside."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from attain.errors import InputError, of_code

from . import dates
from .companies import Companies
from .config import Config
from .pack import Packer

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

#: The part of its rows that may be set aside where the source says nothing.
_REJECT_RATIO = Decimal("0.05")
#: The part of that limit from which a source should be looked at.
_NEAR = 4
_MOST_REASONS = 3
_DAY = re.compile(
    r"(?<![0-9])(?:([0-9]{4})-([0-9]{2})-([0-9]{2})|([0-9]{4})([0-9]{2})([0-9]{2}))(?![0-9])"
)


@dataclass
class Whole:
    """By kind of source."""

    config: Config
    #: The rows of each file.
    rows: dict[str, dict[str, int]] = field(default_factory=dict)
    #: Records that fit no header, as (file, line).
    ragged: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    #: What every shard is told of each file, in the order in which the files are read.
    files: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    #: Columns that some row fills, of those that the whole is asked about.
    filled: dict[str, set[str]] = field(default_factory=dict)
    #: Columns that any file has.
    present: dict[str, set[str]] = field(default_factory=dict)
    #: Whether a date of the transcripts is written in words.
    in_words: bool = False

    @classmethod
    def of(cls, packed: dict[str, DataFrame], config: Config, companies: Companies) -> Whole:
        """From the notes of the packers."""
        whole = cls(config)
        for kind, frame in packed.items():
            notes = [
                json.loads(row["note"]) for row in frame.where("row < 0").select("note").collect()
            ]
            for note in notes:
                if "failed" in note:
                    raise of_code(note["exit_code"])(note["failed"])
            rows: Counter[str] = Counter()
            for note in notes:
                rows.update(note["rows"])
            if not rows:
                raise InputError(
                    f"error: {kind}: the table has no rows; load it again, or leave the source out"
                )
            whole.rows[kind] = dict(rows)
            whole.ragged[kind] = [tuple(place) for note in notes for place in note["ragged"]]
            whole.present[kind] = {
                name for note in notes for names in note["columns"].values() for name in names
            }
            whole.filled[kind] = {name for note in notes for name in note["filled"]}
            whole.in_words |= any(note["in_words"] for note in notes)
            given = config.source(kind).get("date_order") or companies.date_order
            orders = {} if given else _orders(kind, notes)
            whole.files[kind] = [_file(name, notes, orders.get(name, {})) for name in sorted(rows)]
        return whole

    @property
    def count(self) -> int:
        """All rows."""
        return sum(sum(files.values()) for files in self.rows.values())

    def columns(self, kind: str, packer: Packer) -> list[str]:
        """Those that any of its files has."""
        return [name for name in packer.columns if name in self.present[kind]]

    def decided(self, rejected: dict[str, int]) -> dict[str, dict[str, Any]]:
        """What the kernel is told, with so many rows set aside by kind."""
        return {
            kind: {
                "files": files,
                "counted": {"read": self._read(kind), "rejected": rejected.get(kind, 0)},
                "filled": sorted(self.filled[kind]),
            }
            for kind, files in self.files.items()
        }

    def rejected(self, notes: list[dict]) -> dict[str, int]:
        """The rows that the shards have set aside, with those that fit no header."""
        counts = {kind: len(places) for kind, places in self.ragged.items()}
        for note in notes:
            for kind, told in note["rejects"].items():
                counts[kind] += told["rows"]
        return counts

    def is_near(self, rejected: dict[str, int]) -> bool:
        """Whether a source comes near its limit: then the companies are told to look at it."""
        return any(
            count * _NEAR > self._ratio(kind) * self._read(kind) for kind, count in rejected.items()
        )

    def first_rejects(self, rejected: dict[str, int], notes: list[dict]) -> dict[str, str]:
        """By kind of a source near its limit where its first row lies that is set aside, and why."""
        found = {}
        for kind, count in rejected.items():
            if not self.is_near({kind: count}):
                continue
            places = [(file, line, "", "ragged_row") for file, line in self.ragged[kind]]
            for note in notes:
                reasons = note["rejects"].get(kind, {"reasons": {}})["reasons"]
                places += [(file, line, column, code) for code, (_, file, line, column) in reasons.items()]
            file, line, column, code = min(places)
            found[kind] = f"{file}:{line}{':' + column if column else ''} {code}"
        return found

    def refuse(self, rejected: dict[str, int], notes: list[dict]) -> None:
        """A source with more rejects than it may have ends the run."""
        for kind, count in rejected.items():
            read, ratio = self._read(kind), self._ratio(kind)
            if count <= ratio * read:
                continue
            told = [note["rejects"][kind] for note in notes if kind in note["rejects"]]
            raise InputError(
                f"error: {self.config.pipeline}: {count} of {read} rows of {kind} are rejected, more than "
                f"max_reject_ratio = {ratio} allows; nothing is published; mend the input, or raise "
                "max_reject_ratio" + "".join(_examples(told))
            )

    def _read(self, kind: str) -> int:
        return sum(self.rows[kind].values()) + len(self.ragged[kind])

    def _ratio(self, kind: str) -> Decimal:
        return Decimal(str(self.config.source(kind).get("max_reject_ratio", _REJECT_RATIO)))


def _orders(kind: str, notes: list[dict]) -> dict[str, dict[str, str]]:
    """By file and column whether the day or the month comes first."""
    seen: dict[tuple[str, str], Counter[str]] = {}
    cells: dict[tuple[str, str], list[str]] = {}
    for note in notes:
        for file, column, counts, examples in note["dates"]:
            seen.setdefault((file, column), Counter()).update(counts)
            cells.setdefault((file, column), []).extend(examples)
    orders: dict[str, dict[str, str]] = {}
    for (file, column), counts in sorted(seen.items()):
        if order := dates.decided(
            counts, kind, file, column, dict.fromkeys(cells[file, column][:2])
        ):
            orders.setdefault(file, {})[column] = order
    return orders


def _file(name: str, notes: list[dict], orders: dict[str, str]) -> dict[str, Any]:
    of_file = [note for note in notes if name in note["rows"]]
    columns = sorted({column for note in of_file for column in note["columns"][name]})
    decimal = next(
        (note["decimals"].get(name) for note in of_file if note["decimals"].get(name)), None
    )
    return {
        "name": name,
        "columns": columns,
        "date_orders": orders,
        "decimal": decimal,
        "fresh_on": _day(name)
        or max((note["written"].get(name, "") for note in of_file), default="")
        or None,
    }


def _day(name: str) -> str | None:
    """The last real day in the name of a file."""
    days = []
    for found in _DAY.finditer(name):
        try:
            days.append(date(*(int(part) for part in found.groups() if part)).isoformat())
        except ValueError:
            continue
    return days[-1] if days else None


def _examples(told: list[dict]) -> list[str]:
    """The most frequent reasons, each with the place of the first row that has it."""
    reasons: dict[str, list] = {}
    for each in told:
        for code, (count, file, line, column) in each["reasons"].items():
            known = reasons.setdefault(code, [0, file, line, column])
            known[0] += count
            if (file, line) < (known[1], known[2]):
                known[1:] = [file, line, column]
    worst = sorted(reasons.items(), key=lambda reason: (-reason[1][0], reason[0]))[:_MOST_REASONS]
    return [
        f"\n    {count} {code}: first {file}:{line}" + (f", {column}" if column else "")
        for code, (count, file, line, column) in worst
    ]
