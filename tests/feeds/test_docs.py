"""What docs/feeds.md shows can be pasted: every block of YAML is a valid persona.yaml."""

import re
from pathlib import Path

import pytest

from persona_pipeline.settings import load_settings

PAGE = Path(__file__).resolve().parents[2] / "docs" / "feeds.md"
BLOCKS = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_a_block_can_be_pasted(tmp_path: Path, block: str) -> None:
    (tmp_path / "persona.yaml").write_text(block)
    assert load_settings(tmp_path / "persona.yaml").sources
