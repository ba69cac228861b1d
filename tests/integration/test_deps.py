"""The graph that Dagster shows is the truth: edges are what statements read, order is what the night asks for."""

from pathlib import Path

import dagster as dg
import pytest
import sqlglot
from sqlglot import exp

from persona_pipeline.contracts import TABLES
from persona_pipeline.stages import STAGES
from tests.architecture.tree import SQL, label

from .graph import definitions

BOOKS = ("ops",)
"""Bookkeeping tables: every stage writes its own line there, and no edge of the graph is about them."""


def _graph():  # type: ignore[no-untyped-def]  # Dagster exports no name for it
    return definitions().resolve_asset_graph()


def _key(name: str) -> dg.AssetKey:
    return dg.AssetKey(name.split("."))


FILLING = [
    path
    for path in sorted(SQL.rglob("*.sql"))
    if f"{path.parent.name}.{path.stem}" in TABLES and path.parent.parent == SQL
]


@pytest.mark.parametrize("path", [path for path in FILLING if path.parent.name not in BOOKS], ids=label)
def test_edges_are_what_the_statement_reads(path: Path) -> None:
    name = f"{path.parent.name}.{path.stem}"
    tree = sqlglot.parse_one(path.read_text(), read="duckdb")
    read = {f"{t.db}.{t.name}" for t in tree.find_all(exp.Table) if t.db and t.db not in BOOKS} - {name}
    declared = {".".join(key.path) for key in _graph().get(_key(name)).parent_keys}
    assert read <= declared, f"{name} also reads these; declare them as deps in assets/"


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_a_stage_runs_after_those_it_needs(stage) -> None:  # type: ignore[no-untyped-def]
    graph = _graph()
    before: set[dg.AssetKey] = set()
    for name in stage.writes:
        before |= graph.get_ancestor_asset_keys(_key(name))
    for needed in stage.needs:
        writes = next(each.writes for each in STAGES if each.name == needed)
        assert before & {_key(name) for name in writes}, f"{stage.name} must wait for {needed}"


def test_every_stage_is_an_op_with_its_tables() -> None:
    ops = {
        each.op.name: {".".join(key.path) for key in each.keys}
        for each in definitions().assets or ()
        if isinstance(each, dg.AssetsDefinition) and each.is_executable
    }
    assert ops == {stage.name: set(stage.writes) for stage in STAGES}
