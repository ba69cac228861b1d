"""Traits in the reader's words: sales channels, figures in the forms of the language."""

from __future__ import annotations

import pytest

from persona_pipeline.console.trait_words import called, rounded
from persona_pipeline.language import Code
from persona_pipeline.personas.naming import _short
from persona_pipeline.settings import NO_LABELS, Settings, labels_of

SPACE = "\N{NO-BREAK SPACE}"
LABELLED = Settings.model_validate(
    {"shop": {"name": "Zaad & Zo"}, "labels": {"channels": {"store": {"nl": "filiaal"}}}}
)


@pytest.mark.parametrize(
    ("code", "trait", "says"),
    [
        ("en", "sales_channel:store", "Orders through the store"),
        ("nl", "sales_channel:store", "Bestelt via de winkel"),
        ("nl", "sales_channel:Marketplace", "Bestelt via een marktplaats"),
        ("nl", "sales_channel:toko", "Bestelt via toko"),
    ],
)
def test_sales_channels_have_words(code: Code, trait: str, says: str) -> None:
    assert called(code, trait, NO_LABELS)[0] == says


def test_a_label_goes_before_the_word_for_a_sales_channel() -> None:
    labels = labels_of(LABELLED, "nl")
    assert called("nl", "sales_channel:store", labels)[0] == "Bestelt via filiaal"
    assert _short("sales_channel:store", "46%", "nl", labels) == "46% van de bestellingen via filiaal"


@pytest.mark.parametrize(
    ("code", "trait", "value", "says"),
    [
        ("en", "order_value", 1283.6, "€1,284 per order"),
        ("nl", "order_value", 1283.6, f"€{SPACE}1.284 per bestelling"),
        ("nl", "social_share", 0.461, f"46{SPACE}% van de bezoeken via sociale media"),
        ("nl", "pieces_per_order", 2.91, "2,9 stuks per bestelling"),
        ("nl", "sales_channel:store", 0.25, f"25{SPACE}% van de bestellingen via de winkel"),
    ],
)
def test_figures_have_the_forms_of_the_language(code: Code, trait: str, value: float, says: str) -> None:
    assert _short(trait, rounded(code, trait, value, "EUR"), code, NO_LABELS) == says
