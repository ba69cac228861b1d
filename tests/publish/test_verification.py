"""A snapshot that does not read back as it was written is never pointed at."""

from collections.abc import Callable
from pathlib import Path

import pytest

from persona_pipeline.context import Context
from persona_pipeline.publish import current_snapshot, publish_snapshot, snapshots, stage

from .filled import AS_OF

pytestmark = pytest.mark.slow


def flip_bytes(folder: Path) -> None:
    path = folder / "personas.duckdb"
    content = bytearray(path.read_bytes())
    for place in range(20_000, len(content), 5_000):
        content[place] ^= 0xFF
    path.write_bytes(content)


def cut_database(folder: Path) -> None:
    path = folder / "personas.duckdb"
    path.write_bytes(path.read_bytes()[:100_000])


def lose_parquet(folder: Path) -> None:
    (folder / "parquet" / "marts.personas.parquet").unlink()


def leave_a_log(folder: Path) -> None:
    (folder / "personas.duckdb.wal").write_bytes(b"something")


@pytest.mark.parametrize("harm", [flip_bytes, cut_database, lose_parquet, leave_a_log])
def test_harm_between_writing_and_reading_is_noticed(
    filled: Context, monkeypatch: pytest.MonkeyPatch, harm: Callable[[Path], None]
) -> None:
    real = stage.verify

    def harmed(ctx: Context, folder: Path, checks: object) -> list[str]:
        harm(folder)
        return real(ctx, folder, checks)  # type: ignore[arg-type]

    monkeypatch.setattr(stage, "verify", harmed)
    report = publish_snapshot(filled)
    assert [(check.name, check.passed, check.blocking) for check in report.checks] == [
        ("published_file_is_whole", False, True)
    ]
    assert "Mend:" in report.checks[0].reason
    assert snapshots(filled.workspace) == []
    assert not (filled.workspace.published / "current").exists()


def test_a_bad_night_leaves_the_last_good_one(filled: Context) -> None:
    good = publish_snapshot(filled).figures["snapshot"]
    filled.warehouse.query("insert into marts.persona_members select * from marts.persona_members limit 3")
    report = publish_snapshot(filled)
    assert "marts.persona_members: 3 keys" in report.checks[0].reason
    current = current_snapshot(filled.workspace)
    assert current is not None
    assert current.name == good
    assert [path.name for path in (filled.workspace.published / "snapshots").iterdir()] == [good]


def test_a_run_that_lost_the_workspace_does_not_publish(filled: Context) -> None:
    good = publish_snapshot(filled).figures["snapshot"]
    filled.warehouse.claim("the later run")
    filled.warehouse.run_id = "the earlier run"
    filled.warehouse.con.execute("update marts.personas set name = 'changed'")
    with pytest.raises(Exception, match="lost the workspace"):
        publish_snapshot(filled)
    current = current_snapshot(filled.workspace)
    assert current is not None
    assert current.name == good
    assert current.manifest.night == AS_OF
