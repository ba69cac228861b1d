"""Plausible: the export of daily aggregates, a file a table (``imported_pages_20260101_20260331.csv``)."""

from persona_pipeline.sources.format import Format

NOTE = "daily totals of the whole site, without visitors and without revenue: for trends of the site only, never for persona membership"
_METRICS = ("visitors", "visits", "pageviews", "bounces", "entrances", "exits", "events")
_DETAIL = ("region", "browser_version", "operating_system_version", "path")
_TABLES: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "visitors": ("", ("visits", "pageviews", "bounces"), ()),
    "pages": ("page", ("hostname", "pageviews"), ()),
    "entry_pages": ("entry_page", ("entrances",), ()),
    "exit_pages": ("exit_page", ("exits",), ()),
    "custom_events": ("name", ("link_url", "events"), ()),
    "locations": ("country", ("region", "city", "visits"), ()),
    "devices": ("device|name", ("visits", "bounces"), ("browser_version", "operating_system_version")),
    "browsers": ("browser|name", ("browser_version", "visits"), ()),
    "operating_systems": ("operating_system|name", ("operating_system_version", "visits"), ()),
    "sources": ("source", ("visits", "bounces"), ()),
}
"""Table: the header of what its rows are about, headers that it has beside that, headers that it never has."""
_SUBJECTS = tuple(dict.fromkeys(name for subject, _, _ in _TABLES.values() for name in subject.split("|") if name))


def _format(table: str) -> Format:
    subject, beside, absent = _TABLES[table]
    return Format(
        name=f"plausible_{table}",
        kind="signals",
        meaning=f"Plausible export of {table.replace('_', ' ')}: daily totals, one signal per figure",
        signature=("date", *((subject,) if subject else ()), "visitors", *beside),
        columns={
            "signal_at": ("date",),
            "subject": tuple(subject.split("|")) if subject else (),
            "seen_on": (),
            "detail": _DETAIL,
            "part": ("city",),
            **dict.fromkeys(_METRICS, ()),
            "visit_duration_s": ("visit_duration",),
        },
        constants={"signal_type": "site_trend", "channel": table},
        absent=absent if subject else _SUBJECTS,
        required=(("signal_at",), ("visitors",), *((("subject",),) if subject else ())),
        shape="signal_figures",
        notes=(NOTE, "visit_duration is the total of all visits of the day, in seconds"),
    )


FORMATS = tuple(_format(table) for table in _TABLES)
