"""What each part of a program's text is, by Python's own reader of tokens."""

from __future__ import annotations

import io
import keyword
import token
import tokenize
from dataclasses import dataclass


@dataclass(frozen=True)
class Span:
    """A part of one line: from which letter on, how many, and what it is ("keyword", say)."""

    start: int
    length: int
    kind: str


_STRINGS = {"STRING", "FSTRING_START", "FSTRING_MIDDLE", "FSTRING_END"}


def spans(text: str) -> list[list[Span]]:
    """The coloured parts of every line; what is no Python has none from there on."""
    found: list[list[Span]] = [[] for _ in text.split("\n")]
    before = ""
    try:
        for each in tokenize.generate_tokens(io.StringIO(text).readline):
            kind = _kind(each, before)
            if kind:
                _spread(found, each, kind)
            before = each.string if each.type == token.NAME else ""
    except (tokenize.TokenError, SyntaxError):
        pass
    return found


def _kind(each: tokenize.TokenInfo, before: str) -> str:
    if each.type == tokenize.COMMENT:
        return "comment"
    if token.tok_name[each.type] in _STRINGS:
        return "comment" if each.string.startswith('"""') else "string"
    if each.type == token.NUMBER:
        return "number"
    if each.type == token.NAME and keyword.iskeyword(each.string):
        return "keyword"
    return "name" if before in ("def", "class") and each.type == token.NAME else ""


def _spread(found: list[list[Span]], each: tokenize.TokenInfo, kind: str) -> None:
    """A token of more lines than one is a part of each."""
    (first, start), (last, end) = each.start, each.end
    for row in range(first, last + 1):
        begin = start if row == first else 0
        stop = end if row == last else 10_000
        found[row - 1].append(Span(begin, stop - begin, kind))
