"""YAML files that people write: read them, and say on which line they are wrong."""

from datetime import date
from pathlib import Path
from typing import Any

import yaml

from .errors import ConfigError

MOST_ALIASES = 10
LONGEST_BLOCK = 80
"""Characters of a mapping or a list that is still shown where something in it is wrong."""


def compose(path: Path) -> yaml.Node | None:
    """The document with its lines; None where the file is empty.

    Raises:
        ConfigError: if it is not YAML, or something else than `name: value` lines; names file and line.
    """
    try:
        text = path.read_text(encoding="utf-8")
        _refuse_aliases(path, text)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigError(
            f"{path}:{line}: not YAML: {error.problem}. Mend: look at the indentation and the quotes there."
        ) from error
    if root is not None and not isinstance(root, yaml.MappingNode):
        raise ConfigError(
            f"{path}:1: expected `name: value` lines at the top level, found a {root.tag.rpartition(':')[2]}"
        )
    return root


def _refuse_aliases(path: Path, text: str) -> None:
    """Aliases of aliases make a file of 400 bytes as large as the memory; a few are a convenience."""
    aliases = [event for event in yaml.parse(text, Loader=yaml.SafeLoader) if isinstance(event, yaml.AliasEvent)]
    if len(aliases) > MOST_ALIASES:
        mark = aliases[0].start_mark
        raise ConfigError(
            f"{path}:{mark.line + 1 if mark else 1}: found {len(aliases)} YAML aliases (`*name`); expected at most {MOST_ALIASES}. "
            "Mend: write the lines out."
        )


def as_written(value: Any) -> Any:
    """A mapping of texts in which YAML took some for numbers or days: ``{1: Web}``, ``{submitted_at: 2026-03-01}``."""
    return {_text(key): _text(each) for key, each in value.items()} if isinstance(value, dict) else value


def _text(value: Any) -> Any:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if number or isinstance(value, date) else value


def explain(path: Path, root: yaml.Node | None, problem: Any, allowed: str) -> str:
    """One problem that pydantic found, with file and line. ``allowed`` says where all settings are listed."""
    place = tuple(problem["loc"])
    line = line_of(root, place)
    name = ".".join(str(part) for part in place) or "the file"
    message = problem["msg"].removeprefix("Value error, ")
    if problem["type"] == "extra_forbidden":
        return f"{path}:{line}: {name}: no such setting. Mend: check the spelling; {allowed}."
    found = "" if problem["type"] == "missing" or place == () else _found(problem["input"])
    return f"{path}:{line}: {name}: {found}{message}"


def _found(value: Any) -> str:
    """What stood there. A whole block of settings is left out: its line is named, and the reason would stand far behind it."""
    text = repr(value)
    return "" if isinstance(value, dict | list | tuple) and len(text) > LONGEST_BLOCK else f"found {text}; "


def value_of(node: yaml.Node | None, names: tuple[str, ...]) -> yaml.Node | None:
    """The value under these names, one inside the other; None where there is none."""
    for name in names:
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        node = next((value for key, value in pairs if key.value == name), None)
    return node


def line_of(node: yaml.Node | None, place: tuple[Any, ...]) -> int:
    """Line of the setting, or of the nearest block around it (1-based)."""
    if node is None:
        return 1
    line = int(node.start_mark.line) + 1
    if not place:
        return line
    head, rest = place[0], place[1:]
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(head):
                own = int(key.start_mark.line) + 1
                return own if not rest else max(own, line_of(value, rest))
    if isinstance(node, yaml.SequenceNode) and isinstance(head, int) and head < len(node.value):
        return line_of(node.value[head], rest)
    return line
