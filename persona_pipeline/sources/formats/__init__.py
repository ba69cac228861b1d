"""The known formats. A module here with a tuple ``FORMATS`` is all that a new format takes."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from persona_pipeline.settings import Kind
    from persona_pipeline.sources.format import Format


@cache
def all_formats() -> tuple[Format, ...]:
    """Every known format, the most particular first, so that the first that fits is the best."""
    found: list[Format] = []
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        found.extend(importlib.import_module(f"{__name__}.{module.name}").FORMATS)
    return tuple(sorted(found, key=lambda each: (-len(each.signature), each.name, each.kind)))


def formats_of(kind: Kind) -> tuple[Format, ...]:
    """The formats of one kind, the most particular first."""
    return tuple(each for each in all_formats() if each.kind == kind)
