"""Finding words in the course: an index of a few thousand words, ranked answers, small typing mistakes forgiven.

Why not a library: SQLite's full-text search knows no typing mistakes, and rapidfuzz (3 MB of compiled code) ranks
whole texts and not words in them. A word that is typed is looked up among the course's own words: the same word, one
that begins so or is another form of it, else one that differs by a slip of the finger.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tutor.content.glossary import plain

KINDS = {
    "lesson": "Lessons",
    "section": "Sections",
    "term": "Glossary",
    "lab": "Labs",
    "question": "Questions",
    "milestone": "Timeline",
}
"""Kinds of what is found, and what a group of them is called."""
CALLED = {"lesson": "lesson", "lab": "lab", "question": "quiz question", "milestone": "timeline milestone"}
"""What people type to say which kind they want: "lab perceptron"."""
FAVOURED = {"lesson": 1.4, "term": 1.3, "lab": 1.15, "milestone": 1.0, "section": 1.0, "question": 0.8}
IN_TITLE, IN_NAMES = 7.0, 5.0
"""How much more a word counts in a title, or in another name, than once in a text."""
FEW = 6
"""Answers with all the words, below which those with all but one are shown too."""
SLIP_FROM = 4
"""Letters from which on a word may hold a typing mistake."""
_WORD = re.compile(r"[^\W_]+")
_ENDED = re.compile(r"(.{5,}?)(?:ing|ed)")
"""A word with an ending, "handwriting", and what others of its kind begin with: "handwritten" does so too."""


@dataclass(frozen=True)
class Entry:
    """Something that can be found: what it is, where it stands, its words, and the link that leads there."""

    kind: str
    title: str
    place: str
    text: str
    link: str
    names: str = ""


@dataclass(frozen=True)
class Found:
    """An entry with its score, and the words of it that fit what was asked (as :func:`words_of` gives them)."""

    entry: Entry
    score: float
    words: frozenset[str]


def words_of(text: str) -> list[str]:
    """The words of ``text`` as they are compared: no case, no accents."""
    return _WORD.findall(plain(text))


class Index:
    """Answers what was typed with the best of ``entries``."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = list(entries)
        self._weights: defaultdict[str, dict[int, float]] = defaultdict(dict)
        for number, entry in enumerate(self.entries):
            for word, weight in _weights(entry):
                self._weights[word][number] = weight
        self._sorted = sorted(self._weights)
        self._by_first: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._sorted:
            self._by_first[word[0]].append(word)
        self._titles = [words_of(entry.title) for entry in self.entries]

    def search(self, asked: str, most: int = 60) -> list[Found]:
        """The best entries first: those with all the words, then, if they are few, those with all but one."""
        wanted = list(dict.fromkeys(words_of(asked)))
        if not wanted:
            return []
        scores: list[dict[int, float]] = []
        fits: defaultdict[int, set[str]] = defaultdict(set)
        for word in wanted:
            best: dict[int, float] = {}
            for known, likeness in self._like(word):
                there = self._weights[known]
                rarity = math.log(1 + len(self.entries) / len(there))
                for number, weight in there.items():
                    best[number] = max(best.get(number, 0.0), likeness * rarity * weight)
                    fits[number].add(known)
            scores.append(best)
        return self._ranked(wanted, scores, fits)[:most]

    def _ranked(self, wanted: list[str], scores: list[dict[int, float]], fits: dict[int, set[str]]) -> list[Found]:
        hits = Counter(number for one in scores for number in one)
        most = max(hits.values(), default=0)
        few = sum(count == most for count in hits.values()) < FEW
        found = []
        for number, count in hits.items():
            if count == most or (few and count == most - 1):
                score = sum(one.get(number, 0.0) for one in scores) * FAVOURED[self.entries[number].kind]
                score *= _as_title(wanted, self._titles[number], fits[number])
                found.append((count < most, -score, number))
        return [Found(self.entries[n], round(-score, 3), frozenset(fits[n])) for _, score, n in sorted(found)]

    def _like(self, word: str) -> Iterator[tuple[str, float]]:
        """Known words that ``word`` may stand for, and how well: itself, longer ones, other forms of it, else slips."""
        if len(word) == 1:
            if word in self._weights:
                yield word, 1.0
            return
        there = False
        for known in self._beginning_with(word):
            there = True
            yield known, 1.0 if known == word else 0.5 + 0.4 * len(word) / len(known)
        singular = word[:-1]
        if word.endswith("s") and len(word) > SLIP_FROM and singular in self._weights:
            there = True
            yield singular, 0.9
        if stem := _ENDED.fullmatch(word):
            for known in self._beginning_with(stem[1]):
                if not known.startswith(word):
                    there = True
                    yield known, 0.5
        if not there and len(word) >= SLIP_FROM:
            yield from self._slips(word)

    def _beginning_with(self, word: str) -> Iterator[str]:
        place = bisect_left(self._sorted, word)
        while place < len(self._sorted) and self._sorted[place].startswith(word):
            yield self._sorted[place]
            place += 1

    def _slips(self, word: str) -> Iterator[tuple[str, float]]:
        """Words, or beginnings of words, with one letter other, more, less or exchanged; two in a long word."""
        allowed = 1 if len(word) < 8 else 2
        near: list[tuple[int, str]] = []
        for first in dict.fromkeys(word[:2]):
            for known in self._by_first[first]:
                if len(known) >= len(word) - allowed:
                    distance = slips(word, known)
                    if distance <= allowed:
                        near.append((distance, known))
        least = min((distance for distance, _ in near), default=0)
        yield from ((known, 0.6 / distance) for distance, known in near if distance == least)


