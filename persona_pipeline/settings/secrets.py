"""Secrets: from the environment, never from a file of the project, never shown."""

import os

from .errors import ConfigError

KEY_VARIABLE = "PERSONA_PIPELINE_KEY"
MIN_KEY_LENGTH = 16


def identity_secret() -> bytes:
    """The key under which customers become pseudonyms.

    Raises:
        ConfigError: if the variable is missing or shorter than 16 characters.
    """
    value = os.environ.get(KEY_VARIABLE, "")
    if len(value) < MIN_KEY_LENGTH:
        found = "is not set" if not value else f"has {len(value)} characters"
        raise ConfigError(
            f"{KEY_VARIABLE} {found}; expected a secret of at least {MIN_KEY_LENGTH} characters, from which customer "
            "pseudonyms are made. Mend: make one once with\n"
            '  python -c "import secrets; print(secrets.token_hex(32))"\n'
            "keep it in your secret store (another key means other pseudonyms, and history would not match), and\n"
            f"  export {KEY_VARIABLE}=..."
        )
    return value.encode()


def secret(variable: str) -> str | None:
    """What the environment variable holds, without blanks around it; None where it is not set."""
    return os.environ.get(variable, "").strip() or None
