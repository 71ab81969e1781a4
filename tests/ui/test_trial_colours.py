"""A trial's colour says where it stands among the others, in both themes."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from ui import theme
from ui.drawing import trial_colours
from ui.theme import DARK, LIGHT, Theme

WEIGHTS = np.array([0.2126, 0.7152, 0.0722])


def luminance(rgb: np.ndarray) -> np.ndarray:
    part = np.asarray(rgb, dtype=float)[..., :3] / 255
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4) @ WEIGHTS


def contrast(colours: np.ndarray, ground: str) -> np.ndarray:
    one, other = luminance(colours), luminance(np.array(QColor(ground).getRgb()))
    return (np.maximum(one, other) + 0.05) / (np.minimum(one, other) + 0.05)


@pytest.fixture(params=[LIGHT, DARK], ids=lambda worn: worn.name)
def worn(request: pytest.FixtureRequest, qapp: QApplication) -> Theme:
    theme.apply_theme(qapp, request.param.name)
    yield request.param
    theme.apply_theme(qapp, "light")


def test_the_better_the_stronger(worn: Theme) -> None:
    values = np.array([0.3, 0.9, 0.5, 0.7])
    drawn = contrast(trial_colours.colours(values, more_is_better=True), worn.raised)
    assert np.argsort(drawn).tolist() == [0, 2, 3, 1]
    drawn = contrast(trial_colours.colours(values, more_is_better=False), worn.raised)
    assert np.argsort(drawn).tolist() == [1, 3, 2, 0]


def test_even_the_worst_is_seen_and_the_best_is_seen_from_afar(worn: Theme) -> None:
    drawn = contrast(trial_colours.colours(np.arange(64.0), more_is_better=True), worn.raised)
    assert drawn.min() >= 1.5
    assert drawn.max() >= 7


def test_one_outlier_does_not_flatten_the_rest(worn: Theme) -> None:
    costs = np.append(np.linspace(0.1, 1.0, 20), 1e9)
    drawn = contrast(trial_colours.colours(costs, more_is_better=False), worn.raised)
    assert drawn[0] / drawn[19] > 2


def test_no_number_is_the_muted_grey(worn: Theme) -> None:
    drawn = trial_colours.colours(np.array([np.nan, 0.5, -np.inf, np.inf]), more_is_better=True)
    grey = QColor(worn.muted).getRgb()
    assert [tuple(row) == grey for row in drawn.tolist()] == [True, False, True, True]


@pytest.mark.parametrize("more_is_better", [True, False])
def test_equals_are_of_equal_colour_and_all_equal_are_all_the_best(more_is_better: bool) -> None:
    drawn = trial_colours.colours(np.array([0.5, 0.2, 0.5, 0.9]), more_is_better)
    assert (drawn[0] == drawn[2]).all()
    assert (drawn[0] != drawn[1]).any()
    assert trial_colours.ranks([0.5, 0.5, 0.5], more_is_better).tolist() == [1, 1, 1]
    assert trial_colours.ranks([0.5], more_is_better).tolist() == [1]


def test_none_at_all() -> None:
    drawn = trial_colours.colours(np.empty(0), more_is_better=True)
    assert drawn.shape == (0, 4)
    assert drawn.dtype == np.uint8
    assert np.isnan(trial_colours.legend_ends(np.array([np.nan]), more_is_better=True)).all()


def test_the_bar_of_the_legend_has_the_colours_of_the_ends(worn: Theme) -> None:  # noqa: ARG001 - dresses
    costs = np.array([0.4, np.nan, 0.1, 2.0])
    bar, drawn = trial_colours.at(np.linspace(0, 1, 64)), trial_colours.colours(costs, more_is_better=False)
    assert trial_colours.legend_ends(costs, more_is_better=False) == (2.0, 0.1)
    assert (bar[0] == drawn[3]).all()
    assert (bar[-1] == drawn[2]).all()


def test_a_fainter_one_is_the_same_colour() -> None:
    (best,) = trial_colours.colours([0.5], more_is_better=True)
    assert trial_colours.qt_colour(best, 0.5).rgb() == trial_colours.qt_colour(best).rgb()
    assert trial_colours.qt_colour(best, 0.5).alphaF() == pytest.approx(0.5, abs=0.01)
