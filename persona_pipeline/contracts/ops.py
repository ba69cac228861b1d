"""ops: what the pipeline did: files, loads, validation, nights, alerts. Times of the clock occur in this layer only."""

from .table import Table, columns
from .told import ALERT_TEXTS, ALERTS, DELIVERIES

FILES = Table(
    "ops.files",
    "Files as they stood in the inbox when they were last looked at; a file whose size and time did not change is not read again.",
    "one row per source and file name",
    ("source", "file_name"),
    columns(
        ("source", "VARCHAR", "name of the source"),
        ("file_name", "VARCHAR", "path of the file, relative to the workspace; the URL of a file that lies elsewhere"),
        ("bytes", "BIGINT", "size"),
        (
            "modified_ns",
            "BIGINT",
            "time of the last change of content or attributes, nanoseconds since 1970; for a URL a number made from the version that its store tells",
        ),
        ("load_id", "VARCHAR", "the load that its content became"),
    ),
)
UNFINISHED_FILES = Table(
    "ops.unfinished_files",
    "Files that ended in the middle of a row when they were looked at, and wait: one that has not changed by the next look is taken in as it is.",
    "one row per source and file name",
    ("source", "file_name"),
    columns(
        ("source", "VARCHAR", "name of the source"),
        ("file_name", "VARCHAR", "path of the file, relative to the workspace"),
        ("bytes", "BIGINT", "size when it was looked at"),
        ("modified_ns", "BIGINT", "time of the last change of content or attributes then, nanoseconds since 1970"),
        ("as_of", "DATE", "night that left it waiting"),
    ),
)
LOADS = Table(
    "ops.loads",
    "The ledger: every file content that was ever taken in, exactly once, and what became of its rows.",
    "one row per source and content",
    ("load_id",),
    columns(
        (
            "load_id",
            "VARCHAR",
            "first 16 hex digits of SHA-256 over source name and content hash: the same file is the same load",
        ),
        ("source", "VARCHAR", "name of the source"),
        ("kind", "VARCHAR", "orders, web, survey, crm or signals"),
        ("format", "VARCHAR", "format that was recognised or configured"),
        ("file_name", "VARCHAR", "path of the file, relative to the workspace"),
        ("revision", "INTEGER", "1 for the first content of this file name, 2 for the next, ..."),
        ("sequence", "BIGINT", "order of arrival over all loads"),
        ("sha256", "VARCHAR", "hash of the file's bytes"),
        ("bytes", "BIGINT", "size of the file"),
        (
            "status",
            "VARCHAR",
            "accepted, held (a gate stopped it), refused (unreadable) or superseded (a later revision took over)",
        ),
        ("reason", "VARCHAR", "why it was held or refused, in words"),
        ("rows_in", "BIGINT", "records in the file"),
        ("rows_accepted", "BIGINT", "records that went into raw"),
        ("rows_quarantined", "BIGINT", "records that went into quarantine"),
        ("first_day", "DATE", "earliest business day among the accepted records"),
        ("last_day", "DATE", "latest business day among the accepted records"),
        ("code_version", "VARCHAR", "version of persona-pipeline that read it"),
        ("as_of", "DATE", "night that took it in"),
    ),
    published=True,
)
PENDING_DAYS = Table(
    "ops.pending_days",
    "Business days whose facts changed in raw and are still to be conformed; emptied in the transaction that conforms them.",
    "one row per kind and day",
    ("kind", "business_day"),
    columns(
        ("kind", "VARCHAR", "orders, web, survey, crm, signals, rollup or journey"), ("business_day", "DATE", "the day")
    ),
)
TOUCHED_PEOPLE = Table(
    "ops.touched_people",
    "Whose facts changed after a night was told about them: late or corrected rows, and identifiers that are another person's now.",
    "one row per change, day and identifier",
    ("touched", "business_day", "identity_key"),
    columns(
        ("touched", "BIGINT", "number of the change, 1, 2, ...: a night remembers the last one that it knew of"),
        ("business_day", "DATE", "day whose facts changed; NULL where the identifier is another person's now"),
        ("identity_key", "VARCHAR", "pseudonym of the identifier"),
    ),
)
ROW_COUNTS = Table(
    "ops.row_counts",
    "Where the rows of a day went: accepted into raw, counted once in core, set aside as duplicate or as replaced by a later version.",
    "one row per kind, source and business day",
    ("kind", "source", "business_day"),
    columns(
        ("kind", "VARCHAR", "orders, web, survey, crm or signals"),
        ("source", "VARCHAR", "name of the source"),
        ("business_day", "DATE", "the day"),
        ("rows_raw", "BIGINT", "rows in raw"),
        ("rows_core", "BIGINT", "rows in core (order lines, events, responses)"),
        ("rows_duplicate", "BIGINT", "exact duplicates, counted once"),
        ("rows_replaced", "BIGINT", "rows of an earlier version of the same order, event or response"),
        (
            "amount_raw",
            "DECIMAL(18,4)",
            "sum of line amounts in raw (orders only); published, as are the other amounts, where nobody or publish.min_cell people got money back that day",
        ),
        ("amount_core", "DECIMAL(18,4)", "sum of line amounts in core (orders only)"),
        ("amount_duplicate", "DECIMAL(18,4)", "sum of line amounts set aside as exact duplicates (orders only)"),
    ),
    published=True,
)
VALIDATION_RESULTS = Table(
    "ops.validation_results",
    "What each rule of the expectation suites said about each batch.",
    "one row per load and rule",
    ("load_id", "rule"),
    columns(
        ("as_of", "DATE", "night of the validation"),
        ("load_id", "VARCHAR", "batch"),
        (
            "table_name",
            "VARCHAR",
            "table that the suite guards: raw.orders, ... or ops.loads for rules over whole batches",
        ),
        ("rule", "VARCHAR", "name of the rule in the suite (its meta.rule)"),
        ("reason_code", "VARCHAR", "code that refused rows carry"),
        ("column_name", "VARCHAR", "column that the rule looks at"),
        ("severity", "VARCHAR", "critical, warning or info"),
        ("success", "BOOLEAN", "whether the batch kept the rule"),
        ("rows_checked", "BIGINT", "rows looked at"),
        ("rows_failed", "BIGINT", "rows that broke it"),
        ("examples", "JSON", "up to 5 failing values with their row numbers; masked for personal columns"),
        ("why", "VARCHAR", "why the rule exists (its meta.why)"),
    ),
    published=True,
)
NIGHTS = Table(
    "ops.nights",
    "Every night: how it ended and what it published.",
    "one row per as-of date: the last attempt",
    ("as_of",),
    columns(
        ("as_of", "DATE", "business day whose end the night describes"),
        ("run_id", "VARCHAR", "the run that wrote it: a Dagster run id, or one given by the command line"),
        ("status", "VARCHAR", "running, published, stopped (a gate held it back) or failed"),
        ("reason", "VARCHAR", "why it stopped or failed, in words"),
        ("snapshot", "VARCHAR", "name of the published snapshot"),
        ("started_at", "TIMESTAMP", "clock time of the start, UTC"),
        ("finished_at", "TIMESTAMP", "clock time of the end, UTC"),
    ),
    published=True,
)
STAGES = Table(
    "ops.stages",
    "How long each stage of each night took.",
    "one row per night and stage",
    ("as_of", "stage"),
    columns(
        ("as_of", "DATE", "night"),
        ("stage", "VARCHAR", "name of the stage"),
        ("run_id", "VARCHAR", "run"),
        ("duration_s", "DOUBLE", "seconds of wall time"),
        (
            "figures",
            "JSON",
            "what the stage reported: rows per table, and figures of its own, which are not published",
        ),
    ),
    published=True,
)
FENCE = Table(
    "ops.fence",
    "The run that may write. A stage of an older run that wakes up late finds another name here and stops.",
    "one row",
    ("run_id",),
    columns(("run_id", "VARCHAR", "run"), ("token", "BIGINT", "grows with every run")),
)
KEY = Table(
    "ops.key",
    "What must stay as it was, because rows of before and after could not be told apart: key, currency, time zone.",
    "one row",
    ("fingerprint",),
    columns(
        ("fingerprint", "VARCHAR", "HMAC-SHA256 of a fixed text under the key for pseudonyms, 32 hex digits"),
        ("currency", "VARCHAR", "currency of all amounts, ISO 4217"),
        ("timezone", "VARCHAR", "business time zone, IANA name"),
    ),
)
QUESTIONS = Table(
    "ops.questions",
    "The wording of survey questions as the files have it; a question that was reworded has a row for each wording.",
    "one row per source, survey, column and wording",
    ("source", "survey_id", "question_id", "column_header", "question_text"),
    columns(
        ("source", "VARCHAR", "name of the source"),
        ("survey_id", "VARCHAR", "survey; the source's name where the file has none"),
        ("question_id", "VARCHAR", "id of the question in the mapping; NULL where no mapping names the column"),
        ("column_header", "VARCHAR", "header of the column in the file"),
        ("question_text", "VARCHAR", "the question as the respondent read it; the header where the file says no more"),
        ("first_load_id", "VARCHAR", "the load that first had this wording"),
        ("last_load_id", "VARCHAR", "the load that had it last"),
    ),
)
SOURCE_COLUMNS = Table(
    "ops.source_columns",
    "The columns that the files of a source have had.",
    "one row per source, format and header",
    ("source", "format", "header"),
    columns(
        ("source", "VARCHAR", "name of the source"),
        ("format", "VARCHAR", "format of its files"),
        ("header", "VARCHAR", "header of the column in the file"),
        ("column_name", "VARCHAR", "our column that it fills; NULL where it is kept in extra"),
        ("values_kind", "VARCHAR", "widest kind of values that was ever seen in it: empty, number, moment or text"),
        ("first_load_id", "VARCHAR", "the load that first had it"),
        ("last_load_id", "VARCHAR", "the load that had it last"),
    ),
)
SOURCE_CHANGES = Table(
    "ops.source_changes",
    "What changed in the columns and questions of a source, file by file.",
    "one row per load and change",
    ("load_id", "change", "header"),
    columns(
        ("source", "VARCHAR", "name of the source"),
        ("load_id", "VARCHAR", "the load in which it was first seen"),
        ("as_of", "DATE", "night that took it in"),
        ("change", "VARCHAR", "new, gone, renamed, kind (of values) or reworded (a question)"),
        ("header", "VARCHAR", "header of the column in the file"),
        ("before", "VARCHAR", "what it was: the old header, the old kind, the old wording"),
        ("now", "VARCHAR", "what it is"),
    ),
)
TABLES = (
    FILES,
    UNFINISHED_FILES,
    LOADS,
    SOURCE_COLUMNS,
    SOURCE_CHANGES,
    QUESTIONS,
    PENDING_DAYS,
    TOUCHED_PEOPLE,
    ROW_COUNTS,
    VALIDATION_RESULTS,
    NIGHTS,
    STAGES,
    FENCE,
    KEY,
    ALERTS,
    ALERT_TEXTS,
    DELIVERIES,
)
