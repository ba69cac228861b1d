"""Who is told what, and through which channels. Addresses that let anybody write stand in environment variables, never here."""

from datetime import time
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator, model_validator

from persona_pipeline.basics.codes import Code

from .strict import Strict

Severity = Literal["info", "warning", "critical"]
Rule = Literal[
    "verdict_re_evaluate", "quality_blocked", "rows_low", "source_late", "gate_stopped", "run_failed", "night_missing"
]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
Variable = Annotated[str, StringConstraints(pattern=r"^[A-Z_][A-Z0-9_]*$")]
Address = Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"']+$")]
LocalTime = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
WEBHOOK = "webhook"
EVERYONE = "everyone"


class SlackChannel(Strict):
    kind: Literal["slack"] = Field(description="A Slack channel.")
    name: Name = Field(description="What audiences call it.")
    url_variable: Variable = Field(
        description="Environment variable with the address of a Slack incoming webhook; the address is a secret."
    )


class TeamsChannel(Strict):
    kind: Literal["teams"] = Field(description="A Microsoft Teams channel or chat.")
    name: Name = Field(description="What audiences call it.")
    url_variable: Variable = Field(
        description="Environment variable with the address of a Teams workflow (`Post to a channel when a webhook request is received`)."
    )


class WebhookChannel(Strict):
    kind: Literal["webhook"] = Field(description="Any receiver of JSON.")
    name: Name = Field(description="What audiences call it.")
    url: Address | None = Field(
        None, description="Where messages are posted as JSON; url_variable where the address is secret."
    )
    url_variable: Variable | None = Field(None, description="Environment variable with the address.")
    secret_variable: Variable = Field(
        "PERSONA_PIPELINE_WEBHOOK_SECRET",
        description="Environment variable with the secret that signs messages (Standard Webhooks); unsigned where it is not set.",
    )

    @model_validator(mode="after")
    def _one_address(self) -> "WebhookChannel":
        if (self.url is None) == (self.url_variable is None):
            raise ValueError("a webhook has one address: give either url or url_variable")
        return self


class EmailChannel(Strict):
    kind: Literal["email"] = Field(description="E-mail.")
    name: Name = Field(description="What audiences call it.")
    host: str = Field(min_length=1, description="Mail server that takes the messages.")
    port: int = Field(587, ge=1, le=65_535, description="Its port: 587 with starttls, 465 with tls, 25 with none.")
    security: Literal["starttls", "tls", "none"] = Field(
        "starttls",
        description="How the connection is encrypted; certificates are checked. none: only on the same machine.",
    )
    username: str | None = Field(None, description="Who signs in; nobody where absent.")
    password_variable: Variable | None = Field(None, description="Environment variable with the password.")
    sender: str = Field(min_length=3, description="Address that messages come from.")
    to: tuple[str, ...] = Field(min_length=1, description="Addresses that messages go to.")

    @field_validator("sender", "to")
    @classmethod
    def _addresses(cls, value: str | tuple[str, ...]) -> str | tuple[str, ...]:
        for address in (value,) if isinstance(value, str) else value:
            host = address.rpartition("@")
            if not (host[0] and host[2]) or not address.isascii() or any(c.isspace() or c in "<>,;" for c in address):
                raise ValueError(f"{address!r} is no e-mail address; expected name@host and nothing else")
        return value

    @model_validator(mode="after")
    def _password_goes_with_a_name(self) -> "EmailChannel":
        if (self.username is None) != (self.password_variable is None):
            raise ValueError("username and password_variable go together: give both, or neither")
        if self.username is not None and self.security == "none":
            raise ValueError("a password would travel unencrypted; expected security starttls or tls")
        return self


class AppriseChannel(Strict):
    kind: Literal["apprise"] = Field(description="One of the services that Apprise knows.")
    name: Name = Field(description="What audiences call it.")
    url_variable: Variable = Field(
        description="Environment variable with an Apprise address, such as ntfy://topic; needs `pip install 'persona-pipeline[apprise]'`."
    )


AlertChannel = Annotated[
    SlackChannel | TeamsChannel | WebhookChannel | EmailChannel | AppriseChannel, Field(discriminator="kind")
]


