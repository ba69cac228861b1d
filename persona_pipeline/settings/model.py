"""The shape of persona.yaml. Every field says what it means; that text is what editors show through the JSON Schema."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from persona_pipeline.basics.codes import Code

from .alerts import AlertSettings
from .audiences import CampaignAudience
from .cards import CardSettings
from .console import ConsoleSettings
from .journey import JourneySettings
from .labels import LabelSettings
from .readiness import ReadinessSettings
from .source import Kind, Source, zone
from .strict import Strict, size

Share = Annotated[float, Field(ge=0, le=1)]

EARLIEST_YEAR, LATEST_YEAR = 1970, 2100
"""Years that a day of a shop can be in."""
FIRM_NIGHTS = 56
"""Below so many reference nights every verdict is provisional: false alarms are clearly more frequent."""


class ShopSettings(Strict):
    name: str = Field("My shop", description="Name of the shop, as pages and alerts show it.")
    timezone: str = Field("UTC", description="Business time zone: where a day begins and ends. IANA name.")
    currency: str = Field("EUR", pattern="^[A-Z]{3}$", description="The currency of all amounts, ISO 4217.")
    rates: str | None = Field(
        None,
        description="Table of exchange rates, a CSV file relative to the workspace with date, currency and rate (what one unit is worth in "
        "the shop's currency). Without it, amounts in other currencies are refused.",
    )
    language: Code = Field("en", description="Language of the start page, and of alerts to audiences that name none.")

    _timezone = field_validator("timezone")(zone)


class RfmSettings(Strict):
    window_days: int = Field(365, ge=1, description="Orders of the last so many days count.")
    refunds: Literal["subtract", "ignore"] = Field(
        "subtract", description="subtract: refunds lower monetary on their own date; ignore: they do not count."
    )
    fully_refunded_orders: Literal["count", "leave_out"] = Field(
        "count", description="Does an order that was refunded whole on its own lines still count as an order?"
    )


class PersonaSettings(Strict):
    max_personas: int = Field(3, ge=2, le=8, description="At most so many personas; more than three is hard to use.")
    first_fit_after_days: int = Field(
        60, ge=1, description="The first personas are fitted on the picture at the end of this many days of orders."
    )
    min_customers: int = Field(200, ge=20, description="Personas are not fitted on fewer people.")
    sample_size: int = Field(50_000, ge=1_000, description="Largest sample that scikit-learn is given.")
    seed: int = Field(7, description="Seed of every random choice.")
    challenger_nights: int = Field(
        7, ge=1, description="Nights after which a challenger is fitted in the shadow again; also when a watch opens."
    )


class DriftSettings(Strict):
    reference_nights: int = Field(
        28,
        ge=14,
        description=f"Nights after acceptance that make the reference. No verdict before; provisional below {FIRM_NIGHTS}.",
    )
    effect_nights: int = Field(
        5, ge=2, description="An effect is the mean over the nights since it began, at most so many."
    )
    min_share_points: float = Field(
        2.0, gt=0, description="Smallest move of a persona's share that matters, in percentage points."
    )
    min_kpi_percent: float = Field(
        6.0, gt=0, description="Smallest move of conversion, repeat rate or order value that matters, in percent."
    )
    min_profile_sd: float = Field(
        0.15,
        gt=0,
        description="Smallest move of a persona's centre, of satisfaction or of a feature that matters, in standard units.",
    )
    min_nps_points: float = Field(10.0, gt=0, description="Smallest move of the NPS that matters, in points.")
    min_gain_percent: float = Field(
        1.0, gt=0, description="Smallest gain of new personas over those in force that matters, in percent."
    )
    false_alarms_per_year: float = Field(
        0.25, gt=0, description="False re-evaluations per year that each level may raise."
    )
    events: dict[date, str] = Field(
        default_factory=dict, description="Days that are known to be different: date: name. They are left out."
    )
    holidays: tuple[str, ...] = Field(
        (), description="Countries whose public holidays are left out as events are: two-letter codes such as NL, BE."
    )

    @field_validator("events")
    @classmethod
    def _events_are_of_this_age(cls, events: dict[date, str]) -> dict[date, str]:
        """Refuse a year that was mistyped: the day would be waited for in silence."""
        far = sorted(day for day in events if not EARLIEST_YEAR <= day.year <= LATEST_YEAR)
        if far:
            named = ", ".join(f"{day} ({events[day]})" for day in far)
            raise ValueError(f"found the event {named}; expected a year from {EARLIEST_YEAR} to {LATEST_YEAR}")
        return events

    @field_validator("holidays")
    @classmethod
    def _countries_are_known(cls, codes: tuple[str, ...]) -> tuple[str, ...]:
        """Refuse a country that has no calendar. The calendars are loaded only where they are asked for."""
        if codes:
            from holidays import list_supported_countries

            if unknown := sorted(set(codes) - set(list_supported_countries(include_aliases=False))):
                raise ValueError(f"no holidays are known for {', '.join(unknown)}; expected codes such as NL, BE, DE")
        return codes


class QualitySettings(Strict):
    max_refused_share: Share = Field(0.05, description="A batch with a larger share of refused rows stops the night.")
    min_volume_share: Share = Field(
        0.3,
        description="A day with fewer rows than this share of the same weekday's median stops the night; in a quiet week the median is lowered to the level of the three days before.",
    )
    max_volume_share: float = Field(
        3.0, gt=1, description="A day with more rows than so many times the same weekday's median is a warning."
    )
    volume_weeks: int = Field(8, ge=2, description="Same weekdays to compare with.")
    piece_rows: int = Field(
        250_000,
        ge=1_000,
        description="Different rows that Great Expectations is given at once.",
    )


class DecisionSettings(Strict):
    url: SecretStr | None = Field(
        None,
        description="PostgreSQL database in which decisions are kept, postgresql://...; decisions.sqlite in the workspace where absent. An "
        "address with a password comes from PERSONA_PIPELINE_DECISIONS__URL only.",
    )


class SurveySettings(Strict):
    min_rated_items: int = Field(
        6, ge=3, description="Fewer questions of one battery say nothing about giving all of them the same answer."
    )
    straight_share: float = Field(
        0.9, gt=0.5, le=1, description="Straight-lining: this share of a battery in a row got one and the same answer."
    )
    speeding_share: float = Field(
        0.33,
        gt=0,
        lt=1,
        description="Speeding: less than this share of the usual time, for the whole and for each question answered.",
    )
    min_timed: int = Field(
        20, ge=5, description="The usual time of a survey is known once so many responses tell theirs."
    )
    age_tolerance_years: int = Field(
        2, ge=0, description="Years by which the age that somebody states may miss the birth year of the CRM."
    )
    flag_factor: float = Field(
        0.5, gt=0, le=1, description="What each sign of carelessness multiplies the weight of a response by."
    )
    weight_floor: float = Field(
        0.25, gt=0, le=1, description="No response weighs less, however careless; none is dropped."
    )
    cell_size: int = Field(
        10, ge=2, description="Groups with fewer respondents are joined before respondents are weighted to the members."
    )
    max_weight_ratio: float = Field(
        5.0, gt=1, description="No respondent stands for more, or for less, people than so many times the mean."
    )
    extreme_answers: int = Field(
        5, ge=0, description="Answers listed a night for each persona and kind of extreme (lowest, highest, rare)."
    )
    rare_share: Share = Field(0.02, description="A rare answer was given by no larger share of the respondents.")


class PublishSettings(Strict):
    keep_snapshots: int = Field(7, ge=1, description="Published versions to keep.")
    min_cell: int = Field(10, ge=5, description="No figure about fewer people is published.")


class NightSettings(Strict):
    first_date: date = Field(
        date(2020, 1, 1), description="The first night that the scheduler offers: the first business day with data."
    )
    starts_at: str = Field(
        "02:30",
        pattern=r"^([01]\d|2[0-3]):[0-5]\d$",
        description="Local time at which the night of the day before begins.",
    )

    @field_validator("first_date")
    @classmethod
    def _is_of_this_age(cls, day: date) -> date:
        """Refuse a year that was mistyped: the scheduler would offer centuries of nights."""
        if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
            raise ValueError(f"expected a year from {EARLIEST_YEAR} to {LATEST_YEAR}")
        return day


class WarehouseSettings(Strict):
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

    _sizes = field_validator("memory_limit", "spill_limit")(size)


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
    purpose: Literal["strategy", "tactics"] = Field(
        "tactics",
        description="What the personas are for: strategy shows cards of fewer, coarser lines; tactics shows all.",
    )
    cards: CardSettings = Field(default_factory=CardSettings, description="The persona cards.")
    labels: LabelSettings = Field(
        default_factory=LabelSettings,
        description="What categories, channels, touchpoints and attributes are called per language. Answers have theirs with their question.",
    )
    journey: JourneySettings = Field(default_factory=JourneySettings, description="The customer journey.")
    drift: DriftSettings = Field(default_factory=DriftSettings, description="When personas are to be re-evaluated.")
    quality: QualitySettings = Field(default_factory=QualitySettings, description="When a batch stops the night.")
    alerts: AlertSettings = Field(default_factory=AlertSettings, description="Where alerts go.")
    audiences: tuple[CampaignAudience, ...] = Field(
        (), description="Lists of customers for campaign tools, written at each publish (docs/audiences.md)."
    )
    opt_outs: str | None = Field(
        None,
        description="CSV file, relative to the workspace, with a column customer_id or email: these people are in no audience, from the "
        "next export on.",
    )
    decisions: DecisionSettings = Field(
        default_factory=DecisionSettings, description="Where people's decisions are kept."
    )
    surveys: SurveySettings = Field(
        default_factory=SurveySettings, description="How far survey answers are believed, and whom they stand for."
    )
    console: ConsoleSettings = Field(
        default_factory=ConsoleSettings, description="The console (`persona-pipeline serve`)."
    )
    readiness: ReadinessSettings = Field(
        default_factory=ReadinessSettings, description="Answers to what the readiness page asks."
    )
    publish: PublishSettings = Field(default_factory=PublishSettings, description="What analysts get.")
    warehouse: WarehouseSettings = Field(default_factory=WarehouseSettings, description="Limits of the engine.")

    @model_validator(mode="after")
    def _names_are_unique(self) -> "Settings":
        names = [source.name for source in self.sources]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"two sources are named {', '.join(twice)}; every source needs a name of its own")
        lists = [audience.name for audience in self.audiences]
        if twice := sorted({name for name in lists if lists.count(name) > 1}):
            raise ValueError(
                f"two campaign audiences are named {', '.join(twice)}; every audience needs a name of its own"
            )
        return self

    def sources_of(self, kind: Kind) -> tuple[Source, ...]:
        """The sources of one kind, in the order of persona.yaml."""
        return tuple(source for source in self.sources if source.kind == kind)
