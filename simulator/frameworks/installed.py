"""Which frameworks this Python has, found out without importing them, and what was checked elsewhere."""

from __future__ import annotations

import contextlib
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import metadata, resources, util
from types import MappingProxyType
from typing import Any

from simulator.frameworks.task import FRAMEWORKS

MODULES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "numpy": ("numpy", "1.17"),
        "pytorch": ("torch", "2.0"),
        "keras": ("keras", "3.0"),
        "tensorflow": ("tensorflow", "2.16"),
    }
)
"""What is imported of each framework, and the oldest version that the programs are written for."""


@dataclass(frozen=True)
class Checked:
    """What a check of all programs found: when (ISO), of which version, how many, and what differed most."""

    date: str
    version: str
    programs: int
    largest: Mapping[str, float] = field(default_factory=dict)


def version(framework: str) -> str | None:
    """The version that is installed, "" where it does not say; None where there is none."""
    module, _ = MODULES[framework]
    if util.find_spec(module) is None:
        return None
    for name in (module, f"{module}-cpu"):
        with contextlib.suppress(metadata.PackageNotFoundError):
            return metadata.version(name)
    return ""


def missing(framework: str) -> str:
    """Why no program of a framework can be run here, one sentence; empty where it can."""
    module, oldest = MODULES[framework]
    found = version(framework)
    if found is None:
        return f"{FRAMEWORKS[framework]} is not installed in this Python: pip install {module}."
    if found and _parts(found) < _parts(oldest):
        return f"{FRAMEWORKS[framework]} {found} is too old: the programs need {oldest} or newer."
    return ""


def missing_onnx() -> str:
    """Why no network can be written as ONNX here, one sentence; empty where it can."""
    with contextlib.suppress(ValueError):  # what stands in for a module has no specification
        if util.find_spec("onnx") is not None:
            return ""
    return "ONNX needs the package onnx, which is not installed here: pip install onnx."


def checked() -> dict[str, Checked]:
    """What the last check of all programs found, by framework; nothing where no record can be read."""
    file = resources.files("assets") / "frameworks_checked.json"
    try:
        return _read(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _read(record: Any) -> dict[str, Checked]:
    found = {}
    frameworks = record.get("frameworks") if isinstance(record, dict) else None
    for name, each in frameworks.items() if isinstance(frameworks, dict) else ():
        if name in FRAMEWORKS and isinstance(each, dict):
            differences = each.get("largest_difference")
            largest = {
                str(dtype): float(value)
                for dtype, value in (differences.items() if isinstance(differences, dict) else ())
                if isinstance(value, int | float) and math.isfinite(value)
            }
            programs = each.get("programs")
            count = programs if isinstance(programs, int) else 0
            found[name] = Checked(str(record.get("date", "")), str(each.get("version", "")), count, largest)
    return found


def _parts(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", text)[:2])
