"""Reads exports as they were downloaded (CSV, TSV, gzipped too) into rows of text with their files and lines."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

import pyarrow as pa

import attain
from attain.errors import InputError
from attain.kernel import ensure_columns

from .blob import row_schema
from .keys import folded

_DELIMITERS = ",;\t|"
_HEADER_LINES = 20
_ROWS = 20_000
#: The kernel refuses a cell of 1 MiB, and says which; here only memory is watched.
_FIELD_BYTES_MAX = 1 << 22


@dataclass
class Reader:
    """Turns files in cells (`path`, `content`) into batches of rows."""

    kind: str
    #: Canonical names, each with the headers that it answers to.
    headers: dict[str, list[str]]
    #: By file the columns that it has.
    seen: dict[str, list[str]] = field(default_factory=dict)
    #: By file the decimal sign, and the day on which it was written.
    decimals: dict[str, str] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    #: Records that do not fit their header, as (file, line).
    ragged: list[tuple[str, int]] = field(default_factory=list)

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            files = zip(
                *(
                    batch.column(name).to_pylist()
                    for name in ("path", "content", "modificationTime")
                )
            )
            for path, content, written in files:
                name = unquote(path.rsplit("/", 1)[-1])
                self.written[name] = written.date().isoformat()
                yield from self.rows(name, content)

    def rows(self, name: str, content: bytes) -> Iterator[pa.RecordBatch]:
        """The rows of one file."""
        text = decoded(gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content)
        delimiter, header_line, width, places = self._header(name, text)
        self.seen[name] = list(places)
        self.decimals[name] = "," if delimiter == ";" else "."
        cells, lines = [], []
        csv.field_size_limit(_FIELD_BYTES_MAX)
        source = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        needed, before = self._needed(places), 0
        for record in source:
            line, before = before + 1, source.line_num
            if line <= header_line or not record:
                continue
            if any(record[width:]) or len(record) <= needed:
                self.ragged.append((name, line))
                continue
            cells.append(record)
            lines.append(line)
            if len(cells) == _ROWS:
                yield self._batch(name, places, cells, lines)
                cells, lines = [], []
        if cells:
            yield self._batch(name, places, cells, lines)

    def _batch(
        self, name: str, places: dict[str, int], cells: list[list[str]], lines: list[int]
    ) -> pa.RecordBatch:
        def column(place: int | None) -> pa.Array:
            if place is None:
                return pa.nulls(len(cells), pa.string())
            return pa.array(
                [row[place] if place < len(row) else None for row in cells], pa.string()
            )

        columns = [column(places.get(header)) for header in self.headers]
        origin = [pa.array([name] * len(cells), pa.string()), pa.array(lines, pa.int64())]
        return pa.RecordBatch.from_arrays(
            [*columns, *origin], schema=row_schema(list(self.headers), of_shard=False)
        )

    def _header(self, name: str, text: str) -> tuple[str, int, int, dict[str, int]]:
        """The delimiter, the line of the header, its width, and where each canonical column stands."""
        nearest: list[str] = []
        for line, fields in _first_records(text):
            for delimiter, record in fields:
                found = self._places(record)
                if len(found) > len(self._places(nearest)) or not nearest:
                    nearest = record
                if found and self._is_whole(name, list(found)):
                    return delimiter, line, len(record), found
        # It is none: the kernel says why.
        ensure_columns(self.kind, name, nearest)
        raise InputError(f"error: {name}: no header is found in the first {_HEADER_LINES} lines")

    def _is_whole(self, name: str, columns: list[str]) -> bool:
        try:
            ensure_columns(self.kind, name, columns)
        except InputError:
            return False
        return True

    def _needed(self, places: dict[str, int]) -> int:
        """The place up to which a record must reach: that of the last column that every row fills."""
        required = [column.name for column in attain.columns(self.kind) if column.required]
        return max((places[column] for column in required if column in places), default=0)

    def _places(self, record: list[str]) -> dict[str, int]:
        folds = [folded(field) for field in record]
        found = {}
        for column, aliases in self.headers.items():
            for alias in aliases:
                if folded(alias) in folds:
                    found[column] = folds.index(folded(alias))
                    break
        return found


def _first_records(text: str) -> Iterator[tuple[int, list[tuple[str, list[str]]]]]:
    for line, whole in enumerate(io.StringIO(text, newline=None), 1):
        if line > _HEADER_LINES:
            return
        if line == 1 and whole.lower().startswith("sep="):
            continue
        tries = sorted(_DELIMITERS, key=lambda delimiter: -whole.count(delimiter))
        yield (
            line,
            [
                (delimiter, next(csv.reader([whole], delimiter=delimiter), []))
                for delimiter in tries
            ],
        )


def decoded(content: bytes) -> str:
    """By the mark at the start, else UTF-8 where all of it is, else Windows-1252."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
