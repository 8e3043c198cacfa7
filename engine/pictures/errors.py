"""What losses make of one point's error: the losses, their slopes and what they lead to, each with its formula."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.pictures.formulas import parts
from engine.views import Formula, Line, Table
from engine.words import words

if TYPE_CHECKING:
    import numpy as np

    from engine.lab import Arrays

HUBER = "m = min(|e|, δ) with δ = {delta}: up to there that is e²/2, beyond it a straight line."


@dataclass(frozen=True)
class Errors:
    """Models ŷ = wx + b (or p = σ(wx + b) if ``classes``), one for each of the ``nets``, which are losses' names."""

    nets: Sequence[str]
    classes: bool
    delta: float

    def lines(self, x: np.ndarray, what: str, seen: Arrays, params: Arrays) -> list[Line]:
        """One line for each loss over ``x`` (n, 1): ``what`` is "shown" (the models), "loss" or "slope"."""
        across = x[:, 0].tolist()

        def told(net: str) -> Formula:
            if what == "shown":
                return self._model(net, params)
            return self._loss(net, across) if what == "loss" else self._slope(net, across, 1.0)

        return [Line(words(net), across, seen[f"{net} {what}"][:, 0].tolist(), formula=told(net)) for net in self.nets]

    def dots(self, seen: Arrays) -> Formula:
        """How far each model is off each point."""
        told = parts(**{net: seen[f"{net} error"][:, 0] for net in self.nets})
        off = ", ".join(f"{words(net)} {{{net}}}" for net in self.nets)
        return Formula(f"{'p' if self.classes else 'ŷ'} − y: {off}", told, terms=["outlier"])

    def table(self, seen: Arrays, data: Arrays, params: Arrays) -> Table:
        """What each loss has led to, and how hard its worst point still pulls."""
        rows, off, worst, pull = [], [], [], []
        root = [f"The root of the mean of all squared errors{'' if self.classes else ', but for the outlier'}."]
        said, model = ("p", "σ({w}·{x} + {b})") if self.classes else ("ŷ", "{w}·{x} + {b}")
        for net in self.nets:
            errors = seen[f"{net} error"][:, 0]
            n = abs(errors).argmax()
            numbers = [params[f"{net}.w"].item(), params[f"{net}.b"].item(), seen[f"{net} off"].item()]
            numbers += [errors[n], seen[f"{net} pull"][n, 0]]
            rows.append([words(net), *(f"{number:.3g}".replace("-", "−") for number in numbers)])
            x, y, count = data["x"][n, 0], data["y"][n, 0], data["ordinary"].sum()
            squares = parts(squares=numbers[2] ** 2 * count, n=count)
            off.append(Formula(f"√(Σ({said} − y)²/n) = √({{squares}}/{{n}}) = {{value}}", squares, root, ["rmse"]))
            worst.append(Formula(f"{said} − y = {model} − {{y}} = {{value}}", parts(x=x, y=y)))
            at = x * params[f"{net}.w"].item() + params[f"{net}.b"].item() if self.classes else errors[n]
            pull.append(self._slope(net, [at], y))
        line = [Formula(f"{said} = {model}".replace("{x}", "x"), terms=["weight", "bias"])]
        heads = ["trained on", "w", "b", "off", "worst point's error", "its pull"]
        told = dict(zip(heads[1:], (line, line, off, worst, pull), strict=True))
        return Table("side by side", heads, rows, formulas=told)

    def _model(self, net: str, params: Arrays) -> Formula:
        text = "σ({w·x} + {b})" if self.classes else "{w·x} + {b}"
        told = parts(w=params[f"{net}.w"].item(), b=params[f"{net}.b"].item())
        return Formula(f"{words(net)} {text} = {{value}}", told, (), ["weight", "bias"])

    def _loss(self, net: str, x: Sequence[float]) -> Formula:
        """At ``x``, which is the error, or for classes p where 1 is right."""
        text, says, terms = {
            "mse": ("(1 − p)² = (1 − {x})²" if self.classes else "e² = {x}²", (), ["mse"]),
            "mae": ("|e| = |{x}|", (), ["mae"]),
            "huber": ("{m}·(|{x}| − {m}/2)", (HUBER,), ["huber-loss"]),
            "cross_entropy": ("−ln p = −ln {x}", (), ["cross-entropy", "logarithm"]),
        }[net]
        near = parts(m=[min(abs(error), self.delta) for error in x], delta=self.delta) if net == "huber" else {}
        return Formula(f"{words(net)} {text} = {{value}}", near, says, terms)

    def _slope(self, net: str, x: Sequence[float], y: float) -> Formula:
        """At ``x``, which is the error, or for classes the sum z where ``y`` is right."""
        import numpy as np

        if self.classes:
            p = 1 / (1 + np.exp(-np.asarray(x)))
            text = "2·({p} − {y})·{p}·(1 − {p})" if net == "mse" else "{p} − {y}"
            says = [
                "p = σ(z) = {p}; y = {y} is right.",
                *(["Where p·(1 − p) is near 0 nothing pulls."] * (net == "mse")),
            ]
            return Formula(f"{words(net)} {text} = {{value}}", parts(p=p, y=y), says, ["sigmoid", "gradient"])
        text = {"mse": "2e = 2·{x}", "mae": "sign of e", "huber": "e within ±{delta}"}[net]
        told = parts(delta=self.delta, **({"x": x} if len(x) == 1 else {}))
        return Formula(f"{words(net)} {text} = {{value}}", told, ["e = {x} is the error, ŷ − y."], ["gradient"])
