"""Strict YAML with line numbers: every scalar is text until a Struct says otherwise, every mistake has a line.

YAML itself would turn ``no`` into False and ``1958`` into a number; here only the Struct that wants a number
makes one. Anchors, tags and repeated keys are mistakes: a course file says what it means once and in full.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, Union, get_args, get_origin

import msgspec

from tutor.content.errors import ContentError, Problem, did_you_mean

if TYPE_CHECKING:
    from yaml.events import Event

T = TypeVar("T")
Where = tuple[str | int, ...]
Value = Any  # str, or lists and dicts of Values

DEEPEST = 20
"""Levels of nesting allowed: content needs five, and a limit keeps damaged files from exhausting the stack."""


@dataclass
class Document:
    """A YAML file as plain data (text, lists, dicts), with the line on which each part of it stands."""

    file: Path
    data: Value = ""
    lines: dict[Where, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, where: Where) -> int:
        """The line of the part at ``where``, or of the nearest part around it."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)

    def problem(self, where: Where, message: str, instead: str = "") -> Problem:
        """A mistake in the part at ``where``."""
        return Problem(self.file, self.line(where), message, instead)


def read(text: str, file: Path, first_line: int = 1) -> Document:
    """Parse YAML ``text`` that starts on ``first_line`` of ``file``. Raises ContentError for bad syntax."""
    import yaml

    document = Document(file)
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        _Builder(document, yaml.parse(text, Loader=loader), first_line).build()
    except yaml.MarkedYAMLError as error:
        unclosed = "quoted scalar" in (error.context or "")  # found at the end of the file, made at its start
        mark = error.context_mark if unclosed else error.problem_mark
        line = first_line + (mark.line if mark is not None else 0)
        raise ContentError([Problem(file, line, f"This is not YAML: {error.problem}.", _SYNTAX_HINT)]) from None
    except (yaml.YAMLError, UnicodeError) as error:
        raise ContentError([Problem(file, first_line, f"This is not YAML: {error}.")]) from None
    return document


_SYNTAX_HINT = "Check the indentation, and put quotes around text that holds ': ' or starts with a symbol."


class _Builder:
    """Builds a document from the parser's events, which come one at a time: deep nesting costs nothing."""

    def __init__(self, document: Document, events: Iterator[Event], first_line: int) -> None:
        self.document, self.events, self.first_line = document, events, first_line

    def build(self) -> None:
        """Fill the document; an empty file is an empty dict."""
        from yaml.events import DocumentStartEvent, StreamEndEvent

        next(self.events)
        if isinstance(next(self.events), StreamEndEvent):
            self.document.data = {}
            return
        self.document.data = self.value(next(self.events), ())
        next(self.events)
        if isinstance(extra := next(self.events), DocumentStartEvent):
            self.complain(extra, "A second document starts here.", "Take out the line '---'.")

    def value(self, event: Event, where: Where) -> Value:
        """The value that starts with ``event``."""
        from yaml.events import AliasEvent, MappingStartEvent, ScalarEvent, SequenceStartEvent

        self.document.lines.setdefault(where, self.line(event))
        if len(where) > DEEPEST:
            raise ContentError([self.document.problem(where, "This is nested too deeply.")])
        if getattr(event, "anchor", None) or (getattr(event, "tag", None) or "!").strip("!"):
            self.complain(event, "Anchors (&), aliases (*) and tags (!) are not used here.", "Write it out.")
        if isinstance(event, ScalarEvent):
            return str(event.value)
        if isinstance(event, SequenceStartEvent):
            return list(self.items(where))
        if isinstance(event, MappingStartEvent):
            return dict(self.pairs(where))
        assert isinstance(event, AliasEvent)
        return ""

    def items(self, where: Where) -> Iterator[Value]:
        """The entries of a list, up to its end."""
        from yaml.events import SequenceEndEvent

        number = 0
        while not isinstance(event := next(self.events), SequenceEndEvent):
            yield self.value(event, (*where, number))
            number += 1

    def pairs(self, where: Where) -> Iterator[tuple[str, Value]]:
        """The keys and values of a mapping, up to its end; of a repeated key the first value is kept."""
        from yaml.events import MappingEndEvent, ScalarEvent

        seen: set[str] = set()
        while not isinstance(event := next(self.events), MappingEndEvent):
            key = self.value(event, (*where, "?"))
            del self.document.lines[*where, "?"]
            if not isinstance(event, ScalarEvent):
                self.complain(event, "A key must be a word.", "Write `name: value`.")
                key = ""
            if key in seen:
                self.complain(event, f"The key {key!r} is there twice.", "Keep one of them.")
            self.document.lines.setdefault((*where, key), self.line(event))
            value = self.value(next(self.events), (*where, key))
            if key not in seen:
                yield key, value
            seen.add(key)

    def line(self, event: Event) -> int:
        """The line of the file on which ``event`` starts."""
        mark = event.start_mark
        return self.first_line + (mark.line if mark is not None else 0)

    def complain(self, event: Event, message: str, instead: str) -> None:
        """Note a mistake and go on."""
        self.document.problems.append(Problem(self.document.file, self.line(event), message, instead))


