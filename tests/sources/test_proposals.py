"""What `sources check` makes of a survey: roles with reasons, several columns as one question, nothing personal; and of folders."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
import yaml

from persona_pipeline.settings import ConfigError, SurveyFile
from persona_pipeline.sources import check_files, read_details
from persona_pipeline.sources.roles import guess, left_out
from persona_pipeline.sources.survey_yaml import survey_yaml


def counts(*values: str) -> Counter[str]:
    return Counter(values)


@pytest.mark.parametrize(
    ("question", "values", "role"),
    [
        ("How likely are you to recommend us?", ("0", "7", "10"), "nps"),
        ("Hoe waarschijnlijk is het dat u ons aanbeveelt?", ("9", "10"), "nps"),
        ("Zou je ons aan een vriend aanraden?", ("3",), "nps"),
        ("Would you recommend us?", ("Yes", "No"), "other"),
        ("How satisfied are you with the delivery?", ("1", "5"), "satisfaction"),
        ("Hoe tevreden bent u over de service?", ("2", "7"), "satisfaction"),
        ("Which number?", ("1", "2", "5"), "other"),
        ("Wat is uw leeftijd?", ("18-30", "31-50"), "demographic"),
        ("What is your household income?", ("low", "high"), "demographic"),
        ("Where did you hear about us?", ("Friend", "Web"), "channel"),
        ("Waar let u op? Wat is belangrijk?", ("Prijs", "Service"), "decision_factor"),
        ("Wat weerhoudt u ervan vaker te bestellen?", ("Prijs", "Tijd"), "pain"),
        ("Wat is het doel van uw bezoek?", ("Kopen", "Kijken"), "goal"),
        ("Waar bent u naar op zoek?", ("Cadeau", "Boek"), "need"),
        ("Tell us about it", ("The parcel came late and was wet.", "I could not find the button to pay."), "open_text"),
        ("Anders, namelijk", ("a", "b"), "open_text"),
        ("Does the page manage?", ("x", "y"), "other"),
    ],
)
def test_roles(question: str, values: tuple[str, ...], role: str) -> None:
    found = guess(question, counts(*values))
    assert found.role == role
    assert found.reason


def test_scales_and_separators() -> None:
    assert guess("How satisfied?", counts("1", "7")).scale == (1, 7)
    assert guess("Welk cijfer geeft u?", counts("1", "9")).scale == (1, 10)
    ticked = counts("Web", "Shop", "Web, Shop", "Shop, Web", "Phone", "Web, Phone")
    assert guess("Where do you buy?", ticked).separator == ", "
    phrases = counts("Yes, very rude", "No, not rude at all", "Yes, somewhat rude", "No, not rude at all")
    assert guess("Is it rude?", phrases).separator is None


@pytest.mark.parametrize(
    "header",
    ["Respondent ID", "Survey ResponseID", "First Name", "E-mailadres", "What is your e-mail address?", "IPAddress", "IP Address",
     "LocationLatitude", "Location (Census Region)", "Telefoonnummer", "Q1_NPS_GROUP", "Finished", "Network ID", "Postcode"],
)  # fmt: skip
def test_what_is_about_the_person_or_the_response_is_no_question(header: str) -> None:
    assert left_out(header, header, counts("x"))


def test_values_give_personal_data_away() -> None:
    assert left_out("Q7", "How can we reach you?", counts("a@b.nl", "later", "06 1234 5678"))
    assert not left_out("Age", "Age", counts("30", "31"))


def test_a_proposal_is_not_confirmed_and_loads() -> None:
    headers = ["Q1_NPS_GROUP", "Q1", "Q2_1", "Q2_2", "IPAddress", "Why? [Price]", "Why? [Speed]", "Shop", "Web"]
    texts = {"Q1": "Would you recommend us?", "Q2_1": "Which channels? - Web", "Q2_2": "Which channels? - Shop"}
    values = {
        "Q1": counts("9"),
        "Q2_1": counts("Web"),
        "Q2_2": counts("1"),
        "Why? [Price]": counts("Price"),
        "Shop": counts("Shop"),
        "Web": counts("Web"),
    }
    text = survey_yaml("a.csv", headers, texts, values)
    found = SurveyFile.model_validate(yaml.safe_load(text))
    assert not found.confirmed
    assert [(each.headers, each.role) for each in found.questions.values()] == [
        (("Q1",), "nps"),
        (("Q2_1", "Q2_2"), "channel"),
        (("Why? [Price]", "Why? [Speed]"), "other"),
        (("Shop", "Web"), "other"),
    ]
    assert "# nps: asks about recommending" in text
    assert '"IPAddress": personal data' in text


def test_details_name_questions_and_choices(tmp_path: Path) -> None:
    question = {"id": "5", "family": "multiple_choice", "headings": [{"heading": "Where do <b>you</b> buy?"}],
                "answers": {"choices": [{"id": "51", "text": "Web"}], "rows": [{"id": "1", "text": "Now"}]}}  # fmt: skip
    path = tmp_path / "details.json"
    path.write_text(json.dumps({"pages": [{"questions": [question]}]}))
    details = read_details(path)
    found = yaml.safe_load(survey_yaml("a.json", ["5", "5.1"], {}, {"5": counts("51")}, details))["questions"]
    assert found["where_do_you_buy"] == {
        "column": "5", "label": "Where do you buy?", "role": "channel", "separator": "\n", "choices": {"51": "Web"}}  # fmt: skip
    assert found["where_do_you_buy_now"]["label"] == "Where do you buy? [Now]"
    form = {
        "fields": [
            {"ref": "a", "title": "One?"},
            {"ref": "g", "properties": {"fields": [{"ref": "b", "title": "Two?"}]}},
        ]
    }
    path.write_text(json.dumps(form))
    assert {key: each.text for key, each in read_details(path).items()} == {"a": "One?", "b": "Two?"}
    path.write_text("{}")
    with pytest.raises(ConfigError, match="found no questions"):
        read_details(path)


ORDERS = "order_id,ordered_at,amount,customer_id\n"


def test_a_folder_of_mixed_files(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    for day in (1, 2, 3):
        (folder / f"2026-03-0{day}.csv").write_text(f"{ORDERS}{day},2026-03-0{day},5,a\n{day}9,x,5,a\n")
    (folder / "people.csv").write_text("who,what\n1,2\n")
    found = check_files(sorted(folder.iterdir()))
    assert [(each.kind, each.path.name, len(each.others)) for each in found] == [
        ("orders", "2026-03-01.csv", 2),
        ("unknown", "people.csv", 0),
    ]
    orders, unknown = found
    assert (orders.rows, orders.rows_accepted, orders.refused) == (6, 3, {"bad_timestamp": 3})
    assert (str(orders.first_day), str(orders.last_day)) == ("2026-03-01", "2026-03-03")
    pasted = yaml.safe_load(orders.yaml)[0]
    assert list(pasted)[:2] == ["name", "kind"]
    assert pasted["name"] == "export"
    assert Path(pasted["path"]) == folder / "2026-03-*.csv"
    assert unknown.yaml == ""
    assert {"orders", "survey", "web"} <= {line.partition(":")[0] for line in unknown.nearest}
    assert any("no column order_id, no ordered_at, no amount or unit_price" in line for line in unknown.nearest)


def test_a_folder_of_one_header_is_named_as_a_whole(tmp_path: Path) -> None:
    for day in (1, 2):
        (tmp_path / f"orders-{day}.csv").write_text(f"{ORDERS}{day},2026-03-0{day},5,a\n")
    assert Path(yaml.safe_load(check_files([tmp_path / "orders-1.csv"])[0].yaml)[0]["path"]) == tmp_path / "*.csv"
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    assert (
        Path(yaml.safe_load(check_files([tmp_path / "orders-1.csv"])[0].yaml)[0]["path"]) == tmp_path / "orders-*.csv"
    )


def test_a_survey_without_dates_is_looked_at_and_asks_for_its_day(tmp_path: Path) -> None:
    path = tmp_path / "poll.csv"
    path.write_text("Respondent ID,Wat is uw leeftijd?\n1,30\n2,40\n")
    check = check_files([path])[0]
    assert (check.kind, check.format, check.rows_accepted) == ("survey", "surveymonkey", 2)
    pasted = yaml.safe_load(check.yaml)[0]
    assert pasted["questions_file"] == "surveys/poll.yaml"
    assert pasted["constants"]["submitted_at"].startswith("the day of the survey")
    assert "demographic" in check.survey
    assert any("time zone" in note for note in check.notes)


def test_a_list_of_customers_and_a_search_report_are_told_apart(tmp_path: Path) -> None:
    people = tmp_path / "export.csv"
    people.write_text("ID;Year_Birth;Education;Income\n5524;1957;Master;58138\n2174;1954;PhD;46344\n")
    report = tmp_path / "queries.csv"
    report.write_text("Top queries,Clicks,Impressions,CTR,Position\nmug,1,20,5%,3.1\n")
    found = check_files([people, report])
    assert [(each.kind, each.format) for each in found] == [("crm", "generic"), ("signals", "search_console")]
    for each, moment in zip(found, ("valid_from", "signal_at"), strict=True):
        (pasted,) = yaml.safe_load(each.yaml)
        assert pasted["constants"][moment].startswith("the day of the rows")
        assert "late_after_days" not in pasted
        assert any("date_in_name" in finding for finding in each.findings)
