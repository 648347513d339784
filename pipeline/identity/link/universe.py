"""The registered names as columns on disk: a folder of numpy arrays, opened by mapping them into memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from common.parallel import in_processes
from pipeline.identity.codes import code_keys, code_places
from pipeline.identity.link.grams import Grams, build_grams
from pipeline.identity.link.texts import I32, U8, U16, Texts, read_texts
from pipeline.identity.mentions import told_places
from pipeline.identity.spans import I64, U64

Column = list[str | None]
JOINT_STOCK = "股份"
LEAST_PARTS = 4
"""Batches from which on further processes read names sooner than this one alone."""


@dataclass(frozen=True)
class Batch:
    """Some rows of a universe as they come; columns that it has not are None."""

    names: list[str]
    codes: Column | None = None
    provinces: Column | None = None
    cities: Column | None = None


@dataclass(frozen=True)
class Universe:
    """``n`` firms that differ in name, code or places; arrays have a value a firm but for those that cut.

    ``told`` is the place of the row's columns, else of its code; ``branches`` counts the names that are a
    branch of it. ``by_key`` and ``by_code`` are the rows in the order of their keys. ``joint`` marks joint
    stock companies that are no branch; ``stock`` lists them and ``stock_grams`` counts in that list.
    """

    name_bytes: U8
    name_at: I64
    codes: NDArray[np.bytes_]
    code_key: U64
    chars: U16
    start: I64
    region: U8
    core: U8
    brand: U8
    form: U8
    group: NDArray[np.bool_]
    joint: NDArray[np.bool_]
    named: I32
    told: I32
    key: U64
    branches: NDArray[np.uint16]
    by_key: I32
    by_code: I32
    stock: I32
    grams_keys: NDArray[np.uint32]
    grams_ptr: I64
    grams_docs: I32
    stock_keys: NDArray[np.uint32]
    stock_ptr: I64
    stock_docs: I32

    def __len__(self) -> int:
        return len(self.region)

    @property
    def grams(self) -> Grams:
        """Grams of all names without their organisation forms; rows are the universe's."""
        return Grams(self.grams_keys, self.grams_ptr, self.grams_docs)

    @property
    def stock_grams(self) -> Grams:
        """Grams of the joint stock companies, whole; rows are places in ``stock``."""
        return Grams(self.stock_keys, self.stock_ptr, self.stock_docs)

    def name(self, row: int) -> str:
        """The name as printed."""
        return bytes(self.name_bytes[self.name_at[row] : self.name_at[row + 1]]).decode("utf-8")

    def code(self, row: int) -> str:
        """The code as printed, "" where there is none."""
        return bytes(self.codes[row]).decode("ascii", "replace")

    def text(self, row: int) -> str:
        """The text that is compared, see ``texts``."""
        return self.chars[self.start[row] : self.start[row + 1]].tobytes().decode("utf-16-le", "replace")

    def rows_with(self, order: I32, keys: U64, wanted: np.uint64) -> I64:
        """Rows whose key is ``wanted``; ``order`` sorts ``keys``."""
        low, high = 0, len(order)
        while low < high:  # a search that touches few pages of a mapped file
            middle = (low + high) // 2
            low, high = (middle + 1, high) if keys[order[middle]] < wanted else (low, middle)
        first = low
        while low < len(order) and keys[order[low]] == wanted:
            low += 1
        return np.asarray(order[first:low], dtype=np.int64)

    def save(self, folder: Path) -> None:
        """Write every array as a file of its own."""
        for field in fields(self):
            np.save(folder / f"{field.name}.npy", getattr(self, field.name), allow_pickle=False)

    @classmethod
    def load(cls, folder: Path) -> Universe:
        """Map the arrays; nothing is read before it is needed.

        Raises:
            OSError, ValueError: a file is missing or damaged.
        """
        return cls(
            **{
                # A plain array over the mapping: slices of numpy's own memmap class cost far more.
                field.name: np.asarray(
                    np.load(folder / f"{field.name}.npy", mmap_mode="r", allow_pickle=False)
                )
                for field in fields(cls)
            }
        )


@dataclass(frozen=True)
class _Part:
    texts: Texts
    name_bytes: bytes
    name_size: I64
    codes: NDArray[np.bytes_]
    code_key: U64
    told: I32


