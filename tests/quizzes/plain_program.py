"""Run as a program by the tests: the plain quiz over standard input and output, kept in the file named first.

With "more" behind it: the questions of the kinds match, spot and predict, without a lab.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.quizzes.plans import demo_plan
from tests.quizzes.questions import MORE, QUESTIONS
from tutor.plain.quiz import open_session, run_plain_quiz
from tutor.store import Record

if __name__ == "__main__":
    with Record.open(Path(sys.argv[1])) as record:
        session = open_session(
            demo_plan(record, MORE if "more" in sys.argv else QUESTIONS),
            record,
            sys.stdin,
            sys.stdout,
            seed=3,
            now=lambda: datetime.now(UTC),
            clock=time.monotonic,
        )
        sys.exit(run_plain_quiz(session, sys.stdin, sys.stdout))
