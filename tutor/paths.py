"""Where the program keeps things: the learner's record, caches and the log.

TUTOR_HOME overrides everything, caches included; else the platform's own folders. Nothing is created here.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

APP = "deep-tutor"


def home() -> Path:
    """The folder of what must not be lost."""
    return _override() or _platform("user_data_path")


def record_file() -> Path:
    """The learner's record, one SQLite file (SQLite may keep a -wal and a -shm file beside it)."""
    return home() / "record.db"


def cache_dir() -> Path:
    """The folder of what can be made again at any time."""
    chosen = _override()
    return chosen / "cache" if chosen else _platform("user_cache_path")


def datasets_dir() -> Path:
    """The folder of data sets that the learner asked for."""
    return home() / "datasets"


def nets_dir() -> Path:
    """The folder of trained nets that the learner saved."""
    return home() / "nets"


def reports_dir() -> Path:
    """The folder of reports on the course that the learner wrote."""
    return home() / "reports"


def log_file() -> Path:
    """The log; reports of crashes lie beside it."""
    return (_override() or _platform("user_log_path")) / "tutor.log"


def is_there(path: Path) -> bool:
    """Whether there is such a file or folder, as far as one may look."""
    try:
        return path.exists()
    except OSError:
        return False


def free(folder: Path, stem: str, ending: str = "") -> Path:
    """A file or folder that is not there yet: "stem.ending", else "stem-2.ending" and so on."""
    number = 1
    while (path := folder / f"{stem}{'' if number == 1 else f'-{number}'}{ending}").exists():
        number += 1
    return path


def expanded(text: str) -> Path:
    """What was typed as a path, with a home for "~"; "~nobody" has none to stand for and is an ordinary name."""
    path = Path(text)
    with contextlib.suppress(RuntimeError):
        path = path.expanduser()
    return path


def _override() -> Path | None:
    """TUTOR_HOME as an absolute path; None where it is unset or empty."""
    chosen = os.environ.get("TUTOR_HOME", "")
    if not chosen:
        return None
    return expanded(chosen).absolute()


def _platform(function: str) -> Path:
    import platformdirs

    folder: Path = getattr(platformdirs, function)(APP, appauthor=False)
    return folder
