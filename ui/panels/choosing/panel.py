"""How to choose a framework: ease of programming, speed, open with good governance (claim F2)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from simulator.frameworks.counting import batch_norm_lines, code_lines
from simulator.frameworks.program import program
from simulator.frameworks.task import FRAMEWORKS, Task
from simulator.frameworks.timing import STEPS
from ui import theme
from ui.controls.buttons import Button
from ui.drawing.footnote import Footnote
from ui.drawing.sheet import Sheet
from ui.panels.choosing.governance import GOVERNANCE
from ui.panels.desk import Measure, Stop
from ui.panels.framework_panel import FrameworkPanel
from ui.tables import Table, empty_table

_REST = 200  # ms
_COLUMNS = ("", "ease", "speed", "open, and who decides")
_HEADERS = (
    "framework", "lines of code", "lines of batch norm", f"{STEPS} steps (s)", "to the first step (s)",
    "import (s)", "licence", "who decides",
)  # fmt: skip
_NOTE = (
    f"Lines of this very program, without comments. Speed: {STEPS} steps, once, on this machine; "
    "a small network says little of a large one."
)


class ChoosingPanel(FrameworkPanel):
    """A small table; its numbers are of this network and of this machine."""

    key = "choosing"
    title = "How to choose"
    about = "A framework: ease, speed, and who decides."
    claims = ("F2",)

    def __init__(self) -> None:
        super().__init__()
        self._counted: tuple[Task | None, dict[str, tuple[int, int] | str]] = (None, {})
        self._sheet, self._note = Sheet(self.title), Footnote()
        self._counting = QTimer(self, singleShot=True, interval=_REST, timeout=self.settle)
        self.measure = Button("Measure", f"Run each framework that is installed once, {STEPS} steps")
        self.measure.clicked.connect(self._ask)
        self._figure, self.widget = QWidget(), QWidget()
        self._assemble()
        self._note.say(_NOTE)
        self.show_desk()
        self.apply_theme()

    @property
    def figure(self) -> QWidget:
        return self._figure

    def show_desk(self) -> None:
        if self.task is None or self._counted[0] is None:
            self._count()
        elif self._counted[0] != self._settings():
            self._counting.start()  # it takes some frames: not while a slider moves
        self._show()

    def settle(self) -> None:
        self._count()
        self._show()

    def _show(self) -> None:
        counted, rows = self._counted[1], []
        for name, title in FRAMEWORKS.items():
            licence, who = GOVERNANCE[name]
            rows.append((f"*{title}", _ease(counted.get(name)), self._speed(name), f"*{licence}\n{who}"))
        self._sheet.show_rows(_COLUMNS, rows, (23, 19, 18, 40))
        self.measure.setText("Stop" if self.desk.at_work else "Measure")
        self.measure.setEnabled(self.task is not None)

    def numbers(self) -> Table:
        if self.task is None:
            return empty_table(*_HEADERS)
        counted, timed = self._count(), self.desk.timed
        rows = []
        for name, title in FRAMEWORKS.items():
            lines, (found, _) = counted.get(name), timed.get(name, (None, None))
            ease = lines if isinstance(lines, tuple) else (None, None)
            seconds = (found.training, found.preparing, found.importing) if found else (None,) * 3
            rows.append((title, *ease, *seconds, *GOVERNANCE[name]))
        return Table(_HEADERS, tuple(np.array(column, dtype=object) for column in zip(*rows, strict=True)))

    def apply_theme(self) -> None:
        self._sheet.apply_theme()

    def _ask(self) -> None:
        self.desk.wished.emit(Stop() if self.desk.at_work else Measure())

    def _count(self) -> dict[str, tuple[int, int] | str]:
        """Lines of code and of batch norm by framework, or why there is no program; counted once a change."""
        self._counting.stop()
        task = self._settings()
        if task is None or task != self._counted[0]:
            self._counted = task, {name: _lines(name, task) for name in FRAMEWORKS} if task else {}
        return self._counted[1]

    def _settings(self) -> Task | None:
        """What the programs are of, but for how long they train."""
        return replace(self.task, steps=1, changed=(), after=0) if self.task is not None else None

    def _speed(self, name: str) -> str:
        missing = self.desk.missing(name)
        if missing:
            return _brief(missing, FRAMEWORKS[name])
        if name not in self.desk.timed:
            return self.desk.untimed.get(name, "Press Measure")
        timed, task = self.desk.timed[name]
        others = (
            ""
            if self.task is None or _alike(task, self.task)
            else f"\nmeasured with other settings ({task.title})"
        )
        before = f"{timed.importing:.1f} s to import, {timed.preparing:.1f} s to the first step"
        return f"*{timed.training:.2f} s\n{before}{others}"

    def _assemble(self) -> None:
        inside, column = QVBoxLayout(self._figure, spacing=0), QVBoxLayout(self.widget, spacing=0)
        inside.addWidget(self._sheet, 1)
        inside.addWidget(self._note)
        tools = QHBoxLayout()
        tools.setContentsMargins(theme.SPACE, theme.SPACE // 2, theme.SPACE, 0)
        tools.addWidget(self.measure)
        tools.addStretch()
        column.addLayout(tools)
        column.addWidget(self._figure, 1)
        for layout in (inside, column):
            layout.setContentsMargins(0, 0, 0, 0)


def _alike(task: Task, other: Task) -> bool:
    """Whether two tasks take as long: the same network and settings, wherever they begin."""
    plain = {"steps": 1, "changed": (), "by_hand": (), "trained": False, "after": 0}
    return replace(task, **plain) == replace(other, **plain)


def _lines(framework: str, task: Task) -> tuple[int, int] | str:
    try:
        text = program(framework, task, "arrays.npz").text
        return code_lines(text), batch_norm_lines(framework, task)
    except (ValueError, OSError) as error:
        return str(error)


def _brief(missing: str, title: str) -> str:
    """The sentence in the row of what it is about: "Not installed in this Python"."""
    said = missing.partition(":")[0].removeprefix(title).strip().removeprefix("is ")
    return said[:1].upper() + said[1:]


def _ease(found: tuple[int, int] | str | None) -> str:
    if not isinstance(found, tuple):
        return found or "–"
    lines, normed = found
    return f"*{lines} lines" + (f"\n{normed} of them for batch norm" if normed else "")
