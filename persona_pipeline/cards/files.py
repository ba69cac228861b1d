"""The cards as files of a snapshot: JSON, Markdown in both languages and the face of each persona, and the JSON Schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from persona_pipeline.language import LANGUAGES
from persona_pipeline.settings import labels_of

from .document import Document, card_schema, document
from .markdown import markdown

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from persona_pipeline.settings import Settings

CARDS_FOLDER = "cards"
SCHEMA_NAME = "card.schema.json"
_ROWS = "select * from marts.persona_cards where as_of = $as_of order by persona_id, line"
_NAMES = "select version, persona_id, name, name_en, name_nl from marts.personas"


def cards_of(con: duckdb.DuckDBPyConnection, as_of: Any, settings: Settings) -> list[Document]:
    """The cards of one night, by persona id."""
    result = con.execute(_ROWS, {"as_of": as_of})
    columns = [column[0] for column in result.description or []]
    rows = [dict(zip(columns, row, strict=True)) for row in result.fetchall()]
    names = {(version, key): called for version, key, *called in con.execute(_NAMES).fetchall()}
    by_persona: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_persona.setdefault(row["persona_id"], []).append(row)
    return [
        document(mine, *names.get((mine[0]["version"], key), [key]), settings=settings)
        for key, mine in sorted(by_persona.items())
    ]


def write_cards(cards: list[Document], folder: Path, settings: Settings) -> list[Path]:
    """Write the files of the cards into a folder, which is made; returns them in order."""
    folder.mkdir(parents=True)
    texts = {SCHEMA_NAME: card_schema()}
    labels = {code: labels_of(settings, code) for code in LANGUAGES}
    for card in cards:
        face_file = f"{card.persona_id}.svg"
        texts[face_file] = card.face_svg
        texts[f"{card.persona_id}.json"] = card.to_json()
        for code in LANGUAGES:
            texts[f"{card.persona_id}.{code}.md"] = markdown(card, code, face_file, labels[code])
    written = []
    for name, text in sorted(texts.items()):
        path = folder / name
        path.write_text(text, encoding="utf-8", newline="\n")
        written.append(path)
    return written
