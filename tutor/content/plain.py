"""The course and its lessons as text, for pipes, pagers, dumb terminals and screen readers."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.markdown import Markdown, MarkdownContext, MarkdownElement
from rich.padding import Padding
from rich.text import Text, TextType
from rich.theme import Theme

from tutor.content.formulas import display
from tutor.content.markup import FIGURE, FORMULA, link_parts, parser

if TYPE_CHECKING:
    from markdown_it.token import Token

    from tutor.content.course import Course, Lesson
    from tutor.learner.progress import LessonState, NextStep

WIDTH = 80


def course_text(course: Course, states: Mapping[str, LessonState], step: NextStep | None = None, due: str = "") -> str:
    """The course as plain text: parts, lessons with this learner's state (by lesson id), and what to run next.

    ``due`` is a sentence on what is to review, if anything is.

    A lesson without a state counts as not started; without a ``step`` the first lesson not done comes next.
    """
    lines = [course.title, "=" * len(course.title)]
    for part in course.parts:
        lines += ["", part.title]
        for lesson in part.lessons:
            lines += _lesson_lines(lesson, states.get(lesson.id))
    lines += ["", "What to do next", *_next_lines(course, states, step)]
    lines += [f"  {due}", "  tutor review"] if due else []
    lines += ["", "All commands: tutor --help. In a terminal, tutor alone opens the app."]
    lines += ["With a screen reader: tutor --plain, the whole course line by line."]
    return "\n".join(lines) + "\n"


def _lesson_lines(lesson: Lesson, state: LessonState | None) -> Iterator[str]:
    """One lesson: its title and state, its goal, its labs."""
    yield f"  {lesson.id}: {lesson.title} ({lesson.minutes} min)"
    known = f"{state.state}: {state}" if state and state.state != "not started" else "not started"
    passed = state.labs_passed if state else frozenset()
    labs = [f"{lab} (passed)" if lab in passed else lab for lab in lesson.labs]
    details = [f"{known[0].upper()}{known[1:]}.", lesson.goal, f"Labs: {', '.join(labs)}." if labs else ""]
    for detail in filter(None, details):
        yield from textwrap.wrap(detail, WIDTH, initial_indent=" " * 4, subsequent_indent=" " * 4)


def _next_lines(course: Course, states: Mapping[str, LessonState], step: NextStep | None) -> Iterator[str]:
    """What to do next in words, and the command for it."""
    if step is not None:
        yield from textwrap.wrap(step.sentence, WIDTH, initial_indent="  ", subsequent_indent="  ")
        if command := link_command(step.link):
            yield f"  {command}"
        return
    rest = [lesson for lesson in course.lessons if lesson.id not in states or states[lesson.id].state != "done"]
    for lesson in rest[:1]:
        yield f"  Read “{lesson.title}”."
        yield f"  tutor read {lesson.id}"


def link_command(href: str) -> str:
    """The command that leads where a link does, such as "tutor lab xor"; a web address as it is; "" for none."""
    parts = link_parts(href)
    if parts is None:
        return href
    kind, target, section = parts
    if kind == "lesson":
        return f"tutor read {target}" + (f", section {section}" if section else "")
    if kind == "timeline":
        return f"{target} on the timeline, in the app" if target else "in the app"
    return f"tutor {'glossary' if kind == 'term' else kind} {target}"


def lesson_renderable(lesson: Lesson) -> RenderableType:
    """A whole lesson for a Rich console. Nothing in it is said by colour alone."""
    head = Text(f"{lesson.title}\n{'=' * len(lesson.title)}\n", style="bold")
    about = Text(f"{lesson.goal}\n{lesson.minutes} minutes.")
    parts: list[RenderableType] = [head, about]
    for section in lesson.sections:
        parts.append(Text(f"\n{section.title}\n{'─' * Text(section.title).cell_len}\n", style="bold"))
        parts.append(_Prose(section.text))
    return Group(*parts, *_afterwards(lesson))


def _afterwards(lesson: Lesson) -> Iterator[Text]:
    """The commands that go with a lesson."""
    yield Text("\nNow do it yourself\n──────────────────\n", style="bold")
    for lab in lesson.labs:
        yield Text(f"  tutor lab {lab}")
    yield Text(f"  tutor quiz {lesson.id}")


class _Drawing(MarkdownElement):
    """Code, a figure or a formula: indented, never wrapped, never highlighted."""

    def __init__(self, kind: str) -> None:
        self.kind, self.text = kind, ""

    @classmethod
    def create(cls, markdown: Markdown, token: Token) -> _Drawing:
        return cls(token.type)

    def on_text(self, context: MarkdownContext, text: TextType) -> None:
        content = str(text).rstrip()
        self.text = display(content) if self.kind == FORMULA else content

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Padding(Text(self.text, no_wrap=True, overflow="ignore"), (0, 0, 0, 4), expand=False)


def _aside(href: str) -> bool:
    """Whether a link says more about a word or a milestone, and leads no reader of text anywhere."""
    return href.startswith(("term:", "timeline:")) and href != "timeline:"


def _without_asides(children: list[Token]) -> list[Token]:
    """Inline tokens less asides: a remark after every new word and every year would drown the sentence."""
    kept: list[Token] = []
    inside = False
    for child in children:
        if child.type == "link_open" and _aside(str(child.attrs.get("href", ""))):
            inside = True
        elif child.type == "link_close" and inside:
            inside = False
        else:
            kept.append(child)
    return kept


class _Prose(Markdown):
    """A section's Markdown with our formulas and figures; links tell the command that leads there."""

    elements: ClassVar[dict[str, type[MarkdownElement]]] = {
        **Markdown.elements,
        **dict.fromkeys((FORMULA, FIGURE, "fence", "code_block"), _Drawing),
    }

    def __init__(self, text: str) -> None:
        super().__init__("", hyperlinks=False)
        self.parsed = parser().parse(text)
        for token in self.parsed:
            token.children = _without_asides(token.children) if token.children else token.children
            for child in token.children or ():
                if child.type == "link_open":
                    child.attrs["href"] = link_command(str(child.attrs["href"]))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        with console.use_theme(_THEME):
            yield from super().__rich_console__(console, options)


_THEME = Theme(
    {
        "markdown.code": "bold",
        "markdown.link": "underline",
        "markdown.link_url": "italic",
        "markdown.item.bullet": "bold",
        "markdown.item.number": "bold",
        "markdown.table.header": "bold",
        "markdown.table.border": "none",
        "markdown.block_quote": "italic",
    }
)
"""No colours: they would have to suit every terminal's background."""
