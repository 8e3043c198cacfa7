"""Run as a program by the tests: the app over the course in the folder named first, the record beside it."""

from __future__ import annotations

import sys
from pathlib import Path

from tutor.app import TutorApp
from tutor.content.course import load_course

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    TutorApp(load_course(folder / "lessons"), folder / "record.db").run()
