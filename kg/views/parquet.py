"""Tables of claims as Parquet, with types: dates as dates, spans as integers, categories as dictionaries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

from kg.errors import KgError
from kg.views.columns import Kind, Layout, Value

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_IN_GROUP = 20_000
"""Rows that are held and written at a time; a group of this size with quotes takes about 10 MB."""


def write_parquet(rows: Iterable[list[Value]], layout: Layout, file: BinaryIO) -> None:
    """Write rows as Parquet, compressed with zstd. Raises KgError where pyarrow is not installed."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise KgError("Parquet needs pyarrow; install it with: pip install 'irkg[tables]'") from error
    schema = _schema(layout)
    with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        for group in _groups(rows):
            arrays = [
                pa.array(values, field.type)
                for values, field in zip(zip(*group, strict=True), schema, strict=True)
            ]
            writer.write_batch(pa.record_batch(arrays, schema=schema))


def _schema(layout: Layout) -> pa.Schema:
    import pyarrow as pa

    types = {
        Kind.TEXT: pa.string(),
        Kind.CATEGORY: pa.dictionary(pa.int32(), pa.string()),
        Kind.DAY: pa.date32(),
        Kind.WHOLE: pa.int64(),
        Kind.NUMBER: pa.float64(),
    }
    return pa.schema([(column.name, types[column.kind]) for column in layout.columns])


def _groups(rows: Iterable[list[Value]]) -> Iterator[list[list[Value]]]:
    left = iter(rows)
    while group := list(islice(left, ROWS_IN_GROUP)):
        yield group
