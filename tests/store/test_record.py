"""What the record remembers, asked again through a second opening wherever it is about keeping."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path

import pytest

from tests.store.builders import NOW, a_run, after, fill
from tutor.paths import record_file
from tutor.store import GivenAnswer, Record, RecordError


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with Record.open(tmp_path / "record.db") as opened:
        yield opened


def again(record: Record) -> Record:
    """A second opening of the same file, as another program would see it."""
    return Record.open(record.path)


def test_the_usual_place_is_used_and_its_folder_made(home: Path) -> None:
    with Record.open() as record:
        assert record.path == record_file() and record.kept
    assert record_file().is_file()


def test_a_record_in_memory_works_and_is_not_kept() -> None:
    with Record.in_memory() as record:
        fill(record)
        assert record.quiz_best("neuron") == 0.5
        assert record.path is None and not record.kept


def test_the_reader_is_found_where_they_stopped(record: Record) -> None:
    assert record.position("cnn") is None and record.last_place() is None
    record.set_position("cnn", "pooling", NOW)
    record.set_position("neuron", "summary", after(1))
    record.set_position("cnn", "filters", after(2))
    with again(record) as other:
        assert other.position("cnn") == "filters"
        assert other.position("neuron") == "summary"
        assert other.last_place() == ("cnn", "filters")


def test_sections_read_are_a_set_by_lesson(record: Record) -> None:
    for section in ("question", "summary", "question"):
        record.mark_read("neuron", section, NOW)
    record.mark_read("cnn", "question", NOW)
    with again(record) as other:
        assert other.sections_read("neuron") == {"question", "summary"}
        assert other.sections_read("history") == set()


def test_an_attempt_comes_back_whole(record: Record) -> None:
    attempt = fill(record)
    with again(record) as other:
        (found,) = other.attempts("neuron")
    assert (found.id, found.lesson, found.kind, found.seed) == (attempt, "neuron", "quiz", 7)
    assert found.questions == ["neuron-sum", "neuron-bias"]
    assert (found.started, found.finished) == (NOW, after(3))
    assert found.answers == [
        GivenAnswer(attempt, "neuron-sum", "0.5", True, 4.5, after(1)),
        GivenAnswer(attempt, "neuron-bias", ["it shifts", "it scales"], False, 9.0, after(2)),
    ]
    assert found.score == 0.5


def test_answers_of_one_moment_keep_the_order_given(record: Record) -> None:
    questions = [f"q{n}" for n in range(20)]
    attempt = record.start_attempt("neuron", "quiz", 1, questions, NOW)
    for question in questions:
        record.answer(attempt, question, "", False, 0.0, NOW)
    assert [given.question for given in record.answers()] == questions


def test_the_first_answer_to_a_question_counts_and_the_unanswered_count_as_wrong(record: Record) -> None:
    attempt = record.start_attempt("neuron", "quiz", 1, ["a", "b", "c", "d"], NOW)
    record.answer(attempt, "a", "no", False, 1.0, after(1))
    record.answer(attempt, "a", "yes", True, 1.0, after(2))
    record.answer(attempt, "b", "yes", True, 1.0, after(3))
    record.answer(attempt, "b", "no", False, 1.0, after(4))
    record.answer(attempt, "of another quiz", "yes", True, 1.0, after(5))
    assert record.attempts()[0].score == 0.25


def test_a_quiz_without_questions_scores_nothing(record: Record) -> None:
    record.start_attempt("neuron", "quiz", 1, [], NOW)
    assert record.attempts()[0].score == 0.0


def test_a_half_done_quiz_is_offered_again_until_it_is_finished(record: Record) -> None:
    record.start_attempt("neuron", "quiz", 1, ["a"], NOW)
    latest = record.start_attempt("neuron", "quiz", 2, ["a"], after(1))
    record.start_attempt("neuron", "retry", 3, ["a"], after(2))
    record.start_attempt("cnn", "quiz", 4, ["a"], after(3))
    found = record.open_attempt("neuron")
    assert found is not None and found.id == latest
    for attempt in record.attempts("neuron"):
        record.finish_attempt(attempt.id, after(9))
    assert record.open_attempt("neuron") is None


def test_finishing_twice_keeps_the_first_time(record: Record) -> None:
    attempt = fill(record)
    record.finish_attempt(attempt, after(99))
    assert record.attempts()[0].finished == after(3)


def test_only_finished_quizzes_count_for_the_best_score(record: Record) -> None:
    assert record.quiz_best("neuron") is None
    for kind, finished in (("quiz", False), ("retry", True), ("review", True)):
        attempt = record.start_attempt("neuron", kind, 1, ["a"], NOW)  # type: ignore[arg-type]
        record.answer(attempt, "a", "", True, 1.0, NOW)
        if finished:
            record.finish_attempt(attempt, NOW)
    assert record.quiz_best("neuron") is None
    fill(record)
    worse = record.start_attempt("neuron", "quiz", 1, ["a"], NOW)
    record.finish_attempt(worse, NOW)
    assert record.quiz_best("neuron") == 0.5


def test_answers_can_be_had_by_lesson(record: Record) -> None:
    fill(record)
    other = record.start_attempt("cnn", "quiz", 1, ["a"], NOW)
    record.answer(other, "a", "", True, 1.0, NOW)
    assert [given.question for given in record.answers("cnn")] == ["a"]
    assert len(record.answers()) == 3


def test_an_answer_to_a_quiz_that_was_reset_meanwhile_is_refused_in_words(record: Record) -> None:
    attempt = fill(record)
    with again(record) as other:
        other.reset("neuron")
    with pytest.raises(RecordError, match="reset meanwhile") as caught:
        record.answer(attempt, "neuron-sum", "0.5", True, 1.0, NOW)
    assert caught.value.hint
    assert record.answers() == []


def test_a_run_comes_back_equal(record: Record) -> None:
    run = a_run()
    record.save_run(run)
    with again(record) as other:
        assert other.runs() == [run]
        assert other.runs("digits") == []


def test_a_run_saved_twice_is_kept_as_it_was(record: Record) -> None:
    record.save_run(a_run(bar_met=True))
    record.save_run(a_run(bar_met=False))
    assert [run.bar_met for run in record.runs()] == [True]


def test_numbers_that_are_not_finite_survive(record: Record) -> None:
    infinity = float("inf")
    run = a_run(curve=[(1, infinity), (2, -infinity), (3, float("nan"))])
    run.metrics["f1"] = float("nan")
    record.save_run(run)
    (found,) = record.runs()
    assert repr(found) == repr(run)


def test_a_long_curve_is_thinned_to_500_points_with_both_ends(record: Record) -> None:
    curve = [(step, step / 2) for step in range(1, 20_002)]
    record.save_run(a_run(curve=curve))
    kept = record.runs()[0].curve
    assert len(kept) == 500
    assert (kept[0], kept[-1]) == (curve[0], curve[-1])
    gaps = {b - a for (a, _), (b, _) in pairwise(kept)}
    assert gaps <= {40, 41}


@pytest.mark.parametrize("length", [0, 1, 500])
def test_a_curve_of_up_to_500_points_is_kept_whole(record: Record, length: int) -> None:
    curve = [(step, 1 / (step + 1)) for step in range(length)]
    record.save_run(a_run(curve=curve))
    assert record.runs()[0].curve == curve


def test_labs_passed_are_those_that_met_their_bar_once(record: Record) -> None:
    record.save_run(a_run("1", "xor", bar_met=True))
    record.save_run(a_run("2", "xor", bar_met=False))
    record.save_run(a_run("3", "digits", bar_met=False))
    assert record.labs_passed() == {"xor"}


def test_a_setting_has_its_default_until_it_is_set(record: Record) -> None:
    assert record.setting("theme", "dark") == "dark"
    record.set_setting("theme", "light")
    record.set_setting("theme", "nord")
    with again(record) as other:
        assert other.setting("theme", "dark") == "nord"


def test_times_are_kept_in_utc_and_a_time_without_a_zone_is_refused(record: Record) -> None:
    tokyo = NOW.astimezone(timezone(timedelta(hours=9)))
    record.start_attempt("neuron", "quiz", 1, [], tokyo)
    assert record.attempts()[0].started.isoformat() == NOW.isoformat()
    with pytest.raises(ValueError, match="time zone"):
        record.set_position("neuron", "a", datetime(2026, 3, 1))


def test_many_threads_may_write_and_read_at_once(record: Record) -> None:
    attempt = record.start_attempt("neuron", "quiz", 1, [], NOW)
    failures: list[BaseException] = []

    def work(name: int) -> None:
        try:
            for number in range(25):
                record.answer(attempt, f"{name}-{number}", "", True, 1.0, NOW)
                assert any(given.question == f"{name}-{number}" for given in record.answers())
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len({given.question for given in record.answers()}) == 200


def test_a_closed_record_says_so_and_closing_twice_is_harmless(record: Record) -> None:
    record.close()
    record.close()
    with pytest.raises(RecordError, match="closed"):
        record.answers()
    with pytest.raises(RecordError, match="closed"):
        record.set_setting("a", "b")


def test_what_sqlite_cannot_hold_is_refused_in_words_and_leaves_nothing(record: Record) -> None:
    with pytest.raises(RecordError, match="out of the range"):
        record.start_attempt("neuron", "quiz", 2**70, [], NOW)
    with pytest.raises(RecordError, match="out of the range"):
        record.set_setting("name", "half a character: \ud800")
    assert record.attempts() == [] and record.setting("name", "") == ""


def test_an_answer_typed_in_a_broken_encoding_is_kept(record: Record) -> None:
    attempt = record.start_attempt("neuron", "quiz", 1, [], NOW)
    record.answer(attempt, "a", "caf\udce9", False, 1.0, NOW)
    assert record.answers()[0].answer == "caf\udce9"
