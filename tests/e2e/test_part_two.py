"""A learner's whole way through part 2 at a real terminal: reading, training, answering, leaving, coming back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.learner import Learner
from tutor.content.course import load_course
from tutor.learner.progress import lesson_states
from tutor.store import Record

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def test_part_two_can_be_learned_from_end_to_end_with_breaks(home: Path) -> None:
    from tutor.paths import record_file

    course, record = load_course(), record_file()
    lessons = next(part.lessons for part in course.parts if part.id == "neurons")
    with Learner(course, home, record) as learner:
        learner.terminal.wait_for("What next")
        for number, lesson in enumerate(lessons):
            learner.open(lesson)
            if number == 1:  # leave in the middle of a lesson: the map leads back to the very section
                learner.read(lesson, last=3)
                learner.quit()
                learner.start()
                learner.terminal.press("n")
                learner.wait(lesson.sections[2].title)
                learner.read(lesson, first=3)
            else:
                learner.read(lesson)
            learner.back_to_map()
            for lab in lesson.labs:
                learner.pass_lab(lab)
            learner.open_quiz(lesson)
            if number == 2:  # leave in the middle of a quiz: it goes on where it stopped
                learner.take_quiz(lesson, most=4)
                learner.quit()
                learner.start()
                learner.open_quiz(lesson)
                learner.wait("You stopped at question 5")
                learner.terminal.press("g")
            learner.take_quiz(lesson)
            learner.wait("Take again")
            learner.back_to_map()
        learner.quit()
    with Record.open(record) as kept:
        states = lesson_states(course, kept)
        assert {lesson.id: states[lesson.id].state for lesson in lessons} == {lesson.id: "done" for lesson in lessons}
        assert kept.labs_passed() == {lab for lesson in lessons for lab in lesson.labs}
        for lesson in lessons:
            (attempt,) = [attempt for attempt in kept.attempts(lesson.id) if attempt.kind == "quiz"]
            assert attempt.finished is not None
            later = attempt.answers[1:]  # the first was answered without knowing how its choices were shuffled
            assert [(given.question, given.answer) for given in later if not given.right] == []
