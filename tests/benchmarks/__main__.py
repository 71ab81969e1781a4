"""`python -m tests.benchmarks`: measure, and print one table."""

from __future__ import annotations

import argparse
import json
import platform
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from multiprocessing import get_context
from os import cpu_count, getloadavg
from pathlib import Path

from tests.benchmarks.report import Row, table

SECTIONS = ("step", "models", "live", "start", "growth", "panels")
_PACKAGES = ("numpy", "torch", "PySide6-Essentials", "pyqtgraph")
_TERMS = (
    "One thread a side. Ratios are of paired rounds taken in turn: median (10th–90th percentile). "
    "Both sides compute in the dtype named; targets are judged on float32, PyTorch's default."
)


def main() -> int:
    """Run the sections asked for; the exit status says whether every target measured was met."""
    chosen = _parser().parse_args()
    print(_machine(), _TERMS, sep="\n", end="\n\n")
    rows: list[Row] = []
    for section in chosen.sections or SECTIONS:
        print(f"measuring {section} …", file=sys.stderr)
        rows += _apart(section)
    if chosen.plot:
        _apart("growth_plot", "draw", [row for row in rows if row.section == "growth"], chosen.plot)
    print(table(rows))
    if chosen.json:
        chosen.json.write_text(_as_json(rows), encoding="utf-8")
    return 0
