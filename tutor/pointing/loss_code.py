"""Reads from a lab's code what its loss is. The code is looked at, not run."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from engine.words import words
from tutor.pointing.losses import ABSOLUTE, BINARY, CLASSES, HINGE, HUBER, SQUARED, Kind, Rule

if TYPE_CHECKING:
    from pathlib import Path

    from engine.commands import KnobValue
    from engine.lab import Lab

DEEP = 3
"""So many calls of the lab's own methods are followed to find where the loss is computed."""
CALLS = {
    "binary_crossentropy_logits": BINARY,
    "softplus": BINARY,
    "sparse_categorical_crossentropy": CLASSES,
    "log_softmax": CLASSES,
}
NAMES = {"cross_entropy": BINARY, "mse": SQUARED, "mae": ABSOLUTE, "huber": HUBER}
"""How labs that choose among losses call them."""


def loss_of(lab: type[Lab], file: Path, knobs: Mapping[str, KnobValue]) -> Rule:
    """The loss of a lab that stands in ``file``, its knobs set so."""
    return _cached(file, file.stat().st_mtime_ns, lab, tuple(knobs.items()))


@lru_cache(maxsize=8)
def _cached(file: Path, changed: int, lab: type[Lab], knobs: tuple[tuple[str, KnobValue], ...]) -> Rule:
    return read_loss(file.read_text("utf-8"), lab.__name__, dict(knobs), lab.loss.__globals__)


def read_loss(source: str, name: str, knobs: Mapping[str, object], known: Mapping[str, object]) -> Rule:
    """The loss of the class ``name`` in ``source``; ``known`` are the values of names in the lab's module."""
    classes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ClassDef) and node.name == name]
    methods = {node.name: node for one in classes for node in one.body if isinstance(node, ast.FunctionDef)}
    return _Reader(source, methods, knobs, known).rule() if "loss" in methods else Rule()


class _Reader:
    """Goes through the code of a loss."""

    def __init__(
        self,
        source: str,
        methods: Mapping[str, ast.FunctionDef],
        knobs: Mapping[str, object],
        known: Mapping[str, object],
    ) -> None:
        self.source, self.methods, self.knobs, self.known = source, methods, knobs, known

    def rule(self) -> Rule:
        loss = self.methods["loss"]
        chain = self._chain(loss)
        nodes = [node for method in chain for node in self._nodes(method)]
        named = self._value(ast.parse("self.nets", mode="eval").body)
        kinds = tuple(dict.fromkeys(kind for node in nodes for kind in _kinds(node)))
        if isinstance(named, tuple) and all(name in NAMES for name in named):
            kinds = tuple(NAMES[name] for name in named)
        said = ast.get_docstring(loss) or next(
            (text for method in chain if (text := ast.get_docstring(method)) and (method in chain[1:])), ""
        )
        return Rule(
            kinds,
            several=any(self._adds_nets(node, chain) for node in nodes),
            summed=HINGE in kinds and any(_is_call(node, "sum") and _is_call(_of(node), "relu") for node in nodes),
            price=self._price(loss),
            words=" ".join(said.split("\n\n")[0].split()) if said else "",
            code=self._code(chain),
        )

    def _chain(self, loss: ast.FunctionDef) -> list[ast.FunctionDef]:
        """The loss, and the lab's own methods it calls, as far as it takes to find one that is known."""
        chain, last = [loss], [loss]
        for _ in range(DEEP):
            if any(_kinds(node) for method in last for node in self._nodes(method)):
                break
            called = [
                node.func.attr
                for method in last
                for node in self._nodes(method)
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _is_self(node.func.value)
            ]
            last = [self.methods[name] for name in dict.fromkeys(called) if name in self.methods]
            chain += [method for method in last if method not in chain]
        useful = [method for method in chain if any(_kinds(node) for node in self._nodes(method))]
        return [loss, *(method for method in (useful or chain[1:2]) if method is not loss)]

    def _nodes(self, node: ast.AST) -> Iterator[ast.AST]:
        """All that is in it, without what the present knobs rule out."""
        yield node
        children = ast.iter_child_nodes(node)
        if isinstance(node, ast.IfExp) and (chosen := self._truth(node.test)) is not None:
            children = iter([node.body if chosen else node.orelse])
        for child in children:
            yield from self._nodes(child)

    def _truth(self, test: ast.expr) -> bool | None:
        """Whether a condition on the knobs holds; None where that cannot be told."""
        if isinstance(test, ast.Attribute) and _is_self(test.value):
            kept = [
                node.value
                for method in self.methods.values()
                for node in ast.walk(method)
                if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == ast.unparse(test)
            ]
            return self._truth(kept[0]) if len(kept) == 1 else None
        if isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.Eq):
            left, right = self._value(test.left), self._value(test.comparators[0])
            return None if left is None or right is None else left == right
        return None

    def _value(self, node: ast.expr) -> object:
        """A constant, a knob, or one of the module's names; None for all else."""
        if (knob := _knob(node)) is not None:
            return self.knobs.get(knob)
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name):
            return self.known.get(node.id)
        if isinstance(node, ast.Attribute) and _is_self(node.value) and (kept := self.methods.get(node.attr)):
            last = kept.body[-1]
            return self._value(last.value) if isinstance(last, ast.Return) and last.value else None
        if isinstance(node, ast.Subscript):
            every, place = self._value(node.value), self._value(node.slice)
            if isinstance(every, tuple) and isinstance(place, int) and place < len(every):
                return every[place]
            return every.get(place) if isinstance(every, dict) else None
        return None

    def _adds_nets(self, node: ast.AST, chain: list[ast.FunctionDef]) -> bool:
        """Whether a loss is computed for each of several."""
        if not isinstance(node, ast.ListComp | ast.GeneratorExp):
            return False
        helpers = {f"self.{method.name}" for method in chain[1:]}
        inside = list(ast.walk(node.elt))
        calls = {ast.unparse(part.func) for part in inside if isinstance(part, ast.Call)}
        return bool(helpers & calls) or any(_kinds(part) for part in inside)

    def _price(self, loss: ast.FunctionDef) -> tuple[str, str, float] | None:
        """λ·Σw²: a product of a number of the lab's and of a sum over weights."""
        local = {
            target.id: node.value
            for node in ast.walk(loss)
            if isinstance(node, ast.Assign)
            for target in ast.walk(node.targets[0])
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(loss):
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult) and _of_self(node.left):
                text = _told(node.right, local)
                ways = {"L1": "abs().sum()" in text, "L2": "square().sum()" in text}
                way = next((way for way, there in ways.items() if there), "")
                if all(ways.values()):
                    way = next((way for way in ways if way in self.knobs.values()), "")
                if way:
                    knob = _knob(node.left)
                    share = self.knobs.get(knob) if knob else None
                    value = float(share) if isinstance(share, int | float) else math.nan
                    return way, words(knob) if knob else "fixed by the lab", value
        return None

    def _code(self, chain: list[ast.FunctionDef]) -> str:
        """The statements, as they stand in the file, without docstrings."""
        lines = self.source.splitlines()
        parts = []
        for method in chain:
            body = method.body[1:] if ast.get_docstring(method) else method.body
            there = lines[body[0].lineno - 1 : body[-1].end_lineno]
            margin = min(len(line) - len(line.lstrip()) for line in there if line.strip())
            head = [f"{method.name}:"] if len(chain) > 1 else []
            parts += [*head, *(("  " if head else "") + line[margin:] for line in there)]
        return "\n".join(parts)


