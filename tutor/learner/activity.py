"""The days one learned: how much on each, how many in a row, and the grid of a calendar.

A day is the learner's own, from midnight to midnight where they are; everything after that is plain dates, which
know neither clock changes nor time zones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tutor.store.model import GivenAnswer, RunRecord

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Streak:
    """Days in a row: ``days`` up to today (or yesterday, if nothing was done yet today), ``longest`` ever."""

    days: int
    longest: int
    today: bool


def local_day(moment: datetime, zone: tzinfo | None = None) -> date:
    """The learner's day that ``moment`` falls on; ``zone`` None: the machine's own."""
    return moment.astimezone(zone).date()


def days_of(
    answers: Iterable[GivenAnswer], runs: Iterable[RunRecord], read: Iterable[datetime], zone: tzinfo | None = None
) -> Counter[date]:
    """What was done by day: answers given, labs run, sections read for the first time."""
    moments = (*(answer.at for answer in answers), *(run.at for run in runs), *read)
    return Counter(local_day(moment, zone) for moment in moments)


def streak(days: Iterable[date], today: date) -> Streak:
    """Days in a row up to ``today``; a day that is not over yet does not break them."""
    known = set(days)
    current = _run_up_to(known, today if today in known else today - timedelta(days=1))
    last_days = (day for day in known if day + timedelta(days=1) not in known)
    longest = max((_run_up_to(known, day) for day in last_days), default=0)
    return Streak(current, longest, today in known)


def _run_up_to(days: set[date], day: date) -> int:
    count = 0
    while day in days:
        count, day = count + 1, day - timedelta(days=1)
    return count


def weeks(today: date, count: int) -> list[list[date]]:
    """The last ``count`` weeks, each from Monday to Sunday; the last is the one that ``today`` is in."""
    monday = today - timedelta(days=today.weekday())
    first = monday - (count - 1) * WEEK
    return [[first + week * WEEK + timedelta(days=day) for day in range(7)] for week in range(count)]
