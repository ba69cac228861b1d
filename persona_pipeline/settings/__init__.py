"""What the user configures: persona.yaml, read strictly; environment variables override; secrets come from there only."""

from .alerts import AlertChannel, AlertSettings, Audience, EmailChannel, QuietHours, Severity, WatchSettings
from .audiences import CampaignAudience
from .cards import Binding, CardSettings, Overrule, Texts
from .errors import ConfigError
from .journey import JourneySettings, Kpi, KpiTarget, Phase, Step, TouchpointRule
from .labelled import NO_LABELS, Labels, labels_of
from .load import CONFIG_NAME, json_schema, load_settings
from .model import (
    EARLIEST_YEAR,
    FIRM_NIGHTS,
    LATEST_YEAR,
    DecisionSettings,
    DriftSettings,
    NightSettings,
    PersonaSettings,
    PublishSettings,
    QualitySettings,
    RfmSettings,
    Settings,
    ShopSettings,
    WarehouseSettings,
)
from .named_day import days_named
from .secrets import KEY_VARIABLE, identity_secret, secret
from .source import FILL_IN, KINDS, Kind, Question, Source
from .surveys import SurveyFile, read_survey_file, why_unconfirmed
from .workspace import Workspace

__all__ = [
    "CONFIG_NAME",
    "EARLIEST_YEAR",
    "FILL_IN",
    "FIRM_NIGHTS",
    "KEY_VARIABLE",
    "KINDS",
    "LATEST_YEAR",
    "NO_LABELS",
    "AlertChannel",
    "AlertSettings",
    "Audience",
    "Binding",
    "CampaignAudience",
    "CardSettings",
    "ConfigError",
    "DecisionSettings",
    "DriftSettings",
    "EmailChannel",
    "JourneySettings",
    "Kind",
    "Kpi",
    "KpiTarget",
    "Labels",
    "NightSettings",
    "Overrule",
    "PersonaSettings",
    "Phase",
    "PublishSettings",
    "QualitySettings",
    "Question",
    "QuietHours",
    "RfmSettings",
    "Settings",
    "Severity",
    "ShopSettings",
    "Source",
    "Step",
    "SurveyFile",
    "Texts",
    "TouchpointRule",
    "WarehouseSettings",
    "WatchSettings",
    "Workspace",
    "days_named",
    "identity_secret",
    "json_schema",
    "labels_of",
    "load_settings",
    "read_survey_file",
    "secret",
    "why_unconfirmed",
]
