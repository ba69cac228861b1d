"""What a file format is: plain data that says which header means which of our columns. No reading happens here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from persona_pipeline.settings import Kind

REQUIRED: dict[Kind, tuple[tuple[str, ...], ...]] = {
    "orders": (("order_id",), ("ordered_at",), ("amount", "unit_price")),
    "web": (("event_at",), ("event_name",)),
    "survey": (("submitted_at",),),
    "crm": (("valid_from",), ("customer_id", "email")),
    "signals": (("signal_at",), ("signal_type",), ("text", "subject", "value")),
}
"""What every file of a kind must tell: of each group one column, by header, constant or expression."""

KEYS: dict[Kind, tuple[str, ...]] = {
    "orders": ("customer_id", "email"),
    "web": ("visitor_id", "customer_id"),
    "survey": ("customer_id", "email"),
    "crm": ("customer_id", "email"),
    "signals": ("customer_id", "email"),
}
"""The columns by which a row finds its person."""

WITHOUT_DATE = (
    "say from when the rows hold: name files by their day and set `date_in_name: crm-%Y-%m-%d` for this source, "
    "or set `constants: {{{column}: 2026-03-01}}`, or name the column, `columns: {{{column}: <its header>}}`. "
    "The day on which a file was made is never guessed."
)
"""How to mend a file without any date, for kinds whose exports often have none."""


Structure = str | Mapping[str, "Structure"] | Sequence["Structure"]
"""A nested type as plain data: "VARCHAR", {"member": Structure}, or [Structure] for a list of such."""


@dataclass(frozen=True)
class Unwanted:
    """Records that are whole and not meant: a preview, spam, half an answer. Refused under a code of their own.

    A record is unwanted where the column under one of ``headers`` holds one of ``values`` (lower case). Such records are
    no sign of a bad file and do not count against the share of refused rows that stops a night.
    """

    headers: tuple[str, ...]
    values: tuple[str, ...]
    code: str
    expected: str


@dataclass(frozen=True)
class Format:
    """One file format.

    A format whose records are rows of ours needs ``columns`` only. Where a record is something else (an order spread over
    lines, a visit with its actions, a nested document) ``shape`` names the statement that makes rows of it.

    Args:
        columns: our column: the headers it goes by, best first; compared without regard to case and outer blanks.
        signature: headers that only this format has; ``auto`` recognises it when all are there. Empty for the last resort.
        constants: our column: value where the file has none.
        values: our column: {value in the file: our value}.
        expressions: our column: SQL over cells, which stand in braces by header: ``{event_timestamp}``.
        empty_texts: texts that mean "not known", in lower case.
        timezone: the zone such files are usually written in; a suggestion for persona.yaml, never applied silently.
        own_timezone: the zone in which every such file is written, as its vendor states; beats persona.yaml.
        iso: our column: SQL over its text as ``{text}`` that turns the vendor's own form of time into ISO 8601, NULL for others.
        unwanted: records to set aside by what a column of theirs says.
        absent: headers that the format never has; ``auto`` passes it by when one is there.
        required: what every file must tell, in place of ``REQUIRED``; of each group one.
        shape: ``sql/sources/<shape>.sql``, or the statement itself where a package brings the format: from the view
            ``records`` to texts under our column names. ``records`` has
            ``row_number``, ``line_number``, ``extra`` (what nothing names, JSON) and the ``columns`` of this format as texts,
            or, where there is a ``structure``, the record as the struct ``document``.
        structure: member of a nested record: its type. What a record lacks is NULL.
        refusals: reason code that the shape may give in ``refusal``: what is expected instead.
        keeps_unknown: whether members of a nested record that ``structure`` does not name are kept in ``extra``; no where they
            are many and tell of devices and people more than anybody asked.
        unusable: why files of this format cannot be used, and what to export in their place.
        notes: what people should know about such files; ``sources check`` says it.
    """

    name: str
    kind: Kind
    meaning: str
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    signature: tuple[str, ...] = ()
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    expressions: Mapping[str, str] = field(default_factory=dict)
    empty_texts: tuple[str, ...] = ()
    timestamp_format: str | None = None
    timezone: str | None = None
    own_timezone: str | None = None
    iso: Mapping[str, str] = field(default_factory=dict)
    unwanted: tuple[Unwanted, ...] = ()
    absent: tuple[str, ...] = ()
    required: tuple[tuple[str, ...], ...] = ()
    shape: str = ""
    structure: Mapping[str, Structure] = field(default_factory=dict)
    refusals: Mapping[str, str] = field(default_factory=dict)
    keeps_unknown: bool = True
    unusable: str = ""
    notes: tuple[str, ...] = ()
