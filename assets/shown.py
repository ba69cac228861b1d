"""What Dagster shows beside an asset: the verdict, signals and profiles of the night, as the published file tells them.

Numbers are metadata of their own, so that Dagster plots them over partitions. A figure about too few people is withheld here as there.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import dagster as dg

from persona_pipeline.alerts.chart import bars
from persona_pipeline.alerts.text import shown_line
from persona_pipeline.context import Context
from persona_pipeline.pages.published import Published, published

Shown = dict[str, dict[str, Any]]
"""Metadata by asset (``schema.table``)."""

_LONGEST = 300
_NIGHTS = 28
_UNITS = {"points": " points", "percent": " %", "sd": " sd", "nps": " NPS points"}


def shown(stage: str, ctx: Context) -> Shown:
    """The metadata of a stage's assets for the night of the context; none for most stages."""
    teller = _TELLERS.get(stage)
    if teller is not None:
        with published(ctx, ctx.as_of) as told:
            return {asset: _dated(ctx) | metadata for asset, metadata in teller(told).items()}
    return _places(ctx) if stage in ("publish", "pages") else {}


def _dated(ctx: Context) -> dict[str, str]:
    """Which night this is: the newest run of an asset may be of an older night that was run again, which nobody is shown."""
    newest = ctx.warehouse.query("select max(as_of) from marts.persona_verdicts")[0][0]
    older = newest is not None and newest > ctx.as_of
    return {"night": f"{ctx.as_of}, run again; people are shown the night of {newest}" if older else str(ctx.as_of)}


def _verdict(told: Published) -> Shown:
    names = _names(told)
    verdicts = told.rows("marts.persona_verdicts", "as_of = $as_of")
    words = [row["verdict"] for row in verdicts if row["persona_id"] != "all"]
    overall: dict[str, Any] = next((row for row in verdicts if row["persona_id"] == "all"), {})
    ordered = sorted(verdicts, key=lambda row: (row["persona_id"] != "all", row["persona_id"]))
    table = [
        (names.get(row["persona_id"], "all personas"), row["verdict"], row["since"], row["reason"]) for row in ordered
    ]
    signals, numbers, charts = _signals(told, names)
    return {
        "marts.persona_verdicts": {
            "verdict": str(overall.get("verdict", "unknown")),
            "reason": str(overall.get("reason", "")),
            "verdicts": _table(("persona", "verdict", "since", "why"), table),
            "evidence": _table(("signal", f"evidence over {_NIGHTS} nights", "tonight, 1 fires"), charts),
            "personas_to_re_evaluate": words.count("re-evaluate"),
            "personas_to_watch": words.count("watch"),
            **numbers,
        },
        "marts.drift_signals": {"signals": signals, **numbers},
    }


def _signals(told: Published, names: Mapping[str, str]) -> tuple[Any, dict[str, float], list[tuple[Any, ...]]]:
    """The signals that are not calm as a table, the evidence of each persona as numbers, and as bars night by night."""
    tonight = [row for row in told.rows("marts.drift_signals", "as_of = $as_of") if _evidence(row) is not None]
    tonight.sort(key=lambda row: -(_evidence(row) or 0.0))
    rows = [
        (names.get(row["persona_id"], "all"), row["measure"], row["state"], _effect(row), row["n"], row["since"])
        for row in tonight
        if row["state"] not in ("calm", "learning")
    ]
    history: dict[tuple[str, ...], list[float | None]] = {}
    for row in told.rows("marts.drift_signals", f"as_of > $as_of - {_NIGHTS} and level <> 'feature'"):
        history.setdefault((row["level"], row["persona_id"], row["measure"]), []).append(_evidence(row))
    charts = [
        (
            f"{names.get(row['persona_id'], 'all')}: {row['measure']}",
            bars(history.get(_about(row), [])),
            f"{_evidence(row):.2f}",
        )
        for row in tonight[:8]
    ]
    numbers: dict[str, float] = {}
    for row in tonight:
        numbers.setdefault(f"evidence_{row['persona_id']}", round(_evidence(row) or 0.0, 4))
    return _table(("persona", "measure", "state", "effect (95 % interval)", "n", "since"), rows), numbers, charts


def _profiles(told: Published) -> Shown:
    names = _names(told)
    rows = told.rows("marts.persona_profiles", "as_of = $as_of and figure in ('members', 'share', 'revenue_share')")
    by_persona: dict[str, dict[str, Any]] = {}
    for row in rows:
        found = by_persona.setdefault(row["persona_id"], {})
        found[row["figure"]] = row["n"] if row["figure"] == "members" else row["value"]
    table = [
        (names.get(each, each), *(_number(found.get(name)) for name in ("members", "share", "revenue_share")))
        for each, found in by_persona.items()
    ]
    numbers = {
        f"{figure}_{persona}": float(value)
        for persona, found in by_persona.items()
        for figure, value in found.items()
        if value is not None and figure != "revenue_share"
    }
    return {
        "marts.persona_profiles": {
            "personas": _table(("persona", "members", "share", "share of money"), table),
            **numbers,
        }
    }


def _places(ctx: Context) -> Shown:
    """Where people look: the address of the pages where they are served, and the files."""
    base = ctx.settings.alerts.base_url
    served = {"overview": dg.MetadataValue.url(base)} if base else {}
    return {
        "published.personas": {
            "file": dg.MetadataValue.path(str(ctx.workspace.published / "personas.duckdb")),
            **served,
        },
        "published.pages": {"start_page": dg.MetadataValue.path(str(ctx.workspace.pages / "index.html")), **served},
    }


def _names(told: Published) -> dict[str, str]:
    rows = told.rows(
        "marts.personas", "version = (select max(version) from marts.persona_verdicts where as_of = $as_of)"
    )
    return {row["persona_id"]: f"{row['persona_id']} {row['name'] or ''}".strip() for row in rows}


def _about(row: Mapping[str, Any]) -> tuple[str, ...]:
    return row["level"], row["persona_id"], row["measure"]


def _evidence(row: Mapping[str, Any]) -> float | None:
    """Evidence as a share of what it needs to fire; None where it may not be told or does not count."""
    if row["cusum"] is None or not row["threshold"] or row["level"] == "feature":
        return None
    return float(row["cusum"] / row["threshold"])


def _effect(row: Mapping[str, Any]) -> str:
    if row["effect"] is None:
        return "too few people"
    unit = _UNITS.get(row["effect_unit"], "")
    interval = "" if row["low"] is None or row["high"] is None else f" ({row['low']:+.1f} to {row['high']:+.1f})"
    return f"{row['effect']:+.1f}{unit}{interval}"


def _number(value: Any) -> str:
    if value is None:
        return "too few people"
    return f"{value:,.0f}" if value > 1 else f"{value:.1%}"


def _table(heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> dg.MarkdownMetadataValue:
    """A table in Markdown; whatever people or files brought along shows as text."""
    if not rows:
        return dg.MetadataValue.md("none")
    lines = [heads, ["---"] * len(heads), *[[_cell(value) for value in row] for row in rows]]
    return dg.MetadataValue.md("\n".join(f"| {' | '.join(line)} |" for line in lines))


def _cell(value: Any) -> str:
    text = "" if value is None else f"{value:,}" if isinstance(value, int) else shown_line(str(value), _LONGEST)
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_{}\[\]()#+!|~$-])", r"\\\1", re.sub(r"(https?|www)([:.])", "\\1\u200b\\2", safe))


_TELLERS: dict[str, Callable[[Published], Shown]] = {"verdict": _verdict, "profiles": _profiles}
