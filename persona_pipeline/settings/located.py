"""Where in a YAML file a setting stands, and what is wrong with it, in words."""

from datetime import date
from pathlib import Path
from typing import Any

import yaml

from .yaml_file import compose

__all__ = ["as_written", "called", "compose", "explain", "line_of", "value_of"]

LONGEST_BLOCK = 80
"""Characters of a mapping or a list that is still shown where something in it is wrong."""

SHOWN = 200
"""Signs of a wrong value that are shown."""


def as_written(value: Any) -> Any:
    """A mapping of texts in which YAML took some for numbers or days: ``{1: Web}``, ``{submitted_at: 2026-03-01}``."""
    return {_text(key): _text(each) for key, each in value.items()} if isinstance(value, dict) else value


def _text(value: Any) -> Any:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if number or isinstance(value, date) else value


def explain(path: Path, root: yaml.Node | None, problem: Any, allowed: str) -> str:
    """One problem that pydantic found, with file, line and column. ``allowed`` says where all settings are listed."""
    place = tuple(part for part in problem["loc"] if part != "[key]")  # pydantic's word for a name that is wrong itself
    line, column = _position(root, place)
    name = called(root, place) or "the file"
    message = problem["msg"].removeprefix("Value error, ")
    if problem["type"] == "extra_forbidden":
        return f"{path}:{line}:{column}: {name}: no such setting. Mend: check the spelling; {allowed}."
    found = "" if problem["type"] == "missing" or place == () else _found(problem["input"])
    return f"{path}:{line}:{column}: {name}: {found}{message}"


def called(root: yaml.Node | None, place: tuple[Any, ...]) -> str:
    """A setting as people find it: one of a list by its `name`, or by its number counted from 1: `audiences.win-back.of`."""
    parts, node = list[str](), root
    for part in place:
        if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            named = value_of(node, ("name",))
            parts.append(str(named.value) if isinstance(named, yaml.ScalarNode) and named.value else str(part + 1))
            continue
        parts.append(str(part + 1) if isinstance(part, int) and isinstance(node, yaml.SequenceNode) else str(part))
        inner = value_of(node, (str(part),))
        node = node if inner is None else inner
    return ".".join(parts)


def _found(value: Any) -> str:
    """What stood there. A whole block of settings is left out: its line is named, and the reason would stand far behind it."""
    text = repr(value)
    if isinstance(value, dict | list | tuple) and len(text) > LONGEST_BLOCK:
        return ""
    return f"found {text if len(text) <= SHOWN else f'{text[:SHOWN]}..'}; "


def value_of(node: yaml.Node | None, names: tuple[str, ...]) -> yaml.Node | None:
    """The value under these names, one inside the other; None where there is none."""
    for name in names:
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        node = next((value for key, value in pairs if key.value == name), None)
    return node


def line_of(node: yaml.Node | None, place: tuple[Any, ...]) -> int:
    """Line of the setting, or of the nearest block around it (1-based)."""
    return _position(node, place)[0]


def _position(node: yaml.Node | None, place: tuple[Any, ...]) -> tuple[int, int]:
    """Line and column of the setting, or of the nearest block around it (1-based)."""
    if node is None:
        return 1, 1
    own = _start(node)
    if not place:
        return own
    head, rest = place[0], place[1:]
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(head):
                return _start(key) if not rest else max(_start(key), _position(value, rest))
    if isinstance(node, yaml.SequenceNode) and isinstance(head, int) and head < len(node.value):
        return _position(node.value[head], rest)
    return own


def _start(node: yaml.Node) -> tuple[int, int]:
    return int(node.start_mark.line) + 1, int(node.start_mark.column) + 1
