"""Why a decision could not be taken, in the reader's language and without commands: by the code that the error carries."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from persona_pipeline.language import marked

from .moments import author, moment

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from persona_pipeline.decisions import DecisionsError
    from persona_pipeline.language import Language

REFUSALS: dict[str, str] = {
    "bad_name": marked("A name has 1 to %(most)s signs, without < and >."),
    "name_taken": marked("Another persona is called “%(name)s” already, or may come back under that name. Choose another one."),
    "no_persona": marked("There is no such persona any more; somebody may have let it go."),
    "too_few_left": marked("Two personas are the fewest there can be: one alone tells nobody apart. Propose new personas instead."),
    "event_backwards": marked("The last day, %(last)s, lies before the first, %(first)s."),
    "event_too_long": marked("These are %(nights)s days; an event has at most %(most)s. What lasts longer is how things are: take it as the new normal."),
    "event_too_early": marked("There are no figures of those days: the first ones are of %(oldest)s."),
    "event_gone": marked("This event was taken back before."),
    "normal_already": marked("What is normal is learned anew from %(night)s on already; there is nothing to do."),
    "no_incident": marked("This is not open any more, or was never."),
    "no_version": marked("There are no such proposed personas."),
    "decided_before": marked("It was decided already, by %(who)s on %(at)s."),
    "outdated": marked("Other personas were accepted since these were proposed, so the comparison does not hold any more. Reject these, and propose once more."),
    "in_use_already": marked("Nights to come use these personas already; there is nothing to do."),
    "snooze_over": marked("That day has begun already; choose one that is still to come."),
    "no_challenger": marked("There is no challenger yet; one is fitted within a week of nights."),
    "no_night": marked("No night was computed yet; decisions count from the next one on."),
}  # fmt: skip


def why_not(error: DecisionsError, language: Language, zone: ZoneInfo) -> str:
    """The sentence for the error; empty where it has no code, and only its own words say what is wrong."""
    message = REFUSALS.get(error.why)
    if message is None:
        return ""
    return language.text(message, **{name: _shown(each, language, zone) for name, each in error.values.items()})


def _shown(value: object, language: Language, zone: ZoneInfo) -> str:
    if isinstance(value, datetime):
        return moment(value, language, zone)
    if isinstance(value, date):
        return language.day(value, "medium")
    return language.number(value) if isinstance(value, int) else author(str(value), language)
