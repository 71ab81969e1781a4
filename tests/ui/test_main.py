"""The command line, as a person types it: real processes, real files."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage

from simulator import picture_recipe
from simulator.hyperparameters import TABLE
from simulator.recipe import recipe_of
from tests.ui.readers import read
from ui import __main__ as command
from ui.panels import PANELS

KEYS = {
    "config", "step", "epoch", "train_cost", "dev_cost", "dev_accuracy", "test_accuracy", "steps_per_second",
}  # fmt: skip


def batchscope(*arguments: str, display: bool = False) -> subprocess.CompletedProcess[str]:
    hidden = () if display else ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "ui", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        env=environment,
        cwd=Path(__file__).parents[2],
    )


@pytest.fixture
def flowers(tmp_path: Path) -> Path:
    rng, path = np.random.default_rng(0), tmp_path / "flowers.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["length", "species", "width"])
        for i in range(90):
            length, width = rng.normal(i % 3 * 4, 0.4, 2)
            writer.writerow([f"{length:.3f}", ("rose", "tulip", "iris")[i % 3], f"{width:.3f}"])
    return path


def test_headless_prints_one_json_object_and_a_bar_on_stderr() -> None:
    done = batchscope(
        "--headless", "--dataset", "iris", "--steps", "200", "--set", "learning_rate=0.02", "--json"
    )
    outcome = json.loads(done.stdout)
    assert done.returncode == 0
    assert set(outcome) >= KEYS
    assert outcome["step"] == 200
    assert outcome["config"]["learning_rate"] == 0.02
    assert outcome["dev_accuracy"] > 0.8


def test_headless_never_imports_qt() -> None:
    code = (
        "import sys; from ui.__main__ import main; main(['--headless', '--steps', '3', '--json']);"
        "assert not [name for name in sys.modules if name.startswith(('PySide6', 'pyqtgraph'))]"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


@pytest.mark.thorough
def test_a_csv_of_ones_own_is_learned_and_its_panels_are_exported(flowers: Path, tmp_path: Path) -> None:
    plots = tmp_path / "plots"
    done = batchscope(
        "--headless", "--csv", str(flowers), "--label", "species", "--steps", "150",
        "--json", "--export", str(plots),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["test_accuracy"] > 0.9
    names = {path.name for path in plots.iterdir()}
    assert {"boundary.png", "boundary.svg", "cost.pdf", "cost.csv", "network.png"} <= names


@pytest.mark.thorough
def test_an_export_wears_the_theme_and_has_the_formats_asked_for(tmp_path: Path) -> None:
    plots = tmp_path / "a" / "plots"
    done = batchscope(
        "--export", str(plots), "--export-formats", "csv,book", "--export-theme", "print",
        "--set", "examples=60", "--steps", "9",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    names = {path.name for path in plots.iterdir()}
    assert names == {f"{kind.key}.csv" for kind in PANELS} | {"all-panels.pdf", "captions.md"}
    pages = read(plots / "all-panels.pdf")
    assert len(pages) == len(PANELS)
    assert {page.ground for page in pages} == {(255, 255, 255)}
    assert recipe_of(picture_recipe.text_in(plots / "all-panels.pdf")).steps == 9


@pytest.mark.thorough
def test_an_export_replaces_what_is_there_only_where_it_is_told_to(tmp_path: Path) -> None:
    there = tmp_path / "cost.csv"
    there.write_text("mine")
    command = "--export", str(tmp_path), "--export-formats", "csv", "--set", "examples=60", "--steps", "2"
    refused = batchscope(*command)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr == f"batchscope: There is {there} already: --force replaces them.\n"
    assert [path.name for path in tmp_path.iterdir()] == ["cost.csv"]
    assert there.read_text() == "mine"
    assert batchscope(*command, "--force").returncode == 0
    assert there.read_text() != "mine"


def test_the_screenshot_is_the_real_window(tmp_path: Path) -> None:
    picture = tmp_path / "train.png"
    done = batchscope("--screenshot", str(picture), "--steps", "20", "--size", "1280x800", "--theme", "dark")
    assert done.returncode == 0, done.stderr
    image = QImage(str(picture))
    assert (image.width(), image.height()) == (1280, 800)
    assert image.pixelColor(4, 400).lightness() < 100
    assert len({image.pixel(x, 300) for x in range(400, 1200)}) > 100


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--headless", "--set", "momentum=1"), "momentum must be a number in [0, 1), got 1"),
        (
            ("--headless", "--set", "learning_rate=-0.1"),
            "learning_rate must be a number in [0, 100], got -0.1",
        ),
        (("--headless", "--set", "alpha=1"), "There is no hyperparameter 'alpha'"),
        (("--headless", "--set", "learning_rate"), "--set takes NAME=VALUE"),
        (("--headless", "--dataset", "mnist"), "dataset must be one of spirals"),
        (("--headless", "--csv", "nowhere.csv"), "nowhere.csv"),
        (("--headless", "--steps", "-1"), "[0, 100000000]"),
        (("--headless", "--set", "classes=1"), "classes must be a whole number in [2, 10], got 1"),
        (("--screenshot", "train.jpg"), "saved as .png"),
        (("--export", "x", "--export-formats", "png,bmp"), "one of png, svg, pdf, csv, book, got 'bmp'"),
        (("--export", "x", "--export-theme", "sepia"), "choose from"),
        (("--headless", "--export-theme", "print"), "--export-theme goes with --export"),
        (("--headless", "--force"), "--force goes with --export"),
        (("--screenshot", "x.png", "--size", "10x10"), "from 640x480"),
        ((), "There is no screen"),
    ],
)
def test_bad_arguments_are_one_sentence_and_status_2(arguments: tuple[str, ...], words: str) -> None:
    done = batchscope(*arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("--steps 0", "--steps goes with --headless, --export or --screenshot."),
        ("--screenshot x.png --json", "--json goes with --headless or --export."),
        ("--screenshot x.png --headless", "--headless does not go with --screenshot."),
        ("--screenshot x.png --export plots", "--export does not go with --screenshot."),
        ("--headless --size 800x600", "--size goes with --screenshot."),
        ("--headless --theme dark", "--theme does not go with --headless or --export: they open no window."),
        (
            "--export x --workspace train",
            "--workspace does not go with --headless or --export: they open no window.",
        ),
        (
            "my.batchscope --headless",
            "--headless does not go with my.batchscope, which is opened in a window.",
        ),
        ("a.png --screenshot x.png", "--screenshot does not go with a.png, which is opened in a window."),
        (
            "my.batchscope --set seed=3",
            "--set does not go with my.batchscope: a run has its settings and its data.",
        ),
        ("my.csv --csv other.csv", "--csv does not go with my.csv: one file is learned."),
        ("my.csv --dataset iris", "--dataset does not go with my.csv: one data set is learned."),
        (
            "--headless --csv a.csv --dataset iris",
            "--dataset does not go with a.csv: one data set is learned.",
        ),
        ("--headless --label kind", "--label goes with --csv."),
        ("search --label kind", "--label goes with --csv."),
        ("search --generations 4", "--generations goes with --strategy coarse_to_fine."),
        (
            "search --scheduler tcp://a:1 --workers 2",
            "--workers does not go with --scheduler, whose workers they are.",
        ),
    ],
)
def test_an_option_that_would_be_passed_over_is_refused(
    capsys: pytest.CaptureFixture[str], arguments: str, sentence: str
) -> None:
    assert command.main(arguments.split()) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.partition(": ")[2].rstrip()) == ("", sentence)


def test_a_divergence_is_said_and_is_no_failure() -> None:
    done = batchscope(
        "--headless", "--steps", "500", "--json",
        "--set", "learning_rate=50", "--set", "optimizer=gradient_descent", "--set", "activation=identity",
        "--set", "batch_norm=off",
    )  # fmt: skip
    assert done.returncode == 0
    assert "Diverged at step" in done.stderr
    outcome = json.loads(done.stdout)
    assert outcome["step"] < 500
    assert "Diverged" in outcome["diverged"]


def test_the_list_names_everything(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--list"]) == 0
    listed = capsys.readouterr().out
    assert all(f"  {name} " in listed for name in TABLE)
    assert "train" in listed
    assert "digits" in listed
