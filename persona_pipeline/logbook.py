"""The logbook: what may open a night, how each night ended, how long each stage took. The clock is written here only."""

from __future__ import annotations

import json
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from persona_pipeline.core.identities import pseudonym
from persona_pipeline.decisions.events import FARTHEST_EVENT
from persona_pipeline.settings import KEY_VARIABLE, ConfigError, ShopSettings, identity_secret

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import duckdb

    from persona_pipeline.context import Context, StageReport


def check_before_opening(ctx: Context) -> None:
    """Refuse a night that must not begin; nothing is written.

    Raises:
        ConfigError: if the key for pseudonyms is missing or another one than before, if the night or an event lies in the
            future, or if a source that rows came from is no longer named.
    """
    identity_secret()
    _refuse_future(ctx)
    _refuse_far_events(ctx)
    _refuse_forgotten_sources(ctx)
    _refuse_other_key(ctx)


def _refuse_future(ctx: Context) -> None:
    """A mistyped year would be the newest night for ever after, and a day that goes on would stand for a night that is there."""
    if ctx.today is not None and ctx.as_of >= ctx.today:
        when = "has not ended" if ctx.as_of == ctx.today else "lies in the future"
        raise ConfigError(f"as_of {ctx.as_of} {when}: today is {ctx.today}. Mend: ask for a day that has ended.")


def _refuse_far_events(ctx: Context) -> None:
    """An event years ahead is a mistyped year, and the day that was meant is judged like any other."""
    if ctx.today is None:
        return
    latest = ctx.today + timedelta(days=FARTHEST_EVENT)
    far = [f"{day} ({name})" for day, name in sorted(ctx.settings.drift.events.items()) if day > latest]
    if far:
        raise ConfigError(
            f"drift.events in persona.yaml has {', '.join(far)}; expected days up to {latest}, {FARTHEST_EVENT} days from today. "
            "Mend: correct the year, or name the day when it comes nearer."
        )


def _refuse_forgotten_sources(ctx: Context) -> None:
    named = {source.name for source in ctx.settings.sources}
    loaded = {row[0] for row in ctx.warehouse.query("select distinct source from ops.loads where status = 'accepted'")}
    if forgotten := sorted(loaded - named):
        raise ConfigError(
            f"rows were taken in from {', '.join(forgotten)}, which persona.yaml no longer names; they would fall out of the "
            "figures day by day. Mend: name the source again; one without new files is fine (raise its late_after_days)."
        )


def _fingerprint() -> str:
    return pseudonym("key", "fingerprint", identity_secret())


def keep_key(ctx: Context) -> None:
    """Remember key (as a pseudonym of its own), currency and time zone of the first night that took in rows."""
    if ctx.warehouse.query("select fingerprint from ops.key") and not is_empty(ctx.warehouse.con):
        return
    shop = ctx.settings.shop
    row = {"fingerprint": _fingerprint(), "currency": shop.currency, "timezone": shop.timezone}
    with ctx.warehouse.transaction():
        ctx.warehouse.query("delete from ops.key")
        ctx.warehouse.query("insert into ops.key values ($fingerprint, $currency, $timezone)", row)


def is_empty(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether no file was ever taken in: then nothing was made with the key, the currency and the time zone of before."""
    return not con.execute("select 1 from ops.loads where status = 'accepted' limit 1").fetchall()


def _refuse_other_key(ctx: Context) -> None:
    kept = ctx.warehouse.query("select fingerprint, currency, timezone from ops.key")
    if kept and not is_empty(ctx.warehouse.con):
        check_same_shop(kept[0], ctx.settings.shop)


def check_same_shop(kept: Sequence[str], shop: ShopSettings) -> None:
    """Compare what the warehouse remembers (a row of ops.key) with the settings and the key from the environment.

    Rows of before and after such a change could not be told apart, and would be added up.

    Raises:
        ConfigError: if key, currency or time zone is another than that of the first night.
    """
    fingerprint, currency, timezone = kept
    if fingerprint != _fingerprint():
        raise ConfigError(
            f"{KEY_VARIABLE} is another key than the one that made the pseudonyms in this warehouse; one person would become "
            "two. Mend: set the key of before, or begin a new workspace."
        )
    for name, before, now in (("currency", currency, shop.currency), ("timezone", timezone, shop.timezone)):
        if before != now:
            raise ConfigError(
                f"shop.{name} in persona.yaml is {now}, the rows in this warehouse were taken in with {before}; the figures "
                "would mix both. Mend: set it back, or begin a new workspace and take the files in again."
            )


def end_nights(ctx: Context, status: str, reason: str) -> None:
    """Mark every night of this run that is not published as stopped or failed."""
    if ctx.warehouse.run_id is None:
        write_night(ctx, status, reason=reason)
        return
    with ctx.warehouse.transaction():
        params = {"run_id": ctx.warehouse.run_id, "status": status, "reason": reason, "now": _now(ctx)}
        ctx.warehouse.run("ops/ended", params)


def _now(ctx: Context) -> datetime | None:
    """The clock in UTC, without its zone, as the warehouse keeps it; None where no clock was given."""
    return ctx.clock().astimezone(UTC).replace(tzinfo=None) if ctx.clock else None


def write_night(ctx: Context, status: str, *, reason: str | None = None, started: bool = False) -> None:
    """Write how the night stands: running, stopped or failed."""
    now = _now(ctx)
    params = {
        "as_of": ctx.as_of,
        "run_id": ctx.warehouse.run_id,
        "status": status,
        "reason": reason,
    }
    with ctx.warehouse.transaction():
        before = ctx.warehouse.query("select started_at from ops.nights where as_of = $as_of", params)
        began = now if started or not before else before[0][0]
        ctx.warehouse.query("delete from ops.nights where as_of = $as_of", params)
        ended = None if status == "running" else now
        ctx.warehouse.run("ops/nights", {**params, "started_at": began, "finished_at": ended})


def mark_published(ctx: Context, snapshot: str | None = None) -> None:
    """Mark every night of this run as published: before the snapshot is built, so that it says so, and after, by name."""
    with ctx.warehouse.transaction():
        ctx.warehouse.run("ops/published", {"run_id": ctx.warehouse.run_id, "snapshot": snapshot, "now": _now(ctx)})


def write_stage(ctx: Context, stage: str, report: StageReport, duration_s: float) -> None:
    """Write what a stage did and how long it took, in seconds of wall time."""
    params = {
        "as_of": ctx.as_of,
        "stage": stage,
        "run_id": ctx.warehouse.run_id,
        "duration_s": round(duration_s, 3),
        "figures": json.dumps({"rows": report.rows, **report.figures}, default=str, sort_keys=True),
    }
    with ctx.warehouse.transaction():
        ctx.warehouse.query("delete from ops.stages where as_of = $as_of and stage = $stage", params)
        ctx.warehouse.run("ops/stages", params)
