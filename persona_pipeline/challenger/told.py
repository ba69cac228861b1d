"""The last challenger's result in one sentence, for whoever tells people about a night."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from persona_pipeline.decisions import Decisions
from persona_pipeline.drift.wording import day
from persona_pipeline.language import LANGUAGES
from persona_pipeline.personas.rejected import rejected_by_gists

from .wording import REJECTED, sentence

if TYPE_CHECKING:
    from datetime import date

    from persona_pipeline.context import Context
    from persona_pipeline.decisions import Version
    from persona_pipeline.language import Code

NAMES = (
    "outcome",
    "gain",
    "gain_low",
    "gain_high",
    "chance",
    "number_gain",
    "smallest",
    "personas",
    "reference_personas",
    "as_of",
    "gists",
)
_RECENT = timedelta(days=21)
"""Fitted weekly: what is older than three weeks says little about these nights."""


@dataclass(frozen=True)
class Found:
    """What the last challenger found.

    Attributes:
        night: on which it was fitted.
        outcome: better, small, chance or too_few (``rows.outcome``).
        is_rejected: its personas were proposed and rejected before.
        said: all of it in a sentence or two, by language.
    """

    night: date
    outcome: str
    is_rejected: bool
    said: dict[Code, str]


def last_found(ctx: Context, last: date) -> Found | None:
    """Whether new personas would describe customers better; None where no challenger was fitted lately.

    One that was proposed and rejected is told as that, never as new.

    Args:
        ctx: the night.
        last: the last night on which the challenger may have been fitted.
    """
    found = ctx.warehouse.run("challenger/last", {"first": last - _RECENT, "last": last})
    if not found:
        return None
    row = dict(zip(NAMES, found[0], strict=True))
    before = _rejected_version(ctx, row["as_of"], row["gists"] or [])
    said = {language: sentence(row, language) + _rejected(ctx, before, language) for language in LANGUAGES}
    return Found(row["as_of"], row["outcome"], before is not None, said)


def last_said(ctx: Context, last: date) -> dict[Code, str]:
    """The sentences of ``last_found``, by language; empty where no challenger was fitted lately."""
    found = last_found(ctx, last)
    return found.said if found else {}


def _rejected_version(ctx: Context, fitted: date, gists: list[str]) -> Version | None:
    """The version by which these personas were proposed and rejected, as far as the night tells of it."""
    with Decisions.open(ctx.workspace, ctx.settings) as store:
        return rejected_by_gists(store, fitted, gists, ctx.as_of)


def _rejected(ctx: Context, before: Version | None, language: Code) -> str:
    if before is None:
        return ""
    moment = before.decision.at.astimezone(ZoneInfo(ctx.settings.shop.timezone)).date()
    return REJECTED(language, version=str(before.number), day=day(moment, language))
