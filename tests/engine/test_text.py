"""Text for language models: prose out of lessons, letters as numbers, and the baseline of counting pairs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.text import numbered, pair_perplexity, prose

LESSON = """---
id: hidden-header
---

## A question {#question}

Look [here](lesson:cnn#lab) first.

```figure nor these words
 not this
```

$$
nor = this
$$

The end.
"""


def test_prose_is_what_a_reader_would_read_aloud(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "lesson.md").write_text(LESSON, encoding="utf-8")
    letters = " abcdefghijklmnopqrstuvwxyz."
    said = "".join(letters[n] for n in numbered(prose(tmp_path), letters)).strip()
    assert said == "a question look here first. the end."


def test_what_is_no_letter_becomes_one_space_and_none_before_a_mark() -> None:
    assert numbered("A·b  – 7 .C", " abc.").tolist() == [1, 0, 2, 4, 3]


def test_pairs_are_counted_from_one() -> None:
    text = np.array([0, 1, 0, 1, 0, 1, 0])  # 0 is followed by 1 three times, 1 by 0 three times
    x, y = np.array([[0, 1]]), np.array([[1, 0]])
    assert pair_perplexity(text, x, y, 2) == pytest.approx(5 / 4)
    assert pair_perplexity(text, x, x, 2) == pytest.approx(5)
