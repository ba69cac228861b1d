"""How far the company is with its personas: a checklist over three levels, computed where data knows, asked where it does not.

The levels are those of the maturity model of the method: experimental (there are personas), functional (they can be trusted and are used),
transformed (work goes by them).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from persona_pipeline.cards.unlabelled import count
from persona_pipeline.language import language_of, marked
from persona_pipeline.settings import FIRM_NIGHTS

from .checklist import LEVELS, Item, Level, asked, next_step

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from persona_pipeline.language import Code, Language
    from persona_pipeline.settings import Settings

    from .figures import Figures
    from .health import Health
    from .picture import Picture

ENOUGH_ANSWERS, RECENT_DAYS = 100, 180
KNOWN_BUYERS, KNOWN_RESPONDENTS = 0.3, 0.5
"""Smallest shares that the page calls enough: of buyers also seen on the website, of answers that belong to a known customer."""


def readiness_values(
    code: Code, picture: Picture, figures: Figures, health: Health, settings: Settings
) -> dict[str, Any]:
    """What the template needs."""
    language = language_of(code)
    items = [*_sources(language, health), *_personas(language, picture), *_trust(language, picture, figures, health)]
    items += [*_use(language, settings, picture), *_learning(language, picture, figures, settings)]
    levels: list[Level] = []
    for name, (title, says) in LEVELS.items():
        mine = tuple(sorted((item for item in items if item.level == name), key=lambda item: (item.done, item.rank)))
        done = sum(item.done for item in mine)
        below = all(level.reached for level in levels)
        levels.append(Level(name, language.text(title), language.text(says), mine, done, below and done == len(mine)))
    reached = [level for level in levels if level.reached]
    next_one = next_step(levels)
    return {
        "levels": levels,
        "reached": reached[-1] if reached else None,
        "following": next_one,
        "because": {item.key: item.because(language) for item in items},
        "min_cell": settings.publish.min_cell,
        "labels": _labels(language, figures, settings),
    }


def _labels(language: Language, figures: Figures, settings: Settings) -> str:
    """How many of the shop's own words readers of the language meet in another one; empty where there are no such words."""
    missing, needing = count(figures.wordings, settings)[language.code]
    if not needing:
        return ""
    if not missing:
        return language.plural(
            "The %(count)s answer, question or category that is written otherwise has a label in English.",
            "All %(count)s answers, questions and categories that are written otherwise have a label in English.",
            needing,
        )
    return language.plural(
        "%(count)s answer, question or category of %(all)s has no label in English yet, and stands on these pages as it was written.",
        "%(count)s answers, questions and categories of %(all)s have no label in English yet, and stand on these pages as they were written.",
        missing,
        all=language.number(needing),
    )


def _sources(language: Language, health: Health) -> Iterator[Item]:
    asked = {
        "orders": (marked("Orders come in"), marked("Add a source of kind orders to persona.yaml.")),
        "web": (marked("Web visits come in"), marked("Add a source of kind web to persona.yaml.")),
        "survey": (
            marked("Survey answers come in"),
            marked("Ask customers what they want, and add the answers as a source of kind survey."),
        ),
    }
    for kind, (title, following) in asked.items():
        there = [source for source in health.sources if source.kind == kind and source.last_day]
        late = [source for source in there if source.late]
        if not there:
            evidence, step = language.text("Nothing of this kind was taken in yet."), language.text(following)
        else:
            last = max(source.last_day for source in there if source.last_day)
            evidence = language.text("The last day with data is %(day)s.", day=language.day(last, "medium"))
            step = language.text("The source is late: look at the data health page.")
        yield Item(kind, "experimental", language.text(title), bool(there) and len(late) < len(there), evidence, step)


def _personas(language: Language, picture: Picture) -> Iterator[Item]:
    evidence = language.text("There are none yet.")
    if picture.personas and picture.first_night:
        evidence = language.plural(
            "%(count)s persona, in use since %(day)s.",
            "%(count)s personas, in use since %(day)s.",
            len(picture.personas),
            day=language.day(picture.first_night, "medium"),
        )
    step = language.text("The first personas make themselves after enough days with orders.")
    yield Item("personas", "experimental", language.text("There are personas"), bool(picture.personas), evidence, step)