def _kinds(node: ast.AST) -> list[Kind]:
    """The losses that this very piece of code computes."""
    if isinstance(node, ast.Dict):
        return [NAMES[key.value] for key in node.keys if isinstance(key, ast.Constant) and key.value in NAMES]
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return []
    inner = node.func.value
    if node.func.attr in CALLS:
        return [CALLS[node.func.attr]]
    if node.func.attr == "mean" and (_is_call(inner, "square") or _is_square(inner)):
        return [SQUARED]
    if node.func.attr in ("mean", "sum") and _is_call(inner, "relu") and isinstance(_of(inner), ast.BinOp):
        return [HINGE]
    return []


def _is_call(node: ast.AST | None, name: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == name


def _of(node: ast.AST | None) -> ast.AST | None:
    """What a method is called on."""
    return node.func.value if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else None


def _is_square(node: ast.AST) -> bool:
    power = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow)
    return power and ast.unparse(node).endswith("** 2")


def _is_self(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id == "self"


def _of_self(node: ast.AST) -> bool:
    """``self.price`` or ``self.knob["l2"]``."""
    return ast.unparse(node).startswith("self.")


def _knob(node: ast.AST) -> str | None:
    """The knob's name in ``self.knob["name"]``."""
    found = isinstance(node, ast.Subscript) and ast.unparse(node.value) == "self.knob"
    return str(ast.literal_eval(node.slice)) if found and isinstance(node.slice, ast.Constant) else None  # type: ignore[attr-defined]


def _told(node: ast.AST, local: Mapping[str, ast.AST]) -> str:
    """An expression, and what the names in it were given."""
    parts: list[ast.AST] = [node]
    for part in parts:
        named = {inner.id for inner in ast.walk(part) if isinstance(inner, ast.Name)}
        parts += [value for name, value in local.items() if name in named and value not in parts]
    return "\n".join(map(ast.unparse, parts))
