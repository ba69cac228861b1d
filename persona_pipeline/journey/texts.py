"""Score open texts, each once: cost follows what is new. The text itself is not kept beside its score."""

from __future__ import annotations

from typing import TYPE_CHECKING

from persona_pipeline.features import keep

from .sentiment import read_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from persona_pipeline.warehouse import Warehouse

    from .lexicon import Lexicons

TABLE = "core.text_sentiment"
BATCH = 5_000


def score_texts(warehouse: Warehouse, words: Lexicons) -> int:
    """Bring core.text_sentiment up to date for the days in the temporary table ``days``; returns how many texts were scored."""
    keep(warehouse, "journey_texts", "journey/texts")
    warehouse.run("journey/delete_texts", {"lexicon": words.version})
    new = warehouse.run("journey/new_texts")
    for start in range(0, len(new), BATCH):
        _write(warehouse, new[start : start + BATCH], words)
    warehouse.con.execute("drop table journey_texts")
    return len(new)


def _write(warehouse: Warehouse, texts: Sequence[tuple[Any, ...]], words: Lexicons) -> None:
    rows: list[tuple[Any, ...]] = []
    for origin, source, survey, item, question, choice, day, given, text, md5 in texts:
        reading = read_text(text, given, words)
        how = "detected" if reading.detected else "given"
        for touchpoint, sentiment in {"": reading.whole, **reading.topics}.items():
            head = (origin, source, survey, item, question, choice, touchpoint, day)
            rows.append((*head, reading.language, how, sentiment, md5, words.version))
    columns = {f"c{number}": list(column) for number, column in enumerate(zip(*rows, strict=True))}
    warehouse.run("journey/write_texts", columns)
