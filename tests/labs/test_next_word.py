"""The language model: it reads the course, beats counting pairs, and writes what its probabilities say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.lab import LabError
from tests.labs.trained import built, metrics, trained

LETTERS = " abcdefghijklmnopqrstuvwxyz.,'?-"


def test_it_beats_counting_pairs_and_writes_words() -> None:
    program = built("next-word")
    assert metrics(program)["perplexity"] == pytest.approx(32, rel=0.05), "knowing nothing: all letters alike"
    after = trained(program)
    assert after["vs_pairs"] < 0.7 and 9 < after["pairs"] < 12
    written, asked = program.lab.views(program.observe(), program.data, program.parameters(), {})
    words = " ".join(written.paragraphs).replace("«", "").replace("»", "").split()  # type: ignore[union-attr]
    course = "".join(LETTERS[n] for n in program.data["x"].ravel())
    known = {word for word in course.split() if len(word) > 3}
    long = [word.strip(".,") for word in words if len(word) > 3]
    assert sum(word in known for word in long) / len(long) > 0.5, "most longer words are words of the course"
    assert asked.labels[0] == "e" and asked.series[0].values[0] > 50, "the gradi-e-nt"  # type: ignore[union-attr]


def test_what_it_writes_comes_from_the_same_cell_that_was_trained() -> None:
    """The states NumPy works out while writing are the engine's own, on a piece of the test."""
    program = built("next-word")
    trained(program, 100)
    lab, p = program.lab, program.parameters()
    x, y = program.data["x_test"], program.data["y_test"]
    lab.knob["temperature"] = 1.0
    h, surprise = np.zeros((len(x), 64)), []
    for time in range(x.shape[1]):
        h, likely = lab.follow(p, [LETTERS[n] for n in x[:, time]], h)  # type: ignore[attr-defined]
        surprise.append(-np.log(likely[np.arange(len(x)), y[:, time]]))
    assert np.exp(np.mean(surprise)) == pytest.approx(metrics(program)["perplexity"], rel=1e-3)


def test_temperature_raises_probabilities_to_a_power_and_keeps_their_order() -> None:
    program = built("next-word")
    trained(program, 100)
    lab, likely = program.lab, {}
    for temperature in (0.5, 1.0, 1.5):
        lab.knob["temperature"] = temperature
        likely[temperature] = lab.follow(program.parameters(), ["t"], np.zeros((1, 64)))[1][0]  # type: ignore[attr-defined]
    assert likely[1.0].sum() == pytest.approx(1)
    for temperature in (0.5, 1.5):
        power = likely[1.0] ** (1 / temperature)
        assert likely[temperature] == pytest.approx(power / power.sum(), abs=1e-6)
    assert likely[0.5].max() > likely[1.0].max() > likely[1.5].max()


def test_shakespeare_is_read_only_once_it_was_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUTOR_DATASETS", str(tmp_path))
    with pytest.raises(LabError) as refused:
        built("next-word", text="shakespeare")
    assert "tutor data get tiny-shakespeare" in refused.value.hint
    (tmp_path / "tiny-shakespeare").mkdir()
    (tmp_path / "tiny-shakespeare" / "input.txt").write_text("To be, or not to be? " * 200, encoding="utf-8")
    program = built("next-word", text="shakespeare")
    assert "or not to be?" in "".join(LETTERS[n] for n in program.data["x"][0])
