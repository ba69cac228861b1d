"""The data dictionary is complete and up to date."""

from pathlib import Path

from persona_pipeline.publish import ANSWERS, dictionary_markdown, published_tables

PATH = Path(__file__).resolve().parents[2] / "docs" / "data-dictionary.md"


def test_every_table_and_column_is_in_it() -> None:
    text = dictionary_markdown()
    for table in (*published_tables(), *ANSWERS):
        section = text.split(f"### `{table.name}`")[1].split("###")[0]
        for column in table.columns:
            assert f"| `{column.name}` | {column.type} |" in section, f"{table.name}.{column.name}"


def test_the_file_in_docs_is_up_to_date() -> None:
    mend = "run: python -c 'from persona_pipeline.publish import dictionary_markdown as d; print(d(), end=\"\")' > docs/data-dictionary.md"
    assert PATH.read_text(encoding="utf-8") == dictionary_markdown(), mend
