"""backtest: what past nights would have told with other settings, beside what they told and what people said of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
import yaml
from pydantic import ValidationError

from persona_pipeline.decisions import Decisions
from persona_pipeline.desk.reading import warehouse_at_rest
from persona_pipeline.drift.decisions import KINDS, answer_to
from persona_pipeline.settings import DriftSettings

from .common import DAY, JsonOption, WorkspaceOption, open_workspace, print_json, print_table, tell
from .personas import newest_of
from .personas_shown import as_dict

if TYPE_CHECKING:
    from persona_pipeline.drift.backtest import Fired, Past, Replayed
    from persona_pipeline.drift.incidents import Incident


def backtest(
    workspace: WorkspaceOption = Path(),
    first: Annotated[
        datetime | None,
        typer.Option("--from", **DAY, help="First night. Default: the first one that told."),
    ] = None,
    last: Annotated[
        datetime | None,
        typer.Option("--to", **DAY, help="Last night. Default: the newest whole one."),
    ] = None,
    changed: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="NAME=VALUE",
            help="A setting of drift: in persona.yaml to try, such as false_alarms_per_year=0.5; may be given more than once.",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Replay past nights and list the incidents that would have fired, beside what was told then and what people said.

    The nights are judged by the product's own judge on their figures as they are known today (late and corrected data
    included), each from what came before it only. It goes by the decisions that held on the night, and by the settings of today;
    with `--set` a second time with those changed. Nothing is written, but no night can run meanwhile (seconds).

    At the end: incidents a year, and how many of the alerts that people answered (`drift answer`) were right.

    Example: `persona-pipeline backtest -w my-shop --from 2026-01-01 --set false_alarms_per_year=0.5 --set min_share_points=3`
    """
    place, settings = open_workspace(workspace)
    tried = tried_settings(settings.drift, changed or [])
    from persona_pipeline.drift.backtest import Past

    with Decisions.open(place, settings) as store:
        decisions = store.log(KINDS)
    with warehouse_at_rest(place, settings) as warehouse:
        until = last.date() if last else newest_of(warehouse)
        past = Past(warehouse, decisions, until, settings.shop.language)
    nights = [told.as_of for told in past.told]
    since = first.date() if first else min(nights, default=until)
    if since > until:
        raise typer.BadParameter(f"there are no nights from {since} to {until}", param_hint="--from")
    if not nights:
        raise typer.BadParameter(f"no verdict was told up to {until}; nothing can be replayed", param_hint="--to")
    runs = {"today": past.replay(settings.drift, since)}
    if changed:
        runs["changed"] = past.replay(tried, since)
    _tell(past, since, runs, changed or [], as_json=as_json)


def tried_settings(drift: DriftSettings, changed: list[str]) -> DriftSettings:
    """The settings with some changed, each as ``name=value``; several values are separated by commas.

    Raises:
        BadParameter: if there is no such setting, or it cannot have that value.
    """
    values = drift.model_dump()
    for each in changed:
        name, equals, text = each.partition("=")
        if not equals or name not in values or name == "events":
            known = ", ".join(sorted(set(values) - {"events"}))
            raise typer.BadParameter(f"found {each!r}; expected NAME=VALUE with one of: {known}", param_hint="--set")
        parts = [part for part in text.split(",") if part]
        values[name] = parts if isinstance(values[name], tuple) else _value(text)
    try:
        return DriftSettings.model_validate(values)
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise typer.BadParameter(wrong, param_hint="--set") from error


def _value(text: str) -> Any:
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise typer.BadParameter(f"found {text[:60]!r}; expected a number or a word", param_hint="--set") from error


@dataclass
class _Episode:
    """Incidents of one persona that meet each other: as told, with the settings of today, with those changed."""

    persona_id: str
    told: list[Incident]
    fired: dict[str, list[Fired]]

    @property
    def incidents(self) -> list[Incident]:
        return [*self.told, *(fired.incident for each in self.fired.values() for fired in each)]

    def nights(self, name: str) -> str | None:
        """First and last night of each incident, for a column of a table."""
        found = self.told if name == "told" else [fired.incident for fired in self.fired[name]]
        return ", ".join(f"{i.first} to {i.last}" for i in found) or None


