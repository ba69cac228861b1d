"""What a file format is: plain data that says which header means which of our columns. No reading happens here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from persona_pipeline.settings import Kind

REQUIRED: dict[Kind, tuple[tuple[str, ...], ...]] = {
    "orders": (("order_id",), ("ordered_at",), ("amount", "unit_price")),
    "web": (("event_at",), ("event_name",)),
    "survey": (("submitted_at",),),
}
"""What every file of a kind must tell: of each group one column, by header, constant or expression."""

KEYS: dict[Kind, tuple[str, ...]] = {
    "orders": ("customer_id", "email"),
    "web": ("visitor_id", "customer_id"),
    "survey": ("customer_id", "email"),
}
"""The columns by which a row finds its person."""


@dataclass(frozen=True)
class Format:
    """One file format.

    Args:
        columns: our column: the headers it goes by, best first; compared without regard to case and outer blanks.
        signature: headers that only this format has; ``auto`` recognises it when all are there. Empty for the last resort.
        constants: our column: value where the file has none.
        values: our column: {value in the file: our value}.
        expressions: our column: SQL over cells, which stand in braces by header: ``{event_timestamp}``.
        empty_texts: texts that mean "not known", in lower case.
        timezone: the zone such files are usually written in; a suggestion for persona.yaml, never applied silently.
    """

    name: str
    kind: Kind
    meaning: str
    columns: Mapping[str, tuple[str, ...]]
    signature: tuple[str, ...] = ()
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    expressions: Mapping[str, str] = field(default_factory=dict)
    empty_texts: tuple[str, ...] = ()
    timestamp_format: str | None = None
    timezone: str | None = None
