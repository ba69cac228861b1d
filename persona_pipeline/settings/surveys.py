"""The questions of one survey in a file of their own (`questions_file`): proposed by a program, confirmed by a person."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from .errors import ConfigError
from .labelled import strange_answers
from .located import compose, explain, line_of
from .model import Settings
from .source import Question, Source, check_repeats
from .yaml_file import read

ALLOWED = f"a survey file has `confirmed` and `questions`, and a question has {', '.join(Question.model_fields)}"


class SurveyFile(BaseModel):
    """What stands in surveys/<name>.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    confirmed: bool = Field(False, description="Set by the person who has read every line. Nothing is used before.")
    questions: dict[str, Question] = Field(default_factory=dict, description="Question id: what it asks.")
    _repeats = field_validator("questions")(check_repeats)


def read_survey_file(path: Path, source: str) -> SurveyFile:
    """The file, checked.

    Raises:
        ConfigError: if it is absent or wrong; names file, line and column, what was found and what is allowed.
    """
    if not path.is_file():
        raise ConfigError(
            f"{path}: no such file; source {source} expects its questions there (`questions_file`). "
            f"Mend: `persona-pipeline sources check FILE --write {path.parent.name}/{path.name}` proposes it from a file with answers."
        )
    root, values = read(path)
    try:
        found = SurveyFile.model_validate(values)
    except ValidationError as error:
        raise ConfigError("\n".join(explain(path, root, problem, ALLOWED) for problem in error.errors())) from error
    if strange := strange_answers(found.questions, root, ("questions",)):
        raise ConfigError("\n".join(f"{path}:{problem}" for problem in strange))
    return found


def with_questions(settings: Settings, root: Path) -> Settings:
    """Settings in which every source has the questions of its confirmed file.

    A file that is not confirmed, or not there yet, gives none and stops its source: see ``why_unconfirmed``.

    Raises:
        ConfigError: if a file is wrong, or a source has questions in both places.
    """
    sources = tuple(_with_questions(source, root) for source in settings.sources)
    return settings.model_copy(update={"sources": sources})


def why_unconfirmed(source: Source, root: Path) -> str:
    """Why the source may not be taken in yet; empty where it may. ``root`` is the workspace."""
    if source.questions_file is None:
        return ""
    path = root / source.questions_file
    try:
        found = read_survey_file(path, source.name)
    except ConfigError as error:
        return str(error)
    if found.confirmed:
        return ""
    line = line_of(compose(path), ("confirmed",))
    return (
        f"source {source.name}: {source.questions_file}:{line} says `confirmed: false`; expected a person's word that each question "
        "means what the file says. Mend: read it, correct the roles, and set `confirmed: true`."
    )


def _with_questions(source: Source, root: Path) -> Source:
    if source.questions_file is None:
        return source
    if source.questions:
        raise ConfigError(
            f"source {source.name} has both `questions` and `questions_file: {source.questions_file}`; expected one of them. "
            "Mend: move the questions into the file."
        )
    path = root / source.questions_file
    if not path.is_file():
        return source
    found = read_survey_file(path, source.name)
    return source.model_copy(update={"questions": found.questions if found.confirmed else {}})
