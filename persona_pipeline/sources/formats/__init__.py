"""The known formats. A module here with a tuple ``FORMATS`` is all that a new format takes.

A package of one's own can bring formats too: an entry point in the group ``persona_pipeline.formats`` that names such a module.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

from persona_pipeline.settings import ConfigError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from persona_pipeline.settings import Kind
    from persona_pipeline.sources.format import Format


GROUP = "persona_pipeline.formats"


@cache
def all_formats() -> tuple[Format, ...]:
    """Every known format, the most particular first, so that the first that fits is the best.

    Raises:
        ConfigError: if a package's formats cannot be loaded, or bear a name that is taken.
    """
    found: list[Format] = []
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        found.extend(importlib.import_module(f"{__name__}.{module.name}").FORMATS)
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        found.extend(_formats_of_package(point, {(each.name, each.kind) for each in found}))
    return tuple(sorted(found, key=lambda each: (-len(each.signature), each.name, each.kind)))


def formats_of(kind: Kind) -> tuple[Format, ...]:
    """The formats of one kind, the most particular first."""
    return tuple(each for each in all_formats() if each.kind == kind)


def _formats_of_package(point: EntryPoint, taken: set[tuple[str, Kind]]) -> tuple[Format, ...]:
    try:
        formats: tuple[Format, ...] = tuple(point.load().FORMATS)
    except Exception as error:
        raise ConfigError(
            f"entry point {point.name} = {point.value}: its formats cannot be loaded ({error}); expected a module with a tuple FORMATS. "
            "Mend: correct or remove the package that brings it."
        ) from error
    twice = [each.name for each in formats if (each.name, each.kind) in taken]
    if twice:
        raise ConfigError(
            f"entry point {point.name} = {point.value}: the format {twice[0]} is known already; expected a name of its own."
        )
    return formats
