"""The error that every wrong setting ends in."""


class ConfigError(Exception):
    """A setting is missing or wrong; the message says where, what was found, what is allowed and how to mend it."""
