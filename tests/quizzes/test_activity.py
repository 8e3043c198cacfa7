"""Days: whose they are, how many in a row, and a calendar that holds each of them once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.quizzes.demo_course import run_lab, take_quiz
from tutor.learner.activity import Streak, streak, weeks
from tutor.learner.standing import read_history
from tutor.screens.calendar import SHADES, calendar, learned_lately, months, shade, streak_words, weeks_that_fit
from tutor.store import Record

days = st.dates(date(1999, 1, 1), date(2100, 12, 31))


@pytest.fixture
def record() -> Iterator[Record]:
    with Record.in_memory() as opened:
        yield opened


def test_a_day_is_the_learner_s_own_not_utc_s(record: Record) -> None:
    run_lab(record, datetime(2026, 3, 1, 23, 30, tzinfo=UTC), 1.0)
    assert list(read_history(record, timezone(timedelta(hours=2))).days) == [date(2026, 3, 2)]
    assert list(read_history(record, UTC).days) == [date(2026, 3, 1)]


def test_answers_runs_and_sections_read_for_the_first_time_count(record: Record) -> None:
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    take_quiz(record, at)
    run_lab(record, at, 0.5)
    record.mark_read("demo", "story", at)
    record.mark_read("demo", "story", at + timedelta(days=1))
    record.set_position("demo", "story", at + timedelta(days=1))
    assert read_history(record, UTC).days == {date(2026, 3, 1): 5 + 1 + 1}


@pytest.mark.parametrize(
    ("hour", "day"),
    [
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), date(2026, 3, 29)),  # 01:30, half an hour before the clock jumps
        (datetime(2026, 3, 29, 21, 59, tzinfo=UTC), date(2026, 3, 29)),  # 23:59 in summer time
        (datetime(2026, 3, 29, 22, 0, tzinfo=UTC), date(2026, 3, 30)),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), date(2026, 10, 25)),  # 02:30 the first time
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), date(2026, 10, 25)),  # 02:30 again
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), date(2026, 10, 25)),  # a day of 25 hours
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), date(2027, 1, 1)),  # New Year in Berlin
    ],
)
def test_days_end_at_midnight_where_the_learner_is_also_when_clocks_change(
    hour: datetime, day: date, record: Record
) -> None:
    run_lab(record, hour, 1.0)
    assert list(read_history(record, ZoneInfo("Europe/Berlin")).days) == [day]


def test_learning_across_a_clock_change_is_a_row_without_a_gap(record: Record) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    for day in (28, 29, 30):
        run_lab(record, datetime(2026, 3, day, 23, 30, tzinfo=berlin), 1.0)
    assert streak(read_history(record, berlin).days, date(2026, 3, 30)) == Streak(3, 3, True)


@pytest.mark.parametrize(
    ("back", "current", "longest", "today"),
    [
        ([], 0, 0, False),
        ([0], 1, 1, True),
        ([1], 1, 1, False),
        ([2], 0, 1, False),
        ([0, 1, 2, 5, 6], 3, 3, True),
        ([1, 2, 7, 8, 9], 2, 3, False),
        ([0, 0, 1], 2, 2, True),
    ],
)
def test_days_in_a_row_end_only_when_a_whole_day_was_missed(
    back: list[int], current: int, longest: int, today: bool
) -> None:
    now = date(2026, 3, 1)
    found = streak([now - timedelta(days=ago) for ago in back], now)
    assert (found.days, found.longest, found.today) == (current, longest, today)


@given(st.sets(st.integers(0, 60)))
def test_the_streak_agrees_with_counting_day_by_day(back: set[int]) -> None:
    now = date(2026, 3, 1)
    runs, length = [0], 0
    for day in range(61, -1, -1):
        length = length + 1 if day in back else 0
        runs.append(length)
    found = streak([now - timedelta(days=n) for n in back], now)
    assert found.longest == max(runs) and found.days == (runs[-1] if 0 in back else runs[-2])


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Streak(0, 0, False), "No day yet."),
        (Streak(1, 1, True), "1 day in a row"),
        (Streak(4, 4, True), "4 days in a row"),
        (Streak(4, 9, False), "4 days in a row up to yesterday; longest so far 9 days"),
        (Streak(0, 9, False), "Welcome back. Longest so far 9 days."),
    ],
)
def test_the_streak_is_told_without_a_reproach(found: Streak, said: str) -> None:
    assert streak_words(found) == said


# -- the calendar ------------------------------------------------------------------------------------------


@given(days, st.integers(1, 60))
def test_the_grid_holds_every_day_once_in_order_and_ends_in_the_week_of_today(today: date, count: int) -> None:
    grid = weeks(today, count)
    flat = [day for week in grid for day in week]
    assert len(grid) == count and today in grid[-1]
    assert flat == [flat[0] + timedelta(days=n) for n in range(7 * count)]
    assert all(week[0].weekday() == 0 and len(week) == 7 for week in grid)


@given(days, st.sets(st.integers(0, 200), max_size=40), st.integers(8, 53))
def test_the_picture_shows_each_day_up_to_today_once_and_no_day_to_come(
    today: date, back: set[int], count: int
) -> None:
    done = {today - timedelta(days=ago): ago + 1 for ago in back}
    _, *rows, _ = [line.plain for line in calendar(done, today, count)]
    assert len(rows) == 7
    cells = [row[5:] for row in rows]
    shown = sum(cell in SHADES for row in cells for cell in row)
    assert shown == 7 * (count - 1) + today.weekday() + 1
    learned = [day for day in done if day >= weeks(today, count)[0][0]]
    assert sum(cell in SHADES[1:] for row in cells for cell in row) == len(learned)
    assert [row.count("[") for row in cells] == [int(n == today.weekday()) for n in range(7)]
    bracket = cells[today.weekday()].index("[")
    assert cells[today.weekday()][bracket + 1] == shade(done.get(today, 0))[0]
    assert cells[today.weekday()][bracket + 2] == "]"


@given(days, st.integers(8, 53))
def test_a_month_is_named_above_the_week_of_its_first_day(today: date, count: int) -> None:
    grid = weeks(today, count)
    line = months(grid)
    assert len(line) <= 2 * count + 2
    for number, week in enumerate(grid):
        name = line[2 * number : 2 * number + 3]
        first = next((day for day in week if day.day == 1), None)
        if first is not None:
            assert name == f"{first:%b}", "there are always four weeks between two firsts: every name has its room"


def test_new_year_and_a_leap_day_stand_where_they_belong() -> None:
    grid = weeks(date(2024, 3, 3), 12)
    assert date(2024, 2, 29) in grid[-1] and date(2023, 12, 31) in grid[2] and date(2024, 1, 1) in grid[3]
    assert months(grid).split() == ["Jan", "Feb", "Mar"]


@given(st.integers(1, 300))
def test_as_many_weeks_as_fit(width: int) -> None:
    count = weeks_that_fit(width)
    assert 8 <= count <= 53
    if count > 8:
        assert 5 + 2 * count + 1 <= width


@pytest.mark.parametrize(
    ("count", "shape"), [(0, "·"), (1, "░"), (9, "░"), (10, "▒"), (25, "▓"), (50, "█"), (999, "█")]
)
def test_more_is_denser_so_that_nothing_hangs_on_colour(count: int, shape: str) -> None:
    assert shade(count)[0] == shape


def test_how_many_of_the_last_thirty_days() -> None:
    today = date(2026, 3, 1)
    assert learned_lately({today: 3, today - timedelta(days=29): 1, today - timedelta(days=30): 1}, today) == 2
