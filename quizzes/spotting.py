"""Grading which line was found wrong. Lines are numbered from 1, those that are only context included."""

from __future__ import annotations

from quizzes.model import Spot, Verdict


def wrong_line(question: Spot) -> int:
    """The number of the wrong line; 0 in a question that has none."""
    return next((number for number, line in enumerate(question.lines, 1) if line.wrong), 0)


def number_of(question: Spot, text: str) -> int:
    """The number of the line one can choose that reads ``text``; 0 if there is none."""
    lines = enumerate(question.lines, 1)
    return next((number for number, line in lines if line.why and line.text == text), 0)


def problem_with_line(question: Spot, text: str) -> str | None:
    """Why ``text`` cannot be graded, or None."""
    return None if number_of(question, text) else "Choose one of the lines."


def grade_spot(question: Spot, text: str) -> Verdict:
    """Right if it is the wrong line; else why the chosen one is right, and why the other one is not."""
    chosen = question.lines[number_of(question, text) - 1]
    if chosen.wrong:
        return Verdict(True, chosen.why)
    number = wrong_line(question)
    also = f"\nLine {number} is the wrong one. {question.lines[number - 1].why}" if number else ""
    return Verdict(False, f"{chosen.why}{also}")
