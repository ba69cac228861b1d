"""Put an alert into words: what happened, what it may mean, what to do, how sure that is."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from persona_pipeline.challenger import last_said
from persona_pipeline.drift import AMOUNTS, Verdict, day, feature_name, from_evidence, number, reason, sentence, who

from . import catalog, frame
from .causes import causes_of
from .outbox import Draft

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from persona_pipeline.context import Check, Context
    from persona_pipeline.drift import Language
    from persona_pipeline.settings import Source
    from persona_pipeline.telling import Teller

    from .rules import Judged

_MOST_PERSONAS = 8
_MOST_FEATURES = 3
_LONGEST_MESSAGE = 2_000


def verdict_draft(ctx: Context, teller: Teller, turned: Sequence[Judged]) -> Draft:
    """One alert for everything that turned to re-evaluate on the night.

    The overall row is told through its personas; alone it speaks for the whole shop. What is about too few people to be published
    has no figures here either: an alert leaves the house.
    """
    language, shop = ctx.settings.shop.language, ctx.settings.shop.name
    version = turned[0].version
    names = dict(ctx.warehouse.run("drift/personas", {"version": version or 0}))
    personas = [row for row in turned if row.persona_id != "all"]
    told = personas or list(turned)
    listed = ", ".join(who(row.persona_id, language, names) for row in told[:_MOST_PERSONAS])
    title = (
        catalog.PERSONAS_TITLE(language, shop=shop, personas=listed)
        if personas
        else catalog.SHOP_TITLE(language, shop=shop)
    )
    subject = "all" if any(row.persona_id == "all" for row in turned) else ",".join(row.persona_id for row in turned)
    began = min(row.since for row in turned)
    return Draft(
        rule="verdict_re_evaluate",
        subject=subject,
        identity=(str(version), began.isoformat()),
        severity="warning",
        title=title,
        body="\n".join(_verdict_lines(ctx, teller, told, names)),
        evidence=teller.told(
            ctx.as_of,
            {
                "began": began.isoformat(),
                "subjects": [row.persona_id for row in turned],
                "version": version,
                "signals": {row.persona_id: list(row.evidence["signals"]) for row in told},
            },
        ),
    )


def quality_draft(ctx: Context, teller: Teller, fault: Mapping[str, Any]) -> Draft:
    """A figure of data quality that is out of bounds."""
    language = ctx.settings.shop.language
    finding = from_evidence(fault)
    said = sentence(finding, language) if teller.tells(ctx.as_of, fault) else catalog.FEW_FAULT(language)
    return Draft(
        rule="quality_blocked",
        subject=finding.measure,
        identity=(ctx.as_of.isoformat(),),
        severity="warning",
        title=catalog.QUALITY_TITLE(language, shop=ctx.settings.shop.name, what=finding.measure.partition(":")[2]),
        body=(catalog.AMOUNTS_BODY if finding.measure == AMOUNTS else catalog.QUALITY_BODY)(language, fault=said),
        evidence=teller.told(ctx.as_of, {"signals": [dict(fault)]}),
    )


def late_draft(ctx: Context, source: Source, last: date | None, days: int) -> Draft:
    """A source without new days."""
    language = ctx.settings.shop.language
    return Draft(
        rule="source_late",
        subject=source.name,
        identity=(last.isoformat() if last else "never",),
        severity="warning",
        title=catalog.LATE_TITLE(language, shop=ctx.settings.shop.name, source=source.name),
        body=(catalog.LATE_BODY if last else catalog.NEVER_CAME)(
            language,
            source=source.name,
            last=day(last, language) if last else "",
            days=number(days, language, digits=0),
            allowed=number(source.late_after_days, language, digits=0),
            path=source.place,
        )
        + f"\n{frame.COUNTED(language)}",
        evidence={"last_day": last.isoformat() if last else None, "late_after_days": source.late_after_days},
    )


def gate_draft(ctx: Context, check: Check) -> Draft:
    """A gate that stopped the night. Its examples stay in ops.validation_results: an alert leaves the house."""
    language, causes = ctx.settings.shop.language, causes_of(ctx, check)
    reason_given = _without_addresses(check.reason)
    return Draft(
        rule="gate_stopped",
        subject=f"{check.table}:{check.name}",
        identity=(ctx.as_of.isoformat(),),
        severity="critical",
        title=catalog.GATE_TITLE(language, shop=ctx.settings.shop.name, as_of=day(ctx.as_of, language)),
        body=catalog.GATE_BODY(
            language,
            gate=" ".join(catalog.gate_said(cause)(language) for cause in causes),
            next="; ".join(dict.fromkeys(catalog.gate_next(cause)(language).rstrip(".") for cause in causes)) + ".",
            reason=reason_given,
        ),
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
    language = ctx.settings.shop.language
    return Draft(
        rule="run_failed",
        subject=stage,
        identity=(ctx.as_of.isoformat(),),
        severity="critical",
        title=catalog.FAILURE_TITLE(language, shop=ctx.settings.shop.name, as_of=day(ctx.as_of, language)),
        body=catalog.FAILURE_BODY(language, message=f"{stage}: {_without_addresses(message)[:_LONGEST_MESSAGE]}"),
        evidence={"stage": stage},
    )


def _without_addresses(text: str) -> str:
    """An alert leaves the house, and an error may quote the row that it stumbled over."""
    return re.sub(r"[^\s'\"<>,;]+@[^\s'\"<>,;]+", "(e-mail)", text)


def _verdict_lines(ctx: Context, teller: Teller, told: Sequence[Judged], names: Mapping[str, str]) -> Iterable[str]:
    """What happened, what to do, how sure: in that order, because few read on to the end."""
    language = ctx.settings.shop.language
    for row in told[:_MOST_PERSONAS]:
        if all(teller.tells(ctx.as_of, signal) for signal in row.evidence["signals"][:1]):
            yield reason(Verdict("re-evaluate", row.cause), row.persona_id, row.evidence, language, names)
        else:
            yield catalog.FEW_MOVED(language, persona=who(row.persona_id, language, names))
    features = list(_features(ctx, teller, told))
    if features:
        yield catalog.ALSO(language, features="; ".join(features[:_MOST_FEATURES]))
    for cause in dict.fromkeys(row.cause for row in told):
        yield catalog.MEANING[cause](language)
    only_the_shop = all(row.cause == "global_kpi" for row in told)
    # Fitted before the night: the night's own challenger may come after its alerts, and a run again must say the same.
    challenger = {} if only_the_shop else last_said(ctx, ctx.as_of - timedelta(days=1))
    if challenger:
        yield challenger[language]
    yield catalog.NEXT["global_kpi" if only_the_shop else "persona"](language)
    yield from _sureness(told[0].evidence, language)


def _sureness(shown: Mapping[str, Any], language: Language) -> Iterable[str]:
    """How often such an alarm is false, and what was compared with."""
    per_year = shown["false_alarms_per_year"]
    yield catalog.CERTAINTY(language, years=number(1 / per_year, language, digits=0 if per_year <= 1 else 1))
    reference = shown["reference"]
    yield catalog.REFERENCE(
        language,
        nights=number(reference["nights"], language, digits=0),
        first=_long_day(reference["first"], language),
        last=_long_day(reference["last"], language),
    )


def _features(ctx: Context, teller: Teller, told: Sequence[Judged]) -> Iterable[str]:
    """Features that moved clearly, largest first."""
    language, smallest = ctx.settings.shop.language, ctx.settings.drift.min_profile_sd
    for row in told:
        for one in row.evidence["contributors"]:
            told_of = teller.tells(ctx.as_of, one)
            if told_of and one["state"] == "watch" and abs(one["effect"]) >= smallest:
                yield catalog.FEATURE(
                    language,
                    feature=feature_name(one["measure"].removeprefix("feature:"), language),
                    direction=(catalog.UP if one["effect"] > 0 else catalog.DOWN)(language),
                    persona=row.persona_id,
                )


def _long_day(text: str, language: Language) -> str:
    from datetime import date

    return day(date.fromisoformat(text), language)
