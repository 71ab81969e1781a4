"""Lines of one width in every SVG viewer: what Qt leaves to `vector-effect` is worked out beforehand.

librsvg ignores `non-scaling-stroke`: a curve under the matrix of its axes became solid bands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

Matrix = tuple[float, ...]
_COSMETIC = ' vector-effect="non-scaling-stroke"'
_GROUP = re.compile(r'(<g [^>]*?) transform="matrix\(([^)]*)\)"([^>]*>)(.*?)(</g>)', re.DOTALL)
_POINTS = re.compile(r'(<polyline [^>]*?points=")([^"]*)(")')
_PATH = re.compile(r'(<path [^>]*? d=")([^"]*)(")')
_PAIR = re.compile(r"(-?[\d.]+(?:e[-+]?\d+)?),(-?[\d.]+(?:e[-+]?\d+)?)")
_RECT = re.compile(
    r'<rect vector-effect="non-scaling-stroke" x="(.*?)" y="(.*?)" width="(.*?)" height="(.*?)"/>'
)
_STRIP = re.compile(r'<polyline fill="none" points="([^"]*)" />\s*')


def without_scaling(svg: str) -> str:
    """The same picture with every cosmetic stroke's points where they are seen, in no transform."""
    return _GROUP.sub(_baked, svg)


def _baked(group: re.Match[str]) -> str:
    head, numbers, rest, body, tail = group.groups()
    if _COSMETIC not in body:
        return group[0]
    matrix = tuple(map(float, numbers.split(",")))
    body = _RECT.sub(_outline, body).replace(_COSMETIC, "")
    for shape in (_POINTS, _PATH):
        body = shape.sub(lambda found: found[1] + _moved(found[2], matrix) + found[3], body)
    return head + rest + _joined(body) + tail


def _moved(points: str, matrix: Matrix) -> str:
    """Every "x,y" of a list of points or of a path's commands, through the matrix."""
    a, b, c, d, e, f = matrix

    def place(pair: re.Match[str]) -> str:
        x, y = float(pair[1]), float(pair[2])
        return f"{a * x + c * y + e:.6g},{b * x + d * y + f:.6g}"

    return _PAIR.sub(place, points)


def _outline(rect: re.Match[str]) -> str:
    """A rectangle as a path, which any matrix can move."""
    x, y, width, height = map(float, rect.groups())
    right, low = x + width, y + height
    return f'<path{_COSMETIC} d="M{x},{y} L{right},{y} L{right},{low} L{x},{low} Z "/>'


def _joined(body: str) -> str:
    """Segments that follow one another as one line: each end drawn twice would show as a bead."""
    lines = [points.split() for points in _STRIP.findall(body)]
    if len(lines) < 2 or _STRIP.sub("", body).strip():
        return body
    return "\n" + "\n".join(f'<polyline fill="none" points="{" ".join(line)}" />' for line in _chains(lines))


def _chains(lines: Iterable[list[str]]) -> Iterator[list[str]]:
    chain: list[str] = []
    for line in lines:
        if chain and chain[-1] == line[0]:
            chain += line[1:]
            continue
        if chain:
            yield chain
        chain = list(line)
    if chain:
        yield chain
