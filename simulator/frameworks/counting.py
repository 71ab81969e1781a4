"""Lines of a program, counted: what carries code, without comments, docstrings and blank lines (claim F2)."""

from __future__ import annotations

import dataclasses
import io
import tokenize

from simulator.frameworks.program import program
from simulator.frameworks.task import Task

_HUSHED = {tokenize.COMMENT, tokenize.NL}
_STARTS = {tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}


def code_lines(text: str) -> int:
    """Lines that a token of code stands on; a string that is a statement of its own is a docstring."""
    tokens = [t for t in tokenize.generate_tokens(io.StringIO(text).readline) if t.type not in _HUSHED]
    found: set[int] = set()
    for before, token, after in zip([None, *tokens], tokens, [*tokens[1:], None], strict=False):
        is_first = before is None or before.type in _STARTS
        is_alone = is_first and after is not None and after.type == tokenize.NEWLINE
        is_docstring = token.type == tokenize.STRING and is_alone
        if token.type not in _STARTS and token.type != tokenize.ENDMARKER and not is_docstring:
            found |= set(range(token.start[0], token.end[0] + 1))
    return len(found)


def batch_norm_lines(framework: str, task: Task) -> int:
    """How many more lines of code the program has than the one without batch norm; 0 where there is none.

    Raises ValueError where the framework cannot express the task.
    """
    if not (task.config.batch_norm and task.config.hidden_units):
        return 0
    without = dataclasses.replace(task, config=dataclasses.replace(task.config, batch_norm=False))
    lengths = [code_lines(program(framework, each, "arrays.npz").text) for each in (task, without)]
    return lengths[0] - lengths[1]
