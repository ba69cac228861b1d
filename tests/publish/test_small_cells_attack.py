"""Every table of the contract is attacked: nothing about 1 to 9 people is told or follows. And the attack finds what is planted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from persona_pipeline.context import Context
from persona_pipeline.contracts import PUBLISHED
from persona_pipeline.publish import publish_snapshot, stage
from tests.moves.world import opened

from .attack import NO_COUNT, NUMBERS, attack, attacked_tables, counts_people

pytestmark = pytest.mark.slow
CELL = 10


@pytest.fixture(scope="module")
def world(played_nights: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    """Eight nights with a small shop: hardly a move, an answer or a correction is about ten people."""
    with opened(played_nights, tmp_path_factory.mktemp("attacked")) as ctx, pytest.MonkeyPatch.context() as patch:
        patch.setattr(stage, "verify", lambda *_: [])
        publish_snapshot(ctx)
        yield ctx


@pytest.fixture
def file(world: Context, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of the published file that a test may change."""
    path = tmp_path / "copy.duckdb"
    path.write_bytes((world.workspace.published / "personas.duckdb").read_bytes())
    con = duckdb.connect(str(path))
    yield con
    con.close()


def test_nothing_about_few_people_is_told_or_follows(world: Context, file: duckdb.DuckDBPyConnection) -> None:
    found = attack(file, world.warehouse.con, min_cell=CELL)
    assert not found, "\n".join(map(str, found[:20]))


def test_every_table_of_the_contract_is_attacked(world: Context, file: duckdb.DuckDBPyConnection) -> None:
    """All but those of one person a row and the books of files and runs; and there is something hidden to look for."""
    attacked = {each.table.name: each for each in attacked_tables(file, world.warehouse.con)}
    figures = {
        table.name
        for table in PUBLISHED
        for each in table.columns
        if NUMBERS.match(each.type) and not NO_COUNT.match(each.name) and each.name not in table.key
    }
    of_persons = {table.name for table in PUBLISHED if "customer_key" in table.column_names}
    books = {table.name for table in PUBLISHED if table.layer == "ops"}
    assert figures - of_persons - books == set(attacked)
    for name in ("marts.persona_transitions", "marts.persona_changes", "marts.persona_profiles"):
        each = attacked[name]
        hidden = sum(row[column] is None for row in each.shown.values() for column in each.counts)
        told = sum(row[column] is not None for row in each.shown.values() for column in each.counts)
        assert hidden > 20, name
        assert told > 20, name


@pytest.mark.parametrize(
    ("leak", "table", "column"),
    [
        (
            "update marts.persona_transitions set customers = 3 where cause = 'people' and from_persona = 'P01' and to_persona = 'P03'",
            "marts.persona_transitions",
            "customers",
        ),
        (
            "update marts.persona_changes set data_people = 2 where figure = 'nps'",
            "marts.persona_changes",
            "data_people",
        ),
        (
            "update marts.persona_profiles set value = 0.05, n = 100 where figure = 'share' and persona_id = 'P02'",
            "marts.persona_profiles",
            "value",
        ),
    ],
)
def test_a_small_figure_that_is_told_is_found_and_named(
    world: Context, file: duckdb.DuckDBPyConnection, leak: str, table: str, column: str
) -> None:
    file.execute(leak)
    found = attack(file, world.warehouse.con, min_cell=CELL)
    assert (table, column) in {(finding.table, finding.column) for finding in found}
    assert f"{table} (" in str(next(finding for finding in found if finding.table == table))


def test_a_small_figure_beside_its_hidden_count_is_found(world: Context, file: duckdb.DuckDBPyConnection) -> None:
    """The count is hidden, and the money of the few is not."""
    truth = world.warehouse.query(
        "select as_of, compared, from_persona, to_persona, cause from marts.persona_transitions "
        "where buyers between 1 and 9 and customers >= 1 and compared = 'week' limit 1"
    )[0]
    file.execute(
        "update marts.persona_transitions set monetary = 99 where as_of = ? and compared = ? and from_persona = ? and to_persona = ? and cause = ?",
        list(truth),
    )
    found = attack(file, world.warehouse.con, min_cell=CELL)
    assert {(finding.table, finding.column) for finding in found} == {("marts.persona_transitions", "monetary")}


def test_a_small_move_that_follows_from_the_members_is_found(world: Context, file: duckdb.DuckDBPyConnection) -> None:
    """What the file would tell without complementary hiding: all moves but the small ones."""
    file.execute("attach ':memory:' as truth")
    rows = world.warehouse.query(
        "select as_of, compared, from_persona, to_persona, cause, customers from marts.persona_transitions"
    )
    file.execute("create table truth.moves (d date, c varchar, f varchar, t varchar, w varchar, n bigint)")
    file.executemany("insert into truth.moves values (?, ?, ?, ?, ?, ?)", rows)
    file.execute(
        "update marts.persona_transitions as p set customers = m.n from truth.moves as m where m.d = p.as_of and m.c = p.compared "
        "and m.f = p.from_persona and m.t = p.to_persona and m.w = p.cause and (m.n = 0 or m.n >= 10)"
    )
    found = [f for f in attack(file, world.warehouse.con, min_cell=CELL) if f.table == "marts.persona_transitions"]
    assert found
    assert all(finding.how.startswith("follows from totals") for finding in found)


def test_what_counts_people_is_read_from_the_contract() -> None:
    by_name = {f"{table.name}.{each.name}": (table, each) for table in PUBLISHED for each in table.columns}
    people = (
        "marts.rfm_summary.customers",
        "marts.rfm_summary.customers_tonight",
        "marts.persona_profiles.n",
        "marts.persona_transitions.buyers",
        "marts.persona_changes.mix_people",
        "marts.daily_figures.promoters",
        "marts.match_rates.numerator",
    )
    assert all(counts_people(*by_name[name]) for name in people)
    others = ("marts.daily_figures.orders", "marts.persona_spells.version", "marts.rfm_cut_points.score")
    assert not any(counts_people(*by_name[name]) for name in others)
