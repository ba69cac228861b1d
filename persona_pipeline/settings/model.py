"""The shape of persona.yaml. Every field says what it means; that text is what editors show through the JSON Schema."""

from datetime import date
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

Kind = Literal["orders", "web", "survey"]
Role = Literal[
    "nps", "satisfaction", "need", "pain", "goal", "channel", "decision_factor", "demographic", "open_text", "other"
]
Share = Annotated[float, Field(ge=0, le=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError("not a time zone; expected an IANA name such as Europe/Amsterdam or UTC") from error
    return value


class ShopSettings(_Strict):
    name: str = Field("My shop", description="Name of the shop, as pages and alerts show it.")
    timezone: str = Field("UTC", description="Business time zone: where a day begins and ends. IANA name.")
    currency: str = Field("EUR", pattern="^[A-Z]{3}$", description="The currency of all amounts, ISO 4217.")
    language: Literal["en", "nl"] = Field("en", description="Language of the start page and of alerts.")

    _timezone = field_validator("timezone")(_zone)


class Question(_Strict):
    """What a survey column asks."""

    column: str = Field(description="Header of the column in the file.")
    role: Role = Field("other", description="What kind of question it is.")
    touchpoint: str | None = Field(None, description="For satisfaction: the touchpoint that is rated.")
    phase: Literal["see", "think", "do", "care"] | None = Field(None, description="Phase of the customer journey.")
    scale: tuple[float, float] | None = Field(
        None, description="Lowest and highest possible rating, for satisfaction on another scale than 1 to 5."
    )
    separator: str | None = Field(
        None, description="What stands between choices where several may be ticked, e.g. '; '."
    )

    @field_validator("scale")
    @classmethod
    def _scale_rises(cls, value: tuple[float, float] | None) -> tuple[float, float] | None:
        if value is not None and value[0] >= value[1]:
            raise ValueError("expected the lowest rating first, then a higher one, e.g. [1, 10]")
        return value


class Source(_Strict):
    """One source: where its files are and how they are read."""

    name: str = Field(
        pattern="^[a-z][a-z0-9_]*$", description="Short name, lower case; part of every row that comes from it."
    )
    kind: Kind = Field(description="orders, web or survey.")
    path: str = Field(description="Files, relative to the workspace: inbox/orders/*.csv. `**` reaches into folders.")
    format: str = Field(
        "auto",
        description="auto (recognised by content), a known format's name, or csv, jsonl, parquet with `columns`.",
    )
    columns: dict[str, str] = Field(
        default_factory=dict, description="Our column: header in the file. Overrides what the format says."
    )
    constants: dict[str, str] = Field(
        default_factory=dict, description="Our column: a fixed value, e.g. currency: GBP."
    )
    values: dict[str, dict[str, str]] = Field(
        default_factory=dict,
        description="Our column: {value in the file: our value}, e.g. event_name: {transaction: purchase}.",
    )
    timezone: str | None = Field(None, description="Time zone of times without an offset; the shop's where absent.")
    timestamp_format: str | None = Field(
        None, description="strptime format of times, or epoch_s, epoch_ms, epoch_us; ISO 8601 where absent."
    )
    encoding: Literal["utf-8", "utf-16", "latin-1", "cp1252"] = Field(
        "utf-8", description="Text encoding. A BOM of UTF-8 is fine."
    )
    delimiter: Literal["auto", ",", ";", "\t", "|"] = Field(
        "auto", description="auto: the one that makes the header fit."
    )
    decimal: Literal[".", ","] = Field(".", description="Decimal mark of amounts.")
    thousands: Literal["", ".", ",", " ", "'"] = Field("", description="Mark between thousands, if amounts have one.")
    final_newline: Literal["required", "optional"] = Field(
        "required", description="required: a last line without a line end is taken for cut off and is refused."
    )
    identity_space: str = Field(
        "",
        pattern="^[a-z0-9_]*$",
        description="Sources with the same space share customer numbers. Give a source whose numbers mean other people a space of its own.",
    )
    questions: dict[str, Question] = Field(default_factory=dict, description="For surveys: question id: what it asks.")
    late_after_days: int = Field(2, ge=1, description="An alert is raised when no data has come for this many days.")

    @field_validator("timezone")
    @classmethod
    def _timezone(cls, value: str | None) -> str | None:
        return value if value is None else _zone(value)


class RfmSettings(_Strict):
    window_days: int = Field(365, ge=1, description="Orders of the last so many days count.")
    refunds: Literal["subtract", "ignore"] = Field(
        "subtract", description="subtract: refunds lower monetary on their own date; ignore: they do not count."
    )
    fully_refunded_orders: Literal["count", "leave_out"] = Field(
        "count", description="Does an order that was refunded whole on its own lines still count as an order?"
    )


class PersonaSettings(_Strict):
    max_personas: int = Field(3, ge=2, le=8, description="At most so many personas; more than three is hard to use.")
    first_fit_after_days: int = Field(
        60, ge=1, description="The first personas are fitted on the picture at the end of this many days of orders."
    )
    min_customers: int = Field(200, ge=20, description="Personas are not fitted on fewer people.")
    sample_size: int = Field(50_000, ge=1_000, description="Largest sample that scikit-learn is given.")
    seed: int = Field(7, description="Seed of every random choice.")


class DriftSettings(_Strict):
    reference_nights: int = Field(
        28,
        ge=14,
        description="Nights after acceptance that make the reference. No verdict before; provisional below 56.",
    )
    effect_nights: int = Field(5, ge=2, description="An effect is the mean over so many nights.")
    min_share_points: float = Field(
        2.0, gt=0, description="Smallest move of a persona's share that matters, in percentage points."
    )
    min_kpi_percent: float = Field(
        6.0, gt=0, description="Smallest move of conversion or order value that matters, in percent."
    )
    min_profile_sd: float = Field(
        0.15, gt=0, description="Smallest move of a persona's centre that matters, in standard units."
    )
    min_nps_points: float = Field(10.0, gt=0, description="Smallest move of the NPS that matters, in points.")
    false_alarms_per_year: float = Field(
        0.25, gt=0, description="False re-evaluations per year that each level may raise."
    )
    events: dict[date, str] = Field(
        default_factory=dict, description="Days that are known to be different: date: name. They are left out."
    )


class QualitySettings(_Strict):
    max_refused_share: Share = Field(0.05, description="A batch with a larger share of refused rows stops the night.")
    min_volume_share: Share = Field(
        0.3, description="A day with fewer rows than this share of the same weekday's median stops the night."
    )
    max_volume_share: float = Field(
        3.0, gt=1, description="A day with more rows than so many times the same weekday's median is a warning."
    )
    volume_weeks: int = Field(8, ge=2, description="Same weekdays to compare with.")
    piece_rows: int = Field(250_000, ge=1_000, description="Rows that Great Expectations is given at once.")


class AlertSettings(_Strict):
    webhook_url: str | None = Field(
        None, description="Where alerts are posted as JSON. PERSONA_PIPELINE_ALERTS__WEBHOOK_URL overrides."
    )


class PublishSettings(_Strict):
    keep_snapshots: int = Field(7, ge=1, description="Published versions to keep.")
    min_cell: int = Field(10, ge=5, description="No figure about fewer people is published.")


class NightSettings(_Strict):
    first_date: date = Field(
        date(2020, 1, 1), description="The first night that the scheduler offers: the first business day with data."
    )
    starts_at: str = Field(
        "02:30",
        pattern=r"^([01]\d|2[0-3]):[0-5]\d$",
        description="Local time at which the night of the day before begins.",
    )


class WarehouseSettings(_Strict):
    memory_limit: str = Field(
        "1GB", pattern=r"^\d+(MB|GB)$", description="Memory that DuckDB may use; the rest spills to disk."
    )
    threads: int = Field(2, ge=1, description="Threads that DuckDB may use.")
    spill_limit: str = Field(
        "50GB", pattern=r"^\d+(MB|GB)$", description="Disk that DuckDB may use for what does not fit in memory."
    )
    keep_customer_nights: int = Field(
        35, ge=2, description="Nights for which tables with a row per customer are kept in the warehouse."
    )


class Settings(BaseSettings):
    """persona.yaml."""

    model_config = SettingsConfigDict(
        extra="forbid", env_prefix="PERSONA_PIPELINE_", env_nested_delimiter="__", frozen=True
    )

    shop: ShopSettings = Field(default_factory=ShopSettings, description="The shop.")
    engine: Literal["duckdb"] = Field("duckdb", description="Engine that runs the SQL.")
    sources: tuple[Source, ...] = Field((), description="What is taken in every night.")
    night: NightSettings = Field(default_factory=NightSettings, description="When the night runs.")
    rfm: RfmSettings = Field(default_factory=RfmSettings, description="Recency, frequency, monetary.")
    personas: PersonaSettings = Field(default_factory=PersonaSettings, description="How personas are made.")
    drift: DriftSettings = Field(default_factory=DriftSettings, description="When personas are to be re-evaluated.")
    quality: QualitySettings = Field(default_factory=QualitySettings, description="When a batch stops the night.")
    alerts: AlertSettings = Field(default_factory=AlertSettings, description="Where alerts go.")
    publish: PublishSettings = Field(default_factory=PublishSettings, description="What analysts get.")
    warehouse: WarehouseSettings = Field(default_factory=WarehouseSettings, description="Limits of the engine.")

    @model_validator(mode="after")
    def _names_are_unique(self) -> "Settings":
        names = [source.name for source in self.sources]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"two sources are named {', '.join(twice)}; every source needs a name of its own")
        return self

    def sources_of(self, kind: Kind) -> tuple[Source, ...]:
        """The sources of one kind, in the order of persona.yaml."""
        return tuple(source for source in self.sources if source.kind == kind)
