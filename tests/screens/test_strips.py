"""Textual's strips with caches that are made when they are asked for: they remember as much as Textual's own."""

from __future__ import annotations

import inspect
import re

import pytest
from rich.segment import Segment
from textual.strip import Strip

from tutor import strips


@pytest.fixture(autouse=True)
def lazily(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the app, and as before afterwards."""
    monkeypatch.setattr(Strip, "__init__", Strip.__init__)
    monkeypatch.setattr(Strip, "__getattr__", None, raising=False)
    strips.cache_when_asked()


def test_every_cache_of_textual_is_there_and_as_large() -> None:
    sizes = re.findall(r"self\.(_\w+_cache): FIFOCache\[[^=]*\] = FIFOCache\((\d+)\)", inspect.getsource(strips.THEIRS))
    assert {name: int(size) for name, size in sizes} == strips.SIZES


def test_a_strip_makes_a_cache_at_first_use_and_keeps_it() -> None:
    line = Strip([Segment("one two")])
    assert not any(_made(line, name) for name in strips.SIZES)
    assert line.crop(0, 3) is line.crop(0, 3)
    assert line.crop(0, 3).text == "one" and line._crop_cache.hits == 2


def test_nothing_else_is_made_up() -> None:
    assert not hasattr(Strip([]), "colour")


def _made(line: Strip, name: str) -> bool:
    try:
        object.__getattribute__(line, name)
    except AttributeError:
        return False
    return True
