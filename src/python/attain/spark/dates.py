"""Decides for each column of a file whether the day or the month comes first, before its rows are dealt out.

A shard sees a part of a file, and its part may say nothing, or the opposite of the whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from attain.errors import ConfigurationError

from .keys import one

#: Two numbers, a year, and whatever time of day stands behind them.
_NUMBERS = (
    r"^\s*(?P<a>[0-9]{1,2})(?P<s>[/-])(?P<b>[0-9]{1,2})[/-](?P<y>[0-9]{4})(?P<rest>[T\s].*)?$"
)
_POINTS = r"^\s*(?P<a>[0-9]{1,2})\.(?P<b>[0-9]{1,2})\.(?P<y>[0-9]{4})(?:[T\s].*)?$"
_YEAR_FIRST = r"^\s*(?P<y>[0-9]{4})[-/]?(?P<a>[0-9]{1,2})[-/]?(?P<b>[0-9]{1,2})(?:[T\s].*)?$"
_YEAR = r"(?P<y>[0-9]{4})"

DAY_FIRST, MONTH_FIRST, OPEN, SAME = "day first", "month first", "open", "same"


def evidence(texts: pa.Array) -> Counter[str]:
    """How many cells can only be day first, only month first, could be either, or need no order."""
    parts = pc.drop_null(pc.extract_regex(one(texts), _NUMBERS))
    if len(parts) == 0:
        return Counter()
    a, b = _number(parts, "a"), _number(parts, "b")
    seen = {
        DAY_FIRST: int(np.sum((a > 12) & (b <= 12))),
        MONTH_FIRST: int(np.sum((a <= 12) & (b > 12))),
        OPEN: int(np.sum((a <= 12) & (b <= 12) & (a != b))),
        SAME: int(np.sum(a == b)),
    }
    return Counter({what: count for what, count in seen.items() if count})


def examples(texts: pa.Array) -> list[str]:
    """Two cells that could be read both ways."""
    texts = one(texts)
    parts = pc.extract_regex(texts, _NUMBERS)
    texts, parts = texts.filter(parts.is_valid()), pc.drop_null(parts)
    a, b = _number(parts, "a"), _number(parts, "b")
    open_cells = texts.filter(pa.array((a <= 12) & (b <= 12) & (a != b)))
    return open_cells.unique().slice(0, 2).to_pylist()


def decided(
    seen: Counter[str], kind: str, file: str, column: str, cells: Iterable[str]
) -> str | None:
    """The order of a column by its evidence: the majority's, or none where no cell needs it."""
    day, month = seen[DAY_FIRST], seen[MONTH_FIRST]
    if day != month:
        return "dmy" if day > month else "mdy"
    if day == 0 and seen[OPEN] == 0:
        return None
    shown = ", ".join(f'"{cell.strip()}"' for cell in cells)
    what = (
        f"nothing in the column {column} tells whether the day or the month comes first ({shown})"
    )
    if day:
        what = f"the dates of the column {column} contradict each other: as many are day first as month first"
    raise ConfigurationError(
        f'error: {file}: {what}; write date_order = "dmy" or "mdy" below [sources.{kind}]'
    )


def day_keys(texts: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """Two numbers for each cell, equal wherever the days are: a fine one, and the year alone.

    The fine one leaves open which of two numbers is the month. It is 0 where a cell is written in words:
    then only the year may be compared, in the whole source.
    """
    texts = one(pc.fill_null(one(texts), ""))
    fine, years = np.zeros(len(texts), np.int64), np.zeros(len(texts), np.int64)
    for form in (_YEAR_FIRST, _NUMBERS, _POINTS):
        parts = pc.extract_regex(texts, form)
        some = parts.is_valid().to_numpy(zero_copy_only=False)
        if some.any():
            parts = pc.drop_null(parts)
            a, b = _number(parts, "a"), _number(parts, "b")
            years[some] = _number(parts, "y")
            fine[some] = years[some] * 10_000 + np.minimum(a, b) * 100 + np.maximum(a, b)
        if (fine != 0).all():
            return fine, years
    parts = pc.extract_regex(texts, _YEAR)
    some = parts.is_valid().to_numpy(zero_copy_only=False) & (years == 0)
    years[some] = _number(pc.drop_null(parts), "y")[
        some[parts.is_valid().to_numpy(zero_copy_only=False)]
    ]
    return fine, years


def are_in_words(texts: pa.Array) -> bool:
    """Whether a cell that is not empty is none of the forms of numbers."""
    fine, _ = day_keys(texts)
    says = pc.match_substring_regex(pc.fill_null(one(texts), ""), r"\S").to_numpy(
        zero_copy_only=False
    )
    return bool((says & (fine == 0)).any())


def _number(parts: pa.Array, name: str) -> np.ndarray:
    return pc.struct_field(parts, name).cast(pa.int64()).to_numpy(zero_copy_only=False)
