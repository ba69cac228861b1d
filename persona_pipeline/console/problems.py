"""What a view could not do, told on a page: a wrong form, a decision that does not hold, a store that is down."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from persona_pipeline.decisions import DecisionsError
from persona_pipeline.language import language_of, marked
from persona_pipeline.personas import DefinitionError
from persona_pipeline.settings import ConfigError
from persona_pipeline.warehouse import Busy

from .refusals import why_not
from .render import render

if TYPE_CHECKING:
    from starlette.responses import Response

    from .web import Call, View

REFUSED = {
    400: marked("This form is not of your session: it is too old, or you signed in anew. Go back, load the page again and send it once more."),
    401: marked("You are not signed in any more. Sign in and send the form once more."),
    403: marked("Your role is viewer: you can see everything here, and decide nothing. Ask for the role of editor."),
    404: marked("There is no such page."),
}  # fmt: skip


class Wrong(Exception):
    """A form that cannot be understood; ``message`` is a sentence of the catalog, with its ``values``."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.values = values


def problem(view: View, call: Call) -> Response:
    """What the view answers, or a page that says why it could not."""
    try:
        return view(call)
    except Wrong as error:
        return render(call, "problem", {"say": error.message, "values": error.values, "detail": ""}, status=400)
    except DecisionsError as error:
        because = why_not(error, language_of(call.language, "console"), ZoneInfo(call.console.settings.shop.timezone))
        return _could_not(call, because, "" if because else str(error))
    except (DefinitionError, ConfigError) as error:
        return _could_not(call, "", str(error))
    except Busy:
        return render(call, "problem", {"say": _BUSY, "values": {}, "detail": ""}, status=409)


def _could_not(call: Call, because: str, detail: str) -> Response:
    values = {"say": _DID_NOT, "values": {}, "because": because, "detail": detail}
    return render(call, "problem", values, status=409)


def refused(call: Call, status: int) -> Response:
    """Why somebody may not."""
    return render(call, "problem", {"say": REFUSED[status], "values": {}, "detail": ""}, status=status)


_DID_NOT = marked("This could not be done; nothing was changed.")
_BUSY = marked("A night is running, and this needs the warehouse. Try again when it has ended; nothing was changed.")
