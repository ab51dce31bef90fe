"""What a worker does with the rows of a shard: it opens them, asks the kernel, and packs what the kernel says."""

from __future__ import annotations

import base64
import functools
import json
import os
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

import attain

from . import cites, findings
from .blob import from_blob, row_schema, to_blob
from .companies import NOBODYS, SCHEMA
from .config import Config
from .kinds import FILE, HOME, LINE

#: What a shard is sent: rows of a kind, or companies. `home` is filled for companies alone.
SENT = pa.schema(
    [("shard", pa.int32()), ("kind", pa.string()), ("home", pa.bool_()), ("blob", pa.binary())]
)

#: What a shard says: each table as a blob of its own, and a note of how it went.
TOLD = pa.schema(
    [
        ("shard", pa.int32()),
        ("table", pa.string()),
        ("rows", pa.int64()),
        ("blob", pa.binary()),
        ("note", pa.string()),
    ]
)

COMPANY = "company"
NOTE = "_note"


@functools.lru_cache(maxsize=2)
def kernel_config(pipeline: str, texts: tuple[tuple[str, str], ...]) -> attain.Config:
    """The configuration, parsed once in a process."""
    return attain.Config.of_texts(pipeline, dict(texts))


@dataclass
class Shard:
    """What a worker needs to judge a shard. It is sent to the workers as it is."""

    config: Config
    as_of: date
    #: By kind the columns of its rows.
    columns: dict[str, list[str]]
    #: By kind what is decided of the whole source.
    decided: dict[str, dict[str, Any]]
    #: A run of one company takes rows that name none.
    is_single: bool

    def __call__(self, shard: int, sent: pa.Table) -> pa.Table:
        for name in ("RAYON_NUM_THREADS", "POLARS_MAX_THREADS"):
            os.environ.setdefault(name, "1")
        companies, owned = self._companies(sent)
        try:
            tables = {kind: self._rows(kind, sent) for kind in self.columns}
            told = self._judged(tables, companies, owned)
        except Exception as error:  # noqa: BLE001 - whatever it is, the run must know which companies it struck
            return _told(shard, {}, self._failed(error, owned))
        rejects = told["rejects"]
        return _told(
            shard, told, {"rejects": _counts(rejects), "names": cites.names(tables, rejects)}
        )

    def _companies(self, sent: pa.Table) -> tuple[pa.Table, list[str]]:
        rows = sent.filter(pc.equal(sent.column("kind"), COMPANY))
        companies = [json.loads(blob) for blob in rows.column("blob").to_pylist()]
        owned = [
            company["mpn_id"]
            for home, company in zip(rows.column("home").to_pylist(), companies)
            if home
        ]
        companies.sort(key=lambda company: company["mpn_id"])
        return pa.Table.from_pylist(
            companies + ([] if self.is_single else NOBODYS), SCHEMA
        ), sorted(owned)

    def _rows(self, kind: str, sent: pa.Table) -> pa.Table:
        blobs = sent.filter(pc.equal(sent.column("kind"), kind)).column("blob").to_pylist()
        schema = row_schema(self.columns[kind], of_shard=True)
        return pa.concat_tables(
            [from_blob(blob, schema) for blob in blobs] or [schema.empty_table()]
        )

    def _judged(
        self, tables: dict[str, pa.Table], companies: pa.Table, owned: list[str]
    ) -> dict[str, pa.Table]:
        config = kernel_config(self.config.pipeline, tuple(sorted(self.config.texts.items())))
        told = attain.judge(
            config, self.as_of, tables, companies=companies, owned=owned, decided=self.decided
        )
        plain = {name: _plain(table) for name, table in told.items()}
        groups = cites.counted(plain)
        plain["actions"] = cites.marked(plain["actions"], plain)
        plain[cites.GROUPS] = groups
        plain["findings"] = findings.marked(plain["findings"], tables)
        return plain

    def _failed(self, error: Exception, owned: list[str]) -> dict[str, Any]:
        return {
            "failed": str(error) or repr(error),
            "exit_code": getattr(error, "exit_code", 1),
            "companies": owned,
        }


