"""The weights of a drawn net, one by one: which number of which parameter each is, and what people call it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.views import Network, View

ARROW = " → "
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True)
class Weight:
    """One number of the net: the parameter it is in, where (C order), what people call it, its value."""

    parameter: str
    index: int
    label: str
    value: float

    @property
    def called(self) -> str:
        """What it is called where no list of weights is around it."""
        return f"weight {self.label}" if ARROW in self.label else self.label


def weights_of(views: Iterable[View]) -> list[Weight]:
    """Every weight that may be set by hand, unit by unit, each unit's bias last."""
    view = next((view for view in views if isinstance(view, Network) and view.parameters), None)
    if view is None:
        return []
    sources, places, found = view.inputs, view.places or range(len(view.inputs)), list[Weight]()
    for n, (layer, (weight, bias)) in enumerate(zip(view.layers, view.parameters, strict=True)):
        rows, biases = layer.weights.rows(), layer.bias.flat()
        units = unit_names(unit_letter(n, len(view.layers)), len(biases))
        for k, unit in enumerate(units):
            for place, source, row in zip(places, sources, rows, strict=True):
                found.append(Weight(weight, place * len(units) + k, f"{source}{ARROW}{unit}", row[k]))
            found.append(Weight(bias, k, f"bias of {unit}", biases[k]))
        sources, places = units, range(len(units))
    return found


def unit_letter(n: int, layers: int) -> str:
    """What the units of layer ``n`` (from 0) are called: h, g, k, m; y in the last layer."""
    return "y" if n == layers - 1 else "hgkm"[n % 4]


def unit_names(letter: str, count: int) -> list[str]:
    """h₁, h₂ …; the letter alone where there is one unit."""
    return [letter] if count == 1 else [letter + str(k + 1).translate(SUBSCRIPTS) for k in range(count)]
