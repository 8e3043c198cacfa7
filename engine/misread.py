"""Pictures that nets misread, with what each net says and how sure it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.formulas import parts
from engine.views import Array, Formula, Pictures

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np


def misread_by_most(said: Mapping[str, np.ndarray], x: np.ndarray, y: np.ndarray, shown: int) -> Pictures:
    """The pictures ``x`` that most nets misread come first; ``said`` are each net's (pictures, classes) shares."""
    answers = {net: shares.argmax(axis=1) for net, shares in said.items()}
    wrong = sum((answer != y).astype(int) for answer in answers.values())
    hard = (-wrong).argsort(kind="stable")[:shown]
    captions = [f"{y[i]}: {' '.join(str(answer[i]) for answer in answers.values())}" for i in hard]
    ink = ink_of(16, {net.upper(): shares[hard].max(axis=1) for net, shares in said.items()})
    one, several = f"misread by the {next(iter(said)).upper()}", "misread by most: M, C and R say"
    return Pictures(several if len(said) > 1 else one, Array.of(x[hard]), captions, formulas=[ink])


def ink_of(most: int, sure: Mapping[str, np.ndarray] | None = None) -> Formula:
    """A pixel of a scan in ``most`` shades; of pictures read by nets also how ``sure`` each is of its answer."""
    told = {f"p({net})": shares[:, None, None] for net, shares in (sure or {}).items()}
    sures = ", ".join(f"{net} {{p({net})}}" for net in sure or {})
    return Formula(
        "ink {Σ value·most}/{most} = {value}" + f"; sure of its answer: {sures}" * bool(told),
        parts(most=most, **told),
        ["Sure is the largest of the ten shares that softmax makes."] if told else (),
        ["softmax"] if told else (),
    )
