"""Read persona.yaml and say exactly where it is wrong."""

import json
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_settings import PydanticBaseSettingsSource, YamlConfigSettingsSource

from .errors import ConfigError
from .model import Settings

CONFIG_NAME = "persona.yaml"


def load_settings(path: Path) -> Settings:
    """Settings of the file, with environment variables (``PERSONA_PIPELINE_SHOP__NAME``, ...) on top.

    Raises:
        ConfigError: if the file is absent, is not YAML, or holds a wrong value; names file and line.
    """
    if not path.is_file():
        raise ConfigError(
            f"{path}: no such file; expected the workspace's {CONFIG_NAME}. Mend: `persona-pipeline init {path.parent}` writes one."
        )
    text = path.read_text(encoding="utf-8")
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigError(
            f"{path}:{line}: not YAML: {error.problem}. Mend: look at the indentation and the quotes there."
        ) from error
    if root is not None and not isinstance(root, yaml.MappingNode):
        raise ConfigError(
            f"{path}:1: expected `name: value` lines at the top level, found a {root.tag.rpartition(':')[2]}"
        )
    try:
        return _from_file(path)()
    except ValidationError as error:
        raise ConfigError("\n".join(_explain(path, root, problem) for problem in error.errors())) from error


def json_schema() -> str:
    """The JSON Schema of persona.yaml, for editors."""
    schema = Settings.model_json_schema()
    return json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}, indent=2) + "\n"


def _from_file(path: Path) -> type[Settings]:
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
            return env_settings, YamlConfigSettingsSource(settings_cls, yaml_file=path)

    return FromFile


def _explain(path: Path, root: yaml.Node | None, problem: Any) -> str:
    place = tuple(problem["loc"])
    line = _line(root, place)
    name = ".".join(str(part) for part in place) or "the file"
    message = problem["msg"].removeprefix("Value error, ")
    if problem["type"] == "extra_forbidden":
        return f"{path}:{line}: {name}: no such setting. Mend: check the spelling; `persona-pipeline schema` lists all settings."
    found = "" if problem["type"] == "missing" or place == () else f"found {problem['input']!r}; "
    return f"{path}:{line}: {name}: {found}{message}"


def _line(node: yaml.Node | None, place: tuple[Any, ...]) -> int:
    """Line of the setting, or of the nearest block around it (1-based)."""
    if node is None:
        return 1
    line = int(node.start_mark.line) + 1
    if not place:
        return line
    head, rest = place[0], place[1:]
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(head):
                own = int(key.start_mark.line) + 1
                return own if not rest else max(own, _line(value, rest))
    if isinstance(node, yaml.SequenceNode) and isinstance(head, int) and head < len(node.value):
        return _line(node.value[head], rest)
    return line
