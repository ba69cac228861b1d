"""A notice: what one audience is told at one time on one channel, ready to be put into the form of the channel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from persona_pipeline.drift import day

from . import frame
from .message import Message
from .routing import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from persona_pipeline.language import Code
    from persona_pipeline.settings import Settings

    from .chart import Chart
    from .routing import Plan, Route

Part = Literal["new", "again", "standing", "resolved"]
MOST_WHOLE, MOST_LINES = 8, 20
"""So many alerts are told whole, and so many as a line; of more only the number is told."""
HEADINGS = {"new": frame.ALSO, "again": frame.ALSO, "standing": frame.STANDING, "resolved": frame.RESOLVED}
_OVERVIEW, _HEALTH = "overview", "data-health"


@dataclass(frozen=True)
class Item:
    """An alert in a notice: how it stands for these readers, who acts on it, where more is to be seen."""

    alert: Message
    part: Part
    owner: str | None = None
    link: str | None = None
    chart: str | None = None


@dataclass(frozen=True)
class Notice:
    """Everything that a channel needs; it is kept whole in the outbox, so that a repeated try sends the same."""

    key: str
    audience: str
    channel: str
    shop: str
    language: Code
    made_at: str
    items: tuple[Item, ...]
    owners: tuple[str, ...] = ()

    def of(self, part: Part) -> list[Item]:
        """The items of one part."""
        return [item for item in self.items if item.part == part]

    @property
    def whole(self) -> list[Item]:
        """Items that are told with their text, the most severe first."""
        return self._spoken()[:MOST_WHOLE]

    def _spoken(self) -> list[Item]:
        spoken = [*self.of("new"), *self.of("again")]
        return sorted(spoken, key=lambda item: -LEVELS.index(item.alert.severity))

    @property
    def severity(self) -> str:
        """That of the most severe alert that is new or told again; info where all are over."""
        spoken = self._spoken()
        return spoken[0].alert.severity if spoken else "info"

    @property
    def title(self) -> str:
        """One line: the most severe alert, and how many more."""
        spoken, over = self._spoken(), self.of("resolved")
        if not spoken:
            if len(over) == 1:
                return frame.OVER_TITLE(self.language, title=over[0].alert.title)
            return frame.SEVERAL_OVER(self.language, shop=self.shop, count=str(len(over)))
        plain, more = spoken[0].alert.title, len(spoken) + len(over) - 1
        first = plain if spoken[0].part == "new" else frame.AGAIN_TITLE(self.language, title=plain)
        if more == 0:
            return first
        return (frame.AND_ONE if more == 1 else frame.AND_MORE)(self.language, title=first, count=str(more))

    def headline(self, item: Item) -> str:
        """What stands above an alert: how severe it is, and its title where that is not the title of the whole."""
        level = frame.SEVERITY[item.alert.severity](self.language)
        title = item.alert.title
        if self.title.endswith(title):
            return level
        return f"{level}: {frame.AGAIN_TITLE(self.language, title=title) if item.part == 'again' else title}"

    def lines(self) -> Iterator[tuple[Part, list[str]]]:
        """Parts that are told as lines: what does not fit whole, what stands since earlier, what is over."""
        rest = self._spoken()[MOST_WHOLE:]
        groups: tuple[tuple[Part, Sequence[Item]], ...] = (
            ("new", rest),
            ("standing", self.of("standing")),
            ("resolved", self.of("resolved")),
        )
        for part, items in groups:
            told = [self._line(item) for item in items[:MOST_LINES]]
            if len(items) > MOST_LINES:
                told.append(frame.MORE(self.language, count=str(len(items) - MOST_LINES)))
            if told:
                yield part, told

    def heading(self, part: Part) -> str:
        """What stands above a part."""
        return HEADINGS[part](self.language)

    def tail(self, item: Item) -> Iterator[str]:
        """What follows the text of an alert: a chart, who acts, and how to answer."""
        if item.chart:
            yield item.chart
        if item.owner:
            yield frame.OWNER(self.language, owner=item.owner)
        yield frame.ANSWER(self.language, alert_id=item.alert.alert_id[:8])

    @property
    def addressed(self) -> str:
        """The line that says whom it is for; empty where nobody is named."""
        return frame.FOR(self.language, owners=", ".join(self.owners)) if self.owners else ""

    def _line(self, item: Item) -> str:
        over = item.alert.resolved_as_of
        text, night = (frame.OVER_SINCE, over) if over else (frame.TOLD_SINCE, item.alert.as_of)
        return text(self.language, title=item.alert.title, day=day(night, self.language))

    def payload(self) -> dict[str, Any]:
        """The notice for JSON."""
        return {
            "key": self.key,
            "audience": self.audience,
            "channel": self.channel,
            "shop": self.shop,
            "language": self.language,
            "made_at": self.made_at,
            "owners": list(self.owners),
            "title": self.title,
            "severity": self.severity,
            "alerts": [
                {**i.alert.payload(), "told_as": i.part, "owner": i.owner, "link": i.link, "chart": i.chart}
                for i in self.items
            ],
        }

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> Notice:
        """What ``payload`` made, read again; alerts of earlier versions do not say that they speak the notice's language."""
        own = {"language": payload["language"]}
        items = tuple(
            Item(Message.from_payload(own | a), a["told_as"], a["owner"], a["link"], a["chart"])
            for a in payload["alerts"]
        )
        names = ("key", "audience", "channel", "shop", "language", "made_at")
        return cls(**{name: payload[name] for name in names}, items=items, owners=tuple(payload["owners"]))


def notice_of(
    plan: Plan,
    alerts: Sequence[Message],
    route: Route,
    settings: Settings,
    made_at: str,
    *,
    charts: Mapping[str, Chart],
) -> Notice:
    """The notice that a plan asks for, in the language of its audience; ``charts`` are by alert id."""
    language = route.audience.language or settings.shop.language
    by_id = {alert.alert_id: alert.told_in(language) for alert in alerts}
    parts: tuple[tuple[Part, tuple[str, ...]], ...] = (
        ("new", plan.new),
        ("again", plan.again),
        ("standing", plan.standing),
        ("resolved", plan.resolved),
    )
    items = tuple(
        Item(
            by_id[alert_id],
            part,
            _owner(by_id[alert_id], settings.alerts.owners),
            link_to(by_id[alert_id], settings.alerts.base_url, language),
            charts[alert_id].line(language) if alert_id in charts else None,
        )
        for part, ids in parts
        for alert_id in ids
    )
    who = route.audience
    return Notice(plan.key, who.name, route.channel, settings.shop.name, language, made_at, items, who.owners)


def link_to(alert: Message, base: str | None, language: Code) -> str | None:
    """The page on which the alert is seen; None where nobody said where the pages are served."""
    page = _OVERVIEW if alert.rule == "verdict_re_evaluate" else _HEALTH
    return f"{base.rstrip('/')}/{language}/{page}.html" if base else None


def _owner(alert: Message, owners: Mapping[str, str]) -> str | None:
    """Who acts: by what the alert is about, else by its rule."""
    about = [
        alert.subject,
        *alert.subject.replace(",", ":").split(":"),
        *alert.evidence.get("subjects", ()),
        alert.rule,
    ]
    return next((owners[name] for name in about if name in owners), None)
