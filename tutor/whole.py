"""Files that are written whole or not at all: whatever happens on the way, what was there before is still there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from uuid import uuid4


@contextmanager
def replacing(file: Path) -> Iterator[IO[bytes]]:
    """A stream whose content becomes ``file`` at the end, or nothing of it. Raises OSError."""
    if file.exists() and not file.is_file():  # a pipe or a terminal is written to; a folder refuses
        with file.open("wb") as stream:
            yield stream
        return
    target = file.resolve()
    part = target.with_name(f".{target.name}.{uuid4().hex[:8]}")
    try:
        with part.open("xb") as stream:
            yield stream
            to_disk(stream)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def write(file: Path, content: str | bytes) -> None:
    """Put ``content`` in the place of ``file``, or make it. Raises OSError."""
    with replacing(file) as stream:
        stream.write(content.encode() if isinstance(content, str) else content)


def to_disk(stream: IO[bytes]) -> None:
    """Have what was written reach the disk itself."""
    stream.flush()
    os.fsync(stream.fileno())
