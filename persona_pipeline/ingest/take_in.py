"""Take in what is new of one kind of source: look, land, read, validate, accept. The first stage of the night."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from persona_pipeline.context import Context, StageReport
from persona_pipeline.contracts import RAW_OF
from persona_pipeline.feeds import FeedError, Puller, is_pulled, pull
from persona_pipeline.quality import BatchVerdict, validate_batches
from persona_pipeline.settings import Kind, Source
from persona_pipeline.sources import ReadJob, ReadReport, read_files, read_rates, write_spans

from .columns import changes_of, note_changes
from .discover import InboxFile, look, taken_twice, unseen
from .landing import LandedFile, check_room, land, sweep
from .ledger import Entry, accept, is_loaded, loses_days, loses_rows, remember_file, seen_files, write
from .progress import Progress, report_of
from .unfinished import forget, leave, newest_of, why_unfinished


def take_in(ctx: Context, kind: Kind) -> StageReport:
    """Load every new or changed file of the kind exactly once.

    A file that cannot be read and a batch that breaks a critical rule are written into the ledger as refused or held,
    none of their rows enters raw, and the report's blocking checks fail; all other files are taken in.

    Raises:
        NoRoom: if there is too little free disk.
    """
    sweep(ctx.workspace)
    progress = Progress()
    landed = _land_new(ctx, kind, progress)
    if landed:
        reports = _read(ctx, landed, progress)
        names = {copy.load_id: copy.file.name for copy, _ in reports}
        verdicts = validate_batches(ctx, kind, [report for _, report in reports], names)
        _settle(ctx, _finished(ctx, reports, progress), verdicts, progress)
        sweep(ctx.workspace)
    _look_at_waiting(ctx, kind, progress)
    return report_of(ctx, kind, progress)


def _land_new(ctx: Context, kind: Kind, progress: Progress) -> list[LandedFile]:
    landed: dict[str, LandedFile] = {}
    shared, problems = taken_twice(ctx.workspace, ctx.settings.sources_of(kind))
    progress.problems.extend(problems)
    for source in ctx.settings.sources_of(kind):
        _pull(ctx, source, progress)
        inbox = look(ctx.workspace, source, ctx.as_of)
        progress.problems.extend(inbox.problems)
        new = unseen(
            tuple(file for file in inbox.files if file.path not in shared), seen_files(ctx.warehouse, source.name)
        )
        progress.newest |= newest_of(inbox.files)
        check_room(ctx.workspace, new)
        for file in new:
            copy = _land(ctx, file, progress)
            if copy is None:
                continue
            if copy.load_id in landed:
                progress.twins.setdefault(copy.load_id, []).append(copy)
            elif is_loaded(ctx.warehouse, copy.load_id):
                ctx.progress(f"{file.name}: same content as a file that was taken in before, nothing to do")
                remember_file(ctx.warehouse, copy)
                progress.known += 1
            else:
                landed[copy.load_id] = copy
    return list(landed.values())


def _pull(ctx: Context, source: Source, progress: Progress) -> None:
    """Ask the source's feed for what is not on the disk yet; what was pulled before is taken in whether it answers or not."""
    if not is_pulled(source):
        return
    try:
        pull(Puller(ctx.workspace, ctx.settings, source, ctx.progress), ctx.as_of)
    except FeedError as error:
        progress.problems.append(str(error))


def _land(ctx: Context, file: InboxFile, progress: Progress) -> LandedFile | None:
    """The landed copy; None where it is for the next time, which is said."""
    try:
        copy = land(ctx.workspace, file, read_with=_rates_content(ctx, file.source))
    except FeedError as error:
        progress.problems.append(str(error))
        return None
    if copy is None:
        _wait(ctx, file, "it is still being written: it changed while it was being copied", progress)
    return copy


def _finished(
    ctx: Context, reports: Sequence[tuple[LandedFile, ReadReport]], progress: Progress
) -> list[tuple[LandedFile, ReadReport]]:
    """The second look, after reading: without the files that may still be written, which wait for the next one."""
    whole = []
    for copy, report in reports:
        reason = why_unfinished(ctx.warehouse, copy.file, report, frozenset(progress.newest))
        if reason:
            leave(ctx.warehouse, copy.file, copy.load_id, ctx.as_of)
            _wait(ctx, copy.file, reason, progress)
        else:
            whole.append((copy, report))
    return whole


def _wait(ctx: Context, file: InboxFile, reason: str, progress: Progress) -> None:
    ctx.progress(f"{file.name}: {reason}; left for the next look")
    progress.unfinished.append(f"{file.name}: {reason}")


def _rates_content(ctx: Context, source: Source) -> bytes:
    """The table of rates by which the file's amounts are read: with another table the same content gives other rows."""
    table = ctx.settings.shop.rates
    path = None if table is None or source.kind != "orders" else ctx.workspace.root / table
    return path.read_bytes() if path is not None and path.is_file() else b""


