"""Which metrics a lab seems to compute. Its file is read, not run: that takes NumPy."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import engine
from engine.lab import Lab

ROOT = Path(engine.__file__).parent.parent
PROMISES = ("bar", "curves")
"""What a lab says of its metrics without computing them."""


def named_metrics(lab: type[Lab]) -> set[str]:
    """The metrics a lab names outside its methods."""
    return {"loss", lab.bar.metric, *itertools.chain.from_iterable(lab.curves.values())}


def is_metric(name: str, lab: type[Lab], file: Path) -> bool:
    """Whether a run of the lab in ``file`` has ``name``, the loss included; what the lab promises is believed."""
    return name in named_metrics(lab) or _written(name, ast.walk(_read(file)))


def is_measured(name: str, file: Path) -> bool:
    """Whether the lab in ``file``, or a module of ours that it uses, seems to compute ``name``, promised or not."""
    tree = _read(file)
    promises = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for statement in node.body
        if isinstance(statement, ast.Assign | ast.AnnAssign) and set(_targets(statement)) & set(PROMISES)
        for inner in ast.walk(statement)
    }
    own = (node for node in ast.walk(tree) if node not in promises)
    return _written(name, own) or any(_written(name, ast.walk(_read(module))) for module in _helpers(tree))


def _read(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def _targets(statement: ast.Assign | ast.AnnAssign) -> Iterator[str]:
    """The names a statement gives something to."""
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    return (node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name))


def _helpers(tree: ast.Module) -> Iterator[Path]:
    """The files of the engine's modules that are imported, but for the one all labs are made of."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "engine":
            for module in (node.module, *(f"{node.module}.{one.name}" for one in node.names)):
                file = ROOT.joinpath(*module.split(".")).with_suffix(".py")
                if module != "engine.lab" and file.is_file():
                    yield file


def _written(name: str, nodes: Iterable[ast.AST]) -> bool:
    """Whether ``name`` is written out, as text or as a keyword, or may be put together (``f"{net}_loss"``)."""
    nodes = list(nodes)
    joined = [node for node in nodes if isinstance(node, ast.JoinedStr)]
    pieces = {part for node in joined for part in node.values}
    texts = {node.value for node in nodes if isinstance(node, ast.Constant) and node not in pieces}
    texts |= {node.arg for node in nodes if isinstance(node, ast.keyword)}
    return name in texts or any(re.fullmatch(_pattern(node), name) for node in joined)


def _pattern(text: ast.JoinedStr) -> str:
    """What an f-string can become, as a pattern of words; one that is all gaps matches nothing."""
    fixed = [part.value for part in text.values if isinstance(part, ast.Constant)]
    if not any(re.search(r"\w", str(part)) for part in fixed):
        return r"(?!)"
    return "".join(re.escape(str(p.value)) if isinstance(p, ast.Constant) else r"\w+" for p in text.values)
