"""Whether each alert channel has what it needs on this machine; nothing is sent."""

from collections.abc import Iterator
from importlib.util import find_spec

from persona_pipeline.alerts.channels.apprise_service import INSTALL
from persona_pipeline.settings import AlertChannel, Settings, secret

_SET_IT = "set it in the environment (docs/alerts.md)"


def channels_ready(settings: Settings) -> Iterator[tuple[str, bool, str, str]]:
    """For each channel its name, whether messages can go out as persona.yaml means it, what was found, and how to mend it."""
    for channel in settings.alerts.all_channels:
        needed = dict(_variables(channel))
        absent = [variable for variable, must in needed.items() if must and secret(variable) is None]
        if absent:
            yield channel.name, False, f"{', '.join(absent)} is not set", _SET_IT
        elif channel.kind == "apprise" and find_spec("apprise") is None:
            yield channel.name, False, "Apprise is not installed", INSTALL
        else:
            yield channel.name, True, f"{channel.kind}, {_state(channel, needed)}", ""


def _variables(channel: AlertChannel) -> Iterator[tuple[str, bool]]:
    """The environment variables that a channel reads, and whether it must find them.

    One that persona.yaml does not name is a default, which may be absent: somebody who names one means it.
    """
    for field in type(channel).model_fields:
        variable = getattr(channel, field)
        if field.endswith("_variable") and variable is not None:
            yield variable, field in channel.model_fields_set


def _state(channel: AlertChannel, needed: dict[str, bool]) -> str:
    has = "set up" if any(needed.values()) else "needs no secret"
    if channel.kind != "webhook":
        return has
    return (
        f"{has}, {'signed' if secret(channel.secret_variable) else f'unsigned ({channel.secret_variable} is not set)'}"
    )
