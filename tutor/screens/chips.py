"""Small buttons in a row, each with the key that does the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

if TYPE_CHECKING:
    from tutor.content.course import Course, Lesson


@dataclass(frozen=True)
class Chip:
    """A button: its key, the screen's action, its text; ``mark`` is a coloured glyph (text and style) before that."""

    key: str
    action: str
    text: str
    mark: tuple[str, str] = ("", "")
    chosen: bool = False


class Chips(Widget):
    """Draws chips, as many on a line as fit, ``apart`` blank lines between lines; a click does what the chip says."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Chips { height: auto; pointer: pointer; }
    """
    chips: reactive[tuple[Chip, ...]] = reactive((), layout=True)

    def __init__(self, apart: int = 1) -> None:
        super().__init__()
        self.apart = apart

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        lines = len(self._lines(width))
        return lines + self.apart * max(0, lines - 1)

    def render(self) -> RenderResult:
        return Content("\n" * (self.apart + 1)).join(self._lines(self.size.width))

    async def on_click(self, event: events.Click) -> None:
        """Do what the chip under the pointer says."""
        if (action := event.style.meta.get("action")) is not None:
            await self.screen.run_action(action)

    def _lines(self, width: int) -> list[Content]:
        """The chips, set in lines of at most ``width`` columns."""
        lines: list[Content] = []
        for chip in map(_draw, self.chips):
            if lines and lines[-1].cell_length + 2 + chip.cell_length <= width:
                lines[-1] = Content.assemble(lines[-1], "  ", chip)
            else:
                lines.append(chip)
        return lines


def _draw(chip: Chip) -> Content:
    text, style = chip.mark
    parts: list[tuple[str, str] | str] = [
        (f" {chip.key} ", "bold $text-accent"),
        (f"{text} " if text else "", style),
        f"{chip.text} " if chip.text else "",
    ]
    ground = "bold on $primary 35%" if chip.chosen else "on $panel"
    return Content.assemble(*parts).stylize(Style.parse(ground) + Style.from_meta({"action": f"screen.{chip.action}"}))


def ways_on(course: Course, lesson: Lesson, index: int) -> Iterator[Chip]:
    """Where one can go from section ``index``; from the last one also to the lab, the quiz and the next lesson."""
    if index + 1 < len(lesson.sections):
        yield Chip("→", "next", lesson.sections[index + 1].title)
        return
    if lesson.labs:
        only = f"the lab {course.lab_name(lesson.labs[0])}"
        yield Chip("r", "lab", f"Run {only if len(lesson.labs) == 1 else 'a lab'}")
    yield Chip("u", "quiz", "Take the quiz")
    if (after := course.after(lesson.id)) is not None:
        yield Chip("→", "next", f"Next lesson: {after.title}")
    else:
        yield Chip("Esc", "back", "Back to the course map")
