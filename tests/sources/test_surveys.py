"""Survey exports as their tools write them: names, question texts, time zones, choices, half answers; no row is lost."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sources.conftest import Outcome, Read

SURVEY = {"kind": "survey"}


def table(*rows: Sequence[str], delimiter: str = ",") -> str:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return file.getvalue()


def answers(outcome: Outcome) -> list[dict[str, str]]:
    return [json.loads(row["answers"] or "{}") for row in outcome.accepted]


FIELDS = ["StartDate", "EndDate", "Status", "IPAddress", "Finished", "RecordedDate", "ResponseId", "RecipientEmail",
          "ExternalReference", "UserLanguage", "Q1_NPS_GROUP", "Q1", "Q2_1", "Q2_2", "Q3"]  # fmt: skip
TEXTS = ["Start", "End", "Soort", "IP", "Klaar", "Vastgelegd", "Antwoord-id", "E-mail", "Ref", "Taal", "(Group) Aanbevelen?",
         "Zou u ons\naanbevelen?", "Kanalen? - E-mail", "Kanalen? - Winkel, of zo", "<b>Wat</b> mist u?"]  # fmt: skip
IDS = ["startDate", "endDate", "status", "ipAddress", "finished", "recordedDate", "_recordId", "recipientEmail",
       "externalDataReference", "userLanguage", "QID1_NPS_GROUP", "QID1", "QID2_1", "QID2_2", "QID3_TEXT"]  # fmt: skip
ZONED = [json.dumps({"ImportId": each, **({"timeZone": "America/Denver"} if "Date" in each else {})}) for each in IDS]
QUESTIONS = {
    "nps": {"column": "Q1", "role": "nps"},
    "channels": {"columns": ["Q2_1", "Q2_2"], "role": "channel"},
    "missed": {"column": "QID3_TEXT", "role": "pain"},
}


def response(number: int, status: str = "0", finished: str = "1", **more: str) -> list[str]:
    cells = {"StartDate": "2026-03-01 10:00:00", "Status": status, "Finished": finished, "ResponseId": f"R_{number}",
             "RecordedDate": "2026-03-01 20:30:00", "ExternalReference": f"c{number}", "Q1_NPS_GROUP": "2", "Q1": "8", **more}  # fmt: skip
    return [cells.get(name, "") for name in FIELDS]


def test_qualtrics_with_three_records_of_header(read: Read) -> None:
    rows = [
        response(1, Q2_1="E-mail", Q3="Niets, dank"),
        response(2, Q2_1="1", Q2_2="1"),
        response(3, status="IP Address", finished="True"),
    ]
    outcome = read(table(FIELDS, TEXTS, ZONED, *rows), **SURVEY, zone="Europe/Amsterdam", questions=QUESTIONS)
    assert (outcome.report.format, outcome.report.details.timezone) == ("qualtrics", "America/Denver")
    assert outcome.column("response_id") == ["R_1", "R_2", "R_3"]
    assert set(outcome.column("submitted_at")) == {datetime(2026, 3, 2, 3, 30)}
    assert outcome.report.first_day is not None
    assert outcome.report.first_day.isoformat() == "2026-03-02"
    assert answers(outcome) == [
        {"nps": "8", "channels": "E-mail", "missed": "Niets, dank"},
        {"nps": "8", "channels": "E-mail\nWinkel, of zo"},
        {"nps": "8"},
    ]
    details = outcome.report.details
    assert details.texts["Q1"] == "Zou u ons aanbevelen?"
    assert details.texts["Q3"] == "Wat mist u?"
    assert not details.strict


def test_qualtrics_sets_previews_spam_and_half_answers_aside(read: Read) -> None:
    rows = [
        response(1),
        response(2, status="1"),
        response(3, status="Survey Preview"),
        response(4, status="Spam"),
        response(5, finished="False"),
        response(6, finished="0"),
    ]
    outcome = read(table(FIELDS, TEXTS, ZONED, *rows), **SURVEY)
    assert outcome.column("response_id") == ["R_1"]
    assert [code for _, code in outcome.reasons] == [
        "preview_response",
        "preview_response",
        "spam_response",
        *["partial_response"] * 2,
    ]
    assert outcome.reasons[0][0] == 6, "the line in the file: the header takes four"
    assert outcome.report.details.set_aside == 5
    assert not any("c2" in row["record"] or "192.0.2" in row["record"] for row in outcome.refused), (
        "who it was stays in raw"
    )


def test_qualtrics_broken_rows_keep_their_lines(read: Read) -> None:
    text = table(FIELDS, TEXTS, ZONED, response(1)) + "a,b\n" + table(response(2))
    outcome = read(text, **SURVEY)
    assert outcome.reasons == [(6, "wrong_field_count")]
    assert outcome.report.details.strict


def test_qualtrics_in_tabs_and_utf_16(read: Read) -> None:
    text = table(FIELDS, TEXTS, ZONED, response(1), delimiter="\t")
    outcome = read(text.encode("utf-16"), **SURVEY, encoding="utf-16")
    assert (outcome.report.details.delimiter, outcome.column("response_id")) == ("\t", ["R_1"])


def test_the_group_is_never_the_score(read: Read) -> None:
    wrong = {"nps": {"column": "Q1_NPS_GROUP", "role": "nps"}}
    report = read(table(FIELDS, TEXTS, ZONED, response(1)), **SURVEY, questions=wrong).report
    assert report.error_code == "nps_group"
    assert "`column: Q1`" in (report.error or "")


def test_a_zone_that_nobody_knows(read: Read) -> None:
    text = table(FIELDS, TEXTS, [each.replace("America/Denver", "Mars/Olympus") for each in ZONED], response(1))
    assert read(text, **SURVEY).report.error_code == "unknown_timezone"
    assert read(text, **SURVEY, timezone="Europe/Paris").report.details.timezone == "Europe/Paris"


def test_legacy_qualtrics(read: Read) -> None:
    text = "V1,V8,V9,V10,Q1,\nResponseID,StartDate,EndDate,Finished,Hoe gaat het?,\nR_1,2017-07-18 08:28:09,2017-07-18 08:28:48,1,2,\n"
    text = text.replace("V10", "V10,V7").replace("Finished", "Finished,Status").replace(",1,2,", ",1,0,2,")
    outcome = read(text, **SURVEY, questions={"how": {"column": "Q1"}})
    assert outcome.report.error is None
    assert (outcome.column("response_id"), answers(outcome)) == (["R_1"], [{"how": "2"}])
    assert outcome.report.details.texts["Q1"] == "Hoe gaat het?"


MONKEY = ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address", "First Name",
          "Last Name", "Custom Data 1", "Which, if any?", "", "", "Any\ncomments?"]  # fmt: skip
BELOW = ["", "", "", "", "", "", "", "", "", "Price", "Speed", "Other (please specify)", "Open-Ended Response"]


def monkey(number: int, *cells: str) -> list[str]:
    return [f"10{number}", "4", "03/01/2026 10:00:00", "03/01/2026 10:05:00", "", "", "", "", f"c{number}", *cells]


def test_surveymonkey_with_two_records_of_header(read: Read) -> None:
    asked = {
        "why": {
            "columns": ["Which, if any? [Price]", "Which, if any? [Speed]", "Which, if any? [Other (please specify)]"]
        },
        "comments": {"column": "Any comments?", "role": "open_text"},
    }
    rows = [monkey(1, "Price", "", "the\nshop", "Fine."), monkey(2, "1", "1", "", ""), monkey(3, "", "", "", "")]
    outcome = read(table(MONKEY, BELOW, *rows), **SURVEY, timestamp_format="%m/%d/%Y %H:%M:%S", questions=asked)
    assert outcome.report.format == "surveymonkey"
    assert outcome.column("customer_id") == ["c1", "c2", "c3"]
    assert answers(outcome) == [{"why": "Price\nthe shop", "comments": "Fine."}, {"why": "Price\nSpeed"}, {}]
    assert read(table(MONKEY, BELOW, *rows), **SURVEY).reasons == [(line, "bad_timestamp") for line in (4, 6, 7)]


def test_surveymonkey_with_one_record_of_header(read: Read) -> None:
    text = table(["RespondentID", "End Date", "How often?", "", "Age"], ["1", "2026-03-01", "x", "y", "30"])
    outcome = read(text, **SURVEY, questions={"age": {"column": "Age"}})
    assert (outcome.column("response_id"), answers(outcome)) == (["1"], [{"age": "30"}])
    assert outcome.report.details.unmapped == ("How often?", "How often?_2")


def test_a_hundred_choices_are_read_in_little_memory(read: Read) -> None:
    choices = [f"Which? [Choice {n}]" for n in range(100)]
    text = table(
        ["Respondent ID", "End Date", *choices], ["1", "2026-03-01", *["1"] * 100], ["2", "2026-03-01", *[""] * 100]
    )
    outcome = read(text, **SURVEY, questions={"which": {"columns": choices}})
    assert outcome.report.error is None
    assert answers(outcome) == [{"which": "\n".join(f"Choice {n}" for n in range(100))}, {}]


TYPEFORM = ["#", "<strong>How</strong> likely are you to recommend us?", "E-mail", "Shop", "Other", "Price", "Other",
            "customer_id", "Response Type", "Start Date (UTC)", "Stage Date (UTC)", "Submit Date (UTC)", "Network ID", "Tags"]  # fmt: skip


def test_typeform(read: Read) -> None:
    rows = [
        [
            "abc",
            "9",
            "E-mail",
            "",
            "",
            "",
            "own idea",
            "17",
            "completed",
            "2026-03-01 23:50:00",
            "",
            "2026-03-01 23:59:00",
            "n",
            "",
        ],
        [
            "abd",
            "null",
            "",
            "Shop",
            "",
            "null",
            "",
            "18",
            "completed",
            "2026-03-01 23:50:00",
            "",
            "2026-03-01 23:59:00",
            "n",
            "",
        ],
        ["abe", "3", "", "", "", "", "", "19", "partial", "2026-03-01 23:50:00", "2026-03-01 23:51:00", "", "n", ""],
    ]
    asked = {
        "nps": {"column": "How likely are you to recommend us?", "role": "nps"},
        "channel": {"columns": ["E-mail", "Shop", "Other"], "role": "channel"},
        "factor": {"columns": ["Price", "Other_2"], "role": "decision_factor"},
    }
    outcome = read(
        table(TYPEFORM, *rows),
        **SURVEY,
        zone="Europe/Amsterdam",
        timezone="Asia/Tokyo",
        questions=asked,
        columns={"email": "Tags"},
    )
    assert outcome.report.format == "typeform"
    assert set(outcome.column("submitted_at")) == {datetime(2026, 3, 1, 23, 59)}
    assert str(outcome.report.first_day) == "2026-03-02", "UTC in the file, the shop's day in the row"
    assert answers(outcome) == [{"nps": "9", "channel": "E-mail", "factor": "own idea"}, {"channel": "Shop"}]
    assert outcome.reasons == [(4, "partial_response")]


GOOGLE = ["Tijdstempel", "E-mailadres", "Waar koopt u?", "Oordeel [Prijs]", "Oordeel [Service]"]


@pytest.mark.parametrize(
    ("moment", "utc"),
    [
        ("2026/03/29 2:05:00 p.m. CEST", datetime(2026, 3, 29, 12, 5)),
        ("2026/03/29 12:05:00 AM GMT+1", datetime(2026, 3, 28, 23, 5)),
        ("2026/03/29 2:05:00 PM GMT-3:30", datetime(2026, 3, 29, 17, 35)),
        ("2026-03-29 14:05:00", datetime(2026, 3, 29, 14, 5)),
    ],
)
def test_google_forms_times(read: Read, moment: str, utc: datetime) -> None:
    outcome = read(table(GOOGLE, [moment, "a@b.nl", "Winkel;Web", "4", "5"]), **SURVEY)
    assert (outcome.report.format, outcome.column("submitted_at")) == ("google_forms", [utc])


def test_google_forms_never_guesses_the_order_of_a_date(read: Read) -> None:
    text = table(GOOGLE, ["03/04/2026 14:05:00", "a@b.nl", "Winkel, Web", "4", "5"])
    refused = read(text, **SURVEY).refused
    assert (refused[0]["reason_code"], "timestamp_format" in refused[0]["expected"]) == ("bad_timestamp", True)
    asked = {
        "where": {"column": "Waar koopt u?", "separator": ", ", "choices": {"Web": "Webshop"}},
        "price": {"column": "Oordeel [Prijs]"},
    }
    outcome = read(text, **SURVEY, timestamp_format="%d/%m/%Y %H:%M:%S", questions=asked)
    assert outcome.column("submitted_at") == [datetime(2026, 4, 3, 14, 5)]
    assert outcome.column("email") == ["a@b.nl"]
    assert len(outcome.column("response_id")[0]) == 32
    assert answers(outcome) == [{"where": "Winkel, Webshop", "price": "4"}]


def typeform_item(token: str, **more: Any) -> dict[str, Any]:
    return {"landing_id": token, "token": token, "response_id": token, "landed_at": "2026-03-01T09:00:00Z",
            "submitted_at": "2026-03-01T09:05:00Z", "metadata": {"network_id": "n"}, "hidden": {"customer_id": "17"},
            "calculated": {"score": 0}, **more}  # fmt: skip


def test_typeform_api(read: Read) -> None:
    given_answers = [
        {"field": {"id": "f1", "type": "opinion_scale", "ref": "nps"}, "type": "number", "number": 9},
        {
            "field": {"id": "f2", "type": "multiple_choice", "ref": "how"},
            "type": "choices",
            "choices": {"labels": ["Web", "Shop, big"], "other": "aunt"},
        },
        {
            "field": {"id": "f3", "type": "multiple_choice", "ref": "one"},
            "type": "choice",
            "choice": {"label": 'A "quoted" one'},
        },
        {"field": {"id": "f4", "type": "yes_no", "ref": "again"}, "type": "boolean", "boolean": True},
    ]
    page = {"total_items": 3, "page_count": 1, "items": [
        typeform_item("a", answers=given_answers), typeform_item("b", answers=None),
        typeform_item("c", answers=[], response_type="partial", submitted_at=None)]}  # fmt: skip
    asked = {name: {"column": name} for name in ("nps", "one", "again")} | {"how": {"column": "how", "separator": "\n"}}
    outcome = read(json.dumps(page, indent=2), "a.json", **SURVEY, zone="Asia/Tokyo", questions=asked)
    assert (outcome.report.format, outcome.report.error) == ("typeform_api", None)
    assert answers(outcome) == [
        {"nps": "9", "one": 'A "quoted" one', "again": "true", "how": "Web\nShop, big\naunt"},
        {},
    ]
    assert outcome.column("customer_id") == ["17", "17"]
    assert [code for _, code in outcome.reasons] == ["partial_response"]


def monkey_api(number: int, *questions: dict[str, Any], status: str = "completed") -> dict[str, Any]:
    return {"id": str(number), "collector_id": "4", "survey_id": "9", "response_status": status, "custom_value": f"c{number}",
            "custom_variables": {}, "email_address": "", "ip_address": "192.0.2.1", "date_created": "2026-03-01T18:05:46+00:00",
            "date_modified": "2026-03-01T19:05:57+01:00", "pages": [{"id": "1", "questions": list(questions)}, {"id": "2"}]}  # fmt: skip


def test_surveymonkey_api(read: Read) -> None:
    full = monkey_api(
        1,
        {"id": "5", "answers": [{"choice_id": "51"}, {"choice_id": "52"}, {"other_id": "53", "text": "aunt"}]},
        {"id": "6", "answers": [{"row_id": "61", "choice_id": "69"}, {"row_id": "62", "choice_id": "68"}]},
    )
    page = {"data": [full, monkey_api(2), monkey_api(3, status="partial")], "page": 1, "total": 3, "links": {}}
    asked = {
        "where": {"column": "5", "separator": "\n", "choices": {"51": "Web", "52": "Shop"}},
        "nps": {"column": "6.61", "role": "nps", "choices": {"69": "9"}},
        "service": {"column": "6.62", "choices": {"68": "8"}},
    }
    outcome = read(json.dumps(page, indent=4), "a.json", **SURVEY, questions=asked)
    assert (outcome.report.format, outcome.report.error) == ("surveymonkey_api", None)
    assert answers(outcome) == [{"where": "Web\nShop\naunt", "nps": "9", "service": "8"}, {}]
    assert set(outcome.column("submitted_at")) == {datetime(2026, 3, 1, 18, 5, 57)}
    assert [code for _, code in outcome.reasons] == ["partial_response"]


CELLS = st.text(st.sampled_from("ab1,;\"\n 'é<>|[]"), max_size=8)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(["0", "1", "8", "Spam", ""]), st.sampled_from(["1", "0", "True", ""]), CELLS, CELLS),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from([",", ";", "\t"]),
    st.tuples(CELLS, CELLS),
)
def test_no_row_is_lost_whatever_people_answer(
    read: Read, rows: list[tuple[str, str, str, str]], delimiter: str, texts: tuple[str, str]
) -> None:
    """Question texts and answers hold anything: each response is taken in with its answers, or refused under a code."""
    below = [*TEXTS[:-2], *texts]
    written = [response(n, status, finished, Q2_2=a, Q3=b) for n, (status, finished, a, b) in enumerate(rows)]
    asked = {"a": {"column": "Q2_2"}, "b": {"column": "Q3"}}
    outcome = read(table(FIELDS, below, ZONED, *written, delimiter=delimiter), **SURVEY, questions=asked)
    assert outcome.report.rows_in == len(rows)
    kept = [
        n for n, (status, finished, _, _) in enumerate(rows) if status in ("0", "") and finished in ("1", "True", "")
    ]
    assert outcome.column("response_id") == [f"R_{n}" for n in kept]
    expected = [{key: text for key, text in (("a", rows[n][2]), ("b", rows[n][3])) if text} for n in kept]
    assert answers(outcome) == expected