def _trust(language: Language, picture: Picture, figures: Figures, health: Health) -> Iterator[Item]:
    rates = {rate.figure: rate.rate for rate in health.match_rates}
    for name, least, title, following in (
        (
            "buyers_seen_in_web",
            KNOWN_BUYERS,
            marked("Buyers are known on the website"),
            marked("Have the shop send the customer number with visits of people who are signed in."),
        ),
        (
            "respondents_with_key",
            KNOWN_RESPONDENTS,
            marked("Respondents are known as customers"),
            marked("Send surveys with a personal link, so that answers carry the customer number."),
        ),
    ):
        rate = rates.get(name)
        evidence = language.text(
            "%(rate)s; %(least)s is enough.", rate=language.percent(rate), least=language.percent(least)
        )
        yield Item(name, "functional", language.text(title), (rate or 0.0) >= least, evidence, language.text(following))
    answers = [figure.n or 0 for one in picture.personas if (figure := one.figures.get("satisfaction") or one.figures.get("nps"))]  # fmt: skip
    fewest = min(answers) if len(answers) == len(picture.personas) and answers else 0
    yield Item(
        "answers",
        "functional",
        language.text("Every persona has answered enough"),
        fewest >= ENOUGH_ANSWERS,
        language.text(
            "The fewest answers of a persona: %(count)s; %(least)s are enough.",
            count=language.number(fewest or None),
            least=language.number(ENOUGH_ANSWERS),
        ),
        language.text("Survey more people, most of all those of the persona with the fewest answers."),
    )
    nights = picture.reference_nights
    yield Item(
        "normal",
        "functional",
        language.text("What is normal is well known"),
        nights >= FIRM_NIGHTS,
        language.text(
            "The comparison rests on %(nights)s nights; from %(firm)s nights on it is firm.",
            nights=language.number(nights),
            firm=language.number(FIRM_NIGHTS),
        ),
        language.text("Let the nights run; nothing else is needed."),
    )


def _use(language: Language, settings: Settings, picture: Picture) -> Iterator[Item]:
    answers = settings.readiness
    channels = len(settings.alerts.all_channels)
    yield Item(
        "alerts",
        "functional",
        language.text("Alerts reach somebody"),
        channels > 0,
        language.plural("%(count)s channel is set up.", "%(count)s channels are set up.", channels),
        language.text("Set up Slack, Teams, mail or a webhook under alerts in persona.yaml."),
    )
    yield asked(
        language,
        "owner",
        "functional",
        marked("Somebody owns the personas"),
        answer=answers.owner,
        following=marked("Agree who decides about them, and say so: readiness.owner in persona.yaml."),
    )
    yield asked(
        language,
        "goals",
        "functional",
        marked("It is agreed what they are for"),
        answer=language.listing(list(answers.goals)),
        following=marked("Agree on one or two goals, and say so: readiness.goals in persona.yaml."),
    )
    targets = len(settings.journey.targets)
    yield Item(
        "targets",
        "transformed",
        language.text("There are targets for the journey"),
        targets > 0,
        language.plural("%(count)s target is set.", "%(count)s targets are set.", targets),
        language.text("Set a target for a figure of the journey: journey.targets in persona.yaml."),
    )
    yield asked(
        language,
        "teams",
        "transformed",
        marked("More than one team works with them"),
        answer=language.listing(list(answers.teams)) if len(answers.teams) > 1 else "",
        following=marked("Show the pages to another team, and say who uses them: readiness.teams in persona.yaml."),
    )
    yield asked(
        language,
        "content",
        "transformed",
        marked("Content or campaigns are made per persona"),
        answer=language.text("Yes, it says in persona.yaml.") if answers.content_per_persona else "",
        following=marked("Make one message per persona, and say so: readiness.content_per_persona in persona.yaml."),
    )
    enough = answers.interviews_per_year >= 4 * max(len(picture.personas), 1)
    talks = language.plural("%(count)s talk a year.", "%(count)s talks a year.", answers.interviews_per_year)
    yield Item(
        "interviews",
        "transformed",
        language.text("Somebody talks with customers"),
        enough,
        talks,
        language.text("Four talks a year for each persona say what figures cannot: readiness.interviews_per_year."),
    )


def _learning(language: Language, picture: Picture, figures: Figures, settings: Settings) -> Iterator[Item]:
    decided = _last_decision(picture, figures)
    recent = bool(decided and picture.shown and picture.shown - decided <= timedelta(days=RECENT_DAYS))
    yield Item(
        "decisions",
        "transformed",
        language.text("Decisions are taken and written down"),
        recent,
        language.text("The last one was on %(day)s.", day=language.day(decided, "medium"))
        if decided
        else language.text("There is none yet."),
        language.text("Answer an alert, mark a special day, or accept new personas; with a reason."),
    )
    spoken = [key for key, card in figures.cards.items() if any(line.people is not None for line in card.lines)]
    yield Item(
        "words",
        "transformed",
        language.text("People have put their own words on every card"),
        bool(figures.cards) and len(spoken) == len(figures.cards),
        language.text("%(some)s of %(all)s cards.", some=language.number(len(spoken)), all=language.number(len(figures.cards))),
        language.text("Overrule a line that you know better: in the console, or by persona-pipeline personas overrule."),
    )  # fmt: skip


def _last_decision(picture: Picture, figures: Figures) -> date | None:
    """The last decision about drift, or, after the first version, about the personas themselves."""
    days = [figures.decided] if figures.decided else []
    if picture.first_night and (picture.version or 0) > 1:
        days.append(picture.first_night)
    return max(days, default=None)
