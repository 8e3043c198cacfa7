"""Write the table of keys in README.md, from the same tables that make bindings and help: ``python -m bench.keys``."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import tutor.screens
from tutor.actions import Action
from tutor.app import TutorApp
from tutor.screens.bars import keys_of
from tutor.screens.base import TutorScreen

README = Path(__file__).resolve().parents[1] / "README.md"
BEGIN, END = "<!-- keys: written by python -m bench.keys -->", "<!-- end of keys -->"
ORDER = {
    "course_map": "Course map",
    "lesson": "Lesson",
    "timeline": "Timeline",
    "lab": "Lab",
    "runs": "Runs of a lab",
    "sweep": "Sweep over a knob",
    "pad": "Drawing for a net",
    "own_table": "Your own table",
    "quiz": "Quiz",
    "review": "Review",
    "glossary": "Glossary",
    "search": "Search",
    "progress": "Progress",
    "data": "Data sets",
    "settings": "Settings",
}
"""Screens by the name of their module, in the order of the README; others come after them by their titles."""


def screens() -> dict[str, type[TutorScreen]]:
    """Every full screen of the app, by its title, in the README's order."""
    found: dict[str, type[TutorScreen]] = {}
    for module in pkgutil.walk_packages(tutor.screens.__path__, "tutor.screens."):
        for kind in vars(importlib.import_module(module.name)).values():
            own = isinstance(kind, type) and issubclass(kind, TutorScreen) and kind.__module__ == module.name
            if own and kind.__name__.endswith("Screen") and kind is not TutorScreen:
                name = module.name.removeprefix("tutor.screens.").removesuffix(".screen")
                found[ORDER.get(name) or kind.TITLE or kind.__name__] = kind
    places = list(ORDER.values())
    return dict(sorted(found.items(), key=lambda item: places.index(item[0]) if item[0] in places else len(places)))


def table() -> str:
    """All keys, screen by screen, as Markdown."""
    lines = ["<details><summary>Every key</summary>", "", "| | key | |", "| --- | --- | --- |"]
    lines += _rows("Everywhere", (*TutorScreen.COMMON, *TutorApp.ACTIONS))
    for title, kind in screens().items():
        lines += _rows(title, kind.ACTIONS)
    return "\n".join([*lines, "", "</details>"])


def _rows(title: str, actions: Iterable[Action]) -> Iterator[str]:
    for number, action in enumerate(actions):
        keys = " ".join(f"`` {key} ``" if "`" in key else f"`{key}`" for key in _keys(action))
        head = f"**{title}**" if number == 0 else ""
        yield f"| {head} | {keys.replace('|', '&#124;')} | {action.help.replace('|', '&#124;')} |"


def _keys(action: Action) -> list[str]:
    """Each key as people write it; a row of digits in short."""
    digits = [key for key in action.keys if key.isdigit() and key != "0"]
    if len(digits) < 3:
        return keys_of(action).split(" ")
    return [f"{digits[0]}–{digits[-1]}", *(key for key in action.keys if key not in digits)]


def updated(readme: str) -> str:
    """``readme`` with the table as it is now between its two marks."""
    head, _, rest = readme.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n{table()}\n{END}{tail}"


if __name__ == "__main__":
    README.write_text(updated(README.read_text(encoding="utf-8")), encoding="utf-8")
