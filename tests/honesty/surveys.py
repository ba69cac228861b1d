"""Small builders: responses with their answers straight into core, and members with what is known of them into marts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd

from persona_pipeline.settings import Question, Settings, Source
from persona_pipeline.warehouse import Warehouse, quote_table

DAY = date(2026, 3, 31)
ITEMS = tuple(f"item_{number}" for number in range(1, 9))
QUESTIONS = {
    "nps": Question(column="nps", role="nps"),
    **{name: Question(column=name, role="satisfaction", touchpoint=name) for name in ITEMS},
    "need": Question(column="need", role="need", separator="; ", opposites=(("low price", "Price does not matter"),)),
    "ease": Question(column="ease", role="other"),
    "ease_again": Question(column="ease_again", role="other", repeats="ease"),
    "effort": Question(column="effort", role="other", repeats="ease", reversed=True),
    "age": Question(column="age", role="demographic"),
    "words": Question(column="words", role="open_text"),
}


def settings(**more: Any) -> Settings:
    """One survey with eight ratings, an NPS and a few others."""
    source = Source(name="poll", kind="survey", path="inbox/*", questions=QUESTIONS)
    return Settings(sources=(source,), **more)


@dataclass
class Response:
    """A response and its answers by question; several choices as a list."""

    id: str
    answers: Mapping[str, Any]
    day: date = DAY
    who: str | None = None
    seconds: int | None = None
    load: str = "a"
    survey: str = "s"
    parts: list[dict[str, Any]] = field(default_factory=list)

    def rows(self) -> Iterable[dict[str, Any]]:
        for question, said in self.answers.items():
            for choice, one in enumerate(said if isinstance(said, list) else [said], start=1):
                number = float(one) if isinstance(one, int | float) else None
                yield {
                    "source": "poll", "survey_id": self.survey, "response_id": self.id, "business_day": self.day, "question_id": question,
                    "choice": choice, "role": QUESTIONS[question].role, "touchpoint": QUESTIONS[question].touchpoint,
                    "answer_text": str(one), "answer_number": number,
                }  # fmt: skip

    def row(self) -> dict[str, Any]:
        at = datetime(self.day.year, self.day.month, self.day.day, 12)
        return {
            "source": "poll", "survey_id": self.survey, "response_id": self.id, "business_day": self.day, "submitted_at": at,
            "identity_key": self.who, "duration_s": self.seconds, "load_id": self.load, "row_number": 1,
        }  # fmt: skip


def respond(warehouse: Warehouse, responses: Iterable[Response]) -> None:
    """Put responses into core as conforming leaves them; one with a known id replaces the earlier one."""
    given = list(responses)
    ids = [each.id for each in given]
    for table in ("core.responses", "core.answers"):
        warehouse.query(f"delete from {table} where response_id in (select unnest($ids))", {"ids": ids})
    insert(warehouse, "core.responses", [each.row() for each in given])
    insert(warehouse, "core.answers", [row for each in given for row in each.rows()])


def insert(warehouse: Warehouse, table: str, rows: list[dict[str, Any]]) -> None:
    frame = pd.DataFrame(rows)
    warehouse.con.register("given_rows", frame)
    names = ", ".join(f'"{name}"' for name in frame.columns)
    warehouse.con.execute(f"insert into {quote_table(table)} by name select {names} from given_rows")
    warehouse.con.unregister("given_rows")


def members(warehouse: Warehouse, people: Iterable[tuple[str, str, int]], *, as_of: date = DAY) -> None:
    """People as (key, persona, orders) on a night with version 1; the frequency score is the number of orders, at most 5."""
    given = list(people)
    personas = sorted({persona for _, persona, _ in given})
    warehouse.con.executemany(
        "insert into marts.personas (version, persona_id, name) values (1, ?, ?)", [(each, each) for each in personas]
    )
    insert(
        warehouse,
        "marts.customer_features",
        [
            {"as_of": as_of, "customer_key": key, "in_orders": orders > 0, "in_web": number % 3 > 0 or orders == 0,
             "in_survey": False, "frequency": orders or None, "monetary": 20 * orders or None}
            for number, (key, _, orders) in enumerate(given)
        ],
    )  # fmt: skip
    insert(
        warehouse,
        "marts.persona_members",
        [{"as_of": as_of, "customer_key": key, "persona_id": persona, "version": 1} for key, persona, _ in given],
    )
    insert(
        warehouse,
        "marts.rfm_segments",
        [
            {
                "as_of": as_of,
                "customer_key": key,
                "f_score": min(orders, 5),
                "segment": "Loyal" if orders > 2 else "New",
            }
            for key, _, orders in given
            if orders
        ],
    )
    insert(
        warehouse,
        "marts.rfm_summary",
        [{"as_of": as_of, "segment": name, "customers": 1} for name in ("Loyal", "New", "Lost")],
    )


def days_before(number: int) -> date:
    return DAY - timedelta(days=number)
