"""Words that people read have one kind of apostrophe: the typographic one."""

from importlib import import_module
from pathlib import Path

import pytest

from persona_pipeline.drift.wording import Text
from persona_pipeline.language import LANGUAGES, catalog_of
from persona_pipeline.personas.name_words import GISTS

CATALOGS = Path(__file__).resolve().parents[2] / "persona_pipeline" / "language" / "catalogs"
PARTS = sorted({path.name.partition(".")[0] for path in CATALOGS.glob("*.po")})


def texts(found: object) -> list[str]:
    """Every text in a value, however deep."""
    if isinstance(found, Text):
        return [found.en, found.nl]
    if isinstance(found, dict):
        return [text for each in found.values() for text in texts(each)]
    if isinstance(found, list | tuple):
        return [text for each in found for text in texts(each)]
    return [found] if isinstance(found, str) else []


@pytest.mark.parametrize("part", PARTS)
def test_catalogs(part: str) -> None:
    found = [
        text for code in LANGUAGES for m in catalog_of(code, part) for text in (*texts(m.id), *texts(m.string)) if m.id
    ]  # type: ignore[arg-type]
    assert len(found) > 50
    assert [text for text in found if "'" in text] == []


@pytest.mark.parametrize(
    "name", ["alerts.catalog", "alerts.frame", "challenger.wording", "drift.reason", "drift.wording"]
)
def test_messages(name: str) -> None:
    known = vars(import_module(f"persona_pipeline.{name}"))
    found = [text for key, value in known.items() if not key.startswith("__") for text in texts(value)]
    assert found
    assert [text for text in found if "'" in text] == []


def test_gists() -> None:
    assert [text for text in texts(GISTS) if "'" in text] == []
