"""A table as one large cell, and back."""

from __future__ import annotations

import pyarrow as pa

from .kinds import FILE, HOME, LINE

#: What a blob begins with, as long as the strictest cell asks: what follows stays aligned.
_BARE, _WHOLE = b"B".ljust(16), b"S".ljust(16)

#: Few rows are not worth a head of their own, nor compression.
_SMALL = 200


def to_blob(table: pa.Table, bare: bool = True) -> bytes:
    """Few rows may go as one bare record batch, whose schema both sides know; many go compressed."""
    sink = pa.BufferOutputStream()
    batches = table.combine_chunks().to_batches()
    if bare and table.num_rows <= _SMALL and len(batches) == 1:
        sink.write(_BARE)
        sink.write(batches[0].serialize())
        return sink.getvalue().to_pybytes()
    sink.write(_WHOLE)
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    with pa.ipc.new_stream(sink, table.schema, options=options) as to:
        to.write_table(table)
    return sink.getvalue().to_pybytes()


def from_blob(blob: bytes, schema: pa.Schema | None = None) -> pa.Table:
    """The schema is needed for what was packed bare."""
    rows = pa.py_buffer(blob).slice(len(_BARE))
    if blob.startswith(_BARE):
        return pa.Table.from_batches([pa.ipc.read_record_batch(rows, schema)])
    with pa.ipc.open_stream(rows) as stream:
        return stream.read_all()


def row_schema(columns: list[str], of_shard: bool) -> pa.Schema:
    """That of a chunk, or of what a shard is sent: there each row says whether it is at home."""
    fields = [(name, pa.string()) for name in columns] + [(FILE, pa.string()), (LINE, pa.int64())]
    return pa.schema(fields + ([(HOME, pa.bool_())] if of_shard else []))
