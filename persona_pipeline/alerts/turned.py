"""What turned to re-evaluate on a night, in words: what happened, what it may mean, what to do, how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from persona_pipeline.drift import Verdict, day, feature_name, number, reason, who

from . import catalog, steps
from .words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from persona_pipeline.language import Code
    from persona_pipeline.telling import Teller

    from .rules import Judged

_MOST_PERSONAS = 8
_MOST_FEATURES = 3


@dataclass(frozen=True)
class Turned:
    """Everything that one message is made of, whatever the language.

    The overall row is told through its personas; alone it speaks for the whole shop. What is about too few people to be published
    has no figures here either: an alert leaves the house.

    Attributes:
        names: language -> persona id -> name.
        challenger: what the last challenger found, a sentence a language; empty where none was fitted lately.
        smallest: a feature that moved less, in standard units, is not named.
    """

    as_of: date
    shop: str
    rows: Sequence[Judged]
    names: Mapping[Code, Mapping[str, str]]
    teller: Teller
    challenger: Mapping[Code, str]
    smallest: float

    @property
    def told(self) -> Sequence[Judged]:
        """The personas, or the whole shop where no persona turned."""
        return [row for row in self.rows if row.persona_id != "all"] or self.rows

    @property
    def subject(self) -> str:
        """What the alert is about: ids with commas, or all."""
        ids = [row.persona_id for row in self.rows]
        return "all" if "all" in ids else ",".join(ids)

    @property
    def began(self) -> date:
        """Since when the first of them moves."""
        return min(row.since for row in self.rows)

    @property
    def first_day(self) -> date:
        """The first of the estimated days of what counts: what is left out as an event must begin there, not where the verdict turned."""
        signals = (one for row in self.rows for one in row.evidence["signals"] if one["state"] == "firing")
        return min((date.fromisoformat(one["since"]) for one in signals if one["since"]), default=self.began)

    @property
    def _only_the_shop(self) -> bool:
        return all(row.cause == "global_kpi" for row in self.told)

    def words(self, language: Code) -> Words:
        """The message in a language."""
        names = self.names[language]
        personas = any(row.persona_id != "all" for row in self.rows)
        listed = ", ".join(who(row.persona_id, language, names) for row in self.told[:_MOST_PERSONAS])
        title = (
            catalog.PERSONAS_TITLE(language, shop=self.shop, personas=listed)
            if personas
            else catalog.SHOP_TITLE(language, shop=self.shop)
        )
        before, after = list(self._what(language, names)), list(self._sureness(language))
        do, in_console = self._commands(language), steps.NEXT_IN_CONSOLE[self._kind](language)
        return Words(title, *("\n".join((*before, step, *after)) for step in (do, in_console)))

    @property
    def _kind(self) -> str:
        return "global_kpi" if self._only_the_shop else "persona"

    def _what(self, language: Code, names: Mapping[str, str]) -> Iterable[str]:
        """What happened and what it may mean: first, because few read on to the end."""
        for row in self.told[:_MOST_PERSONAS]:
            if all(self.teller.tells(self.as_of, signal) for signal in row.evidence["signals"][:1]):
                yield reason(Verdict("re-evaluate", row.cause), row.persona_id, row.evidence, language, names)
            else:
                yield catalog.FEW_MOVED(language, persona=who(row.persona_id, language, names))
        features = list(self._features(language))
        if features:
            yield catalog.ALSO(language, features="; ".join(features[:_MOST_FEATURES]))
        for cause in dict.fromkeys(row.cause for row in self.told):
            yield catalog.MEANING[cause](language)
        if self.challenger and not self._only_the_shop:
            yield self.challenger[language]

    def _commands(self, language: Code) -> str:
        """What each decision takes; an answer names its incident, and several that turned on one night are answered each by itself."""
        told = [row.persona_id for row in self.told]
        first, *others = [*told, *(row.persona_id for row in self.rows if row.persona_id not in told)]
        return steps.NEXT[self._kind](
            language,
            began=self.first_day.isoformat(),
            night=self.as_of.isoformat(),
            normal=told[0] if len(told) == 1 else "all",
            about=", ".join(told[:_MOST_PERSONAS]),
            first=first,
            others=steps.OTHERS(language, others=", ".join(f"--persona {one}" for one in others)) if others else "",
        )

    def _sureness(self, language: Code) -> Iterable[str]:
        """How often such an alarm is false, and what was compared with."""
        shown: Mapping[str, Any] = self.told[0].evidence
        per_year = shown["false_alarms_per_year"]
        yield catalog.CERTAINTY(language, years=number(1 / per_year, language, digits=0 if per_year <= 1 else 1))
        reference = shown["reference"]
        yield catalog.REFERENCE(
            language,
            nights=number(reference["nights"], language, digits=0),
            first=_long_day(reference["first"], language),
            last=_long_day(reference["last"], language),
        )

    def _features(self, language: Code) -> Iterable[str]:
        """Features that moved clearly, largest first."""
        for row in self.told:
            for one in row.evidence["contributors"]:
                told_of = self.teller.tells(self.as_of, one)
                if told_of and one["state"] == "watch" and abs(one["effect"]) >= self.smallest:
                    yield catalog.FEATURE(
                        language,
                        feature=feature_name(one["measure"].removeprefix("feature:"), language),
                        direction=(catalog.UP if one["effect"] > 0 else catalog.DOWN)(language),
                        persona=row.persona_id,
                    )


def _long_day(text: str, language: Code) -> str:
    return day(date.fromisoformat(text), language)
