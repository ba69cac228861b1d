"""What happens between nights: new files are noticed, and a run that died is told to people."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date

import dagster as dg

from persona_pipeline import alerts, audiences
from persona_pipeline.context import Context
from persona_pipeline.feeds import is_pulled
from persona_pipeline.ingest.discover import look
from persona_pipeline.publish import current_snapshot
from persona_pipeline.settings import Settings, Workspace, load_settings
from persona_pipeline.warehouse import Warehouse, hold_lock

from .schedules import AssetJob
from .workspace import clock

LOOK_EVERY_S = 60
WATCH_EVERY_S, SEND_EVERY_S = 900, 300
PATIENCE_S = 30.0
PARTITION_TAGS = ("dagster/partition", "dagster/asset_partition_range_end")


@dataclass(frozen=True)
class Cursor:
    """What the inbox held at the last look, and what it held when a night was last asked for; both as hashes."""

    seen: str = ""
    asked: str = ""

    @classmethod
    def read(cls, text: str | None) -> "Cursor":
        return cls(**json.loads(text)) if text else cls()

    def write(self) -> str:
        return json.dumps(asdict(self))


def inbox_state(workspace: Workspace, settings: Settings) -> str:
    """A hash over names, sizes and times of all files in the inbox; empty where there is none."""
    files = [
        (file.name, file.bytes, file.modified_ns)
        for source in settings.sources
        if not is_pulled(source)  # their files come with the night itself
        for file in look(workspace, source).files
    ]
    return hashlib.sha256(json.dumps(sorted(files)).encode()).hexdigest()[:16] if files else ""


def inbox_sensor(job: AssetJob, nights: dg.DailyPartitionsDefinition, workspace: Workspace) -> dg.SensorDefinition:
    """Runs the newest night again when files have come and nothing has moved for a minute.

    Off until somebody turns it on: a shop that is happy with one run a night does not need it. It only looks at names,
    sizes and times; it does not open the warehouse, which a run may hold.
    """

    @dg.sensor(job=job, name="new_files", minimum_interval_seconds=LOOK_EVERY_S, description=inbox_sensor.__doc__)
    def new_files(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
        state = inbox_state(workspace, load_settings(workspace.config))
        before = Cursor.read(context.cursor)
        if state in ("", before.asked):
            return dg.SensorResult(skip_reason="nothing new in the inbox", cursor=Cursor(state, before.asked).write())
        if state != before.seen:
            return dg.SensorResult(skip_reason="files are arriving", cursor=Cursor(state, before.asked).write())
        key = nights.get_last_partition_key()
        if key is None:
            return dg.SkipReason("no night has ended yet: persona.yaml's night.first_date is today or later")
        return dg.SensorResult([dg.RunRequest(run_key=state, partition_key=key)], cursor=Cursor(state, state).write())

    return new_files


def failure_sensor(workspace: Workspace) -> dg.SensorDefinition:
    """Raises an alert for a run that could not raise one itself: killed, out of memory, no lock, no key."""

    @dg.run_failure_sensor(
        name="run_failed", default_status=dg.DefaultSensorStatus.RUNNING, description=failure_sensor.__doc__
    )
    def run_failed(context: dg.RunFailureSensorContext) -> None:
        run = context.dagster_run
        as_of = next((run.tags[tag] for tag in PARTITION_TAGS if tag in run.tags), None)
        if as_of is None:
            context.log.info(f"run {run.run_id} is not about a night")
            return
        tell_of_failure(
            workspace, date.fromisoformat(as_of), run.run_id, context.failure_event.message or "the run failed"
        )

    return run_failed


def watch_sensor(workspace: Workspace) -> dg.SensorDefinition:
    """Tells people that a night is missing, or came after all, as `persona-pipeline watch` does.

    It needs Dagster's daemon; a timer of its own for `persona-pipeline watch` tells also when that is down. Both share one memory of
    who was told what.
    """

    @dg.sensor(
        name="night_missing",
        minimum_interval_seconds=WATCH_EVERY_S,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description=watch_sensor.__doc__,
    )
    def night_missing(context: dg.SensorEvaluationContext) -> dg.SkipReason:
        settings = load_settings(workspace.config)
        snapshot = current_snapshot(workspace)
        published = snapshot.manifest.night if snapshot else None
        with alerts.Outbox.open(workspace.outbox) as outbox:
            handled = alerts.answers(workspace, settings, context.log.warning)
            missing = alerts.put_watch_notices(outbox, settings, published, handled, clock())
        if missing:
            context.log.error(missing.title)
        return dg.SkipReason(missing.title if missing else f"all is well: the newest published night is {published}")

    return night_missing


def delivery_sensor(workspace: Workspace) -> dg.SensorDefinition:
    """Sends what waits in the outbox: messages to people, and audiences to campaign tools, each again until it arrived."""

    @dg.sensor(
        name="outbox",
        minimum_interval_seconds=SEND_EVERY_S,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description=delivery_sensor.__doc__,
    )
    def outbox(context: dg.SensorEvaluationContext) -> dg.SkipReason:
        settings = load_settings(workspace.config)
        if not workspace.outbox.exists():
            return dg.SkipReason("nothing was ever to be sent")
        sent = alerts.send_due(workspace, alerts.build_channels(settings.alerts, clock), clock())
        parts, failed = (0, {}) if sent.busy else audiences.send_audiences(workspace, settings, clock())
        for name, error in [*((name, errors[0]) for name, errors in sent.failed.items()), *failed.items()]:
            context.log.warning(f"{name}: {error}")
        waits = len(sent.failed) + len(failed)
        return dg.SkipReason(
            f"delivered: {sent.delivered} messages, {parts} parts of audiences; {waits} receivers did not take theirs"
        )

    return outbox


def tell_of_failure(workspace: Workspace, as_of: date, run_id: str, message: str) -> bool:
    """Raise and deliver an alert about the run, unless the run wrote down itself how it ended; returns whether it did."""
    settings = load_settings(workspace.config)
    with hold_lock(workspace.lock, patience_s=PATIENCE_S), Warehouse.open(workspace, settings) as warehouse:
        told = "select count(*) from ops.nights where run_id = $run_id and status in ('stopped', 'failed')"
        if warehouse.query(told, {"run_id": run_id})[0][0]:
            return False
        ctx = Context(workspace, settings, warehouse, as_of, clock=clock)
        alerts.raise_failure(ctx, "run", message)
        alerts.deliver_alerts(ctx)
        return True
