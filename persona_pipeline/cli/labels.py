"""labels: which of the shop's own words have no label in a language, as lines to fill in."""

from pathlib import Path
from typing import Annotated

import typer

from persona_pipeline.cards.unlabelled import without_label
from persona_pipeline.desk.labels import of_nothing, to_fill_in, words_of_night
from persona_pipeline.desk.reading import nothing_yet, warehouse_at_rest
from persona_pipeline.language import LANGUAGES, Code

from .common import JsonOption, WorkspaceOption, open_workspace, print_json, say, tell


def labels(
    workspace: WorkspaceOption = Path(),
    language: Annotated[
        Code | None, typer.Option("--language", help="Only what readers of this language miss, en or nl.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List the answers, questions, categories and touchpoints that have no label in a language, as lines for persona.yaml.

    Pages and cards show such words as they were written. Labels of answers and categories that the newest night has not seen are
    named with file and line: they are misspelt, or out of use.

    Example: `persona-pipeline labels -w my-shop --language nl`
    """
    place, settings = open_workspace(workspace)
    with warehouse_at_rest(place, settings) as warehouse:
        found = words_of_night(warehouse.con, settings)
    if found is None:
        raise nothing_yet(place)
    strange = of_nothing(found, settings, place)
    wanted: tuple[Code, ...] = (language,) if language else LANGUAGES
    missing = {code: without_label(found, settings, code) for code in wanted}
    if as_json:
        listed = {
            code: [{"kind": each.kind, "of": each.of, "text": each.text, "written_in": each.language} for each in words]
            for code, words in missing.items()
        }
        print_json({"missing": listed, "of_nothing": strange})
        return
    for code, words in missing.items():
        say(f"{len(words)} without a label in {code}" if words else f"everything has a label in {code}")
        if words:
            tell(to_fill_in(found, settings, code))
    for line in strange:
        say(line)
