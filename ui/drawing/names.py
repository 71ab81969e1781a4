"""Names of classes and features for views that may be older or younger than the data beside them."""

from __future__ import annotations


def class_name(names: tuple[str, ...], label: int) -> str:
    """The name of a class, its number where the data have no such class, "–" where there is none."""
    if label < 0:
        return "–"
    return names[label] if label < len(names) else f"class {label}"


def names_for(names: tuple[str, ...], count: int, kind: str = "class") -> tuple[str, ...]:
    """Exactly `count` names: those of other data are cut off or made up for by numbers."""
    return (*names[:count], *(f"{kind} {i}" for i in range(len(names), count)))
