"""A figure that drift watches has words, a unit and a counter wherever it is told: the list of places is in docs/changing.md."""

from collections.abc import Collection

import duckdb
import pytest

from persona_pipeline.cli import surety as cli_surety
from persona_pipeline.drift import wording
from persona_pipeline.drift.streams import CENTRE, KNOWN
from persona_pipeline.pages import drift_page, surety, words
from persona_pipeline.personas.traits import TRAIT_NAMES
from persona_pipeline.warehouse import statement

UNITS = {row[0]: row[1] for row in duckdb.sql(statement("publish/kpi_units")).fetchall()}
KPIS = statement("marts/persona_kpis")
WORDS: dict[str, Collection[str]] = {
    "drift/wording.py": wording.SUBJECTS,
    "pages/words.py": words.MEASURES,
    "pages/drift_page.py": drift_page.NAMES,
    "pages/surety.py": surety.WHAT,
    "cli/surety.py": cli_surety.MEASURES,
}


@pytest.mark.parametrize("measure", sorted(KNOWN))
@pytest.mark.parametrize("place", sorted(WORDS))
def test_what_is_watched_has_words(place: str, measure: str) -> None:
    named = (
        "feature" if measure == CENTRE and place == "drift/wording.py" else measure
    )  # told by the feature that moved most
    assert named in WORDS[place], f"{measure} has no words in {place}"


@pytest.mark.parametrize("measure", sorted(set(KNOWN) - {CENTRE}))
def test_what_is_watched_is_counted_and_has_a_unit(measure: str) -> None:
    assert f"'{measure}'" in KPIS, f"{measure} is not counted in sql/marts/persona_kpis.sql"
    assert measure in UNITS, f"{measure} has no unit in sql/publish/kpi_units.sql, so nobody is told of it"
    assert (UNITS[measure] == "share") == KNOWN[measure].proportion, "a total that counts some of n is a share"


@pytest.mark.parametrize("trait", TRAIT_NAMES)
def test_every_trait_is_counted_as_a_feature(trait: str) -> None:
    assert f"'feature:{trait}'" in KPIS, f"{trait} is not summed in sql/marts/persona_kpis.sql"
