"""The channels that the settings name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from persona_pipeline.settings import secret

from .apprise_service import Apprise
from .http import Address
from .mail import Mail
from .slack import Slack
from .teams import Teams
from .webhook import Webhook

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from persona_pipeline.alerts.message import Channel
    from persona_pipeline.settings import AlertChannel, AlertSettings


def build_channels(settings: AlertSettings, clock: Callable[[], datetime]) -> list[Channel]:
    """A channel for each that is named, in their order. Addresses and secrets are read when something is sent."""
    return [_channel(conf, clock) for conf in settings.all_channels]


def _channel(conf: AlertChannel, clock: Callable[[], datetime]) -> Channel:
    if conf.kind == "slack":
        return Slack(conf.name, Address(variable=conf.url_variable))
    if conf.kind == "teams":
        return Teams(conf.name, Address(variable=conf.url_variable))
    if conf.kind == "email":
        return Mail(conf)
    if conf.kind == "apprise":
        return Apprise(conf.name, conf.url_variable)
    signing = secret(conf.secret_variable)
    return Webhook(conf.name, Address(conf.url, conf.url_variable), clock, signing.encode() if signing else None)
