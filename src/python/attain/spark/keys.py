"""Turns what identifies persons into numbers that are equal wherever the kernel takes two cells for the same.

Numbers may be equal where the kernel sees a difference: then two clusters become one, which costs rows and changes
no verdict. The other way round would.
"""

from __future__ import annotations

import unicodedata

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

MCID, USER_ID, EMAIL, COMPANY, SKILL, WEAK, TEXT = range(1, 8)

#: Words for nothing, those of the dialects too. One that is missing here only ties too much.
NOTHING = pa.array(
    """na n/a #n/a - – — null none (blank) (leer) #nv (en_blanco) #n/d (vide) (tom) #saknas!""".replace(
        "_", " "
    ).split(" ")
    + ["(en blanco)"],
    pa.string(),
)

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def mixed(numbers: np.ndarray) -> np.ndarray:
    """Spreads 64 bits (the finish of SplitMix64)."""
    with np.errstate(over="ignore"):
        x = numbers.astype(np.uint64)
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return x ^ (x >> np.uint64(31))


def hashed(texts: pa.Array, tag: int) -> np.ndarray:
    """A number for each text, 0 for an empty one or none: all bytes at once, a factor for each place."""
    texts = one(pc.fill_null(texts, ""))
    count = len(texts)
    offsets = np.frombuffer(texts.buffers()[1], np.int32)[texts.offset : texts.offset + count + 1]
    offsets = offsets.astype(np.int64)
    out = np.zeros(count, np.uint64)
    if count == 0 or offsets[-1] == offsets[0]:
        return out.view(np.int64)
    data = np.frombuffer(texts.buffers()[2], np.uint8)[offsets[0] : offsets[-1]]
    starts, lengths = offsets[:-1] - offsets[0], np.diff(offsets)
    place = np.arange(len(data)) - np.repeat(starts, lengths)
    with np.errstate(over="ignore"):
        factors = mixed((np.arange(1, lengths.max() + 1, dtype=np.uint64)) * _GOLDEN) | np.uint64(1)
        terms = (data.astype(np.uint64) + np.uint64(1)) * factors[place]
        some = lengths > 0
        sums = np.add.reduceat(terms, starts[some])
        out[some] = mixed(sums + np.uint64(tag) * _GOLDEN)
    out[some & (out == 0)] = 1
    return out.view(np.int64)


def together(*parts: np.ndarray) -> np.ndarray:
    """One number of several, never 0."""
    with np.errstate(over="ignore"):
        total = np.zeros(len(parts[0]), np.uint64)
        for part in parts:
            total = mixed(total * np.uint64(31) + part.view(np.uint64) + _GOLDEN)
    total[total == 0] = 1
    return total.view(np.int64)


def one(texts: pa.Array | pa.ChunkedArray) -> pa.Array:
    """The texts as one array of plain strings."""
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
        if isinstance(texts, pa.ChunkedArray):
            texts = (
                pa.concat_arrays(texts.chunks) if texts.num_chunks else pa.array([], pa.string())
            )
    return texts if texts.type == pa.string() else texts.cast(pa.string())


def trimmed(texts: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Without blanks around them."""
    return pc.utf8_trim_whitespace(one(texts))


def lowered(texts: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Trimmed, in lower case and in one Unicode form."""
    texts = trimmed(texts)
    plain = pc.ascii_lower(texts)
    odd = pc.invert(pc.fill_null(pc.string_is_ascii(texts), True))
    if not pc.any(odd).as_py():
        return plain
    shapes = [None if text is None else _lowered(text) for text in texts.filter(odd).to_pylist()]
    return pc.replace_with_mask(plain, odd, pa.array(shapes, pa.string()))


def _lowered(text: str) -> str:
    text = unicodedata.normalize("NFKC", text.strip()).casefold()
    return unicodedata.normalize("NFKC", text)


def emails(texts: pa.Array) -> np.ndarray:
    """What has no @ is no address; its row will be set aside, or the cell says nothing."""
    texts = lowered(texts)
    return hashed(pc.if_else(pc.match_substring(texts, "@"), texts, pa.scalar("")), EMAIL)


def mcids(texts: pa.Array) -> np.ndarray:
    """By number: leading zeros say nothing."""
    texts = pc.utf8_trim_whitespace(one(texts))
    digits = pc.match_substring_regex(texts, r"^[0-9]+$")
    short = pc.ascii_ltrim(texts, characters="0")
    short = pc.if_else(pc.equal(pc.binary_length(short), 0), pa.scalar("0"), short)
    return hashed(pc.if_else(digits, short, pa.scalar("")), MCID)


def user_ids(texts: pa.Array) -> np.ndarray:
    texts = lowered(texts)
    return hashed(pc.if_else(pc.is_in(texts, NOTHING), pa.scalar(""), texts), USER_ID)


def companies(texts: pa.Array) -> np.ndarray:
    """By the MPN id as written."""
    return hashed(pc.utf8_trim_whitespace(one(texts)), COMPANY)


def further_emails(texts: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """The addresses of cells that hold several: the row of each, and its number."""
    texts = pc.fill_null(lowered(texts), "")
    parts = pc.split_pattern_regex(texts, r"[;,]")
    rows = pc.list_parent_indices(parts).to_numpy(zero_copy_only=False)
    each = pc.utf8_trim_whitespace(pc.list_flatten(parts))
    each = pc.utf8_trim_whitespace(pc.replace_substring_regex(each, r"^smtp:", ""))
    numbers = emails(each)
    return rows[numbers != 0], numbers[numbers != 0]


def folded(text: str) -> str:
    """The form in which names of skills are compared."""
    letters = (
        sign for sign in unicodedata.normalize("NFKD", text) if unicodedata.category(sign)[0] != "M"
    )
    lower = "".join(letters).lower()
    return " ".join("".join(sign if sign.isalnum() else " " for sign in lower).split())


def skills(codes: pa.Array, titles: pa.Array, known: dict[str, str]) -> np.ndarray:
    """The skill that a row names: by code, else by title, else as written. `known`: folded name → code."""
    codes, titles = one(codes).dictionary_encode(), one(titles).dictionary_encode()

    def resolved(names: pa.DictionaryArray) -> tuple[np.ndarray, np.ndarray]:
        """By place in the dictionary and one more, for none: the number of what is known, and of what is written."""
        folds = [folded(name or "") for name in names.dictionary.to_pylist()]
        found = pa.array([known.get(name, "") for name in folds] + [""], pa.string())
        numbers = np.append(hashed(found, SKILL), 0)
        written = hashed(pa.array(folds + [""], pa.string()), SKILL)
        places = names.indices.fill_null(len(folds)).to_numpy(zero_copy_only=False)
        return numbers[places], written[places]

    (code, code_as_written), (title, title_as_written) = resolved(codes), resolved(titles)
    found = np.where(code != 0, code, title)
    written = np.where(code_as_written != 0, code_as_written, title_as_written)
    return np.where(found != 0, found, written)
