"""A lesson's section on the screen: drawings keep their shape, links are reached by mouse and keyboard."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.pilot import Pilot
from textual.widgets import Markdown

from tests.snapshot import screen_text
from tutor.content.held import held
from tutor.content.lesson_markdown import Drawing, LessonMarkdown

SECTION = r"""
See [the lab](lab:xor) or [pooling](lesson:cnn#pooling).

$$\frac{1}{1+e^{-z}}$$

- an item with [a link](quiz:cnn)

| a |
|---|
| [1958](timeline:1958-perceptron) |

```figure Two points, one line, for who listens: nothing of this is on the screen.
 ●────────────────────────────────────────────────────────────────────●
```

```python
x = "[no](lab:no)"
```
"""
HREFS = ["lab:xor", "lesson:cnn#pooling", "quiz:cnn", "timeline:1958-perceptron"]


class Page(App[object]):
    """A section in a scroll bar, and every link that was followed."""

    def __init__(self, section: str = SECTION) -> None:
        super().__init__()
        self.section = section
        self.followed: list[str] = []

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield LessonMarkdown(self.section)

    def on_markdown_link_clicked(self, event: Markdown.LinkClicked) -> None:
        """Note the link."""
        self.followed.append(event.href)

    @property
    def lesson(self) -> LessonMarkdown:
        """The section shown."""
        return self.query_one(LessonMarkdown)


@pytest.mark.parametrize("width", [80, 120])
async def test_formulas_and_figures_are_drawn_line_by_line(width: int) -> None:
    app = Page()
    async with app.run_test(size=(width, 40)) as pilot:
        await pilot.pause()
        lines = [line.strip() for line in screen_text(app).split("\n")]
        start = lines.index("1")
        assert lines[start : start + 3] == ["1", "╶───────╴", "1 + e⁻ᶻ"]
        assert "●" + "─" * 68 + "●" in lines
        assert "who listens" not in screen_text(app)


def test_a_number_stays_with_its_per_cent() -> None:
    assert held("where 1 % are ill, 99 % or so") == "where 1\u00a0% are ill, 99\u00a0% or so"


async def test_a_formula_in_brackets_stays_on_one_line() -> None:
    """And what is only said in brackets is broken like anything else."""
    for said, whole in (("by η (t − y) x, ", True), ("(which nobody − or so it is said − had seen), ", False)):
        app = Page(said * 30)
        async with app.run_test(size=(60, 40)) as pilot:
            await pilot.pause()
            lines = screen_text(app).replace("\u00a0", " ").split("\n")
            assert all(line.count("(") == line.count(")") for line in lines) == whole
            assert not whole or not any(line.rstrip().endswith("η") for line in lines)


async def test_a_drawing_wider_than_the_screen_is_not_wrapped_but_scrolled_by_keys() -> None:
    app = Page()
    async with app.run_test(size=(50, 40)) as pilot:
        await pilot.pause()
        formula, figure = app.query(Drawing)
        assert (formula.can_focus, figure.can_focus) == (False, True)
        assert sum("●" in line for line in screen_text(app).split("\n")) == 1
        figure.focus()
        await pilot.press("right", "right", "left")
        await pilot.pause()
        assert figure.scroll_x == 1


async def test_a_drawing_that_fits_again_gives_the_focus_back() -> None:
    app = Page()
    async with app.run_test(size=(50, 40)) as pilot:
        await pilot.pause()
        await pilot.resize_terminal(120, 40)
        await pilot.pause()
        assert [drawing.can_focus for drawing in app.query(Drawing)] == [False, False]


async def test_links_are_walked_in_reading_order_and_round() -> None:
    app = Page()
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.pause()
        assert app.lesson.selected_link is None
        assert [app.lesson.select_link() for _ in range(5)] == [*HREFS, HREFS[0]]
        assert app.lesson.select_link(-1) == HREFS[-1]


async def test_the_first_step_backwards_selects_the_last_link() -> None:
    app = Page()
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.pause()
        assert app.lesson.select_link(-1) == HREFS[-1]


async def test_only_the_selected_link_is_drawn_in_reverse() -> None:
    app = Page()
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.pause()
        for words in ("the lab", "pooling", "a link", "1958", "the lab"):
            app.lesson.select_link()
            await pilot.pause()
            assert reversed_text(app) == words


def reversed_text(app: App[object]) -> str:
    """All text on the screen that is drawn in reverse."""
    strips = app.screen._compositor.render_strips()
    return "".join(segment.text for strip in strips for segment in strip if segment.style and segment.style.reverse)


async def test_following_the_selected_link_posts_it() -> None:
    app = Page()
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.pause()
        assert not app.lesson.follow_link()
        app.lesson.select_link()
        assert app.lesson.follow_link()
        await pilot.pause()
        assert app.followed == ["lab:xor"]


@pytest.mark.parametrize(("words", "href"), [("the lab", HREFS[0]), ("a link", HREFS[2]), ("1958", HREFS[3])])
async def test_a_click_on_a_link_posts_it(words: str, href: str) -> None:
    app = Page()
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.pause()
        await click(pilot, app, words)
        assert app.followed == [href]


async def click(pilot: Pilot[object], app: App[object], words: str) -> None:
    """Click on the first letter of ``words``."""
    lines = screen_text(app).split("\n")
    row = next(n for n, line in enumerate(lines) if words in line)
    await pilot.click(offset=(lines[row].index(words), row))
    await pilot.pause()


async def test_another_section_starts_without_a_selected_link() -> None:
    app = Page()
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.pause()
        app.lesson.select_link()
        await app.lesson.update("[next](lesson:neuron) and no more")
        assert app.lesson.selected_link is None
        assert app.lesson.select_link() == "lesson:neuron"


async def test_a_section_without_links_has_none_to_select() -> None:
    app = Page("Only words.")
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.pause()
        assert app.lesson.select_link() is None
        assert not app.lesson.follow_link()


async def test_a_broken_formula_shows_its_source() -> None:
    app = Page("$$\\frac{1}{2$$")
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.pause()
        assert "\\frac{1}{2" in screen_text(app)
