"""Definitions made from other definitions: with the ids that their personas get, without one of them, or once more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .definition import Definition

if TYPE_CHECKING:
    from collections.abc import Mapping

Json = Any
MENTIONS = ("persona_id", "out_of")
"""Names under which a definition says which persona is meant."""


def relabel(definition: Definition, *, number: int, ids: Mapping[str, str], names: Mapping[str, str]) -> Definition:
    """The definition as version ``number``, its personas under other ids, in the order of these.

    Args:
        definition: as it was fitted.
        number: of the version.
        ids: id as fitted -> id that it gets, for every persona.
        names: id that it gets -> name, for those that do not keep the name that was made for them.
    """
    plain = _with_ids(definition.model_dump(mode="json"), ids)
    plain["version"] = number
    for persona in plain["personas"]:
        persona["name"] = names.get(persona["persona_id"], persona["name"])
    plain["personas"].sort(key=lambda persona: persona["persona_id"])
    return Definition.model_validate(plain)


def without(definition: Definition, persona_id: str, *, number: int) -> Definition:
    """The definition as version ``number`` without one of its personas; the others stay where they are."""
    plain = _dropped(definition.model_dump(mode="json"), persona_id)
    plain["version"] = number
    plain["choice"]["personas"] = len(plain["personas"])
    plain["choice"].pop("cap", None)  # what a limit on the number costs was measured with the persona that goes
    plain["choice"]["reason"] = f"as version {definition.version}, without {persona_id}, which was retired by decision"
    return Definition.model_validate(plain)


def again(definition: Definition, *, number: int) -> Definition:
    """The definition as it was, as version ``number``."""
    plain = definition.model_dump(mode="json")
    plain["version"] = number
    plain["choice"]["reason"] = f"as version {definition.version}, which was restored by decision"
    return Definition.model_validate(plain)


def is_same(one: Definition, other: Definition) -> bool:
    """Whether two versions assign everybody alike: equal but for the number and why there are so many personas."""
    left, right = (each.model_dump(mode="json") for each in (one, other))
    for plain in (left, right):
        plain.pop("version")
        plain["choice"].pop("reason")
    return bool(left == right)


def is_same_fit(one: Definition, other: Definition) -> bool:
    """Whether two definitions came from one fit: equal but for the number, and what their personas are called."""
    return _nameless(one) == _nameless(other)


def _nameless(definition: Definition) -> dict[str, Any]:
    """The definition with its personas in the order of their centres, under ids and names that say nothing."""
    ranked = sorted(definition.personas, key=lambda persona: sorted(persona.centre.items()))
    ids = {persona.persona_id: f"P{place:02d}" for place, persona in enumerate(ranked, start=1)}
    names = dict.fromkeys(ids.values(), "-")
    return relabel(definition, number=1, ids=ids, names=names).model_dump(mode="json")


def _with_ids(node: Json, ids: Mapping[str, str]) -> Json:
    """Every mention of a persona under its other id, wherever in the definition it stands."""
    if isinstance(node, dict):
        return {
            key: ids[value] if key in MENTIONS and value in ids else _with_ids(value, ids)
            for key, value in node.items()
        }
    return [_with_ids(each, ids) for each in node] if isinstance(node, list) else node


def _dropped(node: Json, persona_id: str) -> Json:
    """Without what is said of the persona, wherever in the definition it stands."""
    if isinstance(node, dict):
        return {key: _dropped(value, persona_id) for key, value in node.items()}
    if isinstance(node, list):
        kept = [each for each in node if not (isinstance(each, dict) and each.get("persona_id") == persona_id)]
        return [_dropped(each, persona_id) for each in kept]
    return node
