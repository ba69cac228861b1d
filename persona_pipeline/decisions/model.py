"""What a decision and a persona version are, and what may be written as one."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, date
from typing import TYPE_CHECKING, Any, Literal

from persona_pipeline.basics.signs import TURNING, class_of

from .errors import DecisionsError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

AUTOMATIC = "persona-pipeline"
"""Author of what no person decided: the first version, and what was written again after a loss."""
Status = Literal["proposed", "accepted", "rejected", "retired"]
LONGEST = {"kind": 60, "subject": 200, "author": 200, "reason": 4_000}
_KIND = re.compile(r"[a-z][a-z0-9_.-]*")
_CONTROL = re.compile(rf"[\x00-\x08\x0b-\x1f\x7f{class_of(TURNING)}]")
"""What no database keeps, and marks that turn the direction of writing, which make a sentence read as another."""


@dataclass(frozen=True)
class Decision:
    """One line of the log. ``at`` is in UTC. A decision is never changed; a later one on the same subject counts."""

    id: int
    kind: str
    subject: str
    payload: dict[str, Any]
    author: str
    reason: str
    at: datetime


def effective(decision: Decision) -> date:
    """First night that goes by a decision."""
    return date.fromisoformat(str(decision.payload["effective_as_of"]))


@dataclass(frozen=True)
class Version:
    """A persona version, and how it stands after all decisions.

    Attributes:
        status: accepted until a later version is accepted, then retired, whatever day that one takes effect.
        definition: the definition as JSON text.
        effective_as_of: first night that uses it; None where it was never accepted.
        until: first night that uses a later one; None where there is none. Equal to ``effective_as_of`` where a later version
            was accepted before the first night came.
        proposal: the decision that wrote it.
        decision: the last decision about it.
    """

    number: int
    status: Status
    definition: str = field(repr=False)
    sha256: str
    fitted_as_of: date
    effective_as_of: date | None
    until: date | None
    proposal: Decision
    decision: Decision


def checked(name: str, text: str) -> str:
    """The text without blanks around it.

    Raises:
        DecisionsError: if it is empty, too long, or holds what a database cannot keep.
    """
    found = text.strip()
    if not found:
        raise DecisionsError(f"found no {name}; expected one: a decision says who took it and why.")
    if len(found) > LONGEST[name]:
        raise DecisionsError(f"the {name} has {len(found):,} characters; expected at most {LONGEST[name]:,}.")
    if _CONTROL.search(found) or not _is_text(found):
        raise DecisionsError(
            f"the {name} holds control characters, broken ones, or marks that turn the direction of writing; expected plain text."
        )
    if name == "kind" and not _KIND.fullmatch(found):
        raise DecisionsError(f"found the kind {found!r}; expected lower case such as version.accept.")
    return found


def in_utc(moment: datetime) -> datetime:
    """The moment in UTC.

    Raises:
        DecisionsError: if it does not say its zone.
    """
    if moment.tzinfo is None:
        raise DecisionsError(f"the moment {moment} has no time zone; expected one that has, in UTC best.")
    return moment.astimezone(UTC)


def as_json(payload: Mapping[str, Any]) -> str:
    """The payload as JSON text.

    Raises:
        DecisionsError: if something in it is no JSON value.
    """
    try:
        text = json.dumps(payload, sort_keys=True, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise DecisionsError(f"the payload is no JSON: {error}") from error
    if not _is_text(text):
        raise DecisionsError("the payload holds broken characters; expected plain text.")
    return text


def _is_text(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
