"""What stands around alerts in a notice, in English and Dutch."""

from persona_pipeline.drift import Text

AND_ONE = Text("{title}, and one more message", "{title}, en nog een melding")
AND_MORE = Text("{title}, and {count} more messages", "{title}, en nog {count} meldingen")
SEVERAL_OVER = Text("{shop}: {count} alerts are over", "{shop}: {count} meldingen zijn voorbij")
OVER_TITLE = Text("Over: {title}", "Voorbij: {title}")
AGAIN_TITLE = Text("Still: {title}", "Nog steeds: {title}")
ALSO = Text("Also", "Verder")
STANDING = Text("Told before and still standing", "Eerder gemeld en nog niet voorbij")
RESOLVED = Text("Over", "Voorbij")
OVER_SINCE = Text("{title} (over since the night of {day})", "{title} (voorbij sinds de nacht van {day})")
TOLD_SINCE = Text("{title} (since the night of {day})", "{title} (sinds de nacht van {day})")
MORE = Text("And {count} more; see the pages.", "En nog {count}; zie de pagina’s.")
CHART = Text(
    "How far from normal on the {nights} nights to {last}: {chart}",
    "Afstand tot normaal in de {nights} nachten tot en met {last}: {chart}",
)
OWNER = Text("Who acts: {owner}", "Aan zet: {owner}")
FOR = Text("For {owners}", "Voor {owners}")
OPEN = Text("Open the page", "Open de pagina")
ANSWER = Text(
    "Seen it? persona-pipeline alerts ack {alert_id}. Not now? persona-pipeline alerts snooze {alert_id} --until DATE.",
    "Gezien? persona-pipeline alerts ack {alert_id}. Nu even niet? persona-pipeline alerts snooze {alert_id} --until DATUM.",
)
SEVERITY = {
    "info": Text("For information", "Ter informatie"),
    "warning": Text("Warning", "Waarschuwing"),
    "critical": Text("Urgent", "Dringend"),
}
COUNTED = Text("How sure: certain; this is counted, not estimated.", "Hoe zeker: zeker; dit is geteld, niet geschat.")
MISSING_TITLE = Text("{shop}: no new figures for {expected}", "{shop}: geen nieuwe cijfers over {expected}")
MISSING_BODY = Text(
    "By {due} the night of {expected} should have been published. {last}\n"
    "How sure: certain; this was looked up in the folder of published figures, {checked}.\n"
    "What it may mean: the machine or the scheduler was off, the night is still running, or it was stopped before it could tell why.\n"
    "What to do: have whoever runs the pipeline look at `persona-pipeline status` and at the scheduler, and run the night of {expected} again; running "
    "it again is always safe. Until then the pages show older figures.",
    "Om {due} had de nacht van {expected} gepubliceerd moeten zijn. {last}\n"
    "Hoe zeker: zeker; dit is opgezocht in de map met gepubliceerde cijfers, {checked}.\n"
    "Wat het kan betekenen: de machine of de planner stond uit, de nacht draait nog, of hij is gestopt voordat hij kon melden waarom.\n"
    "Wat te doen: laat wie de pijplijn beheert naar `persona-pipeline status` en naar de planner kijken en de nacht van {expected} opnieuw draaien; "
    "opnieuw draaien kan altijd. Tot die tijd tonen de pagina’s oudere cijfers.",
)
LAST_PUBLISHED = Text(
    "The newest that is there is the night of {last}.", "De nieuwste die er is, is de nacht van {last}."
)
NEVER_PUBLISHED = Text("No night has been published yet.", "Er is nog geen nacht gepubliceerd.")
