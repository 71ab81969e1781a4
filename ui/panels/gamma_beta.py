"""γ and β of a hidden unit in the person's hand, on the live network; and batch norm undoing itself."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from simulator.commands import Hold, Pause, SetParameter, UndoNormalization
from simulator.hyperparameters import TABLE
from simulator.probes.hidden import Hidden, HiddenView
from simulator.snapshot import Probe, Snapshot
from ui import theme
from ui.drawing.footnote import Footnote
from ui.drawing.formula_row import FormulaRow
from ui.drawing.hand_slider import HandSlider
from ui.drawing.lanes.column import LaneColumn
from ui.drawing.lanes.figures import figure, power
from ui.drawing.lanes.hidden_unit import UnitView, missing, pair_words
from ui.drawing.lanes.histogram_lanes import bin_words, columns_of
from ui.drawing.lanes.lanes import Bars, Head, Lane, Mark, reach
from ui.drawing.lanes.steady_range import SteadyRange, roomy
from ui.drawing.unit_chooser import UnitChooser
from ui.panels.panel import Panel
from ui.tables import Table, empty_table

_SPAN, _STEP = 4.0, 0.01
_ONE = 1e-5
"""As a share of σ, the distance between z_tilde and z up to which they are one but for rounding."""
_OFF = "Batch norm is off, so there is no γ or β. Switch it on under Batch norm."


class GammaBetaPanel(Panel):
    """z and z_tilde of one unit over one another, and what makes the one out of the other."""

    key = "gamma_beta"
    title = "γ and β by hand"
    about = "Scale and shift a unit of the very network that trains."
    claims = ("B3", "B4", "B7")

    def __init__(self) -> None:
        super().__init__()
        self._view: HiddenView | None = None
        self._hidden_units: tuple[int, ...] = ()
        self._optimizer = ""
        self._range = SteadyRange(roomy)
        self._before: dict[int, tuple[np.ndarray, np.ndarray]] = {}  # layer -> γ, β before an undo
        self._chooser, self._note = UnitChooser(), Footnote()
        self._sliders = {
            "gamma": HandSlider(r"\gamma", "γ", "Scale of z_norm; double-click for 1", 1.0, _SPAN, _STEP),
            "beta": HandSlider(r"\beta", "β", "Shift of z_norm; double-click for 0", 0.0, _SPAN, _STEP),
        }
        self._hold = QCheckBox("Hold")
        self._undo, self._again = QPushButton("Undo the normalisation"), QPushButton("Normalise again")
        self.column = LaneColumn(
            (("z", r"\tilde{z} = \gamma z_{norm} + \beta"),), (1,), "value of z and z̃ (no unit)"
        )
        self._formulas = FormulaRow(((r"\gamma = \sqrt{\sigma^2 + \varepsilon}", "γ"), (r"\beta = \mu", "β")))
        self._figure = QWidget()
        self.widget = self._assemble()
        self._connect()
        self._draw()
        self.apply_theme()

    def _assemble(self) -> QWidget:
        for part, tip in (
            (self._hold, "Keep γ and β of this unit from learning"),
            (self._undo, "Pause, and set γ = √(σ² + ε), β = μ in every unit of the layer"),
            (
                self._again,
                "Back to γ and β before the undo, or to γ = 1, β = 0, in every unit of the layer",
            ),
        ):
            part.setToolTip(tip)
            part.setAccessibleName(part.text())
            part.setAccessibleDescription(tip)
            part.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        tools = QGridLayout()
        tools.setContentsMargins(0, 0, theme.SPACE, 0)
        tools.setSpacing(4)
        tools.addWidget(self._chooser, 0, 0)
        tools.addWidget(self._hold, 0, 1)
        hands = QHBoxLayout()
        for slider in self._sliders.values():
            hands.addWidget(slider, 1)
        tools.addLayout(hands, 1, 0, 1, 2)
        tools.setColumnStretch(0, 1)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(theme.SPACE, 0, 0, 0)
        buttons.addWidget(self._undo)
        buttons.addWidget(self._again)
        tools.addLayout(buttons, 2, 0, 1, 2)
        inside = QVBoxLayout(self._figure)
        whole = QWidget()
        outside = QVBoxLayout(whole)
        for column in (inside, outside):
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(0)
        inside.addWidget(self.column, 1)
        inside.addWidget(self._formulas)
        inside.addWidget(self._note)
        outside.addLayout(tools)
        outside.addWidget(self._figure, 1)
        return whole

    def _connect(self) -> None:
        self._chooser.chosen.connect(lambda layer, unit: self.focus.choose_unit(layer, unit))
        for name, slider in self._sliders.items():
            slider.moved.connect(lambda value, name=name: self._set(name, value))
        self._hold.clicked.connect(self._hold_unit)
        self._undo.clicked.connect(self._undo_layer)
        self._again.clicked.connect(self._normalise_layer)
        self.column.pointed.connect(self._point)

    # Showing ----------------------------------------------------------------------------------------

    @property
    def figure(self) -> QWidget:
        return self._figure

    def probes(self) -> frozenset[Probe]:
        return frozenset({Hidden(self.focus.layer)})

    def show(self, snapshot: Snapshot) -> None:
        self._hidden_units = snapshot.config.hidden_units
        self._optimizer = TABLE["optimizer"].say(snapshot.config.optimizer)
        self._view = snapshot.views.get(Hidden(self.focus.layer), self._view)
        self.focus_changed()

    def focus_changed(self) -> None:
        self._chooser.follow(self._hidden_units, self.focus.layer, self.focus.unit)
        self._draw()

    def clear(self) -> None:
        self._view = None
        self._before.clear()
        self._range.forget()
        for slider in self._sliders.values():
            slider.narrow()
        self._draw()

    def numbers(self) -> Table:
        if self._missing():
            return empty_table("unit", "example i", "z (no unit)", "z_tilde (no unit)")
        seen = self._seen()
        (mu,), (sigma,) = seen.statistics()
        columns = columns_of(seen)
        one = {"gamma": seen.of(seen.view.gamma), "beta": seen.of(seen.view.beta), "mu": mu, "sigma": sigma}
        for name, value in one.items():
            columns[f"{name} (no unit)"] = np.full(len(seen.view.indices), float(np.squeeze(value)))
        return Table(tuple(columns), tuple(columns.values()))

    def apply_theme(self) -> None:
        self.column.apply_theme()
        for part in self._figure.findChildren(QWidget):
            part.update()

    # Drawing ----------------------------------------------------------------------------------------

    def _seen(self) -> UnitView:
        return UnitView(self._view, self.focus.unit)

    def _missing(self) -> str:
        """Why there is nothing to hold, in a sentence."""
        if self._view is None:
            return "Waiting for the network."
        return missing(self._view) or ("" if self._view.batch_norm else _OFF)

    def _draw(self) -> None:
        sentence, view = self._missing(), self._view
        can_set = view is not None and view.layer > 0 and view.batch_norm
        for part in (*self._sliders.values(), self._hold, self._again):
            part.setEnabled(can_set)
        self._undo.setEnabled(can_set and not sentence)
        if can_set:
            self._show_parameters()
        elif view is not None:
            for slider in self._sliders.values():
                slider.show_nothing()
        if sentence:
            self.column.say(Head(""), sentence)
            self._formulas.show_values(("–", "–"))
            self._note.say("")
            return
        self._draw_lane()

    def _show_parameters(self) -> None:
        seen = self._seen()
        mu, sigma = seen.statistics()
        for name, target in (("gamma", sigma), ("beta", mu)):
            value = float(seen.of(getattr(seen.view, name))[0])
            self._sliders[name].reach(value, *target[:1].tolist())
            self._sliders[name].show_value(value)
        self._hold.setChecked(bool(seen.view.held[seen.row]))

    def _draw_lane(self) -> None:
        seen = self._seen()
        view, (mu, sigma) = seen.view, seen.statistics()
        z, z_tilde = seen.of(view.z), seen.of(view.z_tilde)
        gamma, beta = float(seen.of(view.gamma)[0]), float(seen.of(view.beta)[0])
        marks = Mark(float(mu[0]), float(sigma[0]), "z"), Mark(beta, abs(gamma), "z_tilde")
        words = (
            *pair_words(("β", "γ"), (seen.of(view.beta), seen.of(view.gamma))),
            *pair_words(("z: μ", "σ"), (mu, sigma)),
        )
        inks = "z_tilde", "z_tilde", "z", "z"
        bars = Bars(z, "z"), Bars(z_tilde, "z_tilde", "outline")
        span = self._range.follow(*reach(z, z_tilde))
        self.column.show_lanes(self._head(seen), (Lane(bars, words, marks, inks=inks),), span)
        root = float(np.sqrt(seen.of(view.sigma2)[0] + view.epsilon))
        self._formulas.show_values((figure(root), figure(float(mu[0]))))
        self._note.say(self._learning(seen))

    def _head(self, seen: UnitView) -> Head:
        apart = seen.apart()
        with np.errstate(invalid="ignore"):
            is_one = apart <= _ONE * max(float(seen.statistics()[1][0]), 1e-3)
        title = "z̃ = z: batch norm has undone itself" if is_one else "z and z̃"
        return Head(
            title, power(apart) if is_one else figure(apart), "= largest |z̃ − z|", "= max |z̃ − z|", "z_tilde"
        )

    def _learning(self, seen: UnitView) -> str:
        n, layer = len(seen.view.z), seen.view.layer
        if seen.view.z.shape[1] == 1:
            return "A batch of one: σ² = 0, so z_norm = 0 and z̃ = β whatever the input."
        fate = (
            "held: they do not learn"
            if seen.view.held[seen.row]
            else f"{self._optimizer} learns them as it does W"
        )
        return (
            f"γ[{layer}], β[{layer}]: shape ({n}, 1), one of each a unit. Those of unit {seen.row}: {fate}."
        )

    # Doing ------------------------------------------------------------------------------------------

    def _set(self, name: str, value: float) -> None:
        if self._view is not None and self._view.batch_norm and self._view.layer:
            self.command.emit(SetParameter(f"{name}{self._view.layer}", (self._seen().row, 0), value))

    def _hold_unit(self, held: bool) -> None:
        self.command.emit(Hold(self._view.layer, self._seen().row, held))

    def _undo_layer(self) -> None:
        view = self._view
        self._before[view.layer] = view.gamma.ravel().copy(), view.beta.ravel().copy()
        self.command.emit(Pause())  # the next mini-batch has another μ and σ
        self.command.emit(UndoNormalization(self._view.layer, None))

    def _normalise_layer(self) -> None:
        layer, units = self._view.layer, range(len(self._view.z))
        gammas, betas = self._before.pop(layer, (np.ones(len(units)), np.zeros(len(units))))
        for unit, gamma, beta in zip(units, gammas.tolist(), betas.tolist(), strict=False):
            self.command.emit(SetParameter(f"gamma{layer}", (unit, 0), gamma))
            self.command.emit(SetParameter(f"beta{layer}", (unit, 0), beta))

    def _point(self, index: int, x: float) -> None:
        lanes = self.column.lanes
        shown = lanes[index] if 0 <= index < len(lanes) else None
        self._note.whisper(bin_words(shown, self.column.span, x) if isinstance(shown, Lane) else "")
