"""Fixtures that the commands about personas share with the tests of personas."""

from tests.personas.conftest import small_shop, two_nights, with_proposal  # noqa: F401
