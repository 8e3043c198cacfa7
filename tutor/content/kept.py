"""The course, kept in the cache folder as it was read: what the app starts with, because YAML takes long to read.

What is kept says which files it was made from, with their sizes and times, those of the readers among them. It is
read only while all of them are as they were, and whatever is wrong with it, the course itself is read instead.
"""

from __future__ import annotations

import contextlib
import json
import os
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tutor.content.model import BUNDLED, Course, Lesson, Part, Section
from tutor.paths import cache_dir

if TYPE_CHECKING:
    from collections.abc import Iterable

READERS = ("course", "errors", "formats", "kept", "model", "sections", "strict")
"""The modules that decide what is made of a file."""


def course_here() -> Course:
    """The bundled course, or the one in the folder TUTOR_COURSE names. Raises ContentError."""
    other = os.environ.get("TUTOR_COURSE")
    return load_kept(course_folder(Path(other)) if other else BUNDLED)


def course_folder(path: Path) -> Path:
    """The folder meant: one that holds course.yaml, or a ``lessons`` folder that does, or course.yaml itself."""
    if path.name == "course.yaml":
        return path.parent
    return path / "lessons" if (path / "lessons" / "course.yaml").is_file() else path


def load_kept(root: Path) -> Course:
    """The course in the folder ``root``, as it was kept, else read now and kept. Raises ContentError."""
    kept = cache_dir() / "course.json"
    with contextlib.suppress(OSError, ValueError, TypeError, LookupError):
        return _course(_unwrapped(kept.read_bytes()), root)
    from tutor.content.course import load_course

    course = load_course(root)
    with contextlib.suppress(OSError):
        _keep(kept, json.dumps(_plain(course)).encode())
    return course


def _state(root: Path, lessons: Iterable[str]) -> list[list[str | int]]:
    """Name, size and time of every file that ``lessons`` and their order come from. Raises OSError."""
    files = [root / "course.yaml", *(_file(root, lesson) for lesson in lessons)]
    files += [Path(__file__).with_name(f"{reader}.py") for reader in READERS]
    found = ((file, file.stat()) for file in files)
    return [[str(file), stat.st_size, stat.st_mtime_ns] for file, stat in found]


def _file(root: Path, lesson: str) -> Path:
    return root / lesson / "lesson.md"


def _plain(course: Course) -> dict[str, Any]:
    """A course as what JSON can hold."""
    return {
        "state": _state(course.root, [lesson.id for lesson in course.lessons]),
        "title": course.title,
        "parts": [[part.id, part.title, [_plain_lesson(lesson) for lesson in part.lessons]] for part in course.parts],
    }


def _plain_lesson(lesson: Lesson) -> list[Any]:
    sections = [[section.id, section.title, section.text, section.line] for section in lesson.sections]
    return [lesson.id, lesson.title, lesson.goal, lesson.minutes, lesson.needs, lesson.labs, sections]


def _course(plain: dict[str, Any], root: Path) -> Course:
    """The course in ``plain``. Raises ValueError when a file has changed since, OSError when one is gone."""
    parts = tuple(
        Part(part, title, tuple(_lesson(root, part, lesson) for lesson in lessons))
        for part, title, lessons in plain["parts"]
    )
    course = Course(plain["title"], parts, root)
    if plain["state"] != _state(root, [lesson.id for lesson in course.lessons]):
        raise ValueError("stale")
    return course


def _lesson(root: Path, part: str, plain: list[Any]) -> Lesson:
    name, title, goal, minutes, needs, labs, sections = plain
    told = tuple(Section(*section) for section in sections)
    return Lesson(name, title, goal, minutes, tuple(needs), tuple(labs), part, told, _file(root, name))


def _unwrapped(kept: bytes) -> dict[str, Any]:
    """What was kept. Raises ValueError when it is damaged."""
    checksum, _, plain = kept.partition(b"\n")
    if int(checksum) != zlib.crc32(plain):
        raise ValueError("damaged")
    found: dict[str, Any] = json.loads(plain)
    return found


def _keep(kept: Path, plain: bytes) -> None:
    """Write in one go: another process may be reading."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    draft = kept.with_name(f"{kept.name}.{os.getpid()}")
    draft.write_bytes(b"%d\n%b" % (zlib.crc32(plain), plain))
    draft.replace(kept)
