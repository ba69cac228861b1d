"""What a published snapshot holds, and what it must never hold."""

import json
import re
import stat
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from persona_pipeline.basics.files import file_sha256
from persona_pipeline.context import Context
from persona_pipeline.contracts import TABLES, Table
from persona_pipeline.publish import ANSWERS, current_snapshot, publish_snapshot, published_tables, snapshots
from persona_pipeline.publish.verify import expected_comments
from persona_pipeline.settings import PublishSettings

from .filled import AS_OF, CANARIES


def read(path: Path, sql: str) -> list[tuple[object, ...]]:
    con = duckdb.connect(str(path), read_only=True)
    try:
        return con.execute(sql).fetchall()
    finally:
        con.close()


@pytest.mark.slow
def test_the_fixed_names_lead_to_the_snapshot(filled: Context) -> None:
    report = publish_snapshot(filled)
    published = filled.workspace.published
    name = str(report.figures["snapshot"])
    assert re.fullmatch(r"000002-2026-03-01-[0-9a-f]{8}", name)  # the nights before name 000001
    assert str((published / "current").readlink()) == f"snapshots/{name}"
    assert str((published / "personas.duckdb").readlink()) == "current/personas.duckdb"
    assert str((published / "parquet").readlink()) == "current/parquet"
    assert read(published / "personas.duckdb", "select snapshot, sequence from answers.this_snapshot") == [(name, 2)]


@pytest.mark.slow
def test_every_published_table_has_its_rows_in_both_forms(filled: Context) -> None:
    publish_snapshot(filled)
    published = filled.workspace.published
    for table in published_tables():
        wanted = 4 if table.name == "ops.refused_rows" else filled.warehouse.count(table.name)
        assert wanted > 0, f"the fixture leaves {table.name} empty"
        assert read(published / "personas.duckdb", f"select count(*) from {table.name}") == [(wanted,)], table.name
        parquet = published / "parquet" / f"{table.name}.parquet"
        assert duckdb.execute(f"select count(*) from '{parquet}'").fetchall() == [(wanted,)], table.name
        described = duckdb.execute(f"describe select * from '{parquet}'").fetchall()
        assert [(row[0], row[1]) for row in described] == [(column.name, column.type) for column in table.columns], (
            table.name
        )


@pytest.mark.slow
def test_only_the_night_of_tables_without_history_and_nothing_after_it(filled: Context, unverified: None) -> None:
    for table, day in (
        ("marts.persona_members", "as_of"),
        ("marts.persona_profiles", "as_of"),
        ("marts.daily_figures", "business_day"),
    ):
        filled.warehouse.query(
            f"insert into {table} select * replace ({day} + 1 as {day}) from {table} where {day} = '2026-03-01'"
        )
    publish_snapshot(filled)
    path = filled.workspace.published / "personas.duckdb"
    assert read(path, "select distinct as_of from marts.persona_members") == [(AS_OF,)]
    assert read(path, "select max(as_of), count(distinct as_of) from marts.persona_profiles") == [(AS_OF, 60)]
    assert read(path, "select max(business_day) from marts.daily_figures") == [(AS_OF,)]


def test_comments_are_in_the_file(published: Path) -> None:
    path = published / "personas.duckdb"
    tables = dict(read(path, "select schema_name || '.' || table_name, comment from duckdb_tables()"))
    columns = dict(
        read(
            path,
            "select schema_name || '.' || table_name || '.' || column_name, comment from duckdb_columns() where not internal",
        )
    )
    views = dict(read(path, "select schema_name || '.' || view_name, comment from duckdb_views() where not internal"))
    assert {**tables, **views, **columns} == expected_comments()
    assert tables["marts.personas"] == f"{TABLES['marts.personas'].meaning} ({TABLES['marts.personas'].grain})"


