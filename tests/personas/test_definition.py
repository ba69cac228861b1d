"""A stored definition: what is written can be read, and whatever was tampered with is refused without running anything."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from persona_pipeline.context import Context
from persona_pipeline.personas import Definition, DefinitionError, in_force, refresh_members
from persona_pipeline.personas.definition import from_text, sha256_of, to_text

from .conftest import run

Json = dict[str, Any]
Filled = Callable[[int], Context]


@pytest.fixture(scope="module")
def definition(filled: Filled) -> Definition:
    found = in_force(run(filled(60)).warehouse, filled(60).as_of)
    assert found is not None
    return found


@pytest.mark.slow
def test_it_is_readable_and_comes_back(definition: Definition) -> None:
    text = to_text(definition)
    assert from_text(text, sha256_of(text), where="here") == definition
    plain = json.loads(text)
    assert plain["personas"][0]["persona_id"] == "P01"
    assert plain["choice"]["reason"]
    assert set(plain["libraries"]) == {"persona-pipeline", "duckdb", "numpy", "scikit-learn"}
    assert set(plain["personas"][0]["centre_natural"]) == {trait["name"] for trait in plain["traits"]}


def test_a_definition_of_format_1_is_still_read(definition: Definition) -> None:
    plain = json.loads(to_text(definition)) | {"format": 1}
    del plain["groups"], plain["window_days"], plain["choice"]["cap"]
    for candidate in plain["choice"]["candidates"]:
        for name in ("returning", "valley", "explained_spend", "good"):
            del candidate[name]
    text = json.dumps(plain)
    old = from_text(text, sha256_of(text), where="here")
    assert (old.groups, old.window_days, old.choice.cap) == ([], 0, None)
    assert old.personas == definition.personas


@pytest.mark.parametrize("place", [n / 50 for n in range(50)])
def test_one_changed_character_is_noticed(definition: Definition, place: float) -> None:
    text = to_text(definition)
    at = int(place * len(text))
    changed = text[:at] + ("x" if text[at] != "x" else "y") + text[at + 1 :]
    with pytest.raises(DefinitionError, match="changed after it was accepted"):
        from_text(changed, sha256_of(text), where="marts.persona_versions, version 1")


def _set(*path: str | int, value: object) -> Callable[[Json], None]:
    def change(plain: Json) -> None:
        target: Any = plain
        for step in path[:-1]:
            target = target[step]
        target[path[-1]] = value

    return change


def _drop(*path: str | int) -> Callable[[Json], None]:
    def change(plain: Json) -> None:
        target: Any = plain
        for step in path[:-1]:
            target = target[step]
        del target[path[-1]]

    return change


def _twice(name: str) -> Callable[[Json], None]:
    return lambda plain: plain[name].append(copy.deepcopy(plain[name][0]))


NAN, INF = float("nan"), float("inf")
TAMPERED: dict[str, Callable[[Json], None]] = {
    "centre is NaN": _set("personas", 0, "centre", "order_value", value=NAN),
    "centre is infinite": _set("personas", 0, "centre", "order_value", value=INF),
    "centre is minus infinite": _set("personas", 1, "centre", "order_value", value=-INF),
    "centre is far out": _set("personas", 0, "centre", "order_value", value=1e9),
    "centre is a text": _set("personas", 0, "centre", "order_value", value="0.5"),
    "centre is null": _set("personas", 0, "centre", "order_value", value=None),
    "centre is a list": _set("personas", 0, "centre", "order_value", value=[0.5]),
    "centre is true": _set("personas", 0, "centre", "order_value", value=True),
    "centre misses a trait": _drop("personas", 0, "centre", "order_value"),
    "centre has a strange trait": _set("personas", 0, "centre", "shoe_size", value=0.1),
    "natural centre misses a trait": _drop("personas", 0, "centre_natural", "order_value"),
    "natural centre is NaN": _set("personas", 0, "centre_natural", "order_value", value=NAN),
    "trait is unknown": _set("traits", 0, "name", value="shoe_size"),
    "trait is SQL": _set("traits", 0, "name", value='frequency"; drop table core.orders; --'),
    "trait is a path": _set("traits", 0, "name", value="../../etc/passwd"),
    "trait stands twice": _twice("traits"),
    "no traits": _set("traits", value=[]),
    "traits are an object": _set("traits", value={}),
    "scale is zero": _set("traits", 0, "scale", value=0.0),
    "scale is negative": _set("traits", 0, "scale", value=-1.0),
    "scale is NaN": _set("traits", 0, "scale", value=NAN),
    "low above high": _set("traits", 0, "low", value=99.0),
    "high is infinite": _set("traits", 0, "high", value=INF),
    "weight is negative": _set("traits", 0, "weight", value=-0.1),
    "weight is above one": _set("traits", 0, "weight", value=3.0),
    "weights do not add up": _set("traits", 0, "weight", value=0.9),
    "half_at is negative": _set("traits", 0, "half_at", value=-1.0),
    "prior is negative": _set("traits", 0, "prior", value=-1.0),
    "known is zero": _set("traits", 0, "known", value=0),
    "transform is another": _set("traits", 0, "transform", value="plain"),
    "transform is code": _set("traits", 0, "transform", value="__import__('os').system('true')"),
    "block is another": _set("traits", 0, "block", value="web"),
    "trait has more": _set("traits", 0, "__class__", value="os.system"),
    "persona stands twice": _twice("personas"),
    "group stands twice": _twice("groups"),
    "group is of nobody": _set("groups", 0, "persona_id", value="P09"),
    "group misses a trait": _drop("groups", 0, "centre", "order_value"),
    "group id is SQL": _set("groups", 0, "group_id", value="G1' or 1=1"),
    "trait is a choice without a question": _set("traits", 0, "name", value=":shoes"),
    "trait is a choice of nothing": _set("traits", 0, "name", value="category:"),
    "window is negative": _set("window_days", value=-1),
    "badly is above one": _set("choice", "cap", "badly_share", value=1.5),
    "stability of a persona is NaN": _set("choice", "candidates", 0, "returning", 0, value=NAN),
    "one persona": lambda plain: plain.update(personas=plain["personas"][:1]),
    "no personas": _set("personas", value=[]),
    "id is a number": _set("personas", 0, "persona_id", value=1),
    "id is another word": _set("personas", 0, "persona_id", value="all"),
    "id is long": _set("personas", 0, "persona_id", value="P001"),
    "id has a line end": _set("personas", 0, "persona_id", value="P01\n"),
    "name is empty": _set("personas", 0, "name", value=""),
    "name is markup": _set("personas", 0, "name", value="<script>alert(1)</script>"),
    "name is endless": _set("personas", 0, "name", value="x" * 10_000),
    "name has control signs": _set("personas", 0, "name", value="Frequent\x00shoppers"),
    "share is above one": _set("personas", 0, "share", value=1.5),
    "people are negative": _set("personas", 0, "people", value=-1),
    "format is another": _set("format", value=3),
    "version is zero": _set("version", value=0),
    "day is no day": _set("fitted_as_of", value="yesterday"),
    "choice is another": _set("choice", "personas", value=7),
    "no choice": _drop("choice"),
    "seed is a text": _set("seed", value="7"),
    "something more": _set("py/object", value="os.system"),
    "libraries are missing": _drop("libraries"),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_a_tampered_definition_is_refused_even_with_a_new_hash(definition: Definition, name: str) -> None:
    plain = json.loads(to_text(definition))
    TAMPERED[name](plain)
    text = json.dumps(plain)
    with pytest.raises(DefinitionError, match=r"marts\.persona_versions, version 1.*Mend: ") as refused:
        from_text(text, sha256_of(text), where="marts.persona_versions, version 1")
    assert len(str(refused.value)) < 1_000


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[]",
        "7",
        '"P01"',
        "\x80\x04\x95.",
        "cos\nsystem\n(S'true'\ntR.",
        "!!python/object:os.system",
        '{"a": 1, "a": 2}',
        "[" * 100_000,
        "{}",
    ],
)
def test_what_is_no_definition_at_all_is_refused(text: str) -> None:
    with pytest.raises(DefinitionError, match="Mend: "):
        from_text(text, sha256_of(text), where="here")


def test_a_tampered_warehouse_stops_the_stage_and_keeps_last_nights_members(filled: Filled) -> None:
    ctx = run(filled(61))
    before = ctx.warehouse.query("select * from marts.persona_members order by all")
    con = ctx.warehouse.con
    con.execute("begin transaction")
    con.execute("update marts.persona_versions set definition = replace(definition, '\"P02\"', '\"P03\"')")
    ctx.warehouse._depth = 1  # the test's own transaction, rolled back below
    with pytest.raises(DefinitionError, match="sha256"):
        refresh_members(ctx)
    ctx.warehouse._depth = 0
    con.execute("rollback")
    assert ctx.warehouse.query("select * from marts.persona_members order by all") == before
