"""Read persona.yaml and say exactly where it is wrong."""

import json
import re
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_settings import InitSettingsSource, PydanticBaseSettingsSource, SettingsError

from .errors import ConfigError
from .labelled import strange_answers
from .located import explain, value_of
from .model import Settings
from .surveys import with_questions
from .yaml_file import read

CONFIG_NAME = "persona.yaml"
ALLOWED = "`persona-pipeline schema` lists all settings"


def load_settings(path: Path) -> Settings:
    """Settings of the file, with environment variables (``PERSONA_PIPELINE_SHOP__NAME``, ...) on top and the questions of
    confirmed survey files filled in.

    Raises:
        ConfigError: if the file is absent, is not YAML, or holds a wrong value; names file, line and column.
    """
    if not path.is_file():
        raise ConfigError(
            f"{path}: no such file; expected the workspace's {CONFIG_NAME}. Mend: `persona-pipeline init {path.parent}` writes one."
        )
    root, values = read(path)
    _refuse_password(path, root)
    try:
        settings = _from_file(values)()
    except ValidationError as error:
        raise ConfigError("\n".join(explain(path, root, problem, ALLOWED) for problem in error.errors())) from error
    except SettingsError as error:  # a block given whole as JSON
        raise ConfigError(
            f"environment: {' '.join(str(error).split())}. Mend: correct the variable, or give its settings one by one: "
            "PERSONA_PIPELINE_SHOP__NAME=.."
        ) from error
    _refuse_strange_answers(path, root, settings)
    return with_questions(settings, path.parent)


def _refuse_strange_answers(path: Path, root: yaml.Node | None, settings: Settings) -> None:
    problems = [
        f"{path}:{problem}"
        for place, source in enumerate(settings.sources)
        for problem in strange_answers(source.questions, root, ("sources", place, "questions"))
    ]
    if problems:
        raise ConfigError("\n".join(problems))


_PASSWORD = re.compile(r"://[^/\s]*:[^\s]*@|[?&]password=", re.IGNORECASE)


def _refuse_password(path: Path, root: yaml.Node | None) -> None:
    """persona.yaml is shown to editors and kept with the project; a password in it would be, too."""
    found = value_of(root, ("decisions", "url"))
    if found is not None and _PASSWORD.search(str(found.value)):
        raise ConfigError(
            f"{path}:{found.start_mark.line + 1}: decisions.url holds a password. Mend: take it out of the file (and change it), and "
            "export PERSONA_PIPELINE_DECISIONS__URL=postgresql://..."
        )


def json_schema() -> str:
    """The JSON Schema of persona.yaml, for editors."""
    schema = Settings.model_json_schema()
    return json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}, indent=2) + "\n"


def _from_file(values: dict[str, Any]) -> type[Settings]:
    class FromFile(Settings):
        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: Any,
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,
            file_secret_settings: PydanticBaseSettingsSource,
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            return env_settings, InitSettingsSource(settings_cls, values)

    return FromFile
