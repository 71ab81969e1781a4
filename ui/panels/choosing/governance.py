"""Under which licence a framework is, and who decides on it: one sentence each, with the year it was true."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

GOVERNANCE: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "numpy": (
            "BSD 3-Clause",
            "A community project: a steering council seeks consensus, NumFOCUS holds its money (2025).",
        ),
        "pytorch": (
            "BSD 3-Clause",
            "Since 2022 of the Linux Foundation's PyTorch Foundation, which many companies pay for; core "
            "maintainers decide on the code, several of them paid by Meta (2025).",
        ),
        "keras": (
            "Apache 2.0",
            "Developed mainly by a team at Google, with no foundation over it; its own repository on "
            "governance was closed in August 2024.",
        ),
        "tensorflow": (
            "Apache 2.0",
            "Google's: proposals for changes are public, decisions on them are Google's (2025).",
        ),
    }
)
