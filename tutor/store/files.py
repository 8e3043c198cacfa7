"""Files beside the record: exports, backups, and a record that is set aside. None is ever replaced unasked."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from tutor.store.errors import RecordError, plainly
from tutor.store.format import PROGRAM
from tutor.store.tables import read_csv, read_zip, write_csv, write_zip
from tutor.whole import replacing, to_disk

SIDECARS = ("-wal", "-shm")


def write_export(data: dict[str, Any], file: Path) -> None:
    """Write an export: tables in a ``.zip``, one table in a ``.csv``, else JSON.

    A file of that name is replaced, but only by a whole new one. Raises RecordUnwritable or DiskFull.
    """
    write = WRITERS.get(file.suffix.lower(), _write_json)
    with plainly(file, "Choose another place for it."), replacing(file) as stream:
        write(data, stream)


def read_export(file: Path) -> Any:
    """What ``write_export`` wrote, for ``Record.import_``. Raises RecordError if it cannot be read as that."""
    read = READERS.get(file.suffix.lower(), _read_json)
    try:
        with file.open("rb") as stream:
            return read(stream)
    except OSError as error:
        raise RecordError(f"{file} cannot be read: {error.strerror}.", "Check the name and try again.") from error


def is_export(file: Path) -> bool:
    """Whether ``file`` holds what ``write_export`` wrote, as the ending of its name says."""
    try:
        data = read_export(file)
    except RecordError:
        return False
    return isinstance(data, dict) and data.get("program") == PROGRAM


def write_backup(data: dict[str, Any], record: Path | None, now: datetime) -> Path:
    """Write an export beside ``record`` under a new, dated name, to the disk itself; return its path.

    Without a record's file it goes to a new folder among the system's temporary ones.
    """
    stem = record.stem if record else "record"
    with plainly(record):
        folder = record.parent if record else Path(tempfile.mkdtemp(prefix="deep-tutor-"))
        file = _new_file(folder, f"{stem}-backup-{_dated(now)}", ".json")
        try:
            with file.open("wb") as stream:
                _write_json(data, stream)
                to_disk(stream)
        except BaseException:
            file.unlink()
            raise
    return file


def set_aside(path: Path, now: datetime) -> Path:
    """Rename the record in ``path``, and what SQLite keeps beside it, to a new, dated name, which is returned.

    It must not be open in this process. Raises RecordError if there is none, RecordUnwritable if it cannot be
    renamed.
    """
    if not path.exists():
        raise RecordError(f"There is no record at {path}.", "A new one is made when tutor starts.")
    with plainly(path):
        kept = _new_file(path.parent, f"{path.stem}-set-aside-{_dated(now)}", path.suffix)
        # The log first: were it left alone for a moment, a new record would throw it away.
        _rename_all([(_beside(path, sidecar), _beside(kept, sidecar)) for sidecar in SIDECARS] + [(path, kept)])
    return kept


def _dated(now: datetime) -> str:
    return f"{now.astimezone(UTC):%Y-%m-%dT%H%M%SZ}"


def _new_file(folder: Path, stem: str, suffix: str) -> Path:
    """Make an empty file that was not there before: "stem.suffix", else "stem-2.suffix" and so on."""
    number = 1
    while True:
        file = folder / f"{stem}{'' if number == 1 else f'-{number}'}{suffix}"
        number += 1
        if any(_beside(file, sidecar).exists() for sidecar in SIDECARS):
            continue
        try:
            file.open("xb").close()
        except FileExistsError:
            continue
        return file


def _rename_all(pairs: list[tuple[Path, Path]]) -> None:
    """Rename each first to its second, those that are there; if one fails, all is as before."""
    done: list[tuple[Path, Path]] = []
    try:
        for old, new in pairs:
            if old.exists():
                old.replace(new)
                done.append((old, new))
    except BaseException:
        for old, new in done:
            new.replace(old)
        pairs[-1][1].unlink()  # the name that was taken for the record itself
        raise


def _beside(file: Path, sidecar: str) -> Path:
    return file.with_name(file.name + sidecar)


def _write_json(data: dict[str, Any], stream: IO[bytes]) -> None:
    """One row a line: a file to look into, and quick to write."""
    parts = [f"{json.dumps(name)}: {_json(value)}" for name, value in data.items()]
    stream.write(("{\n" + ",\n".join(parts) + "\n}\n").encode("ascii"))


def _json(value: object) -> str:
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(f"  {json.dumps(row, allow_nan=False)}" for row in value) + "\n]"
    return json.dumps(value, allow_nan=False)


def _read_json(stream: IO[bytes]) -> Any:
    try:
        return json.loads(stream.read().decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise RecordError(
            f"The file cannot be imported: it is not valid JSON ({error}).",
            "Use a file that 'tutor export FILE' wrote.",
        ) from error


WRITERS: dict[str, Callable[[dict[str, Any], IO[bytes]], None]] = {".zip": write_zip, ".csv": write_csv}
READERS: dict[str, Callable[[IO[bytes]], Any]] = {".zip": read_zip, ".csv": read_csv}
