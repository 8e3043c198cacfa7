"""Rules for the course as a whole: what lessons need, whose labs are whose, and no stray files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tutor.content.course import Course, Lesson
from tutor.content.errors import Problem, did_you_mean
from tutor.content.rules.known import line_of

_IGNORED = {"__init__.py", "__pycache__"}


def needs_problems(course: Course, declared: list[str]) -> Iterator[Problem]:
    """Lessons that need themselves, each other, what comes later or what does not exist."""
    for lesson in course.lessons:
        for need in lesson.needs:
            if found := _need_fault(course, declared, lesson, need):
                yield Problem(lesson.path, line_of(lesson.path, "needs:"), *found)


def _need_fault(course: Course, declared: list[str], lesson: Lesson, need: str) -> tuple[str, str] | None:
    if need not in declared:
        return f"It needs {need!r}, and there is no such lesson.", did_you_mean(need, declared)
    circle = _way(course, need, lesson.id, ())
    if circle and lesson.id == min(circle, key=declared.index):  # told once, at the first lesson of the circle
        shown = " → ".join((lesson.id, *circle))
        return f"Lessons need each other in a circle: {shown}.", "Take one of these out of `needs`."
    if declared.index(need) > declared.index(lesson.id):
        hint = f"Move {need} before {lesson.id} in course.yaml, or take it out of `needs`."
        return f"It needs {need!r}, which is taught later.", hint
    return None


def _way(course: Course, start: str, end: str, gone: tuple[str, ...]) -> tuple[str, ...]:
    """A way along `needs` from one lesson to another, both included; empty where there is none."""
    if start == end:
        return (end,)
    needs = next((lesson.needs for lesson in course.lessons if lesson.id == start), ())
    for need in needs:
        if need not in gone and (rest := _way(course, need, end, (*gone, start))):
            return (start, *rest)
    return ()


def lab_owner_problems(course: Course) -> Iterator[Problem]:
    """Labs that are named twice."""
    owners: dict[str, str] = {}
    for lesson in course.lessons:
        for lab in lesson.labs:
            if lab in owners:
                message = f"The lab {lab!r} is there twice: it belongs to {owners[lab]!r} already."
                yield Problem(lesson.path, line_of(lesson.path, "labs:"), message, "Name it in one lesson, once.")
            owners.setdefault(lab, lesson.id)


def stray_problems(course: Course, declared: list[str]) -> Iterator[Problem]:
    """Files and folders that belong to no lesson, and quizzes without one."""
    for path in _visible(course.root):
        if path.name not in {"course.yaml", "glossary.yaml", "quizzes", *_IGNORED, *declared}:
            hint = "Name it in course.yaml, or take it away." if path.is_dir() else "Take it away."
            yield Problem(path, 1, f"{path.name} is no part of the course.", hint)
    for lesson in course.lessons:
        yield from _strays_of(lesson)
    for file in sorted([*course.quizzes.glob("*.yaml"), *course.quizzes.glob("*.yml")]):
        if file.stem not in declared or file.suffix != ".yaml":
            yield Problem(file, 1, f"{file.name} is the quiz of no lesson.", did_you_mean(file.stem, declared))


def _strays_of(lesson: Lesson) -> Iterator[Problem]:
    """Files beside a lesson that are neither its prose nor its labs, nor data that one of its labs names."""
    folder = lesson.path.parent
    labs = {f"{lab.replace('-', '_')}.py" for lab in lesson.labs}
    prepared = {name.replace(".py", ".program") for name in labs}
    sources = [
        f.read_text(encoding="utf-8", errors="replace") for name in sorted(labs) if (f := folder / name).exists()
    ]
    for path in _visible(folder):
        if path.name in {"lesson.md", "timeline.yaml", *_IGNORED, *labs, *prepared}:
            continue
        if path.suffix == ".py":
            hint = f"Add {path.stem.replace('_', '-')} to `labs` in lesson.md, or take the file away."
            yield Problem(path, 1, f"{path.name} is no lab of this lesson.", hint)
        elif not any(path.name in source for source in sources):
            yield Problem(path, 1, f"{path.name} is used by no lab of this lesson.", "Take it away.")


def _visible(folder: Path) -> list[Path]:
    """What is in ``folder``, without hidden files."""
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
