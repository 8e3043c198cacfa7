"""The device that labs run on from the command line."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from tutor.paths import is_there, record_file


def stored_device() -> str:
    """The device chosen in the app's settings, read without loading what keeps the record: a lab waits for this."""
    file = record_file()
    if not is_there(file):
        return "auto"
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=rw", uri=True, timeout=0.5)) as kept:
            found = kept.execute("SELECT value FROM settings WHERE name = 'device'").fetchone()
    except sqlite3.Error:
        return "auto"  # told when the run is to be kept
    return str(found[0]) if found else "auto"
