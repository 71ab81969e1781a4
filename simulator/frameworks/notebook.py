"""A program as a notebook (nbformat 4.5) that runs from top to bottom in the folder of its arrays."""

from __future__ import annotations

import ast
import json
from itertools import pairwise
from typing import Any

from simulator.frameworks.program import Program
from simulator.frameworks.task import FRAMEWORKS

_BLOCKS = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.With, ast.If)


def notebook(made: Program) -> str:
    """The JSON of a notebook: what the program is as Markdown, then its cells.

    A notebook has no `__file__`: the program must be one that names its arrays where it is run.
    """
    tree = ast.parse(made.text)
    about = ast.get_docstring(tree) or ""
    cells = [_markdown(made.framework, about), *(_code(text) for text in _cells(made.text, tree))]
    for i, cell in enumerate(cells):
        cell["id"] = f"cell-{i}"
    whole = {"cells": cells, "metadata": _METADATA, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def _cells(text: str, tree: ast.Module) -> list[str]:
    """The text cut at blank lines: before a comment, and around functions, classes and loops."""
    lines = text.splitlines()
    body = tree.body[1:] if ast.get_docstring(tree) is not None else tree.body
    if not body:
        return []
    start = tree.body[0].end_lineno or 0 if body is not tree.body else 0
    cuts = [start]
    for before, after in pairwise(body):
        top = _top(lines, before.end_lineno or 0, after)
        is_comment = lines[top].startswith("#")
        if not lines[top - 1] and (is_comment or isinstance(before, _BLOCKS) or isinstance(after, _BLOCKS)):
            cuts.append(top)
    ends = [*cuts[1:], len(lines)]
    found = ["\n".join(lines[a:b]).strip("\n") for a, b in zip(cuts, ends, strict=True)]
    return [cell for cell in found if cell]


def _top(lines: list[str], ended: int, node: ast.stmt) -> int:
    """The line, from 0, at which a statement begins: with its comment and its decorators."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    top = min([node.lineno, *(decorator.lineno for decorator in decorators)]) - 1
    while top > ended and lines[top - 1].startswith("#"):
        top -= 1
    return top


def _markdown(framework: str, about: str) -> dict[str, Any]:
    title, _, rest = about.partition("\n")
    text = f"# {title.strip()}\n\n{rest.strip()}\n\nWritten by Batchscope for {FRAMEWORKS[framework]}."
    return {"cell_type": "markdown", "metadata": {}, "source": text.splitlines(keepends=True)}


def _code(text: str) -> dict[str, Any]:
    source = text.splitlines(keepends=True)
    return {
        "cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": source,
    }  # fmt: skip
