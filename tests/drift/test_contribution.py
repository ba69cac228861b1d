"""How much a signal that stands out has to do with what is said of its persona."""

from collections import defaultdict
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_pipeline.drift.contribution import with_contributions
from persona_pipeline.drift.findings import Finding

SHARE = Finding(
    level="share", persona_id="P01", measure="active_share", reference_value=0.3, night_value=0.4, effect=10.0,
    effect_unit="points", low=8.0, high=12.0, n=900, z=4.0, cusum=6.0, threshold=4.0, direction="up", since=None,
    state="firing", reference_nights=42,
)  # fmt: skip
WATCH = replace(SHARE, level="kpi", measure="conversion", cusum=2.0, state="watch")
CALM = replace(SHARE, level="kpi", measure="repeat_rate", cusum=1.0, state="calm")
FEATURE = replace(SHARE, level="feature", measure="feature:frequency", cusum=1.0, effect=-0.4, state="watch")


def parts(*found: Finding) -> list[float | None]:
    return [finding.contribution for finding in with_contributions(found)]


def test_evidence_is_divided_in_thresholds_over_what_stands_out() -> None:
    assert parts(SHARE, WATCH, CALM) == [0.75, 0.25, None]


def test_features_divide_the_squared_distance_of_the_centre_among_themselves() -> None:
    smaller = replace(FEATURE, measure="feature:recency", effect=0.2)
    assert parts(SHARE, FEATURE, smaller) == [1.0, 0.8, 0.2]


@pytest.mark.parametrize("level", ["quality", "stock", "fit", "migration", "challenger"])
def test_what_explains_and_faults_of_the_data_are_no_part_of_a_verdict(level: str) -> None:
    assert parts(SHARE, replace(SHARE, level=level, measure="other")) == [1.0, None]


def test_a_signal_without_evidence_has_no_part() -> None:
    assert parts(replace(SHARE, cusum=None), replace(FEATURE, effect=None)) == [None, None]


findings = st.builds(
    lambda level, persona, state, cusum, effect: replace(
        SHARE, level=level, persona_id=persona, state=state, cusum=cusum, effect=effect
    ),
    st.sampled_from(["share", "profile", "kpi", "feature", "stock", "quality"]),
    st.sampled_from(["P01", "P02", "all"]),
    st.sampled_from(["firing", "watch", "calm", "learning", "blocked"]),
    st.none() | st.floats(0.01, 9.0),
    st.none() | st.floats(-5.0, 5.0).filter(lambda e: abs(e) > 0.01),
)


@given(st.lists(findings, max_size=25))
def test_the_parts_of_a_persona_add_up_to_one_and_nothing_else_changes(found: list[Finding]) -> None:
    told = with_contributions(found)
    assert [replace(finding, contribution=None) for finding in told] == found
    sums: defaultdict[tuple[str, bool], float] = defaultdict(float)
    for finding in told:
        if finding.contribution is not None:
            assert 0 <= finding.contribution <= 1
            assert finding.state in ("firing", "watch")
            sums[finding.persona_id, finding.level == "feature"] += finding.contribution
    assert all(total == pytest.approx(1.0, abs=1e-4) for total in sums.values())
