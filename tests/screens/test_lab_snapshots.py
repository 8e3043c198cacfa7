"""How finished runs look, from recorded events."""

from __future__ import annotations

import pytest

from tests.screens.lab_runs import RECORDED, LabApp, recorded
from tests.snapshot import check_snapshot


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=str)
@pytest.mark.parametrize("lab", RECORDED)
async def test_a_finished_run(lab: str, size: tuple[int, int]) -> None:
    app = LabApp(lab)
    async with app.run_test(size=size) as pilot:
        await app.hear(pilot, *recorded(lab))
        await pilot.pause()
        check_snapshot(app, f"lab-{lab}-{size[0]}x{size[1]}")
