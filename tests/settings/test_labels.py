"""Labels per language: what is wrong is named with file and line, and what was probably meant."""

from pathlib import Path

import pytest

from persona_pipeline.settings import ConfigError, labels_of, load_settings

SURVEY = """\
shop: {language: nl}
sources:
  - name: survey
    kind: survey
    language: en
    path: x
    questions:
      need:
        column: Q1
        role: need
        label: Wishes
        labels: {nl: "Wat wilt u?"}
        choices: {"1": fast delivery, "2": low price}
        answers:
          Fast  Delivery: {nl: snelle levering}
          low price: {nl: lage prijs}
      age: {column: Q2, role: demographic, answers: {25: {nl: vijfentwintig}, "yes": {nl: ja}}}
labels:
  categories: {shoes: {nl: schoenen, en: footwear}}
  channels: {email: {nl: mail}}
  touchpoints: {product page: {nl: artikelpagina}}
  attributes: {household: {single: {nl: alleen}}}
"""


def loaded(tmp_path: Path, text: str = SURVEY) -> Path:
    path = tmp_path / "persona.yaml"
    path.write_text(text)
    return path


def test_a_label_is_found_by_the_word_in_the_data(tmp_path: Path) -> None:
    settings = load_settings(loaded(tmp_path))
    dutch, english = labels_of(settings, "nl"), labels_of(settings, "en")
    assert (dutch.answer("need", "fast delivery"), english.answer("need", "fast delivery")) == ("snelle levering", None)
    assert dutch.answer("need", " FAST delivery ") == "snelle levering", "neither case nor blanks count"
    assert (dutch.answer("age", "25"), dutch.answer("age", "yes")) == ("vijfentwintig", "ja")
    assert dutch.answer("goal", "fast delivery") is None, "another question"
    assert dutch.answer_of_role("need", "low price") == "lage prijs"
    assert (dutch.question("need"), english.question("need")) == ("Wat wilt u?", "Wishes")
    assert (dutch.category("Shoes"), english.category("shoes"), dutch.category("hats")) == (
        "schoenen",
        "footwear",
        None,
    )
    assert (dutch.channel("email"), dutch.touchpoint("product page")) == ("mail", "artikelpagina")
    assert dutch.answer("household", "single") == "alleen"
    assert dutch.category_meant("footwear") == "shoes"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("low price: {nl: lage", "low price: {nll: lage", ":16:11: sources.survey.questions.need.answers.low price: found {'nll': 'lage prijs'}; 'nll' is no language of the pages; expected en or nl; did you mean 'nl'?"),
        ("low price: {nl: lage", "low prise: {nl: lage", ":16: sources.survey.questions.need.answers: 'low prise' is none of its choices, which are fast delivery, low price; did you mean 'low price'?"),
        ('"yes": {nl: ja}', "yes: {nl: ja}", "found yes (or on, off, true, false) without quotes"),
        ("{nl: schoenen, en: footwear}", "schoenen", ":19:16: labels.categories.shoes: found 'schoenen'; expected a label per language, such as {en: fast delivery, nl: snelle levering}"),
        ("{nl: mail}", "{}", ":20:14: labels.channels.email: found {}; expected the label in `en`, in `nl`, or in both"),
        ("attributes: {household", "attributes: {hausehold", ":22:16: labels.attributes.hausehold"),
        ("language: en", "language: de", ":5:5: sources.survey.language: found 'de'"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in SURVEY
    with pytest.raises(ConfigError) as error:
        load_settings(loaded(tmp_path, SURVEY.replace(old, new)))
    assert said in str(error.value)


def test_a_survey_file_is_checked_in_the_same_way(tmp_path: Path) -> None:
    (tmp_path / "surveys").mkdir()
    (tmp_path / "surveys" / "s.yaml").write_text(
        "confirmed: true\nquestions:\n  q1:\n    column: Q1\n    choices: {a: red, b: blue}\n    answers:\n      blu: {nl: blauw}\n"
    )
    text = "sources:\n  - {name: s, kind: survey, path: x, questions_file: surveys/s.yaml}\n"
    with pytest.raises(ConfigError, match=r"s\.yaml:7: questions\.q1\.answers: 'blu' is none .* did you mean 'blue'"):
        load_settings(loaded(tmp_path, text))
