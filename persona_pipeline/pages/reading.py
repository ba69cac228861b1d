"""Read the picture of a night: what happened from the warehouse, figures as they are published."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from persona_pipeline.alerts.words import Words, spoken_in
from persona_pipeline.challenger import last_found
from persona_pipeline.language import LANGUAGES, LONGEST_NAME, clip

from .picture import NIGHTS_SHOWN, Alert, Figure, Persona, Picture, Segment, Signal, Verdict
from .scales import scales_of
from .told import NOTHING, Told, told_of

if TYPE_CHECKING:
    from persona_pipeline.context import Context

    from .published import Published, Row


def shown_night(ctx: Context) -> date | None:
    """The night whose figures are shown: that of the run, or the last good one before it."""
    shown: date | None = ctx.warehouse.run("pages/shown_night")[0][0]
    return shown


def read_picture(ctx: Context, published: Published, shown: date | None) -> Picture:
    """The picture of ``ctx.as_of``, with the figures of the night ``shown`` as ``published`` tells them (None: before the first night)."""
    run = ctx.warehouse.run
    status, reason = next(iter(run("pages/night", {"as_of": ctx.as_of})), (None, None))
    files, order_days = run("pages/data_so_far")[0]
    night = {"as_of": shown or ctx.as_of, "nights": NIGHTS_SHOWN, "min_cell": ctx.settings.publish.min_cell}
    version, first_night, definition = next(iter(run("pages/version", night)), (None, None, None))
    tonight = "as_of = $as_of"
    verdicts = {
        row["persona_id"]: Verdict(row["verdict"], row["cause"], row["since"], _evidence(row["evidence"]))
        for row in published.rows("marts.persona_verdicts", tonight)
    }
    figures = _figures(published.rows("marts.persona_profiles", f"{tonight} and not starts_with(figure, 'answer:')"))
    signals = {tuple(row[name] for name in _SIGNAL): row for row in published.rows("marts.drift_signals", tonight)}
    told = told_of(verdict.evidence for verdict in verdicts.values())
    histories = _by_night(run("pages/history", night)), _by_night(run("pages/active_history", night))
    return Picture(
        as_of=ctx.as_of,
        shown=shown,
        stopped=status if status in ("stopped", "failed") else None,
        stop_reason=reason or "",
        files=files,
        order_days=order_days,
        version=version,
        first_night=first_night,
        verdict=verdicts.get("all", _NOT_KNOWN),
        personas=_personas(run("pages/personas", night), histories, verdicts=verdicts, figures=figures, told=told),
        everyone=figures.get("all", {}),
        signals=tuple(_signal(row, signals[row[:3]], told) for row in run("pages/signals", night)),
        alerts=_alerts(ctx, published, shown),
        grid={(r, fm): customers for r, fm, customers in run("pages/grid", night)},
        segments=tuple(Segment(*row) for row in run("pages/segments", night)),
        orders_missing=_orders_missing(ctx, verdicts.get("all", _NOT_KNOWN), shown or ctx.as_of),
        gates=tuple(row[0] for row in run("pages/gates", {"as_of": ctx.as_of})),
        scales=scales_of(definition),
        challenger=last_found(ctx, shown or ctx.as_of),
    )


_SIGNAL = ("level", "persona_id", "measure")
_NOT_KNOWN = Verdict("unknown", "none", None)
Rows = list[tuple[Any, ...]]
Shares = dict[str, dict[date, float]]
"""By persona and night."""


def _orders_missing(ctx: Context, verdict: Verdict, shown: date) -> bool:
    """Whether the night has no orders, or a number or amounts of them that cannot be trusted."""
    orders = {source.name for source in ctx.settings.sources if source.kind == "orders"} | {"orders"}
    faults = {str(fault["measure"]).partition(":")[2] for fault in verdict.evidence.get("quality") or ()}
    return bool(orders & faults) or not ctx.warehouse.run("pages/night_orders", {"as_of": shown})[0][0]


def _alerts(ctx: Context, published: Published, shown: date | None) -> tuple[Alert, ...]:
    """Alerts that stand, in every language; what is published of one is said as the published file says it: without figures of
    few people.
    """
    bodies = {row["alert_id"]: row["body"] for row in published.rows("ops.alerts", "true")}
    rows = ctx.warehouse.run("pages/alerts", {"as_of": max(ctx.as_of, shown or ctx.as_of)})
    spoken = spoken_in(ctx.warehouse.con, [row[0] for row in rows])
    for row in published.rows("ops.alert_texts", "true"):
        words = Words(row["title"], row["body"], row["in_console"])
        spoken.setdefault(row["alert_id"], {})[row["language"]] = words
    own = ctx.settings.shop.language
    return tuple(
        Alert(rule, subject, severity, title, bodies.get(alert_id, body), as_of, own, spoken.get(alert_id, {}))
        for alert_id, rule, subject, severity, title, body, as_of in rows
    )


def _evidence(text: str | None) -> dict[str, Any]:
    found = json.loads(text or "{}")
    return found if isinstance(found, dict) else {}


def _figures(rows: list[Row]) -> dict[str, dict[str, Figure]]:
    found: dict[str, dict[str, Figure]] = {}
    for row in rows:
        figure = Figure(row["figure"], *(row[name] for name in ("source", "unit", "value", "low", "high", "n")))
        found.setdefault(str(row["persona_id"]), {})[figure.name] = figure
    return found


def _by_night(rows: Rows) -> Shares:
    found: Shares = {}
    for day, persona_id, value in rows:
        if isinstance(day, date) and isinstance(value, float):
            found.setdefault(str(persona_id), {})[day] = value
    return found


def _personas(
    names: Rows,
    histories: tuple[Shares, Shares],
    *,
    verdicts: dict[str, Verdict],
    figures: dict[str, dict[str, Figure]],
    told: dict[tuple[str, str], Told],
) -> tuple[Persona, ...]:
    shares, active = histories
    return tuple(
        Persona(
            str(key),
            clip(name, LONGEST_NAME),
            number,
            verdicts.get(str(key), _NOT_KNOWN),
            figures.get(str(key), {}),
            shares.get(str(key), {}),
            active.get(str(key), {}),
            told.get((str(key), "active_share"), NOTHING),
            {code: clip(text, LONGEST_NAME) for code, text in zip(LANGUAGES, other, strict=True) if text},
        )
        for number, (key, name, *other) in enumerate(names, start=1)
    )


def _signal(row: tuple[Any, ...], shown: Row, told: dict[tuple[str, str], Told]) -> Signal:
    """``row`` says which signal and how it stands, ``shown`` what is published of it."""
    level, persona_id, measure, effect, stands = row
    evidence = shown["cusum"] / shown["threshold"] if shown["cusum"] and shown["threshold"] else 0.0
    moved = (shown["effect"], shown["effect_unit"], shown["low"], shown["high"], shown["n"], evidence)
    states = (shown["direction"], shown["since"], shown["state"], shown["reference_nights"] or 0, stands)
    is_few = effect is not None and shown["effect"] is None
    return Signal(level, persona_id, measure, *moved, *states, told.get((persona_id, measure), NOTHING), is_few)
