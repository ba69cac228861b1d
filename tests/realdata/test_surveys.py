"""Survey files of four publishers: recognised, read to the row, and given a proposal that loads."""

import csv
import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml

from persona_pipeline.context import Context
from persona_pipeline.core import conform_survey, resolve_identities
from persona_pipeline.ingest import take_in
from persona_pipeline.settings import SurveyFile, Workspace, load_settings
from persona_pipeline.sources import FileCheck, check_files, read_details
from persona_pipeline.warehouse import Warehouse

pytestmark = pytest.mark.slow


def look(*paths: Path) -> FileCheck:
    return check_files(paths)[0]


def proposal(check: FileCheck) -> SurveyFile:
    found = SurveyFile.model_validate(yaml.safe_load(check.survey))
    assert not found.confirmed
    return found


@pytest.mark.parametrize(("name", "response_id"), [("sample.csv", "ResponseId"), ("sample_legacy.csv", "ResponseID")])
def test_qualtrics(shared_data: Path, name: str, response_id: str) -> None:
    check = look(shared_data / "survey" / "qualtrics" / name)
    assert (check.kind, check.format, check.rows, check.rows_accepted) == ("survey", "qualtrics", 1, 1)
    assert check.columns["response_id"] == response_id
    questions = proposal(check).questions
    assert {"Q1", "Q2"} <= {header for each in questions.values() for header in each.headers}
    assert not any("Location" in header or "IP" in header for each in questions.values() for header in each.headers)
    assert "This is a free text question." in {each.label for each in questions.values()}


def test_surveymonkey_exports_without_dates(shared_data: Path) -> None:
    folder = shared_data / "survey" / "surveymonkey"
    flying = look(folder / "flying-etiquette.csv")
    assert (flying.kind, flying.format, flying.rows) == ("survey", "surveymonkey", 1_040)
    roles = {each.headers[0]: each.role for each in proposal(flying).questions.values()}
    assert {roles[name] for name in ("Gender", "Age", "Household Income", "Education")} == {"demographic"}
    dinner = look(folder / "thanksgiving-2015-poll-data.csv")
    assert (dinner.format, dinner.rows) == ("surveymonkey", 1_058)
    sizes = sorted(len(each.headers) for each in proposal(dinner).questions.values())
    assert sizes[-3:] == [11, 12, 14], "sides, pies and desserts, a column for each choice"


def test_surveymonkey_api(shared_data: Path) -> None:
    folder = shared_data / "formats" / "surveymonkey_api"
    details = next(folder.glob("*details.json"))
    check = check_files(list(folder.glob("*bulk*.json")), details=read_details(details))[0]
    assert (check.format, check.rows, check.rows_accepted) == ("surveymonkey_api", 2, 2)
    pets = proposal(check).questions["how_many_pets_do_you_have"]
    assert (pets.column, pets.choices["5096103936"]) == ("769893650", "4 or more")
    assert look(details).error_code == "unusable_format"


def test_open_ecommerce(shared_data: Path) -> None:
    check = look(shared_data / "survey" / "open_ecommerce" / "survey.csv")
    assert (check.kind, check.rows_accepted, check.columns["response_id"]) == ("survey", 5_027, "Survey ResponseID")
    roles = {each.headers[0]: each.role for each in proposal(check).questions.values()}
    assert "Survey ResponseID" not in roles
    assert roles["Q-demos-age"] == "demographic"


@pytest.mark.slow
def test_a_folder_of_days_is_one_source(shared_data: Path) -> None:
    found = check_files(sorted((shared_data / "orders" / "online_retail").glob("2010-12-*.csv")))
    assert [(each.kind, each.format) for each in found] == [("orders", "online_retail")]
    assert yaml.safe_load(found[0].yaml)[0]["name"] == "online_retail"


@pytest.mark.slow
def test_a_poll_from_proposal_to_answers(tmp_path: Path, shared_data: Path) -> None:
    """Confirmed as proposed: 12 columns of pies become one question, and each tick counts once."""
    file = shared_data / "survey" / "surveymonkey" / "thanksgiving-2015-poll-data.csv"
    (tmp_path / "inbox").mkdir()
    (tmp_path / "surveys").mkdir()
    shutil.copy(file, tmp_path / "inbox" / file.name)
    (tmp_path / "surveys" / "dinner.yaml").write_text(look(file).survey.replace("confirmed: false", "confirmed: true"))
    (tmp_path / "persona.yaml").write_text(
        "sources:\n  - {name: dinner, kind: survey, path: inbox/*, questions_file: surveys/dinner.yaml,\n"
        "     constants: {submitted_at: 2015-11-17}, final_newline: optional}\n"
    )
    workspace, settings = Workspace(tmp_path), load_settings(tmp_path / "persona.yaml")
    with Warehouse.open(workspace, settings) as warehouse:
        ctx = Context(workspace, settings, warehouse, date(2015, 12, 31))
        report = take_in(ctx, "survey")
        assert not report.stopped_by, report.stopped_by
        resolve_identities(ctx)
        conform_survey(ctx)
        pies = dict(
            warehouse.query(
                "select answer_text, count(*) from core.answers where question_id = 'which_type_of_pie_is_typically_served_at' group by 1"
            )
        )
        assert warehouse.query("select count(*) from ops.questions")[0][0] == 64
    with file.open(encoding="utf-8") as text:
        rows = list(csv.DictReader(text))
    column = "Which type of pie is typically served at your Thanksgiving dinner? Please select all that apply. - {}"
    for pie in ("Pumpkin", "Apple", "Pecan", "Cherry"):
        assert pies[pie] == sum(row[column.format(pie)] != "" for row in rows), pie
