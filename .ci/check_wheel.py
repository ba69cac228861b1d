"""Is the installed wheel whole, and nothing but the domain? Takes the folder that it was installed into."""

import sys
from pathlib import Path

import persona_pipeline
from persona_pipeline.contracts import TABLES
from persona_pipeline.warehouse import statement

folder = Path(sys.argv[1])
package = folder / "persona_pipeline"
checkout = Path(__file__).resolve().parents[1]

assert Path(persona_pipeline.__file__).is_relative_to(folder), f"the checkout was imported: {persona_pipeline.__file__}"
assert not (folder / "assets").exists(), "assets/ is application code and stays out of the wheel"
for source in sorted((checkout / "persona_pipeline").rglob("*")):
    if source.is_file() and "__pycache__" not in source.parts:
        assert (package / source.relative_to(checkout / "persona_pipeline")).is_file(), f"not in the wheel: {source}"
suites = sorted(path.name for path in (checkout / "expectations").glob("*.json"))
packed = sorted(path.name for path in (package / "_expectations").glob("*.json"))
assert suites
assert packed == suites, f"expectation suites in the wheel: {packed}; in the checkout: {suites}"
assert statement("ops/nights")
print(
    f"the wheel holds {len(TABLES)} tables' contracts, {len(list(package.rglob('*.sql')))} statements, {len(packed)} suites"
)
