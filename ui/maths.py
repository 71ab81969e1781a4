"""Maths set as maths: LaTeX to SVG through ziamath, once, then from a cache.

Setting a formula takes 5-50 ms and importing ziamath half a second, so labels wait for an idle moment.
"""

from __future__ import annotations

import warnings
from collections import deque
from hashlib import sha256
from pathlib import Path

import shiboken6
from PySide6.QtCore import QObject, QPointF, QRectF, QSaveFile, QSize, QStandardPaths, QTimer
from PySide6.QtGui import QFontInfo, QFontMetricsF, QPainter, QPaintEvent, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import vector

EM = 20.0
"""Units of a set formula to one em; its baseline is y = 0."""
SETTER = "ziamath 0.13"
"""What set the formulas in the cache: part of their keys."""
_OPTICAL_SIZE = 1.12  # the maths font looks smaller than the interface's at the same size

_set: dict[str, str] = {}


def recall(latex: str) -> str | None:
    """The SVG of a formula that was set before, in this process or an earlier one."""
    if latex not in _set:
        try:
            svg = _file(latex).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None
        if not svg.endswith("</svg>") or not QSvgRenderer(svg.encode()).isValid():
            return None
        _set[latex] = _unstroked(svg)
    return _set[latex]


def typeset(latex: str) -> str:
    """The SVG of a formula, in `currentColor`, set now unless it was before."""
    known = recall(latex)
    if known is not None:
        return known
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # ziamath's way to its fonts, on Python < 3.13
        import ziamath  # half a second: not before the window stands

        ziamath.config.svg2 = False  # QtSvg draws only scraps of SVG 2
        svg: str = ziamath.Latex(latex, size=EM, color="currentColor").svg()
    _set[latex] = _unstroked(svg)
    _store(latex, svg)
    return _set[latex]


def _unstroked(svg: str) -> str:
    """The SVG with every shape's outline switched off aloud.

    Where none is named QtSvg draws without a pen's brush, which Qt writes to SVG and PDF as a black one.
    """
    for shape in ("path", "rect"):
        svg = svg.replace(f"<{shape} ", f'<{shape} stroke="#000" stroke-opacity="0" stroke-width="0" ')
    return svg


def pixmap(latex: str, colour: str, em: float, ratio: float = 1.0) -> QPixmap:
    """A formula on a transparent pixmap, `em` logical pixels to the em."""
    svg = typeset(latex)
    box = vector.drawing(svg, colour).viewBoxF()
    size = QSize(round(box.width() * em / EM), round(box.height() * em / EM))
    return vector.pixmap(svg, colour, size, ratio)


def _file(latex: str) -> Path:
    key = sha256(f"{SETTER}\n{EM}\n{latex}".encode()).hexdigest()[:32]
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.CacheLocation)
    return Path(folder) / "maths" / f"{key}.svg"


def _store(latex: str, svg: str) -> None:
    path = _file(latex)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError:
        return  # a cache that cannot be written is only slower
    file = QSaveFile(str(path))
    if file.open(QSaveFile.OpenModeFlag.WriteOnly):
        file.write(svg.encode())
        file.commit()


def pending() -> bool:
    """Whether any label still waits for its formula."""
    return _queue.busy


class MathLabel(QWidget):
    """A formula on the baseline of the text beside it; `fallback` stands there until it is set."""

    def __init__(
        self,
        latex: str,
        fallback: str = "",
        *,
        title: str = "",
        scale: float = 1.0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._scale = scale
        self._fallback = fallback
        self._latex, self._svg = latex, recall(latex)
        self.setAccessibleName(title or fallback or latex)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if self._svg is None:
            _queue.put(self)

    @property
    def is_set(self) -> bool:
        """Whether the maths stands there, and not its fallback."""
        return self._svg is not None

    def set_now(self) -> None:
        """Set the formula without waiting for an idle moment."""
        self._svg = typeset(self._latex)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics, box = QFontMetricsF(self.font()), self._box()
        width = metrics.horizontalAdvance(self._fallback) if self._svg is None else box.width()
        height = max(metrics.ascent(), -box.top()) + max(metrics.descent(), box.bottom())
        return QSize(round(width + 0.5), round(height + 0.5))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colour = self.palette().color(self.foregroundRole())
        painter.setPen(colour)
        if self._svg is None:
            painter.drawText(QPointF(0, self._baseline()), self._fallback)
        else:
            box = self._box()
            target = QRectF(QPointF(0, self._baseline() + box.top()), box.size())
            vector.drawing(self._svg, colour.name()).render(painter, target)

    def _box(self) -> QRectF:
        """The formula in logical pixels, its baseline at y = 0; empty until it is set."""
        if self._svg is None:
            return QRectF()
        box = vector.drawing(self._svg, "black").viewBoxF()
        zoom = QFontInfo(self.font()).pixelSize() * _OPTICAL_SIZE * self._scale / EM
        return QRectF(box.x() * zoom, box.y() * zoom, box.width() * zoom, box.height() * zoom)

    def _baseline(self) -> float:
        """Where a centred QLabel has its baseline, or lower where the formula is taller than text."""
        metrics, box = QFontMetricsF(self.font()), self._box()
        ascent, descent = max(metrics.ascent(), -box.top()), max(metrics.descent(), box.bottom())
        return round((self.height() - ascent - descent) / 2 + ascent)


class _Queue(QObject):
    """Labels waiting for their formula; one is set each time the event loop is idle."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: deque[MathLabel] = deque()

    @property
    def busy(self) -> bool:
        return bool(self._waiting)

    def put(self, label: MathLabel) -> None:
        if not self._waiting:
            QTimer.singleShot(0, self, self._set_one)
        self._waiting.append(label)

    def _set_one(self) -> None:
        label = self._waiting.popleft()
        if self._waiting:
            QTimer.singleShot(0, self, self._set_one)
        if shiboken6.isValid(label):  # it may have been closed while it waited
            label.set_now()


_queue = _Queue()
