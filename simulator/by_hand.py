"""What a person may change in a run while it trains: each change is a timed `Edit` that can be made again."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.batches import Batches
from simulator.divergence import Divergence
from simulator.examples import Examples
from simulator.history import Checkpoint, Edit
from simulator.hyperparameters import Config
from simulator.network import Network, Pass
from simulator.probes.covariate import Move
from simulator.projection import PlaneChoice

Array = NDArray[Any]


class ByHand:
    """The part of `Run` that examples, weights, γ and β are changed through."""

    config: Config
    examples: Examples
    network: Network
    batches: Batches
    t: int
    edits: tuple[Edit, ...]
    last: tuple[Array, Pass] | None
    divergence: Divergence | None
    held: frozenset[tuple[int, int]]

    def checkpoint(self) -> Checkpoint:
        """All that decides the future, copied."""
        raise NotImplementedError  # Run's

    # Examples -------------------------------------------------------------------------------------

    def add_example(self, uv: tuple[float, float], label: int, choice: PlaneChoice = None) -> None:
        """A training example at uv of the plane; it joins the epoch under way."""
        self.examples.add(uv, label, choice)
        self.batches.add()
        call = "add_example", uv, label, choice
        self._edited("example", None, self.examples.dataset.m - 1, call)

    def move_example(self, index: int, uv: tuple[float, float], choice: PlaneChoice = None) -> None:
        """Move an example within the plane; what lies off the plane stays as it is."""
        self.examples.move(index, uv, choice)
        self._edited("example", index, index, ("move_example", index, uv, choice))

    def remove_example(self, index: int) -> None:
        """Take an example out; those after it move up by one."""
        place = self.examples.remove(index)
        if place is not None:
            self.batches.remove(place)
            self._forget_from_last(place)
        self._edited("example", index, None, ("remove_example", index))

    def move_inputs(self, move: Move, choice: PlaneChoice = None) -> None:
        """Move the inputs of all examples, labels and the normalisation as they are (claim W1)."""
        X = self.examples.moved(move, choice)
        self.examples.edit(dataclasses.replace(self.examples.dataset, X=X))
        self._edited("inputs", None, "moved", ("move_inputs", move, choice))

    # Parameters -----------------------------------------------------------------------------------

    def set_parameter(self, name: str, index: tuple[int, ...], value: float) -> None:
        """Write one entry of a parameter: set_parameter("W1", (0, 1), 0.5)."""
        old = self.network.set_parameter(name, index, value)
        call = "set_parameter", name, index, value
        self._edited(f"{name}[{index[0]},{index[1]}]", old, value, call)

    def hold(self, layer: int, unit: int | None, held: bool) -> None:
        """Keep γ and β of a unit from learning, or let them; of all the layer's units for None."""
        units = {(layer, each) for each in self._normalised_units(layer, unit)}
        self.held = self.held | units if held else self.held - units
        name = f"γ, β of layer {layer}" + ("" if unit is None else f", unit {unit}")
        old, new = ("learns", "held") if held else ("held", "learns")
        self._edited(name, old, new, ("hold", layer, unit, held))

    def undo_normalization(self, layer: int, unit: int | None = None) -> None:
        """γ := √(σ² + ε), β := μ of the last mini-batch: z_tilde = z for it, exactly (claim B3)."""
        units, bound = self._normalised_units(layer, unit), self.rehearse()
        if bound is None:
            raise ValueError("There is no mini-batch yet whose normalisation could be undone: take a step.")
        norm = bound.blocks[layer - 1].norm
        assert norm is not None
        gamma = np.sqrt(norm.sigma2[0, units, 0] + self.config.bn_epsilon)
        self.set_gamma_beta(layer, unit, tuple(gamma.tolist()), tuple(norm.mu[0, units, 0].tolist()))

    def set_gamma_beta(
        self, layer: int, unit: int | None, gamma: tuple[float, ...], beta: tuple[float, ...]
    ) -> None:
        """γ and β of a unit, of all the layer's units for None: what `undo_normalization` came to."""
        units = self._normalised_units(layer, unit)
        if not len(units) == len(gamma) == len(beta) or not np.isfinite([gamma, beta]).all():
            raise ValueError(f"γ and β of layer {layer} must be {len(units)} finite numbers each.")
        p = self.network.parameters
        p[f"gamma{layer}"][0, units, 0], p[f"beta{layer}"][0, units, 0] = gamma, beta
        what = f"γ, β of layer {layer}" + ("" if unit is None else f", unit {unit}")
        self._edited(what, None, "√(σ² + ε), μ", ("set_gamma_beta", layer, unit, gamma, beta))

    def redo(self, edit: Edit) -> None:
        """Make a change again."""
        method, *arguments = edit.call
        getattr(self, method)(*arguments)

    def rehearse(self) -> Pass | None:
        """The last mini-batch through a double of the network as it is now, forward and back, no dropout."""
        if self.last is None:
            return None
        places = self.last[0]
        bound = self.network.double().bind(len(places))
        bound.X[0], bound.Y[0] = self.examples.X["train"][:, places], self.examples.Y_train[:, places]
        bound.forward()
        bound.backward()
        return bound

    # Inside ---------------------------------------------------------------------------------------

    def _normalised_units(self, layer: int, unit: int | None) -> list[int]:
        hidden = self.network.sizes[1:-1]
        if not self.config.batch_norm or not hidden:
            raise ValueError("There is no γ or β: batch norm is off or there is no hidden layer.")
        if not 1 <= layer <= len(hidden):
            raise ValueError(f"A hidden layer must be in [1, {len(hidden)}], got {layer}.")
        units = hidden[layer - 1]
        if unit is not None and not 0 <= unit < units:
            raise ValueError(f"A unit of layer {layer} must be in [0, {units - 1}], got {unit}.")
        return list(range(units)) if unit is None else [unit]

    def _forget_from_last(self, place: int) -> None:
        """Keep the last mini-batch's places true after the removal of one; without it where it was in it."""
        if self.last is not None:
            places, bound = self.last
            self.last = None if place in places else (places - (places > place), bound)

    def _edited(self, name: str, old: object, new: object, call: tuple[Any, ...], seen: bool = True) -> None:
        raise NotImplementedError  # Run's