def _rates(ctx: Context) -> Path | None:
    """The shop's table of exchange rates as spans of days, if it has one."""
    table = ctx.settings.shop.rates
    if table is None:
        return None
    rates = read_rates(ctx.workspace.root / table, ctx.settings.shop.currency)
    return write_spans(rates, ctx.workspace.staging / "rates.csv")


def _read(ctx: Context, landed: Sequence[LandedFile], progress: Progress) -> list[tuple[LandedFile, ReadReport]]:
    shop = ctx.settings.shop
    by_id = {copy.load_id: copy for copy in landed}
    rates = _rates(ctx)
    jobs = [
        ReadJob(
            load_id=copy.load_id,
            source=copy.file.source,
            path=copy.path,
            file_name=copy.file.name,
            shop_timezone=shop.timezone,
            currency=shop.currency,
            out_dir=ctx.workspace.staging,
            rates=rates,
        )
        for copy in landed
    ]
    good: list[tuple[LandedFile, ReadReport]] = []
    for read in read_files(jobs, ctx.settings.warehouse):
        copy = by_id[read.load_id]
        report = _of_days_that_were(ctx, copy, read)
        if report.error is None and report.first_day is not None and report.first_day > ctx.as_of:
            progress.waiting.append((copy.file.name, report.first_day))
            continue
        if report.error is None:
            good.append((copy, report))
            continue
        entry = Entry(copy, report, "refused", report.error)
        write(ctx, entry)
        progress.refused.append(entry)
    return good


def _of_days_that_were(ctx: Context, copy: LandedFile, report: ReadReport) -> ReadReport:
    """The report; a refusal where all rows lie after today: with a mistyped year they would wait for their night in silence."""
    if report.error is not None or report.first_day is None or report.first_day <= ctx.last_day:
        return report
    error = (
        f"{copy.file.name}: found rows from {report.first_day} to {report.last_day}; expected days that have been: today is "
        f"{ctx.today}. Mend: correct the dates, or `timestamp_format` of source {copy.file.source.name}."
    )
    return replace(
        report,
        error=error,
        error_code="date_in_the_future",
        rows_in=0,
        rows_accepted=0,
        rows_refused=0,
        accepted=None,
        refused=None,
    )


def _look_at_waiting(ctx: Context, kind: Kind, progress: Progress) -> None:
    """Files that hold later days only wait for their night. Where there is nothing else, the night came too early."""
    for name, first_day in progress.waiting:
        ctx.progress(f"{name}: begins on {first_day}, after this night; left for its own")
    if progress.waiting and not any(ctx.warehouse.count(raw) for raw in RAW_OF.values()):
        name, first_day = min(progress.waiting, key=lambda file: file[1])
        progress.problems.append(
            f"as_of {ctx.as_of} lies before the first {kind} of {first_day} ({name}); nothing was taken in. "
            f"Mend: ask for {first_day} or a later night."
        )


def _settle(
    ctx: Context,
    reports: Sequence[tuple[LandedFile, ReadReport]],
    verdicts: Sequence[BatchVerdict],
    progress: Progress,
) -> None:
    by_id = {verdict.load_id: verdict for verdict in verdicts}
    for copy, report in reports:
        forget(ctx.warehouse, copy.file)
        verdict = by_id[copy.load_id]
        reason = verdict.reason if verdict.held else ""
        changed, stopped = _changes(ctx, copy, report, progress)
        if verdict.held and changed:
            reason = f"{reason} ({changed}; a renamed column is mapped with `columns: {{<our column>: <its header>}}`)"
        if not reason and copy.load_id not in ctx.accepted_batches:
            reason = loses_days(ctx.warehouse, copy, report) or loses_rows(ctx.warehouse, copy, report) or stopped
        if verdict.held or reason:
            entry = Entry(copy, report, "held", reason)
            write(ctx, entry)
            progress.held.append(entry)
            progress.money.add(report)
        else:
            entry = Entry(copy, report, "accepted", verdict.reason or None, verdict.rows_refused)
            accept(ctx, entry)
            for warning in verdict.warnings:
                ctx.progress(f"warning: {copy.file.name}: {warning}")
                progress.unusual.append(f"{copy.file.name}: {warning}")
            for twin in progress.twins.get(copy.load_id, []):
                remember_file(ctx.warehouse, twin)
                progress.known += 1
            progress.accepted.append(entry)


def _changes(ctx: Context, copy: LandedFile, report: ReadReport, progress: Progress) -> tuple[str, str]:
    """What changed in the file's columns, and why it is held for that, where the source's policy says stop; in words."""
    source = copy.file.source
    changes = () if source.schema_changes == "accept" else changes_of(ctx.warehouse, source.name, report)
    note_changes(ctx.warehouse, source.name, copy.load_id, changes, ctx.as_of)
    if not changes:
        return "", ""
    said = "; ".join(str(each) for each in changes)
    ctx.progress(f"{copy.file.name}: {said}")
    if source.schema_changes == "stop":
        return (
            said,
            f"{said}; expected the columns of before, because `schema_changes: stop` is set for source {source.name}",
        )
    progress.changed.append(f"{copy.file.name}: {said}")
    return said, ""