class QuietHours(Strict):
    start: LocalTime = Field(description="When they begin, local time of the shop.")
    end: LocalTime = Field(description="When they end; before start: on the next day.")
    days: tuple[Weekday, ...] = Field(
        ("mon", "tue", "wed", "thu", "fri", "sat", "sun"), min_length=1, description="Days on which they begin."
    )
    wake_for: Severity | None = Field(
        "critical",
        description="Alerts this severe, or more, are told all the same; null: none. No alert is less than a warning, so info and warning are alike.",
    )

    @model_validator(mode="after")
    def _not_all_day(self) -> "QuietHours":
        if self.start == self.end:
            raise ValueError("quiet hours begin and end at the same time; expected two times")
        return self

    @property
    def bounds(self) -> tuple[time, time]:
        """Start and end as times of day."""
        return time.fromisoformat(self.start), time.fromisoformat(self.end)


class Audience(Strict):
    name: Name = Field(description="Who is told, such as marketing.")
    channels: tuple[Name, ...] = Field(min_length=1, description="Names of the channels that reach them.")
    language: Code | None = Field(
        None, description="The language that they are told in: en or nl; that of the shop where absent."
    )
    owners: tuple[str, ...] = Field((), description="People whom their messages name: it is for them to act.")
    rules: tuple[Rule, ...] = Field((), description="Only alerts of these rules; all where empty.")
    sources: tuple[str, ...] = Field((), description="Of alerts about sources only those about these; all where empty.")
    min_severity: Severity = Field(
        "info",
        description="Only alerts at least this severe. No alert is less than a warning, so info and warning are alike; what is over is told for information.",
    )
    repeat_days: float | None = Field(
        7, gt=0, description="What still stands is told again after so many days; null: never."
    )
    resolved: bool = Field(True, description="Whether it is told when an alert that was told is over.")
    quiet_hours: QuietHours | None = Field(
        None, description="When nobody is disturbed; messages wait until after, at the longest a night."
    )


class WatchSettings(Strict):
    due_at: LocalTime = Field(
        "08:00",
        description="Local time by which the night of the day before must be published; `watch` tells when it is not.",
    )
    repeat_hours: float = Field(
        24, gt=0, description="While no night is published it is told again after so many hours."
    )
    heartbeat_variable: Variable | None = Field(
        None,
        description="Environment variable with an address that is asked at each publish, as healthchecks.io and others give: they tell "
        "when it stays silent, also when this whole machine is down.",
    )


class AlertSettings(Strict):
    webhook_url: Address | None = Field(
        None,
        description="Where alerts are posted as JSON: a short way to write a channel of the kind webhook. "
        "PERSONA_PIPELINE_ALERTS__WEBHOOK_URL overrides.",
    )
    base_url: Address | None = Field(None, description="Where the pages are served; messages link to them.")
    channels: tuple[AlertChannel, ...] = Field((), description="Ways to reach people.")
    audiences: tuple[Audience, ...] = Field(
        (), description="Who is told what. Channels that no audience names get everything, as the audience everyone."
    )
    owners: dict[str, str] = Field(
        default_factory=dict,
        description="Who acts on an alert, by source, persona id or rule; messages name them beside the alert.",
    )
    inhibit: bool = Field(
        True, description="Whether a broken source or a night that failed silences the drift that it may have caused."
    )
    watch: WatchSettings = Field(default_factory=WatchSettings, description="The dead man's switch.")

    @model_validator(mode="after")
    def _names_fit(self) -> "AlertSettings":
        names = [channel.name for channel in self.all_channels]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"two alert channels are named {', '.join(twice)}; every channel needs a name of its own")
        who = [audience.name for audience in self.audiences]
        if twice := sorted({name for name in who if who.count(name) > 1}):
            raise ValueError(
                f"two alert audiences are named {', '.join(twice)}; every audience needs a name of its own"
            )
        for audience in self.audiences:
            if strange := sorted(set(audience.channels) - set(names)):
                known = ", ".join(names) or "none"
                raise ValueError(
                    f"audience {audience.name} names the channels {', '.join(strange)}; known are: {known}"
                )
        return self

    @property
    def all_channels(self) -> tuple[AlertChannel, ...]:
        """The channels, with the one that webhook_url stands for."""
        if self.webhook_url is None:
            return self.channels
        return (WebhookChannel(kind="webhook", name=WEBHOOK, url=self.webhook_url), *self.channels)

    @property
    def all_audiences(self) -> tuple[Audience, ...]:
        """The audiences, and everyone for channels that none of them names."""
        named = {name for audience in self.audiences for name in audience.channels}
        rest = tuple(channel.name for channel in self.all_channels if channel.name not in named)
        return (*self.audiences, Audience(name=EVERYONE, channels=rest)) if rest else self.audiences