def _plain(table: pa.Table) -> pa.Table:
    """In types that every engine knows."""

    def of(field: pa.Field) -> pa.DataType:
        if (
            pa.types.is_dictionary(field.type)
            or pa.types.is_large_string(field.type)
            or field.type == pa.string_view()
        ):
            return pa.string()
        return pa.int64() if pa.types.is_integer(field.type) else field.type

    return table.cast(pa.schema([pa.field(field.name, of(field)) for field in table.schema]))


def _counts(rejects: pa.Table) -> dict[str, Any]:
    """By kind how many rows are set aside for more than being a repeat, and the first place of each reason."""
    counted: dict[str, set[tuple[str, int]]] = {}
    reasons: dict[str, dict[str, list]] = {}
    names = ("source_kind", "code", "column", "file", "line")
    for kind, code, column, file, line in zip(
        *(rejects.column(name).to_pylist() for name in names)
    ):
        if code.startswith("duplicate_"):
            continue
        counted.setdefault(kind, set()).add((file, line))
        reason = reasons.setdefault(kind, {}).setdefault(code, [0, file, line, column or ""])
        reason[0] += 1
        if (file, line) < (reason[1], reason[2]):
            reason[1:] = [file, line, column or ""]
    return {kind: {"rows": len(rows), "reasons": reasons[kind]} for kind, rows in counted.items()}


def _told(shard: int, tables: dict[str, pa.Table], note: dict[str, Any]) -> pa.Table:
    full = {name: table for name, table in tables.items() if table.num_rows}
    rows = [
        (shard, name, table.num_rows, to_blob(table, bare=False), "")
        for name, table in full.items()
    ]
    schemas = {
        name: base64.b64encode(table.schema.serialize()).decode() for name, table in tables.items()
    }
    rows.append((shard, NOTE, 0, json.dumps(schemas).encode(), json.dumps(note)))
    return pa.Table.from_arrays(
        [pa.array(c, f.type) for c, f in zip(zip(*rows), TOLD)], schema=TOLD
    )


def schemas(blob: bytes) -> dict[str, pa.Schema]:
    """Those of all tables, from the blob of a note."""
    texts = json.loads(blob)
    return {
        name: pa.ipc.read_schema(pa.py_buffer(base64.b64decode(text)))
        for name, text in texts.items()
    }


#: What a chunk is taken apart by: its blob, and for each of its rows the shards.
PLACED = ("kind", "chunk", "row", "shard", "home", "blob")


@dataclass
class Split:
    """Takes a chunk apart: each shard is sent its rows of it."""

    #: By kind the columns of its chunks, and those of its shards.
    columns: dict[str, list[str]]
    present: dict[str, list[str]]

    def __call__(self, _: int, table: pa.Table) -> pa.Table:
        kind = table.column("kind")[0].as_py()
        blob = table.filter(pc.is_valid(table.column("blob"))).column("blob")[0].as_py()
        rows = from_blob(blob, row_schema(self.columns[kind], of_shard=False))
        rows = rows.select([*self.present[kind], FILE, LINE])
        table = table.filter(pc.is_null(table.column("blob"))).combine_chunks()
        row, shard = table.column("row").to_numpy(), table.column("shard").to_numpy()
        order = np.lexsort((row, shard))
        row, shard = row[order], shard[order]
        home = table.column("home").take(pa.array(order))
        whole = rows.take(pa.array(row)).append_column(HOME, home).combine_chunks()
        starts = np.flatnonzero(np.diff(shard, prepend=-1)).tolist()
        ends = [*starts[1:], len(shard)]
        sent = [
            (shard[a], kind, None, to_blob(whole.slice(a, b - a))) for a, b in zip(starts, ends)
        ]
        return pa.Table.from_arrays(
            [pa.array([e[i] for e in sent], f.type) for i, f in enumerate(SENT)], schema=SENT
        )
