"""Honest warnings about a table: what makes its result worth less than it looks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from math import sqrt

from engine.table.columns import Column, Survey, counts_rows
from engine.table.values import shown

FEW_ROWS, RARE, LEAK, GAPS = 50, 0.1, 0.98, 0.1


def doubts(found: Survey) -> list[str]:
    """One sentence for each thing to be wary of, the gravest first."""
    return [*_target(found), *_leaks(found), *_few(found), *_classes(found), *_gaps(found), *_copies(found)]


def _target(found: Survey) -> Iterator[str]:
    numbers = _numbers(found.target.values) if found.task == "regression" else []
    if numbers and counts_rows(found.target.name, numbers, set(numbers)):
        what = f"{shown(found.target.name)} seems to number the rows, which nothing else can tell."
        yield f"{what} Choose what you want to know of a new row."


def _leaks(found: Survey) -> Iterator[str]:
    for column in found.used:
        if tells_all(column, found):
            name, target = shown(column.name), shown(found.target.name)
            yield f"{name} alone gives {target} away. Would you know it before {target}? If not, take the column out."


def tells_all(column: Column, found: Survey) -> bool:
    """Whether ``column`` alone predicts the target nearly perfectly: it looks like leakage."""
    pairs = [(a, b) for a, b in zip(column.values, found.target.values, strict=True) if a is not None]
    if len(pairs) < 3:
        return False
    known, wanted = [a for a, _ in pairs], [b for _, b in pairs]
    match column.kind, found.task:
        case "number", "regression":
            return abs(_correlation(_numbers(known), _numbers(wanted))) > LEAK
        case "category", "regression":
            return _explained(known, _numbers(wanted)) > LEAK**2
        case "number", "classification":
            return _explained(wanted, _numbers(known)) > LEAK**2
    return _settled(known, wanted)


def _numbers(values: Sequence[float | str | None]) -> list[float]:
    return [float(value) for value in values if value is not None]


def _correlation(xs: list[float], ys: list[float]) -> float:
    """Pearson's r; 0 where one of them does not vary. Both are brought near 1 first, so that nothing overflows."""
    xs, ys = _centred(xs), _centred(ys)
    norm = sqrt(sum(x * x for x in xs) * sum(y * y for y in ys))
    return sum(x * y for x, y in zip(xs, ys, strict=True)) / norm if norm else 0.0


def _centred(values: list[float]) -> list[float]:
    mean = sum(values) / len(values)
    largest = max(abs(value - mean) for value in values) or 1.0
    return [(value - mean) / largest for value in values]


def _explained(groups: Sequence[Hashable], values: list[float]) -> float:
    """The share of the values' variance that lies between groups: r² where a group is a number."""
    values = _centred(values)
    sums: defaultdict[Hashable, list[float]] = defaultdict(list)
    for group, value in zip(groups, values, strict=True):
        sums[group].append(value)
    if 2 * len(sums) > len(values):
        return 0.0  # hardly two values in a group: nothing can be said
    total = sum(value * value for value in values)
    between = sum(sum(part) ** 2 / len(part) for part in sums.values())
    return between / total if total else 0.0


def _settled(groups: Sequence[Hashable], classes: Sequence[Hashable]) -> bool:
    """Whether nearly every group is of one class, far more than rows at large are."""
    counts: defaultdict[Hashable, Counter[Hashable]] = defaultdict(Counter)
    for group, label in zip(groups, classes, strict=True):
        counts[group][label] += 1
    wrong = 1 - sum(max(count.values()) for count in counts.values()) / len(classes)
    usual = 1 - max(Counter(classes).values()) / len(classes)
    return wrong < 1 - LEAK and wrong < 0.1 * usual


def _few(found: Survey) -> Iterator[str]:
    if found.dropped:
        rows = "1 row has" if found.dropped == 1 else f"{found.dropped} rows have"
        yield f"{rows} no {shown(found.target.name)} and {'is' if found.dropped == 1 else 'are'} left out."
    if found.rows < FEW_ROWS:
        yield f"Only {found.rows} rows: another split may give quite another result. Try several seeds."


def _classes(found: Survey) -> Iterator[str]:
    if found.task == "classification":
        counts = Counter(found.target.values)
        rare = sorted((counts[level], str(level)) for level in found.target.levels if counts[level] < RARE * found.rows)
        if rare:
            often = f"{shown(rare[0][1])} is rare ({rare[0][0]} of {found.rows} rows)"
            which = f"The class {often}" if len(rare) == 1 else f"{len(rare)} classes are rare: {often}"
            yield f"{which}, which accuracy hides. See the confusion matrix."


def _gaps(found: Survey) -> Iterator[str]:
    for column in found.used:
        if column.missing > GAPS * found.rows:
            what = "a category of their own" if column.kind == "category" else "the mean in their place"
            yield f"{shown(column.name)} is missing in {column.missing} of {found.rows} rows, which get {what}."


def _copies(found: Survey) -> Iterator[str]:
    """Rows that say the same in every column that is learned from, and have the same target."""
    same = Counter(zip(found.target.values, *(column.values for column in found.used), strict=True))
    copies = sum(count - 1 for count in same.values())
    if copies and copies >= 0.01 * found.rows:
        rows = "1 row is a copy of another" if copies == 1 else f"{copies} rows are copies of others"
        yield f"{rows}: where one is learned from and the other tested on, the result looks too good."
