"""docs/journey.md lists the defaults as they are."""

from pathlib import Path

from persona_pipeline.journey.touchpoints import DEFAULTS

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "journey.md").read_text(encoding="utf-8")


def test_every_line_of_the_table_of_touchpoints_is_in_the_docs() -> None:
    lines = [line for line in TEXT.splitlines() if line.startswith("| ")]
    for rule in DEFAULTS:
        patterns = (*rule.events, *rule.pages, *rule.mediums, *rule.order_channels, *rule.signals, *rule.ratings)
        wanted = [f"| {rule.touchpoint} | {rule.phase}", *(f"`{pattern}`" for pattern in patterns)]
        assert any(all(each in line for each in wanted) for line in lines), rule


def test_a_line_that_docs_show_is_one_that_can_be_written(tmp_path: Path) -> None:
    from persona_pipeline.settings import load_settings

    path = tmp_path / "persona.yaml"
    path.write_text(TEXT.split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    settings = load_settings(path).journey
    moved = settings.touchpoints[2]
    assert moved.model_fields_set == {"touchpoint", "phase"}
    assert settings.lexicon["nl"]["prijzig"] == 0
