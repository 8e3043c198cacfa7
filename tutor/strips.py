"""Lines that are drawn once cost nothing more than that.

Textual gives every piece of a line seven caches when it is made. Most pieces live for one paint and never use one, and
making them is a third of painting a page; here a cache is made when it is first asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.segment import Segment
from textual.cache import FIFOCache
from textual.strip import Strip

SIZES = {
    "_divide_cache": 4,
    "_crop_cache": 16,
    "_style_cache": 16,
    "_filter_cache": 4,
    "_line_length_cache": 4,
    "_crop_extend_cache": 4,
    "_offsets_cache": 4,
}
"""What each remembers, as in Textual."""
THEIRS = Strip.__init__
"""How Textual makes a strip."""


def cache_when_asked() -> None:
    """From now on, in this process."""
    Strip.__init__ = _init  # type: ignore[method-assign]
    Strip.__getattr__ = _make  # type: ignore[attr-defined]


def _init(self: Strip, segments: Iterable[Segment], cell_length: int | None = None) -> None:
    self._segments = list(segments)
    self._cell_length = cell_length
    self._render_cache = self._link_ids = self._cell_count = None


def _make(self: Strip, name: str) -> FIFOCache[Any, Any]:
    """Only asked for what is not there."""
    if name not in SIZES:
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}", name=name, obj=self)
    cache: FIFOCache[Any, Any] = FIFOCache(SIZES[name])
    setattr(self, name, cache)
    return cache
