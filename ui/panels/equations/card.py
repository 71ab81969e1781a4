"""The open stage: its formulas as maths, the same with numbers, the shapes, and where else to look."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from ui import theme
from ui.panels.equations.prose import Formula, Prose
from ui.panels.equations.stages import LINKS, Stage
from ui.panels.equations.terms import Line

_SIZES = ((1000, 1.9), (640, 1.45), (0, 1.0))
"""From which width on, how large everything is."""
_FORMULA = 1.45


class Card(QWidget):
    """One stage at one place in the network."""

    linked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._stage: Stage | None = None
        self._lines: tuple[Line, ...] = ()
        self._scale = 1.0
        self.formulas: list[Formula] = []
        self.buttons: list[QToolButton] = []
        self.title, self.who, self.numbers = Prose(scale=1.2), Prose("muted"), Prose(scale=1.05)
        self.shapes, self.note = Prose("muted"), Prose("muted", 0.92)
        self._formulas, self._links = QVBoxLayout(), QHBoxLayout()
        self._formulas.setSpacing(theme.SPACE)
        self._links.setSpacing(theme.SPACE)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * theme.SPACE, 4, theme.SPACE, theme.SPACE)
        column.setSpacing(theme.SPACE)
        column.addWidget(self.title)
        column.addLayout(self._formulas)
        column.addSpacing(theme.SPACE)
        for part in (self.who, self.numbers, self.shapes, self.note):
            column.addWidget(part)
        column.addLayout(self._links)
        column.addStretch()

    def open(self, stage: Stage) -> None:
        """Show another stage, for the time being without numbers."""
        if stage == self._stage:
            return
        self._stage = stage
        self.title.say(f"<b>{stage.title}</b>")
        self.note.say(stage.note)
        self._set_formulas()
        self._set_links()
        for part in (self.title, self.who, self.numbers, self.shapes, self.note):
            part.forget_height()

    def show_numbers(self, who: str, lines: tuple[Line, ...], shapes: str) -> None:
        """The numbers of a unit and an example, and the shapes of what is involved."""
        self._lines = lines
        self.who.say(who)
        self.numbers.say("".join(map(_paragraph, lines)))
        self.shapes.say(f"Shapes:&ensp;{shapes}" if shapes else "")

    def apply_theme(self) -> None:
        """Take colours and type of the current theme, as large as there is room for."""
        for part, scale in (
            (self.title, 1.2), (self.who, 0.92), (self.numbers, 1.05), (self.shapes, 0.92), (self.note, 0.92)
        ):  # fmt: skip
            part.enlarge(scale * self._scale)
            part.apply_theme()
        self.numbers.say("".join(map(_paragraph, self._lines)))
        for formula in self.formulas:
            formula.update()
        for button in self.buttons:
            button.setStyleSheet(_link_style())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        scale = next(scale for least, scale in _SIZES if event.size().width() >= least)
        if scale != self._scale:
            self._scale = scale
            self._set_formulas()
            self.apply_theme()

    def _set_formulas(self) -> None:
        for formula in self.formulas:
            formula.hide()
            self._formulas.removeWidget(formula)
            formula.deleteLater()
        stage = self._stage
        self.formulas = [] if stage is None else [
            Formula(latex, stage.title, _FORMULA * self._scale) for latex in stage.latex
        ]  # fmt: skip
        for formula in self.formulas:
            self._formulas.addWidget(formula)

    def _set_links(self) -> None:
        while self._links.count():
            item = self._links.takeAt(0)
            if item.widget() is not None:
                item.widget().hide()
                item.widget().deleteLater()
        self.buttons = [self._button(key) for key in (self._stage.links if self._stage else ())]
        for button in self.buttons:
            self._links.addWidget(button)
        self._links.addStretch()

    def _button(self, key: str) -> QToolButton:
        button = QToolButton(text=f"{LINKS[key]} ›", accessibleName=f"Show the panel {LINKS[key]}")
        button.setToolTip(f"See it in the panel {LINKS[key]}")
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setStyleSheet(_link_style())
        button.clicked.connect(lambda: self.linked.emit(key))
        return button


def _paragraph(line: Line) -> str:
    accent, working = theme.current().accent, line.working
    for sign in "·+−":  # where a line may be broken, so that no number is
        working = working.replace(sign, f"{sign}\u200b")
    return (
        f'<p style="margin:0 0 6px 0">{line.symbol} {line.sign} {working}<br>'
        f'<span style="font-size:x-large; font-weight:600; color:{accent}">= {line.result}</span></p>'
    )


def _link_style() -> str:
    return f"QToolButton {{ color: {theme.current().accent}; padding: 3px 0; }}"
