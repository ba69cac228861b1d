"""Personas: the version in force, who is a member of which persona on a night, and what the members are like."""

from .definition import Definition, DefinitionError
from .fit import NotEnoughPeopleError
from .members import refresh_members
from .profiles import refresh_profiles
from .registry import in_force

__all__ = ["Definition", "DefinitionError", "NotEnoughPeopleError", "in_force", "refresh_members", "refresh_profiles"]
