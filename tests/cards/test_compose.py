"""Whatever is known or not known of a persona, its card keeps its promises."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persona_pipeline.cards.answers import Answer
from persona_pipeline.cards.compose import compose
from persona_pipeline.cards.evidence import Effect, Evidence
from persona_pipeline.cards.gather import Persona, Typical
from persona_pipeline.cards.shape import FIELDS
from persona_pipeline.cards.words import PHRASES

from .conftest import settings_of

AS_OF = date(2026, 3, 1)
SHARES = st.floats(0, 1)
KINDS = {"share": "share", "revenue_share": "share", "order_value": "currency", "nps": "nps", "satisfaction": "rating"}


@st.composite
def evidence(draw: st.DrawFn, metric: str, unit: str, answer: str = "", least: float = 0.0) -> Evidence:
    """A figure that may be told, with or without everybody else's, or one that may not."""
    rank = draw(st.floats(least, 1))
    if draw(st.booleans()):
        return Evidence(metric, answer, "survey", unit, None, rank=rank)
    value = rank * {"share": 1, "nps": 10, "rating": 5}.get(unit, 400)
    low, high = max(value - draw(SHARES), 0.0), value + draw(SHARES)
    size = draw(st.floats(-3, 3))
    effect = draw(st.one_of(st.none(), st.just(Effect(size, size - 0.1, size + 0.1))))
    others = None if effect is None else draw(SHARES)
    n = draw(st.integers(10, 5000))
    day = draw(st.dates(date(2024, 1, 1), AS_OF))
    return Evidence(metric, answer, "survey", unit, value, low, high, n, None, False, day, day, others, n, effect, rank)


@st.composite
def personas(draw: st.DrawFn) -> Persona:
    persona = Persona("P03", "Some people")
    for name in draw(st.sets(st.sampled_from(sorted({*PHRASES, "share", "revenue_share"})))):
        persona.figures[name] = draw(evidence(name, KINDS.get(name, "share")))
    for metric in ("channel", "category", "age_band"):
        for answer in draw(st.sets(st.sampled_from(["a", "email:b", "<c>"]))):
            persona.counted[metric].append(draw(evidence(metric, "share", answer, 0.01)))
    for role in draw(st.sets(st.sampled_from(["goal", "need", "pain", "channel", "decision_factor", "satisfaction"]))):
        for answer in draw(st.sets(st.sampled_from(["x", "y", "z"]), min_size=1)):
            unit = "rating" if role == "satisfaction" else "share"
            found = draw(evidence(f"q_{role}", unit, "" if unit == "rating" else answer))
            persona.answers.append(Answer(role, answer, draw(st.sampled_from(["", "think"])), found))
    persona.typical.extend([Typical("abc", 0.2, 0.7)] * draw(st.integers(0, 2)))
    return persona


@pytest.mark.slow
@settings(max_examples=40)
@given(personas(), st.sampled_from(["strategy", "tactics"]))
def test_every_card_keeps_its_promises(persona: Persona, purpose: str) -> None:
    card = compose(persona, [], settings_of(purpose=purpose), AS_OF)
    places: dict[str, list[int]] = {}
    for line in card.lines:
        places.setdefault(line.field, []).append(line.position)
        assert line.text_en.strip()
        assert line.text_nl.strip()
        assert "%(" not in line.text_en + line.text_nl
        if line.evidence is None:
            assert line.state in ("assumption", "empty")
        elif line.evidence.value is None:
            assert (line.state, line.note) == ("weak", "withheld")
            assert not any(sign.isdigit() for sign in line.text_en.replace("P03", "")), "a figure that may not be told"
        assert line.state != "empty" or line.position == 1
    assert all(found == list(range(1, len(found) + 1)) for found in places.values())
    wanted = {name for name, field in FIELDS.items() if getattr(field, purpose)} - {"story", "moments"}
    assert wanted <= places.keys(), "a field without anything to say says so"
