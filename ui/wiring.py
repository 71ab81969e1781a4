"""What a press of a key, a menu entry or a button of the transport does in the window."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction

from simulator.commands import Pause, Play, Redo, Reset, Speed, StepEpoch, Undo
from simulator.snapshot import Snapshot
from ui import theme
from ui.actions import way_to
from ui.deeds import words_of
from ui.menus import tell_about

if TYPE_CHECKING:
    from ui.main_window import MainWindow


def wire_transport(window: MainWindow) -> None:
    """The transport's wishes become commands."""
    transport, send = window.transport, window.send
    transport.played.connect(lambda: send(Play()))
    transport.paused.connect(lambda: send(Pause()))
    transport.stepped.connect(window.step)
    transport.epoch_stepped.connect(lambda: send(StepEpoch()))
    transport.reset_asked.connect(lambda: send(Reset()))
    transport.seed_asked.connect(window.take_new_seed)
    transport.speed_changed.connect(lambda speed: send(Speed(speed)))


def wire_timeline(window: MainWindow) -> None:
    """Where the timeline and the step back want to be."""
    window.timeline.command.connect(window.send)
    window.actions_by_key["back"].triggered.connect(lambda _checked=False: window.back())


def wire_menus(window: MainWindow) -> None:
    """The actions that are no button of the transport."""
    workbench, side = window.workbench, window.side
    does = {
        "open": window.files.ask,
        "open_last": window.open_last,
        "save": window.files.runs.save,
        "save_as": window.files.runs.ask_to_save,
        "copy_recipe": window.files.runs.copy_recipe,
        "paste_recipe": window.files.runs.paste_recipe,
        "export_all": window.ask_to_export,
        "record": window.recording.ask,
        "undo": lambda: window.send(Undo()),
        "redo": lambda: window.send(Redo()),
        "quit": window.close,
        "full_screen": lambda: window.showNormal() if window.isFullScreen() else window.showFullScreen(),
        "default_layout": lambda: window.view.restore_default(),
        "equations": lambda: side.open(not side.is_open),
        "shortcuts": window.show_shortcuts,
        "about": lambda: tell_about(window),
        "next_theme": lambda: window.wear("light" if theme.current().name == "dark" else "dark"),
    } | {name: lambda name=name: window.wear(name) for name in ("system", "light", "dark")}
    does |= {way_to(key): lambda key=key: workbench.open(key) for key in workbench.workspaces}
    for key in window.actions_by_key.keys() & does.keys():
        window.actions_by_key[key].triggered.connect(lambda _checked=False, act=does[key]: act())


def show_deeds(actions: Mapping[str, QAction], snapshot: Snapshot) -> None:
    """Undo and Redo say what they would do."""
    for key, deed in (("undo", snapshot.undo), ("redo", snapshot.redo)):
        said = f"{key.capitalize()} {words_of(deed, snapshot.roads)}" if deed else key.capitalize()
        if actions[key].text() != said:
            actions[key].setText(said)
        actions[key].setEnabled(deed is not None)
