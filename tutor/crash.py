"""What a learner sees of a bug: one sentence and the file that holds the rest."""

from __future__ import annotations

import platform
import sys
import traceback
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from rich.text import Text


def versions() -> str:
    """What a bug report needs to know of this machine, one fact a line."""
    lines = [f"python {platform.python_version()} on {platform.platform()}"]
    for name in ("deep-tutor", "textual", "rich"):
        try:
            lines.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            lines.append(f"{name} is not installed")
    return "\n".join(lines)


def write_report(error: BaseException, folder: Path, now: datetime) -> Path | None:
    """Write the whole traceback to a new file in ``folder``; None if that is not possible."""
    file = folder / f"crash-{now:%Y%m%d-%H%M%S-%f}.txt"
    story = "".join(traceback.format_exception(error))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        text = f"{now.isoformat()}\n{versions()}\n{' '.join(sys.argv)}\n\n{story}"
        file.write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError:
        return None
    return file


def apology(error: BaseException) -> Text:
    """What is left in the terminal after the app had to close; the report is written on the way.

    The report's path has a line of its own that is never wrapped, so that it can be copied.
    """
    from tutor.paths import home

    report = write_report(error, home() / "logs", datetime.now(UTC))
    where = f"The details are in\n{report}" if report else "Run it again with --debug to see the details."
    sentence = f"tutor had to close because of a mistake of its own ({type(error).__name__}).\n"
    where += "\ntutor doctor says whether something is wrong with this machine."
    return Text(sentence + where, no_wrap=True, overflow="ignore")
