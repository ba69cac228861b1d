"""What a note can be about: the whole shop, a persona, or something that was told of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .words import about_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .incidents import Shown
    from .web import Call


def note_choices(call: Call, names: Mapping[str, str], incidents: Sequence[Shown]) -> dict[str, str]:
    """What a note is kept under, and what that is called: the whole shop, the personas in use, and the incidents that are shown."""
    known = {**{one.persona_id: one.name for one in incidents}, **names}
    subjects = (
        "all",
        *(f"persona:{persona_id}" for persona_id in names),
        *(f"incident:{one.persona_id}:{one.first}" for one in incidents),
    )
    return {subject: about_of(call, subject, known) for subject in subjects}