def test_the_manifest_tells_the_truth(published: Path) -> None:
    folder = published / "current"
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["as_of"] == "2026-03-01"
    assert manifest["persona_version"] == 1
    assert manifest["storage_version"] == "v1.2.0"
    assert manifest["database_sha256"] == file_sha256(folder / "personas.duckdb")
    assert {table["name"] for table in manifest["tables"]} == {table.name for table in published_tables()}
    for table in manifest["tables"]:
        assert table["sha256"] == file_sha256(folder / table["file"]), table["name"]
        assert table["bytes"] == (folder / table["file"]).stat().st_size


def test_files_are_read_only_and_have_no_log(published: Path) -> None:
    for path in published.rglob("*"):
        assert not path.name.endswith(".wal"), path
        if path.is_file() and not path.is_symlink():
            assert stat.S_IMODE(path.stat().st_mode) == 0o444, path


@pytest.mark.slow
def test_the_same_night_again_makes_no_new_snapshot(filled: Context, unverified: None) -> None:
    first = publish_snapshot(filled)
    filled.warehouse.query("update ops.nights set started_at = started_at + interval 1 hour, run_id = 'another'")
    filled.warehouse.query("update ops.stages set duration_s = 99")
    again = publish_snapshot(filled)
    assert (again.figures["snapshot"], again.figures["new"]) == (first.figures["snapshot"], False)
    assert len(snapshots(filled.workspace)) == 1


@pytest.mark.slow
def test_a_changed_figure_makes_a_new_snapshot(filled: Context, unverified: None) -> None:
    first = publish_snapshot(filled)
    filled.warehouse.query("update marts.persona_profiles set value = value + 1 where figure = 'members'")
    second = publish_snapshot(filled)
    assert second.figures["sequence"] == int(str(first.figures["sequence"])) + 1
    assert second.figures["content_sha256"] != first.figures["content_sha256"]


@pytest.mark.slow
def test_a_damaged_snapshot_is_not_used_again(filled: Context, unverified: None) -> None:
    first = publish_snapshot(filled)
    path = filled.workspace.published / "current" / "parquet" / "marts.personas.parquet"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    again = publish_snapshot(filled)
    assert again.figures["new"] is True
    assert again.figures["snapshot"] != first.figures["snapshot"]


@pytest.mark.slow
def test_an_old_night_again_takes_no_newer_night_away(filled: Context, unverified: None) -> None:
    publish_snapshot(filled)
    report = publish_snapshot(replace(filled, as_of=AS_OF - timedelta(days=10)))
    assert report.figures["as_of"] == "2026-03-01"
    assert report.figures["new"] is False


def test_no_personal_value_comes_out(published: Path) -> None:
    for path in (published / "snapshots").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            for canary in CANARIES:
                assert canary.encode() not in content, f"{canary} in {path}"


def test_no_published_column_is_named_after_personal_data() -> None:
    personal = re.compile(
        r"e_?mail(?!_se|_sh)|phone|address|birth|iban|first_?name|last_?name|visitor_id|customer_id|record\b"
    )
    named = [
        f"{table.name}.{column.name}"
        for table in published_tables()
        for column in table.columns
        if personal.search(column.name)
    ]
    assert named == []
    assert {table.layer for table in published_tables()} == {"core", "marts", "ops"}


