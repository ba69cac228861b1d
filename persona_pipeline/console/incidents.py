"""Incidents on the page Decide: what was told and why, when the change began, and what was decided about it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from persona_pipeline.decisions import effective
from persona_pipeline.drift import Verdict, reason
from persona_pipeline.drift import decisions as drift
from persona_pipeline.drift.incidents import Incident, Told, incidents_of
from persona_pipeline.drift.streams import ALL
from persona_pipeline.language import language_of
from persona_pipeline.telling import WITHHELD_WORDS

from .moments import author
from .published import rows
from .words import at_moment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from persona_pipeline.decisions import Decision
    from persona_pipeline.language import Code

    from .web import Call, Console

MOST_PAST = 8


@dataclass(frozen=True)
class Shown:
    """An incident as it is told.

    ``says`` is the sentence of its last night, in ``language``; ``began`` the estimated first day of the change, where one is known.
    ``answer``, ``normal`` and ``night`` are what was decided: whether it was right; by whom, when and why it was taken as the new
    normal, and from which night on that is learned.
    """

    persona_id: str
    name: str
    first: date
    last: date
    is_open: bool
    says: str
    language: Code
    began: date | None
    answer: str = ""
    normal: Mapping[str, str] | None = None
    night: date | None = None

    @property
    def is_decided(self) -> bool:
        """Whether somebody answered it, or took it as the new normal."""
        return bool(self.answer or self.normal)


def told_incidents(console: Console) -> list[Incident]:
    """Those that are open, and then the last ones that are over; newest first."""
    found = incidents_of(Told(**row) for row in rows(console, "cli/incidents"))
    return [one for one in found if one.is_open][::-1] + [one for one in found if not one.is_open][
        : -MOST_PAST - 1 : -1
    ]


def shown_incidents(
    call: Call, found: Sequence[Incident], log: Sequence[Decision], names: Mapping[str, str]
) -> list[Shown]:
    """The incidents with what was told of them and what was decided about them."""
    nights = sorted({one.last for one in found})
    verdicts = rows(call.console, "console/incident_verdicts", {"nights": nights}) if nights else []
    by_key = {(row["persona_id"], row["as_of"]): row for row in verdicts}
    return [_shown(call, one, by_key[one.persona_id, one.last], log, names) for one in found]


def _shown(
    call: Call, one: Incident, row: Mapping[str, Any], log: Sequence[Decision], names: Mapping[str, str]
) -> Shown:
    evidence = json.loads(row["evidence"] or "{}")
    says, language = _sentence(call, row, evidence, names)
    answered, normal = drift.answer_to(one, log), normal_after(one, log)
    return Shown(
        persona_id=one.persona_id,
        name=names.get(one.persona_id, one.persona_id),
        first=one.first,
        last=one.last,
        is_open=one.is_open,
        says=says,
        language=language,
        began=_began(evidence),
        answer=str(answered.payload["answer"]) if answered else "",
        normal=_decided(call, normal) if normal else None,
        night=effective(normal) if normal else None,
    )


def _sentence(
    call: Call, row: Mapping[str, Any], evidence: Mapping[str, Any], names: Mapping[str, str]
) -> tuple[str, Code]:
    """Why, and in which language: without evidence, as an earlier version published it, there is the English reason only."""
    if "signals" not in evidence:
        return str(row["reason"]), "en"
    quoted = [*evidence["signals"][:1], *evidence["quality"][:1]]
    if any(each["effect"] is None for each in quoted):
        return WITHHELD_WORDS[call.language], call.language
    verdict = Verdict("re-evaluate", row["cause"])
    return reason(verdict, row["persona_id"], evidence, call.language, names), call.language


def _began(evidence: Mapping[str, Any]) -> date | None:
    """The estimated first day of the change that the sentence tells of; None where nothing is known of it."""
    since = next((each["since"] for each in evidence.get("signals", ())), None)
    return date.fromisoformat(since) if since else None


def normal_after(one: Incident, log: Sequence[Decision]) -> Decision | None:
    """The last decision by which what the incident told of became the new normal, or will; None where there is none."""
    subjects = (f"reference:{one.persona_id}", f"reference:{ALL}")
    found = [
        each
        for each in log
        if each.kind == drift.NORMAL
        and each.subject in subjects
        and one.first < effective(each)
        and (one.is_open or effective(each) <= one.last + timedelta(days=1))
    ]
    return found[-1] if found else None


def _decided(call: Call, decision: Decision) -> dict[str, str]:
    console = language_of(call.language, "console")
    return {"who": author(decision.author, console), "at": at_moment(call, decision.at), "why": decision.reason}
