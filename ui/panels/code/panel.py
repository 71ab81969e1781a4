"""The network on screen as a program in a framework, which follows every change (claims F1, F2)."""

from __future__ import annotations

import dataclasses

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from simulator.frameworks.limits import departures
from simulator.frameworks.program import Link, Program, program
from simulator.frameworks.task import Task
from simulator.frameworks.writing import stem
from ui import theme
from ui.drawing.absence import Presence
from ui.drawing.finding import Finding
from ui.drawing.footnote import Footnote
from ui.panels.code.tools import CodeTools
from ui.panels.code.view import CodeView
from ui.panels.code.words import about, lengths
from ui.panels.desk import Verify, Wish
from ui.panels.framework_panel import FrameworkPanel
from ui.tables import Table, empty_table

_HEADERS = ("line", "code", "panel", "claims")
_REST = 200  # ms
_SAME = "The run's first weights, mini-batches and changes: its losses are those on screen."
_TRAINED = "It starts with the weights of this step, from a file beside it, and trains on."


class CodePanel(FrameworkPanel):
    """A program that the window can copy, save and check; the panel wishes, the window does."""

    key = "code"
    title = "The same network in code"
    about = "A program that runs by itself; it follows every setting."
    claims = ("F1", "F2")

    def __init__(self) -> None:
        super().__init__()
        self._program: Program | None = None
        self._written: Task | None = None
        self.tools, self.view = CodeTools(), CodeView()
        self._finding, self._note = Finding(), Footnote()
        self._apart = QLabel(wordWrap=True, margin=theme.SPACE // 2)
        self._apart.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._presence = Presence(self.view)
        self._pointed: Link | None = None
        self._lengths = ("", "")
        self._counting = QTimer(self, singleShot=True, interval=_REST, timeout=self._count)
        self._figure = QWidget()
        self.widget = self._assemble()
        self.tools.turned.connect(lambda *chosen: self.desk.choose(*chosen))
        self.tools.wished.connect(self._wish)
        self.view.pointed.connect(self._point)
        self.view.followed.connect(lambda link: self.linked.emit(link.panel))
        self._apart.hide()
        self.show_desk()
        self.apply_theme()

    @property
    def figure(self) -> QWidget:
        return self._figure

    @property
    def text(self) -> str:
        """The program on screen; empty where there is none."""
        return self._program.text if self._program is not None else ""

    def show_desk(self) -> None:
        self._write()
        config = self.task.config if self.task is not None else None
        has_batch_norm = config is not None and config.batch_norm and bool(config.hidden_units)
        self.tools.follow(self.desk, self._program is not None, has_batch_norm)

    def settle(self) -> None:
        self.view.end_flash()
        if self._counting.isActive():
            self._count()

    def numbers(self) -> Table:
        if self._program is None:
            return empty_table(*_HEADERS)
        links = {link.line: link for link in self._program.links}
        lines = self._program.text.splitlines()
        found = [links.get(i) for i in range(len(lines))]
        columns = (
            np.arange(1, len(lines) + 1),
            np.array(lines, dtype=object),
            np.array([link.panel if link else "" for link in found], dtype=object),
            np.array([" ".join(link.claims) if link else "" for link in found], dtype=object),
        )
        return Table(_HEADERS, columns)

    def apply_theme(self) -> None:
        self.view.apply_theme()
        self._apart.setStyleSheet(f"color: {theme.current().warning}; padding-left: {theme.SPACE // 2}px")

    # Writing --------------------------------------------------------------------------------------

    def _write(self) -> None:
        """Write the program anew where something it depends on has changed."""
        task, before = self.task, self._program
        if task is None:
            self._program = self._written = None
            self._presence.miss("There is no run yet.")
            return
        framework = self.desk.framework
        if before is not None and task == self._written and before.framework == framework:
            return
        try:
            self._program = program(framework, task, f"{stem(task.config, framework)}.npz")
        except (ValueError, OSError) as error:
            self._program, self._written = None, None
            self._presence.miss(str(error))
            return
        self._presence.miss("")
        self.view.show_program(self._program, flash=self._is_news(before, task))
        if before is None or before.framework != framework:
            self._written = task
            self._count()
        elif not _only_steps(task, self._written):
            self._counting.start()
        self._written = task
        self._say()

    def _is_news(self, before: Program | None, task: Task) -> bool:
        """Whether the person has changed something of the program they look at."""
        same_kind = before is not None and before.framework == self.desk.framework
        return same_kind and self._written is not None and not _only_steps(task, self._written)

    def _say(self) -> None:
        if self._pointed is not None:
            title = self.desk.titles.get(self._pointed.panel, self._pointed.panel)
            self._finding.say(title, about(self._pointed), "accent")
        else:
            self._finding.say(*self._lengths)
        if self._written is not None:
            apart = " ".join(departures(self.desk.framework, self._written))
            if self._apart.text() != apart:
                self._apart.setText(apart)
            self._apart.setVisible(bool(apart))
            self._note.say(_TRAINED if self._written.trained else "" if apart else _SAME)

    def _count(self) -> None:
        """How long it is, which takes some frames to find out: not while a slider moves."""
        self._counting.stop()
        if self._written is not None:
            self._lengths = lengths(self.desk.framework, self._written)
            self._say()

    def _point(self, link: Link | None) -> None:
        self._pointed = link
        self._say()

    def _wish(self, wish: Wish) -> None:
        self.desk.wished.emit(wish)
        if isinstance(wish, Verify):
            self.linked.emit("agreement")

    def _assemble(self) -> QWidget:
        inside = QVBoxLayout(self._figure, spacing=0)
        inside.setContentsMargins(0, 0, 0, 0)
        for part, stretch in ((self._presence, 1), (self._finding, 0), (self._apart, 0), (self._note, 0)):
            inside.addWidget(part, stretch)
        whole = QWidget()
        column = QVBoxLayout(whole, spacing=0)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tools)
        column.addWidget(self._figure, 1)
        return whole


def _only_steps(task: Task, before: Task | None) -> bool:
    """Whether nothing but how long it trains has changed."""
    return before is not None and dataclasses.replace(before, steps=task.steps, after=task.after) == task
