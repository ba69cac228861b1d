"""The stage of the night that reads what is new of the journey: sessions with their steps, search terms, open texts.

Events are read on the days on which something changed, in SQL; later nights look at the sessions only. When the table of
touchpoints or the lexicon is another one than before, all days are read again, once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from persona_pipeline.context import StageReport
from persona_pipeline.core.days import in_chunks, set_days
from persona_pipeline.features import keep

from .lexicon import lexicons
from .texts import TABLE as TEXTS
from .texts import score_texts
from .touchpoints import keep_rules, rules_sha256

if TYPE_CHECKING:
    from persona_pipeline.context import Context
    from persona_pipeline.warehouse import Warehouse

SESSIONS, SEARCHES, RULES = "core.journey_sessions", "core.journey_searches", "ops.journey_rules"
FACTS = (RULES, SESSIONS, SEARCHES, TEXTS)
MOST_DAYS = 31
"""Days that are read at a time, so that memory does not grow with the history."""


def refresh_facts(ctx: Context) -> StageReport:
    """Bring core.journey_sessions, core.journey_searches and core.text_sentiment up to date with core."""
    warehouse, words = ctx.warehouse, lexicons(ctx.settings.journey)
    keep_rules(warehouse, ctx.settings)
    _note_rules(warehouse, {"touchpoints": rules_sha256(ctx.settings), "lexicon": words.version})
    texts, days_read = 0, 0
    for days in in_chunks(warehouse.run("journey/pending_days"), most_days=MOST_DAYS):
        set_days(warehouse, days)
        keep(warehouse, "known_events", "journey/known_events")
        keep(warehouse, "known_traffic", "journey/known_traffic")
        with warehouse.transaction():
            warehouse.replace_days(SESSIONS, "days")
            warehouse.replace_days(SEARCHES, "days")
            texts += score_texts(warehouse, words)
            warehouse.run("core/clear_pending", {"kind": "journey"})
        days_read += len(days)
        ctx.progress(f"read the journey of {days[0]} to {days[-1]}")
    rows = {table: warehouse.count(table) for table in FACTS}
    return StageReport(rows=rows, figures={"days": days_read, "texts_scored": texts})


def _note_rules(warehouse: Warehouse, now: dict[str, str]) -> None:
    """Mark all days where a table is another one than the days were read by."""
    with warehouse.transaction():
        before = dict(warehouse.query("select part, sha256 from ops.journey_rules"))
        if before == now:
            return
        warehouse.run("journey/all_days")
        warehouse.query("delete from ops.journey_rules")
        for part, sha256 in now.items():
            warehouse.query("insert into ops.journey_rules values ($part, $sha256)", {"part": part, "sha256": sha256})
