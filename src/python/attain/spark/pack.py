"""Packs rows as Arrow blobs, so that an engine moves few large cells and not millions of small ones.

A chunk is a stretch of rows of one kind. Beside its blob each row leaves a narrow record: the numbers of its keys.
The engine joins the narrow records, and only then the blobs are opened, split by shard and packed again.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from attain.errors import AttainError

from . import dates, keys
from .blob import row_schema, to_blob
from .certain import certain
from .exports import Reader
from .kinds import FILE, KINDS, LINE, Kind

#: Rows of a chunk: enough that a blob of a shard is worth its head, and few enough for a small worker.
CHUNK_ROWS = 50_000

_NUMBERS = ("mcid", "user_id", "email", "email2", "weak", "weak_year", "company")

#: A narrow record. `row` is -1 for the record with the blob; 0 in a key is none. `weak` is what repeats of the row
#: share, by day and by year. A row of users with further addresses has a record for each of them.
PACKED = pa.schema(
    [("chunk", pa.int64()), ("row", pa.int32())]
    + [(name, pa.int64()) for name in _NUMBERS]
    + [
        ("certain", pa.bool_()),
        ("further", pa.bool_()),
        ("blob", pa.binary()),
        ("note", pa.string()),
    ]
)


@dataclass
class Packer:
    """What a worker needs to pack rows of a kind. It is sent to the workers as it is."""

    kind: str
    #: The columns of the rows, without those that say where a row is from.
    columns: list[str]
    #: Folded names of skills, and their codes.
    skills: dict[str, str] = field(default_factory=dict)
    #: Reads the exports that stand in the cells of a batch, where rows are not there yet.
    reads: Reader | None = None

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        rows = self.reads(batches) if self.reads else batches
        try:
            for table in stretches(rows, CHUNK_ROWS):
                yield from self.packed(table)
        except AttainError as error:
            yield _head(0, None, {"failed": str(error), "exit_code": error.exit_code})

    def packed(self, table: pa.Table) -> Iterator[pa.RecordBatch]:
        """The narrow records of a stretch, and its blob."""
        kind = KINDS[self.kind]
        table = (
            table.select([*self.columns, FILE, LINE])
            .cast(row_schema(self.columns, False))
            .combine_chunks()
        )
        chunk = _chunk(self.kind, table)
        narrow = {
            "chunk": np.full(table.num_rows, chunk),
            "row": np.arange(table.num_rows, dtype=np.int32),
        }
        narrow |= self._keys(kind, table)
        further = self._further(kind, table, chunk)
        for part in (narrow, further):
            if part is not None:
                yield _records(part)
        yield _head(chunk, to_blob(table), self._note(kind, table))

    def _keys(self, kind: Kind, table: pa.Table) -> dict[str, np.ndarray]:
        nothing = np.zeros(table.num_rows, np.int64)

        def number(name: str | None, of) -> np.ndarray:
            return of(table.column(name)) if name in table.column_names else nothing

        emails = [*kind.emails, None, None][:2]
        found = {
            "mcid": number(kind.mcid, keys.mcids),
            "user_id": number(kind.user_id, keys.user_ids),
            "email": number(emails[0], keys.emails),
            "email2": number(emails[1], keys.emails),
            "company": number("mpn_id", keys.companies),
            "weak": nothing,
            "weak_year": nothing,
        }
        flags = {
            "certain": np.zeros(table.num_rows, bool),
            "further": np.zeros(table.num_rows, bool),
        }
        if kind.name in ("users", "associations"):
            flags["certain"] = certain(kind.name, table, self.columns)
        if kind.name == "transcripts":
            found["weak"], found["weak_year"] = self._weak(table, found)
        return found | flags

    def _weak(self, table: pa.Table, found: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        """What repeats have in common: the first identity, the skill, the day, the company as written."""
        identity = np.zeros(table.num_rows, np.int64)
        for name in ("mcid", "user_id", "email", "email2"):
            identity = np.where(identity != 0, identity, found[name])
        empty = pa.nulls(table.num_rows, pa.string())
        cells = [
            table.column(c) if c in table.column_names else empty
            for c in ("skill_code", "skill_title")
        ]
        skill = keys.skills(*cells, self.skills)
        day, year = dates.day_keys(table.column("completed_on"))
        parts = identity, skill, found["company"]
        return keys.together(*parts, day), keys.together(*parts, year)

    def _further(self, kind: Kind, table: pa.Table, chunk: int) -> dict[str, np.ndarray] | None:
        if kind.further_emails not in table.column_names:
            return None
        rows, numbers = keys.further_emails(table.column(kind.further_emails))
        nothing = np.zeros(len(rows), np.int64)
        found = dict.fromkeys(_NUMBERS, nothing) | {"email": numbers, "row": rows.astype(np.int32)}
        flags = {"certain": np.zeros(len(rows), bool), "further": np.ones(len(rows), bool)}
        return found | flags | {"chunk": np.full(len(rows), chunk)}

    def _note(self, kind: Kind, table: pa.Table) -> dict:
        """What the whole source decides by: rows of each file, and what its dates tell."""
        files = keys.one(table.column(FILE)).dictionary_encode()
        names, places = files.dictionary.to_pylist(), files.indices.to_numpy(zero_copy_only=False)
        columns = [name for name in kind.dates if name in table.column_names]
        told, in_words = [], False
        for name in columns:
            cells = keys.one(table.column(name))
            for place, file in enumerate(names):
                own = cells.filter(pa.array(places == place)) if len(names) > 1 else cells
                seen = dates.evidence(own)
                if seen:
                    told.append([file, name, dict(seen), dates.examples(own)])
        if kind.name == "transcripts":
            in_words = dates.are_in_words(table.column("completed_on"))
        rows = Counter(places.tolist())
        return {
            "rows": {names[place]: count for place, count in rows.items()},
            "dates": told,
            "in_words": in_words,
            "filled": [name for name in kind.filled if _is_filled(table, name)],
            "columns": {
                file: self.reads.seen[file] if self.reads else self.columns for file in names
            },
            "decimals": {file: self.reads.decimals[file] for file in names} if self.reads else {},
            "written": {file: self.reads.written[file] for file in names} if self.reads else {},
            "ragged": self._ragged(),
        }

    def _ragged(self) -> list[tuple[str, int]]:
        """The records that were passed over since the last chunk."""
        if self.reads is None:
            return []
        passed, self.reads.ragged = self.reads.ragged, []
        return passed


def _is_filled(table: pa.Table, name: str) -> bool:
    if name not in table.column_names:
        return False
    return bool(pc.any(pc.not_equal(keys.trimmed(table.column(name)), "")).as_py())


def _head(chunk: int, blob: bytes | None, note: dict) -> pa.RecordBatch:
    cells = [chunk, -1, *[0] * len(_NUMBERS), False, False, blob, json.dumps(note)]
    return pa.RecordBatch.from_arrays(
        [pa.array([c], f.type) for c, f in zip(cells, PACKED)], schema=PACKED
    )


def _records(part: dict[str, np.ndarray]) -> pa.RecordBatch:
    count = len(part["row"])
    arrays = [
        pa.array(part[f.name], f.type) if f.name in part else pa.nulls(count, f.type)
        for f in PACKED
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=PACKED)


def _chunk(kind: str, table: pa.Table) -> int:
    """A number that is this chunk's whoever packs it: by its kind, its first row and its size."""
    first = (kind, table.column(FILE)[0].as_py(), table.column(LINE)[0].as_py(), table.num_rows)
    return int.from_bytes(
        hashlib.blake2b(repr(first).encode(), digest_size=8).digest(), "big", signed=True
    )


def stretches(batches: Iterable[pa.RecordBatch], rows: int) -> Iterator[pa.Table]:
    """The batches put together to tables of about so many rows."""
    held, count = [], 0
    for batch in batches:
        for start in range(0, batch.num_rows, rows):
            held.append(batch.slice(start, rows))
            count += held[-1].num_rows
            if count >= rows:
                yield pa.Table.from_batches(held)
                held, count = [], 0
    if count:
        yield pa.Table.from_batches(held)
