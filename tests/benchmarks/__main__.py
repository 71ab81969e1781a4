"""`python -m tests.benchmarks`: measure, and print one table."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import traceback
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tests.benchmarks import apart
from tests.benchmarks.report import Row, table

SECTIONS = (
    "step",
    "models",
    "live",
    "workspaces",
    "start",
    "growth",
    "panels",
    "search",
    "searching",
    "races",
    "past",
)
_PACKAGES = ("numpy", "torch", "scikit-learn", "PySide6-Essentials", "pyqtgraph")
_TERMS = """\
Both sides of a comparison do the same work, on one thread, in the dtype named; float32, PyTorch's
default, is judged. Sides take turns: a ratio is the median of paired rounds (10th–90th percentile).
Steps and panels are timed by the process's CPU clock, the live window and its start by the wall's."""


def main() -> None:
    """Measure the sections asked for and print what came of it."""
    parser = _parser()
    chosen = parser.parse_args()
    sections = chosen.sections or SECTIONS
    if chosen.plot and "growth" not in sections:
        parser.error("--plot draws what the section growth measures: name it too.")
    print(machine(), _TERMS, sep="\n", end="\n\n", flush=True)
    rows: list[Row] = []
    for section in sections:
        print(f"Measuring {section} …", file=sys.stderr)
        rows += _measure(section)
    print(table(rows))
    if chosen.json:
        content = {"machine": machine(), "rows": [asdict(row) | {"verdict": row.verdict} for row in rows]}
        chosen.json.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    if chosen.plot:
        apart.call("growth_plot", "draw", [row for row in rows if row.section == "growth"], chosen.plot)


def _measure(section: str) -> list[Row]:
    """The rows of a section; where it fails, a row that says so, for the others are worth having."""
    try:
        return list(apart.call(section, "measure"))
    except Exception as error:
        traceback.print_exc()
        return [Row(section, section, "", note=f"failed: {error}")]


def machine() -> str:
    """What the numbers were measured on."""
    packages = " · ".join(f"{package} {_version(package)}" for package in _PACKAGES)
    load = f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    processors = f"{platform.machine()}, {os.cpu_count()} processors {load}"
    return f"Python {platform.python_version()} · {packages} · {platform.system()} {processors}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="Measure Batchscope.")
    names = ", ".join(SECTIONS)
    parser.add_argument(
        "sections", nargs="*", type=_section, metavar="SECTION", help=f"of {names}; default: all"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every number too")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw the growth: .svg, .png or .pdf")
    return parser


def _section(name: str) -> str:
    if name not in SECTIONS:
        raise argparse.ArgumentTypeError(f"there is no section {name!r}; there are {', '.join(SECTIONS)}")
    return name


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


if __name__ == "__main__":
    main()
