"""What the user configures: persona.yaml, read strictly; environment variables override; secrets come from there only."""

from .errors import ConfigError
from .load import CONFIG_NAME, json_schema, load_settings
from .model import (
    AlertSettings,
    DriftSettings,
    Kind,
    NightSettings,
    PersonaSettings,
    PublishSettings,
    QualitySettings,
    Question,
    RfmSettings,
    Settings,
    ShopSettings,
    Source,
    WarehouseSettings,
)
from .secrets import KEY_VARIABLE, identity_secret, webhook_secret
from .workspace import Workspace

__all__ = [
    "CONFIG_NAME",
    "KEY_VARIABLE",
    "AlertSettings",
    "ConfigError",
    "DriftSettings",
    "Kind",
    "NightSettings",
    "PersonaSettings",
    "PublishSettings",
    "QualitySettings",
    "Question",
    "RfmSettings",
    "Settings",
    "ShopSettings",
    "Source",
    "WarehouseSettings",
    "Workspace",
    "identity_secret",
    "json_schema",
    "load_settings",
    "webhook_secret",
]
