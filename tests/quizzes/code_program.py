"""Run as a program by the tests: a plain quiz of one code exercise, kept in the file named first."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.quizzes.code_questions import NEURON
from tests.quizzes.questions import FILL
from tutor.plain.quiz import run_plain_quiz
from tutor.quiz.session import QuizSession
from tutor.store import Record

if __name__ == "__main__":
    with Record.open(Path(sys.argv[1])) as record:
        session = QuizSession(
            "demo", [NEURON, FILL], 3, record=record, now=lambda: datetime.now(UTC), clock=time.monotonic
        )
        sys.exit(run_plain_quiz(session, sys.stdin, sys.stdout))
