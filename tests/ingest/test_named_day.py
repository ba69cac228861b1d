"""Where a file's name dates its rows, the same content under the name of another day is another load."""

from pathlib import Path

from persona_pipeline.ingest.discover import look
from persona_pipeline.ingest.landing import land
from persona_pipeline.settings import Source, Workspace


def loads(folder: Path, source: Source) -> set[str]:
    inbox = look(Workspace(folder), source)
    landed = [land(Workspace(folder), file) for file in inbox.files]
    return {copy.load_id for copy in landed if copy is not None}


def test_the_day_in_the_name_is_part_of_the_content(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    for day in ("2026-03-01", "2026-04-01"):
        (tmp_path / "inbox" / f"crm-{day}.csv").write_text("id\n7\n")
    plain = Source(name="list", kind="crm", path="inbox/*")
    assert len(loads(tmp_path, plain)) == 1
    assert len(loads(tmp_path, plain.model_copy(update={"date_in_name": "crm-%Y-%m-%d"}))) == 2