def convert(document: Document, kind: type[T]) -> T:
    """The document as the Struct ``kind``. Raises ContentError with every mistake in it."""
    if not document.problems:
        try:
            return msgspec.convert(document.data, kind, strict=False)
        except msgspec.ValidationError as error:
            fallback = document.problem((), f"{error}.")
            problems = list(mistakes(document, kind, document.data, ()))
            raise ContentError(problems or [fallback]) from None
    raise ContentError([*document.problems, *mistakes(document, kind, document.data, ())])


def mistakes(document: Document, kind: Any, value: Value, where: Where) -> Iterator[Problem]:
    """Every mistake in ``value`` as a ``kind``: a Struct, a union of Structs told apart by a tag, a list or a leaf."""
    bare = get_args(kind)[0] if get_origin(kind) is Annotated else kind
    if isinstance(bare, UnionType) and all(_is_struct(k) for k in get_args(bare)):
        yield from _union_mistakes(document, get_args(bare), value, where)
    elif _is_struct(bare):
        yield from _struct_mistakes(document, bare, value, where)
    elif get_origin(bare) is list and isinstance(value, list) and value:
        for number, item in enumerate(value):
            yield from mistakes(document, get_args(bare)[0], item, (*where, number))
        yield from _leaf_mistakes(document, _length_only(kind), value, where)
    else:
        yield from _leaf_mistakes(document, kind, value, where)


def _is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def _length_only(kind: Any) -> Any:
    """The list type ``kind`` with its limits on length but any items: those have been looked at already."""
    return Annotated[(list[Any], *kind.__metadata__)] if get_origin(kind) is Annotated else list[Any]


def _struct_mistakes(document: Document, kind: type[msgspec.Struct], value: Value, where: Where) -> Iterator[Problem]:
    config = kind.__struct_config__
    fields = msgspec.structs.fields(kind)
    names = [f.encode_name for f in fields]
    known = [config.tag_field, *names] if config.tag_field else names
    if not isinstance(value, dict):
        yield document.problem(
            where, f"{_name(where)} is {_shown(value)}.", f"Write `key: value` lines: {', '.join(known)}."
        )
        return
    absent = [f for f in fields if f.required and f.encode_name not in value]
    for key in [key for key in value if key not in known]:
        meant = get_close_matches(key, [f.encode_name for f in absent], n=1)
        yield document.problem((*where, key), f"There is no key {key!r} here.", did_you_mean(key, meant or known))
        absent = [f for f in absent if f.encode_name not in meant]
    for f in fields:
        if f.encode_name in value:
            yield from mistakes(document, f.type, value[f.encode_name], (*where, f.encode_name))
    for f in absent:
        hint = f"Write `{f.encode_name}:` and {_wanted(f.type)}."
        yield document.problem(where, f"The key {f.encode_name!r} is missing.", hint)


def _union_mistakes(document: Document, kinds: tuple[Any, ...], value: Value, where: Where) -> Iterator[Problem]:
    by_tag = {str(k.__struct_config__.tag): k for k in kinds}
    tag_field = kinds[0].__struct_config__.tag_field
    tag = value.get(tag_field) if isinstance(value, dict) else None
    if tag in by_tag:
        yield from _struct_mistakes(document, by_tag[tag], value, where)
    elif tag is None:
        hint = f"Write `{tag_field}:` and one of {', '.join(by_tag)}."
        yield document.problem(where, f"The key {tag_field!r} is missing.", hint)
    else:
        hint = did_you_mean(str(tag), list(by_tag))
        yield document.problem((*where, tag_field), f"There is no {tag_field} {tag!r}.", hint)


def _leaf_mistakes(document: Document, kind: Any, value: Value, where: Where) -> Iterator[Problem]:
    try:
        msgspec.convert(value, kind, strict=False)
    except msgspec.ValidationError:
        yield document.problem(where, f"{_name(where)} is {_shown(value)}.", f"Write {_wanted(kind)}.")


def _name(where: Where) -> str:
    """How a message calls the part at ``where``: its key, "choices 2", or the whole file."""
    if not where:
        return "This file"
    if isinstance(where[-1], str):
        return f"'{where[-1]}'"
    return f"Entry {where[-1] + 1}" + (f" of '{where[-2]}'" if len(where) > 1 else "")


def _shown(value: Value) -> str:
    """A value in a few words."""
    if isinstance(value, str):
        short = value if len(value) <= 40 else value[:39] + "…"
        return repr(short) if value else "empty"
    if isinstance(value, list):
        return f"a list of {len(value)}" if value else "an empty list"
    return "a block of keys"


def _wanted(kind: Any) -> str:
    """What to write for ``kind``, in words."""
    if get_origin(kind) in (Union, UnionType):
        return " or ".join(_wanted(k) for k in get_args(kind) if k is not NoneType)
    limits: dict[str, Any] = {}
    for meta in getattr(kind, "__metadata__", ()):
        limits |= {name: limit for name in _LIMITS if (limit := getattr(meta, name)) is not None}
    bare = get_args(kind)[0] if get_origin(kind) is Annotated else kind
    if "pattern" in limits:
        return "lower-case letters, digits and dashes, such as hidden-layer"
    if get_origin(bare) is list:
        least = limits.get("min_length")
        return f"a list of at least {least}, one `- ` line each" if least else "a list, one `- ` line each, or []"
    words = _WORDS.get(bare, "a block of keys")
    return f"{words}, {limits['ge']:g} or more" if "ge" in limits else words


_LIMITS = ("pattern", "min_length", "ge")
_WORDS = {str: "text", int: "a whole number", float: "a number, such as 0.5", bool: "true or false"}
