"""Real data as nights: every source of a played shop gets files, a file is cut by day, and the printed tables can be asked for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from benchmarks.drift.real import PARTS
from benchmarks.drift.real_shops import SHOPS, SQL
from persona_pipeline.settings import load_settings
from persona_pipeline.warehouse import Warehouse


@pytest.mark.parametrize("name", sorted(SHOPS))
def test_every_source_of_a_played_shop_gets_files(name: str, tmp_path: Path) -> None:
    """A source that is named and gets none stops every night: its folder is not there."""
    file = tmp_path / "persona.yaml"
    file.write_text(SHOPS[name].yaml, encoding="utf-8")
    assert {source.name for source in load_settings(file).sources} == set(SHOPS[name].sources)


@pytest.mark.parametrize("name", sorted(PARTS))
def test_the_tables_can_be_asked_for(name: str, warehouse: Warehouse) -> None:
    for part in PARTS[name]:
        assert warehouse.con.execute((SQL / f"{part}.sql").read_text()).description


def test_a_file_is_cut_by_day_and_loses_no_row(tmp_path: Path) -> None:
    answers = tmp_path / "survey.csv"
    answers.write_text("RecordedDate,id\n11/02/2022 10:00:00,01\n11/01/2022 09:00:00,02\n11/02/2022 23:59:59,03\n")
    made = SHOPS["panel"].days(answers, tmp_path / "days")
    assert [date.fromisoformat(file.stem) for file in made] == [date(2022, 11, 1), date(2022, 11, 2)]
    assert [file.read_text().count("\n") - 1 for file in made] == [1, 2]
    assert ",01" in made[1].read_text()
