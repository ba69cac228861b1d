"""What to do about an alert, in English and Dutch: as commands that name what they are about, and as the console's forms."""

from persona_pipeline.drift import Text

NEXT = {
    "persona": Text(
        "What to do: open the overview page and look at what sets the persona apart. If you do nothing, it stays as it is. For anything else, "
        "hand the command that fits to whoever runs the pipeline, and say why:\n"
        '- These days were special and are to be left out: persona-pipeline drift event {began} {night} "NAME" (or drift.events in persona.yaml).\n'
        "- It will stay like this, with the same people; take it as the new normal: persona-pipeline drift normal {normal}\n"
        '- You want to see what new personas would be: persona-pipeline personas propose --reason "{about}, {night}". Nothing changes until you '
        "take them: persona-pipeline personas accept.\n"
        "- Whatever you do, say whether this was right, which is counted and changes nothing else: persona-pipeline drift answer real "
        "--persona {first} --night {night} (or false-alarm in place of real).{others}",
        "Wat te doen: open de overzichtspagina en kijk wat de persona onderscheidt. Als u niets doet, blijft hij zoals hij "
        "is. Voor al het andere geeft u de opdracht die past door aan wie de pijplijn beheert, met de reden erbij:\n"
        '- Het waren bijzondere dagen, die buiten beschouwing moeten blijven: persona-pipeline drift event {began} {night} "NAAM" (of '
        "drift.events in persona.yaml).\n"
        "- Dit blijft zo, en het zijn dezelfde mensen; maak hiervan het nieuwe normaal: persona-pipeline drift normal {normal}\n"
        '- U wilt zien wat nieuwe persona\'s zouden zijn: persona-pipeline personas propose --reason "{about}, {night}". Er verandert niets '
        "totdat u ze aanneemt: persona-pipeline personas accept.\n"
        "- Wat u ook doet, laat weten of dit klopte; dat wordt geteld en verandert verder niets: persona-pipeline drift answer real "
        "--persona {first} --night {night} (of false-alarm, vals alarm, in plaats van real).{others}",
    ),
    "global_kpi": Text(
        "What to do: look first at the shop (checkout, prices, stock, campaigns) and at the measurement; the personas need no change for this. "
        "For the rest, hand the command that fits to whoever runs the pipeline, and say why:\n"
        '- These days were special and are to be left out: persona-pipeline drift event {began} {night} "NAME" (or drift.events in persona.yaml).\n'
        "- It will stay like this; take it as the new normal: persona-pipeline drift normal all\n"
        "- Whatever you do, say whether this was right, which is counted and changes nothing else: persona-pipeline drift answer real "
        "--persona {first} --night {night} (or false-alarm in place of real).{others}",
        "Wat te doen: kijk eerst naar de winkel (afrekenen, prijzen, voorraad, campagnes) en naar de meting; de persona's hoeven hiervoor niet te veranderen. "
        "Voor het overige geeft u de opdracht die past door aan wie de pijplijn beheert, met de reden erbij:\n"
        '- Het waren bijzondere dagen, die buiten beschouwing moeten blijven: persona-pipeline drift event {began} {night} "NAAM" (of '
        "drift.events in persona.yaml).\n"
        "- Dit blijft zo; maak hiervan het nieuwe normaal: persona-pipeline drift normal all\n"
        "- Wat u ook doet, laat weten of dit klopte; dat wordt geteld en verandert verder niets: persona-pipeline drift answer real "
        "--persona {first} --night {night} (of false-alarm, vals alarm, in plaats van real).{others}",
    ),
}
OTHERS = Text(" Also to be answered, each by itself: {others}.", " Ook te beantwoorden, elk apart: {others}.")
NEXT_IN_CONSOLE = {
    "persona": Text(
        "What to do: look on the overview page at what sets the persona apart. If you do nothing, it stays as it is. Anything else is decided "
        "under Decide, with the reason: leave special days out, take it as the new normal, or look at new personas. Whatever you do, say there "
        "whether this was right: that is counted and changes nothing else.",
        "Wat te doen: kijk op de overzichtspagina wat de persona onderscheidt. Als u niets doet, blijft hij zoals hij is. Al het "
        "andere beslist u onder Beslissen, met de reden erbij: bijzondere dagen buiten beschouwing laten, dit als het nieuwe normaal nemen of "
        "nieuwe persona's bekijken. Wat u ook doet, laat daar weten of dit klopte: dat wordt geteld en verandert verder niets.",
    ),
    "global_kpi": Text(
        "What to do: look first at the shop (checkout, prices, stock, campaigns) and at the measurement; the personas need no change for this. "
        "The rest is decided under Decide, with the reason: leave special days out, or take it as the new normal. Whatever you do, say there "
        "whether this was right: that is counted and changes nothing else.",
        "Wat te doen: kijk eerst naar de winkel (afrekenen, prijzen, voorraad, campagnes) en naar de meting; de persona's hoeven hiervoor niet te veranderen. "
        "Het overige beslist u onder Beslissen, met de reden erbij: bijzondere dagen buiten beschouwing laten, of dit als het nieuwe normaal "
        "nemen. Wat u ook doet, laat daar weten of dit klopte: dat wordt geteld en verandert verder niets.",
    ),
}
SPECIAL_DAY = Text(
    'If the day was special, persona-pipeline drift event {first} {last} "NAME" leaves it out.',
    'Was de dag bijzonder, dan laat persona-pipeline drift event {first} {last} "NAAM" hem buiten beschouwing.',
)
SPECIAL_DAY_IN_CONSOLE = Text(
    "If the day was special, mark it as an event under Decide: that leaves it out.",
    "Was de dag bijzonder, markeer hem dan onder Beslissen als gebeurtenis: dan blijft hij buiten beschouwing.",
)
RIGHT_AMOUNTS = Text(
    'If the amounts are right, persona-pipeline drift event {first} {last} "NAME" leaves the day out.',
    'Kloppen de bedragen, dan laat persona-pipeline drift event {first} {last} "NAAM" de dag buiten beschouwing.',
)
RIGHT_AMOUNTS_IN_CONSOLE = Text(
    "If the amounts are right, mark the day as an event under Decide: that leaves it out.",
    "Kloppen de bedragen, markeer de dag dan onder Beslissen als gebeurtenis: dan blijft hij buiten beschouwing.",
)
REFUSED = Text(
    "`persona-pipeline status` shows what was refused for the night of {as_of} and why.",
    "`persona-pipeline status` toont wat voor de nacht van {as_of} geweigerd is en waarom.",
)
REFUSED_IN_CONSOLE = Text(
    "The page Data health shows what was refused and why.", "De pagina Gegevens toont wat geweigerd is en waarom."
)