def _episodes(past: Past, since: date, runs: dict[str, Replayed]) -> list[_Episode]:
    every: list[tuple[Incident, str, Fired | None]] = [(i, "told", None) for i in past.incidents(since)]
    every += [(fired.incident, name, fired) for name, run in runs.items() for fired in run.fired]
    found: list[_Episode] = []
    for incident, name, fired in sorted(every, key=lambda e: (e[0].first, e[0].persona_id)):
        met = next((e for e in found if any(incident.meets(other) for other in e.incidents)), None)
        if met is None:
            met = _Episode(incident.persona_id, [], {name: [] for name in runs})
            found.append(met)
        if fired is None:
            met.told.append(incident)
        else:
            met.fired[name].append(fired)
    return found


def _tell(past: Past, since: date, runs: dict[str, Replayed], changed: list[str], *, as_json: bool) -> None:
    from persona_pipeline.drift.backtest import alerts_of, precision

    episodes = _episodes(past, since, runs)
    right = precision(past.incidents(date.min), past.decisions)
    counted = {
        name: {
            "alerts": len([i for i in alerts_of([f.incident for f in run.fired]) if i.first >= since]),
            "nights_watched": run.watched,
            "per_year": run.per_year(since),
        }
        for name, run in runs.items()
    }
    if as_json:
        told = [_as_dict(past, episode) for episode in episodes]
        print_json(
            {"from": since, "to": past.last, "set": changed, "incidents": told, "counts": counted, "precision": right}
        )
        return
    title = f"Incidents from {since} to {past.last}" + (f", changed: {', '.join(changed)}" if changed else "")
    if episodes:
        names = ["persona", "told then", *("with " + ("today's settings" if n == "today" else n) for n in runs), "said"]
        rows = [[e.persona_id, e.nights("told"), *(e.nights(n) for n in runs), _said(past, e)] for e in episodes]
        print_table(title, names, rows)
        _tell_why(episodes)
    else:
        tell(f"{title}: none")
    for name, count in counted.items():
        rate = "no night was watched" if count["per_year"] is None else f"{count['per_year']:.2f} a year"
        words = "settings of today" if name == "today" else "settings changed"
        tell(f"{words}: {count['alerts']} alerts in {count['nights_watched']} nights watched, {rate}")
    tell(_precision_in_words(right))


def _tell_why(episodes: list[_Episode]) -> None:
    for episode in episodes:
        fired = next((each[0] for each in reversed(list(episode.fired.values())) if each), None)
        if fired:
            signal = fired.signal or {}
            weight = f" Evidence {signal['cusum']:.1f} of {signal['threshold']:.1f}." if signal.get("threshold") else ""
            tell(f"{fired.incident.first}  {episode.persona_id}  {fired.incident.cause}: {fired.reason}{weight}")
    tell("")


def _precision_in_words(right: dict[str, Any]) -> str:
    if not right["answered"]:
        return f"precision: none of {right['alerts']} alerts was answered; `persona-pipeline drift answer` says whether one was right"
    return (
        f"precision: {right['right']} of {right['answered']} answered alerts were right ({right['share']:.0%}; very likely between "
        f"{right['low']:.0%} and {right['high']:.0%}); {right['alerts']} were raised in all"
    )


def _said(past: Past, episode: _Episode) -> str:
    answers = [found.payload["answer"] for i in episode.told if (found := answer_to(i, past.decisions))]
    others = {d.id: f"{d.kind.removeprefix('drift.')} {d.subject}" for i in episode.told for d in past.meanwhile(i)}
    return "; ".join([*answers, *others.values()])


def _as_dict(past: Past, episode: _Episode) -> dict[str, Any]:
    answers = [found for i in episode.told if (found := answer_to(i, past.decisions))]
    decided = {d.id: d for i in episode.incidents for d in past.meanwhile(i)}
    return {
        "persona_id": episode.persona_id,
        "told": [vars(incident) for incident in episode.told],
        **{
            name: [vars(f.incident) | {"reason": f.reason, "signal": f.signal} for f in fired]
            for name, fired in episode.fired.items()
        },
        "answers": [as_dict(decision) for decision in answers],
        "decisions": [as_dict(decision) for decision in decided.values()],
    }
