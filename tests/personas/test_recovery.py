"""A generated shop whose personas are known: they are found, with and without half of the people's web visits and answers."""

from pathlib import Path

import pytest
from sklearn.metrics import adjusted_rand_score

from benchmarks.personas.shops import AS_OF, Shop, opened, text
from persona_pipeline.features import keep
from persona_pipeline.personas.fit import fit_personas
from persona_pipeline.personas.space import keep_night

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shops")


@pytest.mark.parametrize(("missing", "at_least"), [(0.0, 0.9), (0.6, 0.8)])
def test_the_true_personas_are_found(folder: Path, missing: float, at_least: float) -> None:
    with opened(Shop(3, 0.15, missing, customers=700), folder, max_personas=8) as ctx:
        definition = fit_personas(ctx, AS_OF, seed=7)
        keep_night(ctx.warehouse, definition)
        keep(ctx.warehouse, "members", "marts/persona_members", {"as_of": AS_OF, "version": 1})
        people = ctx.warehouse.con.execute(text("members_with_truth")).df()
        little = ctx.warehouse.query(
            "select avg(certainty) filter (known_share < 0.3), avg(certainty) filter (known_share > 0.6) from members"
        )[0]
    assert len(definition.personas) == 3, definition.choice.reason
    assert adjusted_rand_score(people["truth"], people["persona_id"]) > at_least
    assert little[0] < little[1], "who is hardly known is placed with less certainty"
