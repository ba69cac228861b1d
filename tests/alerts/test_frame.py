"""What stands around alerts exists in both languages with the same holes."""

from __future__ import annotations

import string

import pytest

from persona_pipeline.alerts import frame
from persona_pipeline.drift import Text

TEXTS = [
    *((name, value) for name, value in vars(frame).items() if isinstance(value, Text)),
    *((f"SEVERITY[{level}]", value) for level, value in frame.SEVERITY.items()),
]


@pytest.mark.parametrize(("name", "text"), TEXTS)
def test_dutch_and_english_are_complete(name: str, text: Text) -> None:
    def holes(template: str) -> set[str]:
        return {field for _, field, _, _ in string.Formatter().parse(template) if field}

    assert holes(text.en) == holes(text.nl), name
    assert text.en != text.nl
    assert text.en.count("\n") == text.nl.count("\n")
    assert not {"je", "jij", "jouw", "jullie"} & set(text.nl.lower().split()), "Dutch says u"
