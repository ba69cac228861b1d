"""Evidence in words: it never looks like enough where it is not."""

import pytest

from persona_pipeline.drift.evidence import CEILING
from persona_pipeline.pages import language_of
from persona_pipeline.pages.movements import MOST_EVIDENCE, _evidence


def test_the_ceiling_is_that_of_the_evidence() -> None:
    assert MOST_EVIDENCE == CEILING


@pytest.mark.parametrize(
    ("evidence", "shown"),
    [
        (0.5, "0.5 times what is needed"),
        (0.94, "0.9 times what is needed"),
        (0.96, "0.96 times what is needed"),
        (0.9999, "0.99 times what is needed"),
        (1.0, "1.0 times what is needed"),
        (1.32, "1.3 times what is needed"),
        (1.5, "1.5 times what is needed, or more"),
    ],
)
def test_evidence_is_never_rounded_up_to_enough(evidence: float, shown: str) -> None:
    assert _evidence(language_of("en"), evidence) == shown
