"""Put an alert into words, in every language that the pages have: readers of one night may read different ones."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from persona_pipeline.challenger import last_said
from persona_pipeline.drift import AMOUNTS, QUALITY_WEEKS, day, from_evidence, number, sentence
from persona_pipeline.language import LANGUAGES
from persona_pipeline.personas.names import names_told
from persona_pipeline.quality.figures import BAND_SPREADS, BAND_YEARS
from persona_pipeline.settings import labels_of

from . import catalog, frame, steps
from .causes import causes_of
from .outbox import Draft
from .turned import Turned
from .words import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from persona_pipeline.context import Check, Context
    from persona_pipeline.language import Code
    from persona_pipeline.settings import Source
    from persona_pipeline.telling import Teller

    from .rules import Judged
    from .words import Spoken

_LONGEST_MESSAGE = 2_000


def verdict_draft(ctx: Context, teller: Teller, rows: Sequence[Judged]) -> Draft:
    """One alert for everything that turned to re-evaluate on the night."""
    version = rows[0].version
    named = ctx.warehouse.run("drift/personas", {"version": version or 0})
    turned = Turned(
        ctx.as_of,
        ctx.settings.shop.name,
        rows,
        {code: names_told(named, code, labels_of(ctx.settings, code)) for code in LANGUAGES},
        teller,
        # Fitted before the night: the night's own challenger may come after its alerts, and a run again must say the same.
        last_said(ctx, ctx.as_of - timedelta(days=1)),
        ctx.settings.drift.min_profile_sd,
    )
    return Draft(
        rule="verdict_re_evaluate",
        subject=turned.subject,
        identity=(str(version), turned.began.isoformat()),
        severity="warning",
        spoken=_in_all(turned.words),
        evidence=teller.told(
            ctx.as_of,
            {
                "began": turned.began.isoformat(),
                "subjects": [row.persona_id for row in rows],
                "version": version,
                "signals": {row.persona_id: list(row.evidence["signals"]) for row in turned.told},
            },
        ),
    )


def quality_draft(ctx: Context, teller: Teller, fault: Mapping[str, Any]) -> Draft:
    """A figure of data quality that is out of bounds."""
    finding, shop, night = from_evidence(fault), ctx.settings.shop.name, ctx.as_of.isoformat()
    tells = teller.tells(ctx.as_of, fault)
    amounts = finding.measure == AMOUNTS
    body = catalog.AMOUNTS_BODY if amounts else catalog.QUALITY_BODY
    command = steps.RIGHT_AMOUNTS if amounts else steps.SPECIAL_DAY
    in_console = steps.RIGHT_AMOUNTS_IN_CONSOLE if amounts else steps.SPECIAL_DAY_IN_CONSOLE

    def words(language: Code) -> Words:
        said = sentence(finding, language) if tells else catalog.FEW_FAULT(language)
        title = catalog.QUALITY_TITLE(language, shop=shop, what=finding.measure.partition(":")[2])
        special = (command(language, first=night, last=night), in_console(language))
        weeks = {
            "weeks": number(QUALITY_WEEKS, language, digits=0),
            "half": number(QUALITY_WEEKS // 2, language, digits=0),
        }
        return Words(title, *(body(language, fault=said, special=one, **weeks) for one in special))

    return Draft(
        rule="quality_blocked",
        subject=finding.measure,
        identity=(night,),
        severity="warning",
        spoken=_in_all(words),
        evidence=teller.told(ctx.as_of, {"signals": [dict(fault)]}),
    )


@dataclass(frozen=True)
class FewRows:
    """A source's day with fewer rows than are usual; ``lowest`` is the fewest that its own ups and downs explain."""

    source: str
    day: date
    rows: float
    usual: float
    lowest: float


