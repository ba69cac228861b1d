"""What alerts say, in English and Dutch. Words for figures come from drift; here stands what they mean and what to do."""

from persona_pipeline.drift import Text

PERSONAS_TITLE = Text("{shop}: re-evaluate {personas}", "{shop}: herbeoordeel {personas}")
SHOP_TITLE = Text("{shop}: a figure of the whole shop fell", "{shop}: een cijfer van de hele winkel daalde")
CERTAINTY = Text(
    "How sure: the evidence stands at {evidence}, it speaks from {threshold}; that keeps false alarms of a level to about {rate} a year.",
    "Hoe zeker: het bewijs staat op {evidence}, het telt vanaf {threshold}; zo blijven valse alarmen per niveau bij ongeveer {rate} per jaar.",
)
REFERENCE = Text(
    "Compared with: {nights} nights from {first} to {last}.",
    "Vergeleken met: {nights} nachten van {first} tot en met {last}.",
)
ALSO = Text("What moved with it: {features}.", "Wat meebewoog: {features}.")
FEATURE = Text("{feature} {effect} ({persona})", "{feature} {effect} ({persona})")
MEANING = {
    "share": Text(
        "What it may mean: another kind of customer comes now, or a campaign draws one persona more than the others.",
        "Wat het kan betekenen: er komt nu een ander soort klant, of een campagne trekt de ene persona meer dan de andere.",
    ),
    "profile": Text(
        "What it may mean: the people in this persona behave differently from those it was described after, or new people fit it badly.",
        "Wat het kan betekenen: de mensen in deze persona gedragen zich anders dan die naar wie hij is beschreven, of nieuwe mensen passen er slecht in.",
    ),
    "kpi": Text(
        "What it may mean: what you offer this persona works less well than it did; the others do not show it.",
        "Wat het kan betekenen: wat je deze persona biedt werkt minder goed dan eerst; bij de andere is dat niet te zien.",
    ),
    "global_kpi": Text(
        "What it may mean: something in the shop, its prices, its traffic or its measurement changed. No persona is to blame.",
        "Wat het kan betekenen: er veranderde iets aan de winkel, de prijzen, het verkeer of de meting. Het ligt niet aan een persona.",
    ),
}
NEXT = {
    "persona": Text(
        "What to do: open the personas page and compare the persona with its description; `persona-pipeline verdict` shows the figures. "
        "If these days were special, name them under drift.events in persona.yaml. Until you decide, the definitions stay as they are.",
        "Wat te doen: open de pagina met persona's en leg de persona naast zijn beschrijving; `persona-pipeline verdict` toont de cijfers. "
        "Waren dit bijzondere dagen, noem ze dan onder drift.events in persona.yaml. Tot je beslist blijven de definities zoals ze zijn.",
    ),
    "global_kpi": Text(
        "What to do: look first at the shop (checkout, prices, stock, campaigns) and at the measurement; the personas need no change for this. "
        "If these days were special, name them under drift.events in persona.yaml.",
        "Wat te doen: kijk eerst naar de winkel (afrekenen, prijzen, voorraad, campagnes) en naar de meting; de persona's hoeven hiervoor niet te veranderen. "
        "Waren dit bijzondere dagen, noem ze dan onder drift.events in persona.yaml.",
    ),
}
QUALITY_TITLE = Text(
    "{shop}: tonight's data of {what} look wrong", "{shop}: de gegevens van vannacht van {what} lijken niet te kloppen"
)
QUALITY_BODY = Text(
    "{fault}\nHow sure: {z} standard deviations from the eight weeks before; one night beyond {limit} is enough.\n"
    "What it may mean: a file came twice, came half or is missing, or it was a day like no other.\n"
    "What to do: look at the source and deliver it again; running the night again mends everything. If the day was special, name it "
    "under drift.events in persona.yaml. Until then figures made from it are left out of every verdict.",
    "{fault}\nHoe zeker: {z} standaardafwijkingen van de acht weken ervoor; een nacht voorbij {limit} is genoeg.\n"
    "Wat het kan betekenen: een bestand kwam dubbel, half of niet, of het was een dag als geen ander.\n"
    "Wat te doen: kijk naar de bron en lever opnieuw aan; de nacht opnieuw draaien herstelt alles. Was de dag bijzonder, noem hem dan "
    "onder drift.events in persona.yaml. Tot die tijd blijven cijfers die ervan gemaakt zijn buiten elk oordeel.",
)
LATE_TITLE = Text("{shop}: source {source} is late", "{shop}: bron {source} is te laat")
LATE_BODY = Text(
    "The last day that {source} brought data for is {last}: {days} days without, {allowed} are allowed.\n"
    "What it may mean: the export did not run, or it puts its files elsewhere; expected at {path}.\n"
    "What to do: mend the export and put the missing files there; the next night takes them in. Or set late_after_days of the source.",
    "De laatste dag waarvoor {source} gegevens bracht is {last}: {days} dagen zonder, {allowed} is toegestaan.\n"
    "Wat het kan betekenen: de export liep niet, of zet zijn bestanden elders neer; verwacht op {path}.\n"
    "Wat te doen: herstel de export en zet de ontbrekende bestanden daar neer; de volgende nacht neemt ze mee. Of stel late_after_days van de bron in.",
)
NEVER_CAME = Text(
    "{source} has brought nothing yet, {days} days after the first data came in; {allowed} are allowed.\n"
    "What it may mean: the export does not run, or it puts its files elsewhere; expected at {path}.\n"
    "What to do: mend the export and put its files there, or take the source out of persona.yaml.",
    "{source} heeft nog niets gebracht, {days} dagen nadat de eerste gegevens binnenkwamen; {allowed} is toegestaan.\n"
    "Wat het kan betekenen: de export loopt niet, of zet zijn bestanden elders neer; verwacht op {path}.\n"
    "Wat te doen: herstel de export en zet de bestanden daar neer, of haal de bron uit persona.yaml.",
)
GATE_TITLE = Text(
    "{shop}: the night of {as_of} was stopped by {gate}", "{shop}: de nacht van {as_of} is tegengehouden door {gate}"
)
GATE_BODY = Text(
    "{reason}\nWhat it means: nothing new was published; what was published before stays.\n"
    "What to do: `persona-pipeline status` shows what was refused and why. Correct the file and deliver it again, or let it pass as it is with "
    "`--accept-batch`; then run the night again.",
    "{reason}\nWat het betekent: er is niets nieuws gepubliceerd; wat er stond blijft staan.\n"
    "Wat te doen: `persona-pipeline status` toont wat geweigerd is en waarom. Verbeter het bestand en lever het opnieuw aan, of laat het door zoals het is met "
    "`--accept-batch`; draai daarna de nacht opnieuw.",
)
FAILURE_TITLE = Text(
    "{shop}: the night of {as_of} failed at {stage}", "{shop}: de nacht van {as_of} mislukte bij {stage}"
)
FAILURE_BODY = Text(
    "{message}\nWhat it means: nothing of this stage was written and nothing new was published.\n"
    "What to do: read the message, mend the cause and run the night again; running it again is always safe.",
    "{message}\nWat het betekent: van deze stap is niets vastgelegd en er is niets nieuws gepubliceerd.\n"
    "Wat te doen: lees de melding, herstel de oorzaak en draai de nacht opnieuw; opnieuw draaien kan altijd.",
)
