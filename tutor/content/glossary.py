"""The words of the course, each in a sentence or two: read from glossary.yaml, found by name or by meaning."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tutor.content.errors import UnknownContent, read_text

FILE = "glossary.yaml"


@dataclass(frozen=True)
class Term:
    """A word, what else it is called, what it means, the lesson section that explains it, and terms to compare."""

    id: str
    term: str
    also: tuple[str, ...]
    text: str
    lesson: str
    see: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Everything it is called."""
        return (self.term, *self.also)

    @property
    def link(self) -> str:
        """The link to where it is explained."""
        return f"lesson:{self.lesson}"


@dataclass(frozen=True)
class Glossary:
    """All terms, in alphabetical order."""

    terms: tuple[Term, ...]

    @cached_property
    def by_id(self) -> dict[str, Term]:
        """Terms by id."""
        return {term.id: term for term in self.terms}

    def term(self, asked: str) -> Term:
        """The term with this id or name, in any case. Raises UnknownContent."""
        wanted = plain(asked)
        for term in self.terms:
            if wanted in (term.id, *map(plain, term.names)):
                return term
        raise UnknownContent("term", asked, [term.id for term in self.terms])

    def search(self, asked: str) -> list[Term]:
        """Terms that fit what was typed, the best first: by name, then by the words of the explanation."""
        wanted = plain(asked)
        ranked = ((_rank(term, wanted), number, term) for number, term in enumerate(self.terms))
        return [term for rank, _, term in sorted(found for found in ranked if found[0] < NO_MATCH)]


NO_MATCH = 4


def _rank(term: Term, wanted: str) -> int:
    """0: a name is just that; 1: a name begins so; 2: one holds it; 3: the explanation does; 4: nothing does."""
    names = [plain(name) for name in (*term.names, term.id)]
    tests = (
        wanted in names,
        any(word.startswith(wanted) for name in names for word in (name, *name.split())),
        any(wanted in name for name in names),
        wanted in plain(term.text),
    )
    return next((rank for rank, holds in enumerate(tests) if holds), NO_MATCH)


def plain(text: str) -> str:
    """``text`` as it is compared: no case, no accents, dashes and blanks alike."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = "".join(" " if c in "-–_" else c for c in decomposed if not unicodedata.combining(c))
    return " ".join(kept.split())


def read_glossary(root: Path) -> Glossary:
    """The glossary of the course in ``root``; empty when it has none. Raises ContentError with every mistake."""
    from tutor.content import strict
    from tutor.content.course import check_format
    from tutor.content.formats import GlossaryFile

    file = root / FILE
    if not file.exists():
        return Glossary(())
    document = strict.read(read_text(file), file)
    check_format(document)
    entries = strict.convert(document, GlossaryFile).terms
    terms = (Term(e.id, e.term, tuple(e.also), " ".join(e.text.split()), e.lesson, tuple(e.see)) for e in entries)
    return Glossary(in_order(terms))


def in_order(terms: Iterable[Term]) -> tuple[Term, ...]:
    """Terms in alphabetical order."""
    return tuple(sorted(terms, key=lambda term: (plain(term.term), term.id)))
