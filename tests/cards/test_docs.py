"""What docs/cards.md shows works as it stands there."""

import re
import textwrap
from pathlib import Path

import persona_pipeline
from persona_pipeline.cards.shape import FIELDS
from persona_pipeline.settings import load_settings

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "cards.md").read_text(encoding="utf-8")
YAML = [
    textwrap.dedent(block) for block in re.findall(r"(?m)(?:^    .*\n)+", TEXT) if block.lstrip().startswith("cards:")
]


def test_the_yaml_loads_and_says_what_it_shows(tmp_path: Path) -> None:
    assert len(YAML) == 2
    found = []
    for number, text in enumerate(YAML):
        path = tmp_path / f"{number}.yaml"
        path.write_text(text)
        found.append(load_settings(path).cards)
    said = found[0].overrule["P01"]
    assert set(said) == {"name", "story", "relievers.1", "goals.1"}
    assert (said["story"].text.nl, said["name"].text.en) == ("Sanne houdt van koopjes.", "Sanne")
    assert said["goals.1"].evidence is not None
    assert found[1].questions["age_band"] == ("leeftijd",)


def test_every_field_says_where_it_comes_from() -> None:
    table = TEXT.split("## Where each line comes from")[1].split("\n## ")[0]
    named = {name for row in re.findall(r"(?m)^\| ([a-z_, ]+) \|", table) for name in row.split(", ")}
    assert named - {"field"} == set(FIELDS)


def test_the_comment_in_the_file_that_init_writes_is_correct(tmp_path: Path) -> None:
    template = Path(persona_pipeline.__file__).parent / "cli" / "template.yaml"
    lines = template.read_text(encoding="utf-8").splitlines()
    start = lines.index("#purpose: tactics")
    path = tmp_path / "persona.yaml"
    shown = [line.removeprefix("#") for line in lines[start : lines.index("", start)] if not re.match(r"# \S", line)]
    path.write_text("\n".join(shown), encoding="utf-8")
    assert load_settings(path).cards.overrule["P01"]["name"].text.en == "Sanne"
