"""The words of people that hold on a night: those of persona.yaml, and those of decisions, which go before them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from persona_pipeline.decisions import Decisions
from persona_pipeline.language import LANGUAGES
from persona_pipeline.settings import Binding
from persona_pipeline.settings.cards import why_no_line

from .shape import FIELDS, Voice

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from persona_pipeline.context import Context
    from persona_pipeline.decisions import Decision
    from persona_pipeline.language import Code
    from persona_pipeline.settings import Overrule, Settings

    Key = tuple[str, str]
    Voices = dict[Code, Voice]

OVERRULE, TAKE_BACK = "card.overrule", "card.take_back"
"""Kinds of decision. The subject is the persona's id and the line, ``P01 goals.1``; the payload has ``text`` (by language),
``evidence`` (a binding or nothing) and ``effective_as_of`` (the first night that shows it). What is taken back is taken
back in the ``language`` of the payload, or in every one."""
NAMES = ("name", "place")
"""Lines that are not in any language."""


@dataclass(frozen=True)
class Saying:
    """What people say in place of one line, or of a whole field: ``line`` is then the field alone.

    ``voices`` are by the language of the card; what is said in one language only stands in the others too.
    """

    persona_id: str
    line: str
    voices: Mapping[Code, Voice]
    binding: Binding | None

    @property
    def field(self) -> str:
        return self.line.partition(".")[0]

    @property
    def position(self) -> int:
        return int(self.line.partition(".")[2] or 1)

    @property
    def whole(self) -> bool:
        """Whether it stands for a whole field of numbered lines."""
        return "." not in self.line and not FIELDS[self.field].single


def sayings(ctx: Context) -> dict[str, list[Saying]]:
    """The words of people that hold on the night, by persona. A decision goes before persona.yaml; taken back, it does not."""
    with Decisions.open(ctx.workspace, ctx.settings) as store:
        log = store.log(kinds=(OVERRULE, TAKE_BACK))
    written, written_bindings = _written(ctx.settings)
    decided, decided_bindings = _decided(log, ctx.settings, ctx.as_of)
    by_persona: dict[str, list[Saying]] = {}
    for key in sorted(written.keys() | decided.keys()):
        mine, before = decided.get(key, {}), written.get(key, {})
        # What persona.yaml binds its words to goes with them, once decisions have taken the place of them all.
        binding = decided_bindings.get(key) or (written_bindings.get(key) if before.keys() - mine.keys() else None)
        by_persona.setdefault(key[0], []).append(Saying(*key, _in_every(before | mine), binding))
    return by_persona


def decided_words(log: Iterable[Decision], settings: Settings) -> dict[Key, Voices]:
    """The words by command that stand, by persona and line and by the language that they were said in, also those that no
    night has shown yet.
    """
    return _decided(log, settings, date.max)[0]


def _in_every(said: Voices) -> Voices:
    """A voice for every language of the card: what is said in one only stands in the other."""
    return {code: said.get(code) or next(iter(said.values())) for code in LANGUAGES}


def _written(settings: Settings) -> tuple[dict[Key, Voices], dict[Key, Binding]]:
    """The words of persona.yaml; those without a language, or the same in both, are in the shop's."""
    voices: dict[Key, Voices] = {}
    bindings: dict[Key, Binding] = {}
    for persona_id, lines in settings.cards.overrule.items():
        for line, overrule in lines.items():
            key = persona_id, line
            voices[key] = {
                code: _voice(line, code, text, overrule) for code, text in _texts(overrule, settings).items()
            }
            if overrule.evidence is not None:
                bindings[key] = overrule.evidence
    return voices, bindings


def _texts(overrule: Overrule, settings: Settings) -> dict[Code, str]:
    text = overrule.text
    if text.en == text.nl:
        return {settings.shop.language: text.en or ""}
    both: dict[Code, str | None] = {"en": text.en, "nl": text.nl}
    return {code: said for code, said in both.items() if said is not None}


def _voice(line: str, code: Code, text: str, said: Overrule) -> Voice:
    return Voice(text, said.author, said.said_on, said.reason, "" if line in NAMES else code)


def _decided(log: Iterable[Decision], settings: Settings, as_of: date) -> tuple[dict[Key, Voices], dict[Key, Binding]]:
    """What decisions up to the night leave standing. Words in one language keep those said before in the other, each with
    its own author and reason, and what they were bound to.
    """
    zone = ZoneInfo(settings.shop.timezone)
    voices: dict[Key, Voices] = {}
    bindings: dict[Key, Binding] = {}
    for decision in sorted(log, key=lambda each: each.id):
        persona_id, _, line = decision.subject.partition(" ")
        key, payload = (persona_id, line), decision.payload
        if why_no_line(line) or date.fromisoformat(str(payload["effective_as_of"])) > as_of:
            continue  # a field that an earlier version of this program had, or a night that is over
        if decision.kind == TAKE_BACK:
            _take_back(voices, key, payload)
        else:
            day, reason = decision.at.astimezone(zone).date(), decision.reason or None
            for code, text in payload["text"].items():
                said = Voice(text, decision.author, day, reason, "" if line in NAMES else code)
                voices.setdefault(key, {})[code] = said
        if key not in voices:
            bindings.pop(key, None)
        elif payload.get("evidence"):
            bindings[key] = Binding.model_validate(payload["evidence"])
    return voices, bindings


def _take_back(voices: dict[Key, Voices], key: Key, payload: Mapping[str, Any]) -> None:
    left = {code: said for code, said in voices.pop(key, {}).items() if payload.get("language") not in (None, code)}
    if left:
        voices[key] = left
