"""What to do about a night that asks to re-evaluate: what the last new personas that were tried say of it, and what each decision takes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from persona_pipeline.language import marked

if TYPE_CHECKING:
    from persona_pipeline.language import Language

    from .picture import Picture

ADVICE: dict[str, str] = {
    "chance": marked(
        "Advice: keep these personas for now. New ones were tried on %(day)s and would describe customers no better: nothing so far says that the "
        "personas fall short. Look for what brings other customers in, or makes them act otherwise."
    ),
    "small": marked(
        "Advice: keep these personas for now. New ones were tried on %(day)s and would describe customers only a little better, too little "
        "to matter: look for what brings other customers in, or makes them act otherwise."
    ),
    "better": marked(
        "Advice: have new personas made and compare them with these. Those that were tried on %(day)s would describe customers better."
    ),
    "too_few": marked(
        "New personas were tried on %(day)s, but of too few customers to say whether they would be better: go by what moved below."
    ),
}
"""By what the last challenger found."""
REJECTED = marked(
    "Advice: keep these personas. The new ones that were tried on %(day)s were proposed before, and rejected: look for what brings other "
    "customers in, or makes them act otherwise."
)
NONE = marked(
    "No new personas were tried lately, so it is not known whether others would be better: go by what moved below."
)
EARLY = marked(
    "The change had hardly begun by then. New ones are tried again every week, so look once more then before you decide for good."
)
EARLY_DAYS = timedelta(days=7)
"""Within these of its first day a change is a small part of what new personas are fitted to."""


def advice(language: Language, picture: Picture) -> tuple[str, ...]:
    """One advice: what the last new personas that were tried say of the change, on which day, and what follows from that; and where they were
    tried so early that it is no last word, that they are.
    """
    found = picture.challenger
    if found is None:
        return (language.text(NONE),)
    said = language.text(REJECTED if found.is_rejected else ADVICE[found.outcome], day=language.day(found.night))
    began = picture.first_day
    early = began is not None and found.night < began + EARLY_DAYS
    return (said, language.text(EARLY)) if early else (said,)


def ways(language: Language, picture: Picture) -> tuple[str, ...]:
    """What each decision takes: a command to hand to whoever runs the pipeline, since there is no button for it."""
    about = [each for each in picture.personas if each.verdict.word == "re-evaluate"]
    first = picture.first_day or picture.verdict.since or picture.shown
    return (
        language.text(
            'These days were special: `persona-pipeline drift event %(first)s %(last)s "NAME"` leaves them out, from the day on which the first of what counts probably began.',
            first=str(first),
            last=str(picture.shown),
        ),
        language.text(
            "It will stay like this, with the same people: `persona-pipeline drift normal %(who)s` takes it as the new normal.",
            who=about[0].persona_id if len(about) == 1 else "all",
        ),
        language.text(
            "You want new personas: `persona-pipeline personas propose` shows what a fresh look would give. Nothing changes until you choose `persona-pipeline personas accept` (or `reject`)."
        ),
    )


def answer(language: Language, picture: Picture) -> str:
    """How to say whether it was right, by incident: several may be open, and not all of them for one cause."""
    about = [each.persona_id for each in picture.personas if each.verdict.word == "re-evaluate"]
    first, *others = [*about, "all"]  # the verdict over all is an incident, too
    said = language.text(
        "Whatever you do, say whether this was right: `persona-pipeline drift answer real --persona %(who)s --night %(night)s`, or the same with `false-alarm`.",
        who=first,
        night=str(picture.shown),
    )
    parts = [said]
    if others:
        parts.append(
            language.text("The others have an answer of their own: %(others)s.", others=language.listing(others))
        )
    parts.append(
        language.text("Answers are counted, so that it shows how often alerts are right; they end and change nothing.")
    )
    return " ".join(parts)