@pytest.mark.slow
def test_no_small_cell_comes_out(filled: Context, unverified: None) -> None:
    """Ten is the limit: whatever is about fewer people has no figure, whatever is about ten or more has one."""
    warehouse = filled.warehouse
    warehouse.query("update marts.rfm_summary set customers = 9, customers_tonight = 10 where segment = 'Loyal'")
    warehouse.query(
        "update marts.rfm_summary set customers = 0, customers_tonight = 0, monetary = 0 where segment = 'At risk'"
    )
    publish_snapshot(filled)
    path = filled.workspace.published / "personas.duckdb"
    summary = "select customers, customers_tonight, monetary, median_recency_days from marts.rfm_summary where as_of = '2026-03-01' and segment = '{}'"
    assert read(path, summary.format("Loyal")) == [(None, 10, None, None)]
    assert read(path, summary.format("At risk")) == [(0, 0, 0, None)]
    assert read(
        path,
        "select from_persona, to_persona, customers is null, monetary is null from marts.persona_transitions order by all",
    ) == [
        ("P01", "P01", False, False),
        ("P01", "P02", False, True),  # 12 of 14 bought: two did not
        ("P03", "P01", True, True),
    ]
    assert read(
        path, "select count(*) from marts.persona_kpis where n < 10 and (value is not null or total is not null)"
    ) == [(0,)]
    assert read(
        path,
        "select count(*) from marts.match_rates where denominator < 10 or (denominator is null and rate is not null)",
    ) == [(0,)]
    assert read(path, "select count(*) from marts.persona_profiles where n < 10 and value is not null") == [(0,)]


@pytest.mark.parametrize("view", ANSWERS, ids=lambda view: view.name)
def test_views_have_the_columns_that_they_promise(published: Path, view: Table) -> None:
    described = read(published / "personas.duckdb", f"describe {view.name}")
    assert [(row[0], row[1]) for row in described] == [(column.name, column.type) for column in view.columns]
    assert read(published / "personas.duckdb", f"select count(*) > 0 from {view.name}") == [(True,)]


def test_views_answer_right(published: Path) -> None:
    path = published / "personas.duckdb"
    tonight = read(path, "select persona_id, name, customers, verdict from answers.personas_tonight")
    assert tonight == [
        ("P01", "Weekend browsers", 270, "keep"),
        ("P02", "Night owls", 180, "re-evaluate"),
        ("P03", "Loyal regulars", 150, "watch"),
    ]
    history = read(
        path, "select verdict, first_night, last_night, nights from answers.verdict_history where persona_id = 'P02'"
    )
    assert history == [("keep", date(2026, 2, 10), date(2026, 2, 28), 19), ("re-evaluate", AS_OF, AS_OF, 1)]
    moved = read(path, "select persona_id, measure, evidence from answers.moved_tonight")
    assert moved == [("P02", "active_share", round(7.2 / 4.58, 6)), ("P03", "conversion", None)], "of four people"
    kept = read(
        path,
        "select source, rows_in, rows_core, rows_duplicate, rows_replaced, rows_quarantined, rows_unexplained from answers.row_conservation",
    )
    assert ("shop", 3300, 2880, 60, 60, 300, 0) in kept
    assert read(path, "select count(*), count(segment) from answers.members_tonight") == [(600, 511)]


@pytest.mark.slow
def test_old_snapshots_are_collected(filled: Context, unverified: None) -> None:
    ctx = replace(filled, settings=filled.settings.model_copy(update={"publish": PublishSettings(keep_snapshots=2)}))
    names = []
    for number in range(4):
        ctx.warehouse.query("update marts.persona_profiles set value = $n where figure = 'members'", {"n": number})
        names.append(publish_snapshot(ctx).figures["snapshot"])
    assert [snapshot.name for snapshot in snapshots(ctx.workspace)] == names[-2:]
    assert sorted(path.name for path in (ctx.workspace.published / "snapshots").iterdir()) == names[-2:]


@pytest.mark.slow
def test_a_log_left_by_a_writing_client_never_meets_the_next_snapshot(filled: Context, unverified: None) -> None:
    publish_snapshot(filled)
    stray = filled.workspace.published / "personas.duckdb.wal"
    stray.write_bytes(b"left by a client that opened the file for writing")
    filled.warehouse.query("update marts.persona_profiles set value = 1 where figure = 'members'")
    publish_snapshot(filled)
    assert not stray.exists()
    assert (filled.workspace.published / "stray-1.wal").read_bytes().startswith(b"left by")
    assert current_snapshot(filled.workspace) is not None