def few_rows_draft(ctx: Context, few: FewRows) -> Draft:
    """A source that brought fewer rows than usual, in a night that went on. Few rows may be those of few people: then no number."""
    least, of_day = ctx.settings.publish.min_cell, few.day.isoformat()

    def words(language: Code) -> Words:
        shown = number(few.rows, language, digits=0)
        brought = shown if few.rows >= least else catalog.FEWER_THAN(language, count=number(least, language, digits=0))
        said = {
            "source": few.source,
            "day": day(few.day, language),
            "rows": brought,
            "usual": number(few.usual, language, digits=0),
            "lowest": number(few.lowest, language, digits=0),
            "spreads": number(BAND_SPREADS, language, digits=0),
            "years": number(BAND_YEARS, language, digits=0),
        }
        special = (steps.SPECIAL_DAY(language, first=of_day, last=of_day), steps.SPECIAL_DAY_IN_CONSOLE(language))
        title = catalog.ROWS_TITLE(language, shop=ctx.settings.shop.name, source=few.source)
        return Words(title, *(catalog.ROWS_BODY(language, **said, special=one) for one in special))

    return Draft(
        rule="rows_low",
        subject=few.source,
        identity=(of_day,),
        severity="warning",
        spoken=_in_all(words),
        evidence={"day": of_day, "usual": few.usual, "lowest": few.lowest},
    )


def late_draft(ctx: Context, source: Source, last: date | None, days: int) -> Draft:
    """A source without new days."""

    def words(language: Code) -> Words:
        body = (catalog.LATE_BODY if last else catalog.NEVER_CAME)(
            language,
            source=source.name,
            last=day(last, language) if last else "",
            days=number(days, language, digits=0),
            allowed=number(source.late_after_days, language, digits=0),
            path=source.place,
        )
        title = catalog.LATE_TITLE(language, shop=ctx.settings.shop.name, source=source.name)
        return _plain(title, f"{body}\n{frame.COUNTED(language)}")

    return Draft(
        rule="source_late",
        subject=source.name,
        identity=(last.isoformat() if last else "never",),
        severity="warning",
        spoken=_in_all(words),
        evidence={"last_day": last.isoformat() if last else None, "late_after_days": source.late_after_days},
    )


def gate_draft(ctx: Context, check: Check) -> Draft:
    """A gate that stopped the night. Its examples stay in ops.validation_results: an alert leaves the house."""
    causes, reason_given = causes_of(ctx, check), _without_addresses(check.reason)

    def words(language: Code) -> Words:
        night = day(ctx.as_of, language)
        said = {
            "gate": " ".join(catalog.gate_said(cause)(language) for cause in causes),
            "next": "; ".join(dict.fromkeys(catalog.gate_next(cause)(language).rstrip(".") for cause in causes)) + ".",
            "reason": reason_given,
        }
        refused = (steps.REFUSED(language, as_of=night), steps.REFUSED_IN_CONSOLE(language))
        title = catalog.GATE_TITLE(language, shop=ctx.settings.shop.name, as_of=night)
        return Words(title, *(catalog.GATE_BODY(language, **said, refused=one) for one in refused))

    return Draft(
        rule="gate_stopped",
        subject=f"{check.table}:{check.name}",
        identity=(ctx.as_of.isoformat(),),
        severity="critical",
        spoken=_in_all(words),
        evidence={
            "gate": check.name,
            "causes": list(causes),
            "table": check.table,
            "reason": reason_given,
            "examples": len(check.examples),
        },
    )


def failure_draft(ctx: Context, stage: str, message: str) -> Draft:
    """A run that failed."""
    told = f"{stage}: {_without_addresses(message)[:_LONGEST_MESSAGE]}"

    def words(language: Code) -> Words:
        title = catalog.FAILURE_TITLE(language, shop=ctx.settings.shop.name, as_of=day(ctx.as_of, language))
        return _plain(title, catalog.FAILURE_BODY(language, message=told))

    return Draft(
        rule="run_failed",
        subject=stage,
        identity=(ctx.as_of.isoformat(),),
        severity="critical",
        spoken=_in_all(words),
        evidence={"stage": stage},
    )


def _in_all(words: Callable[[Code], Words]) -> Spoken:
    return {language: words(language) for language in LANGUAGES}


def _plain(title: str, body: str) -> Words:
    """Words that name no command: the same for readers of the console."""
    return Words(title, body, body)


def _without_addresses(text: str) -> str:
    """An alert leaves the house, and an error may quote the row that it stumbled over."""
    return re.sub(r"[^\s'\"<>,;]+@[^\s'\"<>,;]+", "(e-mail)", text)