def _weights(entry: Entry) -> Iterator[tuple[str, float]]:
    """Every word of an entry and how much it counts there: more in a title, less in a long text."""
    text = words_of(entry.text)
    weights: defaultdict[str, float] = defaultdict(float)
    long = 0.6 + 0.4 * len(text) / 150
    for word, times in Counter(text).items():
        weights[word] += 2.2 * times / (times + 1.2 * long)
    title = words_of(entry.title)
    for word in set(title):
        weights[word] += IN_TITLE / math.sqrt(1 + len(title) / 4)
    for word in {*words_of(entry.names), *words_of(CALLED.get(entry.kind, ""))}:
        weights[word] += IN_NAMES
    yield from weights.items()


def _as_title(wanted: Sequence[str], title: Sequence[str], fits: set[str]) -> float:
    """More for an entry whose title is just what was typed or meant, or begins so."""
    if list(wanted) == list(title):
        return 3.0
    if len(wanted) == len(title) and fits.issuperset(title):
        return 2.0
    return 1.5 if list(wanted) == list(title[: len(wanted)]) else 1.0


def slips(typed: str, word: str) -> int:
    """The fewest letters other, more, less or exchanged that turn ``typed`` into ``word`` or a beginning of it."""
    before: list[int] = []
    row = list(range(len(word) + 1))
    for i, letter in enumerate(typed, 1):
        last, row, before = before, [i], row
        for j, other in enumerate(word, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == word[j - 2] and typed[i - 2] == other:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return min(row[max(0, len(typed) - 2) :])


def grouped(found: Sequence[Found]) -> dict[str, list[Found]]:
    """By kind, the kind with the best answer first."""
    groups: dict[str, list[Found]] = {}
    for one in found:
        groups.setdefault(one.entry.kind, []).append(one)
    return groups


def marked(text: str, words: frozenset[str]) -> Iterator[tuple[str, bool]]:
    """``text`` in pieces, each with whether it is one of ``words``."""
    start = 0
    for piece in _WORD.finditer(text):
        if not words.isdisjoint(words_of(piece[0])):
            if piece.start() > start:
                yield text[start : piece.start()], False
            yield piece[0], True
            start = piece.end()
    if start < len(text):
        yield text[start:], False


def excerpt(text: str, words: frozenset[str], length: int) -> str:
    """About ``length`` characters of ``text`` around the place with most of ``words``, from a word's beginning."""
    if len(text) <= length:
        return text
    hits = [piece.start() for piece in _WORD.finditer(text) if not words.isdisjoint(words_of(piece[0]))]
    lead = length // 4
    first = max(hits, key=lambda hit: sum(hit <= other < hit + length - lead for other in hits), default=0)
    start = text.rfind(" ", 0, max(0, first - lead)) + 1 if first > lead else 0
    end = start + length
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + 1)
    return ("… " if start else "") + text[start:end] + (" …" if end < len(text) else "")
