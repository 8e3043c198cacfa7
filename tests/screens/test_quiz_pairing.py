"""Pairs to match on screen, by keys and by mouse."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from quizzes.graders import reference
from quizzes.model import Pair
from tests.quizzes.questions import MATCH
from tests.screens.quizzes import SEED, Quiz, quiz
from tests.snapshot import screen_text
from tutor.quiz.session import shuffled
from tutor.screens.quiz.pairing import GAP, Pairing
from tutor.store import Record

SHOWN = shuffled(MATCH, SEED)
RIGHT = [str(SHOWN.index(pair.right) + 1) for pair in MATCH.pairs]
"""The keys for the right pairs, from the top."""
DECOY = str(SHOWN.index("−2 to 2") + 1)


def pairing(q: Quiz) -> Pairing:
    return q.page.query_one(Pairing)


async def test_a_number_gives_a_partner_and_goes_on_to_the_next_item_without_one(tmp_path: Path) -> None:
    async with quiz(tmp_path, questions=[MATCH]) as q:
        await q.open()
        await q.at(MATCH)
        assert pairing(q).at == 0
        await q.press("down", RIGHT[1])
        assert pairing(q).at == 2
        await q.press(RIGHT[2])
        assert pairing(q).at == 0
        await q.press(RIGHT[0])
        assert pairing(q).at == 0 and pairing(q).answer == reference(MATCH)
        await q.press("enter")
        verdict = await q.verdict(right=True)
        assert "All of them belong together." in verdict
        assert q.shows("✓ sigmoid → 0 to 1") and q.shows("✓ ReLU → 0 and up")
        with Record.open(q.file) as record:
            assert [given.answer for given in record.answers()] == [reference(MATCH)]


async def test_wrong_pairs_are_marked_and_told_with_their_reasons(tmp_path: Path) -> None:
    async with quiz(tmp_path, questions=[MATCH], size=(120, 40)) as q:
        await q.open()
        await q.at(MATCH)
        await q.press(RIGHT[0], DECOY, RIGHT[2], "enter")
        verdict = await q.verdict(right=False)
        assert "tanh → −1 to 1: It is the sigmoid, stretched and lowered." in verdict
        assert "“−2 to 2”: No activation here reaches −2." in verdict
        assert "It reads as a probability" not in verdict
        assert q.shows("✓ sigmoid → 0 to 1") and q.shows("✗ tanh → −2 to 2")


async def test_a_partner_that_another_item_has_is_taken_from_it(tmp_path: Path) -> None:
    async with quiz(tmp_path, questions=[MATCH]) as q:
        await q.open()
        await q.at(MATCH)
        await q.press("1", "1")
        assert pairing(q).chosen == {1: 0} and pairing(q).at == 2
        await q.press("up", "space")
        assert pairing(q).chosen == {}


async def test_arrows_go_through_the_partners_that_are_free(tmp_path: Path) -> None:
    async with quiz(tmp_path, questions=[MATCH]) as q:
        await q.open()
        await q.at(MATCH)
        await q.press("right", "right", "down")
        assert pairing(q).chosen == {0: 1}
        seen = []
        for _ in range(4):
            await q.press("right")
            seen.append(pairing(q).chosen[1])
        assert seen == [0, 2, 3, 0]
        await q.press("left")
        assert pairing(q).chosen == {0: 1, 1: 3}


async def test_what_is_missing_is_said_until_something_changes(tmp_path: Path) -> None:
    async with quiz(tmp_path, questions=[MATCH]) as q:
        await q.open()
        await q.at(MATCH)
        await q.press("1", "enter")
        assert q.shows("! Choose a partner for “tanh”.")
        await q.press("9", "2")
        assert not q.shows("! Choose") and not q.answers()


async def test_pairs_by_mouse(tmp_path: Path) -> None:
    async with quiz(tmp_path, questions=[MATCH]) as q:
        await q.open()
        await q.at(MATCH)
        right = pairing(q)._left_width(pairing(q).size.width) + GAP + 2
        for item, key in enumerate(RIGHT):
            await q.pilot.click(Pairing, offset=(4, item))
            assert pairing(q).at == item
            await q.pilot.click(Pairing, offset=(right, int(key) - 1))
        await q.pilot.hover(Pairing, offset=(right, 1))
        assert pairing(q).hovered == 4
        await q.pilot.click(Pairing, offset=(right - 4, 0))
        assert pairing(q).answer == reference(MATCH)
        await q.pilot.click("#go")
        await q.verdict(right=True)
        before = screen_text(q.plain_app)
        await q.pilot.click(Pairing, offset=(right, 0))
        assert screen_text(q.plain_app) == before


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)], ids=["60x20", "80x24", "120x40"])
async def test_long_texts_are_wrapped_and_the_cursor_stays_in_sight(size: tuple[int, int], tmp_path: Path) -> None:
    words = "and so it goes on for quite a while, word after word after word, until it ends"
    pairs = [Pair(left=f"item {n} {words}", right=f"partner {n} {words}", why="So.") for n in range(1, 7)]
    question = msgspec.structs.replace(MATCH, pairs=pairs, extra=[])
    async with quiz(tmp_path, questions=[question], size=size) as q:
        await q.open()
        await q.at(question)
        for number in range(1, 7):
            assert q.shows(f"▌ item {number}"), screen_text(q.plain_app)
            await q.press(str(number) if number < 6 else "down")
        text = " ".join(screen_text(q.plain_app).split())
        assert "→ 5" in text and max(map(len, screen_text(q.plain_app).splitlines())) <= size[0]
