"""What can be done with a program: choose it, have it, check it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from simulator.frameworks.task import FRAMEWORKS
from ui import theme
from ui.controls.buttons import Button
from ui.drawing.segments import Segments
from ui.drawing.tool_rows import ToolRows
from ui.panels.desk import Copy, Desk, Save, SaveOnnx, Stop, Verify

_STARTS = {
    "seed": ("Exact", "From the run's first weights: it makes the run's losses, to the last digits"),
    "usual": (
        "As usual",
        "As its own users write it: shorter, of the framework's own parts, and apart",
    ),
    "trained": ("Trained", "The weights that the run has now, in the file beside the program"),
}
_AS_LAYERS, _FOLDED = "ONNX, batch norm as layers…", "ONNX, batch norm folded into W and b…"


class CodeTools(QWidget):
    """Says what was wished for; what it offers follows the desk."""

    wished = Signal(object)
    turned = Signal(str, bool, bool)
    """Another program: its framework, whether with trained weights, and whether the usual one."""

    def __init__(self) -> None:
        super().__init__()
        self.frameworks, self.starts = Segments("Framework"), Segments("First weights")
        self.frameworks.offer({key: (name, f"The network in {name}") for key, name in FRAMEWORKS.items()})
        self.starts.offer(_STARTS)
        self.copy = Button("Copy", "To the clipboard: pasted in a terminal's Python it runs at once")
        self.verify = Button("Verify", "Run it here, in a process of its own, beside the run")
        self.save, self._programs = self._save_button()
        self._desk = Desk(self)
        self._lay_out()
        for segments in (self.frameworks, self.starts):
            segments.chosen.connect(lambda _value: self._turn())
        self.copy.clicked.connect(lambda: self.wished.emit(Copy(*self._chosen)))
        self.verify.clicked.connect(self._verify)

    def follow(self, desk: Desk, can_be: bool, has_batch_norm: bool = True) -> None:
        """Offer what can be done; `can_be` says whether there is a program, and the rest what is in it."""
        self._desk = desk
        self.frameworks.buttons[desk.framework].setChecked(True)
        kind = "usual" if desk.usual else "trained" if desk.trained else "seed"
        self.starts.buttons[kind].setChecked(True)
        for part in (self.copy, *self._programs):
            part.setEnabled(can_be)
        self._as_layers.setText(_AS_LAYERS if has_batch_norm else "ONNX…")
        self._folded.setVisible(has_batch_norm)
        missing = desk.missing(desk.framework)
        self.verify.setText("Stop" if desk.at_work else "Verify")
        self.verify.setEnabled(bool(desk.at_work) or (can_be and not missing))
        self.verify.setToolTip(missing or "Run it here, in a process of its own, beside the run")

    @property
    def _chosen(self) -> tuple[str, bool, bool]:
        return self.frameworks.value, self.starts.value == "trained", self.starts.value == "usual"

    def _turn(self) -> None:
        self.turned.emit(*self._chosen)

    def _wish_file(self, suffix: str) -> None:
        framework, trained, usual = self._chosen
        self.wished.emit(Save(framework, trained, suffix, usual))

    def _verify(self) -> None:
        self.wished.emit(Stop() if self._desk.at_work else Verify(*self._chosen))

    def _save_button(self) -> tuple[Button, list[QAction]]:
        """The button with all files there are, and the actions that need a program."""
        button = Button(
            "Save as", "A program or a notebook with the file of its arrays, or the network itself"
        )
        menu = QMenu(button)
        programs = [
            menu.addAction(words, lambda suffix=suffix: self._wish_file(suffix))
            for words, suffix in (("Program (.py)…", ".py"), ("Notebook (.ipynb)…", ".ipynb"))
        ]
        menu.addSection("The trained network")
        self._as_layers = menu.addAction(_AS_LAYERS, lambda: self.wished.emit(SaveOnnx(False)))
        self._folded = menu.addAction(_FOLDED, lambda: self.wished.emit(SaveOnnx(True)))
        button.setMenu(menu)
        return button, programs

    def _lay_out(self) -> None:
        column = QVBoxLayout(self, spacing=theme.SPACE // 2)
        column.setContentsMargins(0, theme.SPACE // 2, 0, theme.SPACE // 2)
        column.addWidget(ToolRows((self.frameworks,), (self.starts,), (self.copy, self.save, self.verify)))
