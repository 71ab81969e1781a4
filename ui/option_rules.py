"""Options that go with others: one that would be passed over in silence is refused, in a sentence."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

_OF_A_RUN = "set", "dataset", "csv", "label"
"""What a run that is opened has already."""


def is_of_a_run(file: Path | None) -> bool:
    """Whether a file holds a run, or is a picture of one, rather than data."""
    if file is None:
        return False
    from simulator import picture_recipe, run_file  # here: they bring NumPy in

    return file.suffix == run_file.SUFFIX or file.suffix.lower() in picture_recipe.SUFFIXES


def check_window(chosen: argparse.Namespace) -> None:
    """Of the command itself. Raises ValueError."""
    trains = chosen.headless or chosen.export
    _refuse(chosen, ("headless", "export"), chosen.screenshot, "--screenshot")
    _need(chosen, ("steps",), trains or chosen.screenshot, "--headless, --export or --screenshot")
    _need(chosen, ("json",), trains, "--headless or --export")
    _need(chosen, ("export_formats", "export_theme", "force"), chosen.export, "--export")
    _need(chosen, ("size",), chosen.screenshot, "--screenshot")
    _refuse(chosen, ("workspace", "theme"), trains, "--headless or --export: they open no window")
    if is_of_a_run(chosen.file):
        what = f"{chosen.file.name}, which is opened in a window"
        _refuse(chosen, ("headless", "export", "screenshot"), True, what)
        _refuse(chosen, _OF_A_RUN, True, f"{chosen.file.name}: a run has its settings and its data")
    _check_data(chosen, chosen.file)


def check_export_code(chosen: argparse.Namespace) -> None:
    """Of `batchscope export-code`. Raises ValueError."""
    network = chosen.framework == "onnx"
    _refuse(chosen, _OF_A_RUN, chosen.run, "--run: a run has its settings and its data")
    _need(chosen, ("folded",), network, "--framework onnx")
    _refuse(chosen, ("notebook",), network, "--framework onnx, which is no program")
    _refuse(chosen, ("steps",), network and chosen.run, "--run and --framework onnx, which trains no further")
    _check_data(chosen, None)


def check_search(chosen: argparse.Namespace) -> None:
    """Of `batchscope search`. Raises ValueError."""
    _need(chosen, ("generations",), chosen.strategy == "coarse_to_fine", "--strategy coarse_to_fine")
    _refuse(chosen, ("workers",), chosen.scheduler, "--scheduler, whose workers they are")
    _check_data(chosen, None)


def _check_data(chosen: argparse.Namespace, file: Path | None) -> None:
    _refuse(chosen, ("csv",), file, f"{file}: one file is learned")
    own = chosen.csv or file
    _refuse(chosen, ("dataset",), own and chosen.dataset != "csv", f"{own}: one data set is learned")
    _need(chosen, ("label",), own, "--csv")


def _need(chosen: argparse.Namespace, names: Iterable[str], there: object, what: str) -> None:
    for name in names:
        if _is_given(chosen, name) and not there:
            raise ValueError(f"{_option(name)} goes with {what}.")


def _refuse(chosen: argparse.Namespace, names: Iterable[str], there: object, what: str) -> None:
    for name in names:
        if _is_given(chosen, name) and there:
            raise ValueError(f"{_option(name)} does not go with {what}.")


def _is_given(chosen: argparse.Namespace, name: str) -> bool:
    value = getattr(chosen, name)
    return value is not None and value is not False and value not in ("", [])


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"
