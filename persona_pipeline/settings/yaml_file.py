"""Read a YAML file that people write, or say in which line and column it is wrong, what was found there and how to mend it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from .errors import ConfigError

MOST_ALIASES = 10
MOST_LEVELS = 40
"""Blocks inside blocks; readers of YAML call themselves for each, and settings have fewer than ten."""

LARGEST = 10**40
"""No setting is a larger number; those of thousands of digits cannot even be printed."""


class _Loader(yaml.SafeLoader):
    """SafeLoader whose complaints about a single value say where it stands: a day that no calendar has, a number without end."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            value = super().construct_object(node, deep=deep)
        except (ValueError, OverflowError) as error:
            found = str(node.value)[:60]
            raise yaml.constructor.ConstructorError(
                None, None, f"found {found}: {_said(error)}", node.start_mark
            ) from error
        if isinstance(value, int) and abs(value) >= LARGEST:
            problem = f"found a number of more than 40 digits, {str(node.value)[:20]}..; expected a smaller one"
            raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark)
        return value


def compose(path: Path) -> yaml.Node | None:
    """The document with its lines; None where the file is empty. See ``read``."""
    return read(path)[0]


def read(path: Path) -> tuple[yaml.Node | None, dict[str, Any]]:
    """The document with its lines, and its values. None and nothing where the file is empty.

    Raises:
        ConfigError: if it is not UTF-8, is not YAML, holds a name twice or a value that cannot be, or is something else than
            `name: value` lines; names file, line and column.
    """
    text = _text(path)
    loader = None
    try:
        _refuse_excess(path, text)
        loader = _Loader(text)
        root = loader.get_single_node()
        if root is None:
            return None, {}
        if not isinstance(root, yaml.MappingNode):
            kind = root.tag.rpartition(":")[2]
            raise ConfigError(
                f"{_at(path, root.start_mark)}: expected `name: value` lines at the top level, found a {kind}"
            )
        _refuse_twins(path, root)
        values = loader.construct_document(root)
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        raise ConfigError(
            f"{path}:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}: found the character U+{ord(str(text[error.position])):04X}, "
            "which no text has; expected letters, digits and signs. Mend: delete it there, or write the line anew."
        ) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise ConfigError(
            f"{_at(path, mark)}: not YAML: {error.problem}. Mend: look at the indentation and the quotes there; a value that is meant as text "
            "stands in quotes."
        ) from error
    finally:
        if loader is not None:
            loader.dispose()
    _refuse_other_names(path, root)
    return root, values


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}. Mend: check who may read it.") from error
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
        found = "a file in UTF-16" if wide else f"the byte 0x{content[error.start]:02x}, which is not UTF-8 there"
        raise ConfigError(
            f"{path}:{line}:{column}: found {found}; expected text in UTF-8. Mend: save the file as UTF-8 (editors have it under 'save "
            "as' or 'encoding'), and look whether letters such as \u00e9 are still right."
        ) from error


def _refuse_excess(path: Path, text: str) -> None:
    """Aliases of aliases make a file of 400 bytes as large as the memory, a few are a convenience; and nobody nests forty deep."""
    levels, aliases = 0, list[yaml.Event]()
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            aliases.append(event)
        elif isinstance(event, yaml.CollectionStartEvent):
            levels += 1
            if levels > MOST_LEVELS:
                raise ConfigError(
                    f"{_at(path, event.start_mark)}: found more than {MOST_LEVELS} blocks inside each other; expected a few. "
                    "Mend: look for a bracket that is not closed."
                )
        elif isinstance(event, yaml.CollectionEndEvent):
            levels -= 1
    if len(aliases) > MOST_ALIASES:
        raise ConfigError(
            f"{_at(path, aliases[0].start_mark)}: found {len(aliases)} YAML aliases (`*name`); expected at most {MOST_ALIASES}. "
            "Mend: write the lines out."
        )


def _refuse_twins(path: Path, root: yaml.Node) -> None:
    """Of a name that stands twice YAML keeps the last in silence: half of what somebody wrote would be gone."""
    for mapping in _mappings(root, set()):
        seen: dict[str, yaml.Node] = {}
        for key, _ in mapping.value:
            if not isinstance(key, yaml.ScalarNode):
                continue
            if (first := seen.get(key.value)) is not None:
                raise ConfigError(
                    f"{_at(path, key.start_mark)}: found `{key.value}` a second time, it stands in line {_line(first)} too; expected each "
                    "name once in a block, of two the first would be lost. Mend: take one out, or put what is below both under one."
                )
            seen[key.value] = key


def _mappings(node: yaml.Node, seen: set[int]) -> Iterator[yaml.MappingNode]:
    if id(node) in seen:  # an alias, which may stand inside of what it means
        return
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        yield node
        inside = [each for pair in node.value for each in pair]
    else:
        inside = node.value if isinstance(node, yaml.SequenceNode) else []
    for each in inside:
        yield from _mappings(each, seen)


def _refuse_other_names(path: Path, root: yaml.MappingNode) -> None:
    for key, _ in root.value:
        if not isinstance(key, yaml.ScalarNode) or key.tag not in ("tag:yaml.org,2002:str", "tag:yaml.org,2002:merge"):
            raise ConfigError(
                f"{_at(path, key.start_mark)}: found {str(key.value)[:60]!r} as a name; expected the name of a setting, such as `shop`. "
                "Mend: look at the line above, and at the indentation."
            )


def _said(error: Exception) -> str:
    digits = "too many digits for a number" if "digits" in str(error) else str(error)
    return f"{digits}; expected a value that can be, such as 2026-11-27 for a day"


def _at(path: Path, mark: Any) -> str:
    """`file:line:column`, counted from 1."""
    return f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else f"{path}:1:1"


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
