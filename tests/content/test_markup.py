"""The Markdown of lessons: cutting a section into blocks, and finding its links."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.content.markup import Block, Link, lesson_blocks, link_parts, links

SECTION = """\
Words with *ŷ*
and more.

$$
a = b
$$

- item

$$x$$
```figure
  ●─●
```
```python
$$ is no formula here
```
"""


def test_a_section_is_cut_into_prose_formulas_and_figures() -> None:
    assert list(lesson_blocks(SECTION)) == [
        Block("markdown", "Words with *ŷ*\nand more.", 0),
        Block("formula", "a = b", 3),
        Block("markdown", "- item", 6),
        Block("formula", "x", 9),
        Block("figure", "  ●─●", 10),
        Block("markdown", "```python\n$$ is no formula here\n```", 13),
    ]


@given(st.text(alphabet="a$`# -\n|>*") | st.text())
def test_nothing_is_lost_when_a_section_is_cut(text: str) -> None:
    """All that is not kept in a block is fences, dollar signs and blanks."""
    kept = "".join(block.text for block in lesson_blocks(text.replace("\r", "").replace("\0", "")))
    assert kept.count("a") == text.count("a")


def test_links_are_found_with_their_lines_but_not_in_code() -> None:
    text = (
        "See [the\nlab](lab:xor), and\n[*it*](lesson:cnn#pooling).\n\n`[no](lab:no)`\n\n| a |\n|---|\n| [b](quiz:b) |"
    )
    assert list(links(text)) == [
        Link("lab:xor", "the lab", 1),
        Link("lesson:cnn#pooling", "it", 2),
        Link("quiz:b", "b", 8),
    ]


@pytest.mark.parametrize(
    ("href", "parts"),
    [
        ("lesson:cnn#pooling", ("lesson", "cnn", "pooling")),
        ("lab:xor", ("lab", "xor", "")),
        ("timeline:", ("timeline", "", "")),
        ("https://example.org", None),
        ("xor", None),
    ],
)
def test_links_have_a_kind_an_id_and_a_section(href: str, parts: tuple[str, str, str] | None) -> None:
    assert link_parts(href) == parts
