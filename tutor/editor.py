"""The learner's own editor, for code: what VISUAL or EDITOR names, on a file of its own."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

LARGEST = 1 << 20


class EditorTrouble(Exception):  # noqa: N818 - it names what is wrong
    """The editor could not be used; the message says why and what to do."""


def editor() -> list[str]:
    """The command of the learner's editor; empty when none is set."""
    chosen = os.environ.get("VISUAL", "").strip() or os.environ.get("EDITOR", "").strip()
    try:
        return shlex.split(chosen, posix=sys.platform != "win32")
    except ValueError:  # a quote that is not closed
        return chosen.split()


def editor_name() -> str:
    """What to call the editor, such as "vim"; "" when none is set."""
    command = editor()
    return Path(command[0]).stem if command else ""


def edit(text: str, name: str) -> str:
    """``text`` as the learner leaves it in the editor, in a file called ``name``. Raises EditorTrouble."""
    command = editor()
    if not command:
        raise EditorTrouble("No editor is set. Set EDITOR before you start tutor, for example EDITOR=nano.")
    try:
        with tempfile.TemporaryDirectory(prefix="tutor-", ignore_cleanup_errors=True) as folder:
            file = Path(folder) / name
            file.write_text(text, encoding="utf-8")
            return _edited(command, file)
    except OSError as error:
        raise EditorTrouble(f"There is no place for a file to edit: {error.strerror}.") from None


def _edited(command: list[str], file: Path) -> str:
    try:
        code = subprocess.run([*command, str(file)], check=False).returncode
    except OSError as error:
        raise EditorTrouble(f"The editor {command[0]!r} could not be started: {error.strerror}.") from None
    if code:
        raise EditorTrouble(f"The editor {command[0]!r} ended with an error ({code}); your code is as it was.")
    return _read(file)


def _read(file: Path) -> str:
    try:
        if file.stat().st_size > LARGEST:
            raise EditorTrouble("The file has grown too large; your code is as it was.")
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise EditorTrouble(f"The file cannot be read back: {error.strerror}; your code is as it was.") from None
    except UnicodeDecodeError:
        raise EditorTrouble("The file was not saved as UTF-8 text; your code is as it was.") from None


def file_name(question: str) -> str:
    """A name for the file of a code exercise: its id as Python names modules."""
    return question.replace("-", "_") + ".py"
