"""The calendar of days one learned: a column for each week, Monday on top, darker and denser for more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from textual.content import Content

from tutor.learner.activity import Streak, weeks
from tutor.learner.progress import plural

SHADES = "·░▒▓█"
"""By how much was done: shapes, so that nothing hangs on colour."""

BUSY = (1, 10, 25, 50)
"""Answers, runs and sections of a day from which on its shade gets denser."""

NAMES = ("Mon", "", "Wed", "", "Fri", "", "Sun")
MARGIN = 5
"""Columns for the days' names."""

FEWEST, MOST = 8, 53
"""Weeks shown where there is little room, and at most: a year."""


def weeks_that_fit(width: int) -> int:
    """How many weeks there is room for."""
    return max(FEWEST, min(MOST, (width - MARGIN - 1) // 2))


def calendar(days: Mapping[date, int], today: date, count: int) -> Iterator[Content]:
    """The last ``count`` weeks: the months, a line for each day of the week, and what the shapes mean."""
    grid = weeks(today, count)
    yield Content.styled(" " * MARGIN + months(grid), "$text-muted")
    for weekday, name in enumerate(NAMES):
        yield Content.assemble((name.ljust(MARGIN - 1), "$text-muted"), *_row(days, today, grid, weekday))
    yield _legend(today)


def months(grid: Sequence[Sequence[date]]) -> str:
    """The names of the months, each above the first week that one of its days begins; two cells a week."""
    line = ""
    for number, week in enumerate(grid):
        first = next((day for day in week if day.day == 1), None)
        if first is not None and len(line) <= 2 * number:  # the name before needs its room
            line = line.ljust(2 * number) + f"{first:%b} "
    return line.rstrip()


def _row(
    days: Mapping[date, int], today: date, grid: Sequence[Sequence[date]], weekday: int
) -> Iterator[tuple[str, str] | str]:
    """One day of every week; today stands between brackets."""
    for week in grid:
        day = week[weekday]
        if day > today:
            yield "  "
        elif day == today:
            yield "[", "bold $text-accent"
            yield shade(days.get(day, 0))
            yield "]", "bold $text-accent"
        else:
            yield " "
            yield shade(days.get(day, 0))


def shade(count: int) -> tuple[str, str]:
    """The shape for a day on which so much was done, and its style."""
    level = sum(count >= least for least in BUSY)
    return SHADES[level], "$text-success" if level else "$text-disabled"


def _legend(today: date) -> Content:
    """What the shapes mean: "· nothing  ░ 1+  ▒ 10+  ▓ 25+  █ 50+  [ ] today, 21 Nov"."""
    pieces: list[tuple[str, str] | str] = [" " * MARGIN, shade(0), (" nothing  ", "$text-muted")]
    for least in BUSY:
        pieces += [shade(least), (f" {least}+  ", "$text-muted")]
    return Content.assemble(*pieces, ("[ ]", "bold $text-accent"), (f" today, {today.day} {today:%b}", "$text-muted"))


def streak_words(streak: Streak) -> str:
    """Days in a row, calmly: what was, never what should have been."""
    if not streak.longest:
        return "No day yet."
    row = f"{streak.days} {plural('day', streak.days)} in a row"
    if not streak.days:
        row = "Welcome back."
    elif not streak.today:
        row += " up to yesterday"
    return row if streak.longest <= streak.days else f"{row}{'' if streak.days else ' '}{_longest(streak)}"


def _longest(streak: Streak) -> str:
    words = f"longest so far {streak.longest} {plural('day', streak.longest)}"
    return f"; {words}" if streak.days else f"{words[0].upper()}{words[1:]}."


def learned_lately(days: Mapping[date, int], today: date, back: int = 30) -> int:
    """On how many of the last ``back`` days something was learned, today included."""
    return sum(days.get(today - timedelta(days=ago), 0) > 0 for ago in range(back))
