"""What is said of a file in which a needed column is not there: the mend that it names is safe to follow."""

from __future__ import annotations

import pytest

from persona_pipeline.settings import Question
from tests.sources.conftest import Read


@pytest.mark.parametrize(
    ("header", "row", "words"),
    [
        ("quantity,prijs", "3,4.50", ("unit_price: <its header>}` where it is the price of one piece (the file has a quantity)",)),
        ("prijs", "4.50", ("unit_price: <its header>}`", "then the file needs a quantity too")),
        ("quantity,unit price x", "3,4.50", ("{unit_price: unit price x}`", "{amount: unit price x}` where it is the total of the line")),
    ],
)  # fmt: skip
def test_a_price_is_said_to_be_of_one_piece_or_of_the_line(
    read: Read, header: str, row: str, words: tuple[str, ...]
) -> None:
    error = read(f"order_id,ordered_at,{header}\n1,2026-03-01,{row}\n").report.error or ""
    for each in (*words, "where it is the total of the line"):
        assert each in error


def test_a_question_is_mended_where_it_stands(read: Read) -> None:
    answers = "submitted_at,other\n2026-03-01,7\n"
    questions = {"nps": Question(column="Would you?", role="nps")}
    in_file = read(answers, kind="survey", questions=questions, questions_file="surveys/poll.yaml")
    assert "or the column of question nps in surveys/poll.yaml." in (in_file.report.error or "")
    inline = read(answers, kind="survey", questions=questions)
    assert "or the column of question nps in persona.yaml." in (inline.report.error or "")


def test_the_headers_that_were_found_are_reported(read: Read) -> None:
    assert read("Bestelnummer;Datum\n1;2026-03-01\n").report.details.headers == ("Bestelnummer", "Datum")


def test_a_header_that_is_two_of_our_columns_is_named_as_such(read: Read) -> None:
    """The visitor id as customer number: the header would be found by itself, but is given to the other column."""
    ga4 = "user_pseudo_id,event_timestamp,item_id,item_revenue\n7.8,1605937059520352,4,2.50\n"
    one = read(ga4, kind="web", columns={"customer_id": "user_pseudo_id"}).report.error or ""
    assert "'user_pseudo_id' is read as customer_id" in one
    assert "`columns: {visitor_id: user_pseudo_id, customer_id: user_pseudo_id}`" in one
    both = read(ga4, kind="web", columns={"visitor_id": "user_pseudo_id", "customer_id": "user_pseudo_id"})
    assert both.column("visitor_id") == both.column("customer_id") == ["7.8"]
