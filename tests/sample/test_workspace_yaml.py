from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from persona_pipeline.sample import ShopOptions, generate, persona_yaml
from persona_pipeline.settings import load_settings

from .reading import Shop


@pytest.mark.parametrize(
    ("options", "window"),
    [
        (ShopOptions(), 90),
        (ShopOptions(history_days=500), 365),
        (ShopOptions(history_days=0), 30),
        (ShopOptions(history_days=320), 180),
    ],
)
def test_it_loads_and_the_history_fills_the_window(tmp_path: Path, options: ShopOptions, window: int) -> None:
    path = tmp_path / "persona.yaml"
    path.write_text(persona_yaml(options), encoding="utf-8")
    settings = load_settings(path)
    assert [(source.name, source.kind, source.path) for source in settings.sources] == [
        (kind, kind, f"inbox/{kind}/*") for kind in ("orders", "web", "survey")
    ]
    assert (settings.shop.timezone, settings.shop.currency) == ("Europe/Amsterdam", "EUR")
    assert settings.rfm.window_days == window
    assert settings.personas.max_personas == options.personas


def test_every_question_is_a_column_of_the_survey(tmp_path: Path) -> None:
    generate(tmp_path, ShopOptions(customers=100, nights=4, history_days=0, responses_per_customer=30))
    columns = {row[0] for row in Shop(tmp_path).rows("describe responses")}
    survey = yaml.safe_load((tmp_path / "persona.yaml").read_text(encoding="utf-8"))["sources"][2]
    asked = {question["column"] for question in survey["questions"].values()}
    assert columns - asked == {"response_id", "submitted_at", "customer_id", "email", "language", "file"}
    assert asked <= columns
