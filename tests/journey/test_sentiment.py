"""How texts feel: measured on sentences that were written after the lexicon, and the rules one by one."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_pipeline.journey.lexicon import LANGUAGES, Lexicons, lexicons
from persona_pipeline.journey.sentiment import detect, read_text
from persona_pipeline.settings import JourneySettings

WORDS = lexicons(JourneySettings())
LABELS = ("neg", "neu", "pos")
HERE = Path(__file__).parent


def sentences(name: str, language: str) -> list[tuple[str, str]]:
    """(label, text) as a person judged them. `labelled` was written after the lexicon, `tuning` before it."""
    lines = (HERE / f"{name}_{language}.tsv").read_text(encoding="utf-8").splitlines()
    return [(line.split("\t")[0], line.split("\t")[1]) for line in lines]


def felt(text: str, language: str, words: Lexicons = WORDS) -> float:
    """Sentiment of a text in a known language."""
    whole = read_text(text, language, words).whole
    assert whole is not None
    return whole


def label(sentiment: float) -> str:
    """neg, neu or pos; a sentiment up to 0.1 from 0 is neutral."""
    return "neg" if sentiment < -0.1 else "pos" if sentiment > 0.1 else "neu"


def measured(name: str, language: str) -> dict[str, float]:
    """Accuracy, macro F1, the share of calls with the wrong sign, and what always naming the largest class would reach."""
    judged = sentences(name, language)
    pairs = [(truth, label(felt(text, language))) for truth, text in judged]
    f1 = []
    for each in LABELS:
        right = sum(truth == found == each for truth, found in pairs)
        f1.append(2 * right / (sum(truth == each for truth, _ in pairs) + sum(found == each for _, found in pairs)))
    majority = max(Counter(truth for truth, _ in pairs).values()) / len(pairs)
    return {
        "sentences": len(pairs),
        "accuracy": sum(truth == found for truth, found in pairs) / len(pairs),
        "macro_f1": sum(f1) / len(f1),
        "wrong_sign": sum({truth, found} == {"neg", "pos"} for truth, found in pairs) / len(pairs),
        "majority_accuracy": majority,
        "majority_macro_f1": 2 * majority / (1 + majority) / len(LABELS),
        "language_detected": sum(detect(text, WORDS) == language for _, text in judged) / len(judged),
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_fresh_sentences_are_read_better_than_by_the_largest_class(language: str) -> None:
    """Run with -s for the figures that docs/journey.md states."""
    for name in ("labelled", "tuning"):
        print(
            f"\n{language} {name}: "
            + ", ".join(f"{key} {value:.3g}" for key, value in measured(name, language).items())
        )
    found = measured("labelled", language)
    assert found["sentences"] >= 150
    assert found["accuracy"] > found["majority_accuracy"] + 0.25
    assert found["macro_f1"] > found["majority_macro_f1"] + 0.4
    assert found["wrong_sign"] < 0.1
    assert found["language_detected"] > 0.9


@pytest.mark.parametrize(
    ("language", "worse", "better"),
    [
        ("nl", "Het is niet goed.", "Het is goed."),
        ("nl", "Het was te duur.", "Het was duur, maar mooi."),
        ("nl", "De broek is erg lelijk.", "De broek is lelijk."),
        ("nl", "Mooi, maar slecht geleverd.", "Slecht geleverd, maar mooi."),
        ("nl", "Ik heb nog nooit zo slecht gegeten.", "Ik heb nooit slecht gegeten."),
        ("nl", "Laat geleverd zonder bericht.", "Zonder problemen geleverd."),
        ("nl", "Ik heb niets gehoord.", "Ik heb een jas gekocht."),
        ("en", "It is not good.", "It is good."),
        ("en", "It was too small.", "It was small."),
        ("en", "The trousers are very ugly.", "The trousers are ugly."),
        ("en", "Nice, but badly delivered.", "Badly delivered, but nice."),
        ("en", "I complain.", "I cannot complain."),
        ("en", "It never arrived.", "It arrived."),
    ],
)
def test_what_turns_and_weighs(language: str, worse: str, better: str) -> None:
    assert felt(worse, language) < felt(better, language)


def test_dutch_inflection_needs_no_words_of_its_own() -> None:
    for base, inflected in (
        ("mooi", "mooie"),
        ("snel", "snelle"),
        ("traag", "trage"),
        ("vies", "vieze"),
        ("waardeloos", "waardeloze"),
    ):
        assert felt(base, "nl") == felt(inflected, "nl") != 0


def test_a_clause_is_about_its_touchpoint_and_the_language_is_said_to_be_found() -> None:
    reading = read_text("De kwaliteit is goed. Het pakket kwam dagen te laat!", None, WORDS)
    assert (reading.language, reading.detected) == ("nl", True)
    assert reading.topics["product"] > 0 > reading.topics["delivery"]
    assert read_text("The quality is good.", "en", WORDS).detected is False
    assert read_text("Sehr gut, vielen Dank.", "de", WORDS).whole is None


def test_words_of_the_shop() -> None:
    own = lexicons(JourneySettings(lexicon={"nl": {"toppertje": 2, "goed": 0}}, topics={"gift card": ("cadeaubon*",)}))
    assert own.version != WORDS.version
    assert label(felt("Een toppertje", "nl", own)) == "pos"
    assert felt("goed", "nl", own) == 0
    assert "gift card" in read_text("De cadeaubonnen zijn mooi", "nl", own).topics


@given(st.text(max_size=200), st.sampled_from([None, "nl", "en", "de", "NL-be"]))
def test_any_text_has_a_reading(text: str, language: str | None) -> None:
    reading = read_text(text, language, WORDS)
    assert reading.whole is None or -1 < reading.whole < 1
    assert all(-1 < value < 1 for value in reading.topics.values())
    assert read_text(text.upper().lower(), language, WORDS) == read_text(text.upper().lower(), language, WORDS)
