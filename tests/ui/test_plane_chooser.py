"""Which plane is asked for, whatever is chosen."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from ui.drawing.plane_chooser import PlaneChooser


def test_no_feature_is_ever_shown_against_itself(qtbot: QtBot) -> None:
    chooser = PlaneChooser()
    qtbot.addWidget(chooser)
    chooser.name_features(("a", "b", "c"))
    across, up = chooser.findChildren(QComboBox)
    across.setCurrentIndex(2)  # b, which is up from the start
    assert chooser.plane == (1, 0)
    across.setCurrentIndex(1)
    assert chooser.plane == (0, 1)
    up.setCurrentIndex(0)
    assert chooser.plane == (1, 0)
    up.setCurrentIndex(2)
    assert chooser.plane == (1, 2)
    across.setCurrentIndex(0)
    assert chooser.plane is None
