"""All panels at once: what is ordered, what stands in the folder already, what is said of each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdf
import pypdfium2
import pytest
import shiboken6
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from simulator import picture_recipe, provenance
from simulator.provenance import Provenance
from simulator.recipe import recipe_of
from tests.ui.readers import read
from tests.ui.real import make, real, trained
from ui.captions import captions
from ui.export_dialog import ExportDialog
from ui.export_folder import fulfil
from ui.export_order import BOOK, CAPTIONS, Order, formats_of
from ui.origins import origins_of
from ui.panels import PANELS, Panel
from ui.workspaces import WORKSPACES

KEYS = ("cost", "noise", "sampler", "trials")


@pytest.fixture(scope="module")
def panels() -> Iterator[list[Panel]]:
    made = [make(kind) for kind in PANELS if kind.key in KEYS]
    for panel in made:
        panel.widget.resize(500, 360)
        panel.widget.show()
        panel.update(real(panel))
    QApplication.processEvents()
    yield made
    for panel in made:
        shiboken6.delete(panel.widget)


@pytest.fixture(scope="module")
def origins(panels: list[Panel]) -> dict[str, Provenance]:
    run = trained("usual").run
    return origins_of(panels, lambda: provenance.of_run(run.tree, run.place, run.config, "Spirals"))


def test_a_folder_holds_what_was_ordered(
    panels: list[Panel], origins: dict[str, Provenance], tmp_path: Path
) -> None:
    order = Order(tmp_path / "new", ("png", "book"), "print", 1)
    paths = fulfil(order, panels, origins)
    wanted = {f"{key}.png" for key in KEYS} | {BOOK, CAPTIONS}
    assert {path.name for path in paths} == {path.name for path in order.folder.iterdir()} == wanted
    pages = read(order.folder / BOOK)
    assert len(pages) == len(panels)
    for panel, page in zip(panels, pages, strict=True):
        alone = read(order.folder / f"{panel.key}.png")[0]
        assert page.pixels.size == pytest.approx(alone.pixels.size, abs=2)
        assert "".join(panel.title.split()) in page.words


def test_the_captions_say_what_is_shown_and_of_which_run(
    panels: list[Panel], origins: dict[str, Provenance], tmp_path: Path
) -> None:
    fulfil(Order(tmp_path, ("csv",)), panels, origins)
    said = (tmp_path / CAPTIONS).read_text(encoding="utf-8")
    of = {panel.key: part for panel in panels for part in said.split("\n## ") if part.startswith(panel.title)}
    for panel in panels:
        assert panel.about in of[panel.key]
        assert f"Files: {panel.key}.csv" in of[panel.key]
    run, search = (said.split(f"## {name}\n")[1].split("\n## ")[0] for name in ("Run", "Search"))
    for words in ("- Data set: Spirals", "- Step: 40", "- Seed: 0", "Learning rate 0.01; Mini-batch size 32"):
        assert words in run
    line = next(word for word in run.split() if word.startswith("batchscope:"))
    assert recipe_of(line).steps == 40
    assert "- No recipe: it shows a search" in search
    assert said.count("- Config: ") == 2  # of the run and of the search, each once
    assert "Run: Spirals · step 40.\n" in of["cost"]
    assert "Run: Spirals · step 40.\n" in of["noise"]
    assert "400 samples · seed 0.\n" in of["sampler"]
    assert "Search: " in of["trials"]


def test_a_panel_without_a_run_says_so(panels: list[Panel]) -> None:
    origins = {panel.key: Provenance(why_not="it shows a search that has not begun.") for panel in panels}
    cost = next(panel for panel in panels if panel.key == "cost")
    cost_alone = captions(Order(Path(), ("csv",)), [cost], origins)
    assert "Config" not in cost_alone
    assert cost_alone.count("## ") == 1


def test_other_readers_find_the_recipe_in_a_pdf(
    panels: list[Panel], origins: dict[str, Provenance], tmp_path: Path
) -> None:
    fulfil(Order(tmp_path, ("book",)), panels, origins)
    line = origins["cost"].recipe
    reader = pypdf.PdfReader(tmp_path / BOOK)
    assert line in reader.xmp_metadata.stream.get_data().decode()
    assert reader.xmp_metadata.dc_title["x-default"] == "Cost and 3 more panels"
    assert panels[0].about in reader.xmp_metadata.dc_description["x-default"]
    with pypdfium2.PdfDocument(tmp_path / BOOK) as document:
        assert bytes(document.get_attachment(0).get_data()) == line.encode()
    assert picture_recipe.text_in(tmp_path / BOOK) == line


def test_a_folder_that_cannot_be_is_said(panels: list[Panel], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path / "nowhere" / "deeper", tmp_path / "file"):
        with pytest.raises(OSError, match=r"Cannot make the folder .*\.$"):
            fulfil(Order(folder), panels, {})


def test_an_order_takes_only_what_there_is() -> None:
    assert formats_of(" PNG, csv,png ") == ("png", "csv")
    for text, words in (("png,bmp", "one of png, svg, pdf, csv, book, got 'bmp'"), (",", "got none")):
        with pytest.raises(ValueError, match=words):
            formats_of(text)
    with pytest.raises(ValueError, match="one of screen, light, dark, print, got 'sepia'"):
        Order(Path(), look="sepia")
    with pytest.raises(ValueError, match=r"one of \(1, 2, 4\), got 3"):
        Order(Path(), scale=3)


# The dialog ------------------------------------------------------------------------------------------


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def _dialog(parent: QWidget, last: Order | None = None) -> tuple[ExportDialog, list[Order]]:
    dialog, ordered = ExportDialog(parent, WORKSPACES[0], last), list[Order]()
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    dialog.ordered.connect(ordered.append)
    dialog.open()
    return dialog, ordered


def _press(label: str) -> None:
    """Press a button of the question that comes up."""

    def press() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            next(b for b in box.buttons() if b.text().replace("&", "") == label).click()

    QTimer.singleShot(0, press)


def test_what_is_chosen_is_ordered(parent: QWidget, tmp_path: Path) -> None:
    dialog, ordered = _dialog(parent, Order(tmp_path, ("svg",), "dark", 4))
    dialog.formats["book"].setChecked(True)
    dialog.look.setCurrentIndex(dialog.look.findData("print"))
    assert not dialog.scale.isEnabled()  # there is no PNG to scale
    dialog.buttons.accepted.emit()
    assert ordered == [Order(tmp_path, ("svg", "book"), "print", 4)]
    assert not dialog.isVisible()


def test_what_is_no_order_cannot_be_given(parent: QWidget) -> None:
    dialog, _ = _dialog(parent)
    go = next(b for b in dialog.buttons.buttons() if b.text() == "Export")
    assert go.isEnabled()
    for box in dialog.formats.values():
        box.setChecked(False)
    assert not go.isEnabled()
    assert "at least one format" in go.toolTip()
    dialog.formats["csv"].setChecked(True)
    dialog.folder.setText("  ")
    assert not go.isEnabled()
    dialog.buttons.button(QDialogButtonBox.StandardButton.Cancel).click()


@pytest.mark.parametrize(("answer", "goes"), [("Replace", True), ("Cancel", False)])
def test_what_is_there_already_is_asked_about(
    parent: QWidget, tmp_path: Path, answer: str, goes: bool
) -> None:
    (tmp_path / "cost.png").touch()
    (tmp_path / "cost.svg").touch()  # in nobody's way
    dialog, ordered = _dialog(parent, Order(tmp_path, ("png",)))
    _press(answer)
    dialog.buttons.accepted.emit()
    assert bool(ordered) == goes
    assert dialog.isVisible() != goes
    dialog.close()
