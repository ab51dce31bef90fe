"""The kernel: the tables of a run from the tables of its sources, without a file, a lock or a clock."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from . import _attain
from .errors import ConfigurationError, InputError

if TYPE_CHECKING:
    import pyarrow

#: The table that takes the place of the companies of a pipeline file.
COMPANIES = "companies"


class ArrowTable(Protocol):
    """A table of pyarrow, polars, duckdb or pandas."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object: ...


class Column(NamedTuple):
    """A column that a table may have."""

    name: str
    #: How exports call it.
    headers: list[str]
    #: Whether each table must have it.
    required: bool


def columns(table: str) -> list[Column]:
    """The columns that a table of this name may have, such as those of `users`."""
    return [Column(*parts) for parts in _attain.columns(table)]


def ensure_columns(table: str, place: str, names: Sequence[str]) -> None:
    """Refuses columns that are not those of such a table; `place` is what the reader calls it."""
    _attain.ensure_columns(table, place, list(names))


class Config:
    """A pipeline file with all that it names, read once for any number of calls.

    It needs no companies where a table brings them, no `out`, and no `files`. It travels to another
    process as its texts, and is parsed there once.
    """

    def __init__(self, pipeline: str, kernel: object, texts: dict[str, str]) -> None:
        """Use `read` or `of_texts`."""
        self._kernel = kernel
        #: The path of the pipeline file, as it was given.
        self.pipeline = pipeline
        #: The texts that were read, by their paths.
        self.texts = texts

    @classmethod
    def read(cls, pipeline: str | os.PathLike[str]) -> Config:
        """Reads a pipeline file and what it names."""
        path = os.fspath(pipeline)
        return cls(path, *_attain.config(path, None))

    @classmethod
    def of_texts(cls, pipeline: str | os.PathLike[str], texts: Mapping[str, str]) -> Config:
        """The same from texts by their paths, such as those of another `Config`."""
        path = os.fspath(pipeline)
        return cls(path, *_attain.config(path, dict(texts)))

    def __reduce__(self) -> tuple[Any, ...]:
        return Config.of_texts, (self.pipeline, self.texts)

    def __repr__(self) -> str:
        return f"Config({self.pipeline!r})"


def judge(
    config: Config | str | os.PathLike[str],
    as_of: date | str,
    tables: Mapping[str, ArrowTable],
    *,
    companies: ArrowTable | None = None,
    owned: Sequence[str] | None = None,
    reports: Sequence[str] | None = None,
    decided: Mapping[str, Mapping[str, Any]] | None = None,
) -> dict[str, pyarrow.Table]:
    """Judges tables as `attain run` judges files: answers every table of a run but `changes`, by name.

    `tables` are named as the sources of a pipeline file are. Their columns are named as in an export or
    as in `columns`; cells are texts as an export has them, or typed. `_file` and `_line` say where a
    row comes from, and are told with whatever is said of it.

    `companies` stands for the companies of the pipeline file. Its columns are `name` and `mpn_id`, and
    where they are known `locations`, `country`, `migrated_on`, `date_order`, `attested`,
    `directory_url`, `discrepancy_from` and `discrepancy_until`.

    `owned` are the MPN ids of the companies that are judged; the others are read and linked. Rows of
    nobody are told of where a column `_home` is true, or, without one, where all companies are judged.

    `decided` is, by table, what was found out about the whole of a source before a part of it is judged:

        {"transcripts": {
            "counted": {"read": 1000, "rejected": 3},
            "files": [{"name": "a.csv", "columns": ["mcid"], "date_orders": {"completed_on": "dmy"},
                       "decimal": ",", "fresh_on": "2021-03-01"}]}}

    It raises an `AttainError` with the text and the `exit_code` of the command line.
    """
    import pyarrow

    if not isinstance(config, Config):
        config = Config.read(config)
    day = as_of.isoformat() if isinstance(as_of, date) else as_of
    if day > date.today().isoformat() and len(day) == len("2021-03-01"):
        raise ConfigurationError(f"error: as_of: {day} is in the future; give today or a day before it")
    given = {name: _sound(name, table) for name, table in tables.items()}
    if companies is not None:
        given[COMPANIES] = _sound(COMPANIES, companies)
    asked = {
        "owned": None if owned is None else list(owned),
        "reports": None if reports is None else list(reports),
        "decided": decided or {},
    }
    told = _attain.judge(config._kernel, day, given, json.dumps(asked))
    return {name: pyarrow.table(_Told(stream)) for name, stream in told.items()}


#: What the widest number of an offset asks for; cells themselves may lie anywhere.
_ALIGNED = 8


def _sound(name: str, table: Any) -> Any:
    """The table as one that the kernel may trust: every cell is checked, and its buffers lie where they should.

    A slice of a file or of a message may begin anywhere, and whoever wrote it may have written anything.
    """
    import pyarrow

    if not hasattr(table, "__arrow_c_stream__"):
        return table
    try:
        whole = pyarrow.table(table)
        whole.validate(full=True)
        return whole if _is_aligned(whole) else _copied(whole)
    except (pyarrow.ArrowException, OSError) as error:
        raise InputError(
            f"error: the table {name}: it cannot be read: {error}; load it again"
        ) from error


def _is_aligned(table: pyarrow.Table) -> bool:
    def of(array: pyarrow.Array) -> bool:
        buffers = (buffer for buffer in array.buffers() if buffer is not None and buffer.size)
        lies_well = all(buffer.address % _ALIGNED == 0 for buffer in buffers)
        return lies_well and (not hasattr(array, "dictionary") or of(array.dictionary))

    return all(of(chunk) for column in table.columns for chunk in column.chunks)


def _copied(table: pyarrow.Table) -> pyarrow.Table:
    """As a message of its own, in which all buffers are aligned."""
    import pyarrow

    sink = pyarrow.BufferOutputStream()
    with pyarrow.ipc.new_stream(sink, table.schema) as to:
        to.write_table(table)
    with pyarrow.ipc.open_stream(sink.getvalue()) as copy:
        return copy.read_all()


class _Told:
    """A table on its way from the kernel."""

    def __init__(self, stream: object) -> None:
        self._stream = stream

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._stream