def build_universe(batches: Iterable[Batch]) -> Universe:
    """Read batches of rows into one universe; empty names are left out.

    Raises:
        ValueError: there is no row with a name.
    """
    seen: set[int] = set()
    new = (_new_rows(batch, seen) for batch in batches)
    parts = [part for part in in_processes(_read, new, LEAST_PARTS) if len(part.texts)]
    if not parts:
        raise ValueError("no names")
    texts = _joined(parts)
    codes = np.concatenate([part.codes for part in parts])
    code_key = np.concatenate([part.code_key for part in parts])
    told = np.concatenate([part.told for part in parts])
    sizes = np.concatenate([part.name_size for part in parts])
    name_bytes = np.frombuffer(b"".join(part.name_bytes for part in parts), dtype=np.uint8)
    del parts
    length = np.diff(texts.start)
    row = np.repeat(np.arange(len(texts), dtype=np.int32), length)
    place = np.arange(len(row)) - np.repeat(texts.start[:-1], length)
    body = texts.region.astype(np.int64) + texts.core
    tail = body + texts.form
    joint = _is_joint(texts, body, tail) & (tail == length)
    unformed = (place < body[row]) | (place >= tail[row])
    grams = build_grams(texts.chars[unformed], row[unformed])
    del place, unformed
    stock = np.flatnonzero(joint).astype(np.int32)
    in_stock = joint[row]
    renumbered = (np.cumsum(joint) - 1).astype(np.int32)
    stock_grams = build_grams(texts.chars[in_stock], renumbered[row[in_stock]])
    return Universe(
        name_bytes=name_bytes,
        name_at=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        codes=codes,
        code_key=code_key,
        chars=texts.chars,
        start=texts.start,
        region=texts.region,
        core=texts.core,
        brand=texts.brand,
        form=texts.form,
        group=texts.group,
        joint=joint,
        named=texts.named,
        told=told,
        key=texts.key,
        branches=_branches(texts, tail < length),
        by_key=np.argsort(texts.key).astype(np.int32),
        by_code=np.argsort(code_key).astype(np.int32),
        stock=stock,
        grams_keys=grams.keys,
        grams_ptr=grams.ptr,
        grams_docs=grams.docs,
        stock_keys=stock_grams.keys,
        stock_ptr=stock_grams.ptr,
        stock_docs=stock_grams.docs,
    )


def _new_rows(batch: Batch, seen: set[int]) -> Batch:
    """The rows with a name that are not there yet; equal are name, code and places."""
    nothing: Column = [None] * len(batch.names)
    columns = (batch.codes or nothing, batch.provinces or nothing, batch.cities or nothing)
    rows = []
    for row, values in enumerate(zip(batch.names, *columns, strict=True)):
        known = len(seen)
        seen.add(hash(values))
        if len(seen) > known and values[0].strip():
            rows.append(row)
    if len(rows) == len(batch.names):
        return batch
    names, codes, provinces, cities = ([one[row] for row in rows] for one in (batch.names, *columns))
    return Batch([name or "" for name in names], codes, provinces, cities)


def _read(batch: Batch) -> _Part:
    texts = read_texts(batch.names)
    count = len(texts)
    nothing: Column = [None] * count
    codes = batch.codes or nothing
    code_key = code_keys(codes)
    told = told_places(batch.provinces or nothing, batch.cities or nothing)
    division = code_places(codes)
    told = np.where(told == 0, division, told).astype(np.int32)
    encoded = [name.encode("utf-8", "replace") for name in batch.names]
    return _Part(
        texts=texts,
        name_bytes=b"".join(encoded),
        name_size=np.fromiter(map(len, encoded), np.int64, count),
        codes=np.array([_printed(code) for code in codes], dtype="S18").reshape(count),
        code_key=code_key,
        told=told,
    )


def _printed(code: str | None) -> bytes:
    return code.strip().upper().encode("ascii", "ignore")[:18] if isinstance(code, str) else b""


def _joined(parts: list[_Part]) -> Texts:
    texts = [part.texts for part in parts]
    lengths = np.concatenate([np.diff(one.start) for one in texts])
    rest = {
        field.name: np.concatenate([getattr(one, field.name) for one in texts])
        for field in fields(Texts)
        if field.name != "start"
    }
    return Texts(start=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64), **rest)


def _is_joint(texts: Texts, body: I64, tail: I64) -> NDArray[np.bool_]:
    """Whether the form holds 股份."""
    first, second = (ord(char) for char in JOINT_STOCK)
    hits = np.flatnonzero((texts.chars[:-1] == first) & (texts.chars[1:] == second))
    row = np.searchsorted(texts.start, hits, side="right") - 1
    place = hits - texts.start[row]
    joint = np.zeros(len(texts), dtype=np.bool_)
    joint[row[(place >= body[row]) & (place + 1 < tail[row])]] = True
    return joint


def _branches(texts: Texts, branch: NDArray[np.bool_]) -> NDArray[np.uint16]:
    """How many branches stand under each name that is none itself."""
    heads, counts = np.unique(texts.head[branch], return_counts=True)
    found = np.zeros(len(texts), dtype=np.uint16)
    if len(heads):
        at = np.minimum(np.searchsorted(heads, texts.key), len(heads) - 1)
        same = (heads[at] == texts.key) & ~branch
        found[same] = np.minimum(counts[at[same]], 60_000)
    return found
