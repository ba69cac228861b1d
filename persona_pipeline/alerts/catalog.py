"""What alerts say, in English and Dutch. Words for figures come from drift; here stands what they mean."""

from persona_pipeline.drift import Text

PERSONAS_TITLE = Text("{shop}: re-evaluate {personas}", "{shop}: {personas} herijken")
SHOP_TITLE = Text("{shop}: a figure of the whole shop fell", "{shop}: een cijfer van de hele winkel daalde")
CERTAINTY = Text(
    "How sure: false alarms of this kind: about one in {years} years.",
    "Hoe zeker: vals alarm van dit soort: ongeveer eens in de {years} jaar.",
)
REFERENCE = Text(
    "Compared with: what was normal on the same weekdays in the {nights} nights from {first} to {last}.",
    "Vergeleken met: wat op dezelfde weekdagen normaal was in de {nights} nachten van {first} tot en met {last}.",
)
FEW_MOVED = Text(
    "{persona} moved; the figures are about too few people to be told.",
    "{persona} bewoog; de cijfers gaan over te weinig mensen om ze te noemen.",
)
FEW_FAULT = Text(
    "A figure is out of bounds; it is about too few people to be told.",
    "Een cijfer ligt buiten de grenzen; het gaat over te weinig mensen om het te noemen.",
)
ALSO = Text("What moved with it: {features}.", "Wat mee veranderde: {features}.")
FEATURE = Text("{feature} {direction} ({persona})", "{feature} {direction} ({persona})")
UP, DOWN = Text("up", "omhoog"), Text("down", "omlaag")
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
        "Wat het kan betekenen: wat u deze persona biedt werkt minder goed dan eerst; bij de andere is dat niet te zien.",
    ),
    "global_kpi": Text(
        "What it may mean: something in the shop, its prices, its traffic or its measurement changed. No persona is to blame.",
        "Wat het kan betekenen: er veranderde iets aan de winkel, de prijzen, het verkeer of de meting. Het ligt niet aan een persona.",
    ),
}
QUALITY_TITLE = Text(
    "{shop}: tonight’s data of {what} look wrong", "{shop}: de gegevens van vannacht van {what} lijken niet te kloppen"
)
QUALITY_BODY = Text(
    "{fault}\nWhat it may mean: a file came twice, came half or is missing, or it was a day like no other.\n"
    "What to do: have whoever runs the pipeline look at the source, deliver it again and run the night again; that mends everything. {special} "
    "Until then figures made from it are left out of every verdict.\n"
    "How sure: far outside the ups and downs of the {weeks} weeks before.",
    "{fault}\nWat het kan betekenen: een bestand kwam dubbel, half of niet, of het was een dag als geen ander.\n"
    "Wat te doen: laat wie de pijplijn beheert naar de bron kijken, opnieuw aanleveren en de nacht opnieuw draaien; dat herstelt alles. {special} "
    "Tot die tijd blijven cijfers die ervan gemaakt zijn buiten elk oordeel.\n"
    "Hoe zeker: ver buiten de schommelingen van de {weeks} weken ervoor.",
)
AMOUNTS_BODY = Text(
    "{fault}\nWhat it may mean: amounts came in cents, or in another currency, or a decimal comma was read as a thousands separator. All orders "
    "moved alike, by a factor of two or more, which offers and holidays do not do.\n"
    "What to do: have whoever runs the pipeline look at the amounts in the file and at the source’s columns in persona.yaml, deliver it again with "
    "amounts in the shop’s currency and run the night again; that mends everything. {special} Prices that "
    "stay so are usual after {half} weeks. Until then figures made from orders are left out of every verdict.\n"
    "How sure: far outside the ups and downs of the {weeks} weeks before.",
    "{fault}\nWat het kan betekenen: bedragen kwamen in centen of in een andere munt, of een decimale komma is als scheiding van duizendtallen gelezen. "
    "Alle bestellingen verschoven evenveel, met een factor twee of meer; aanbiedingen en feestdagen doen dat niet.\n"
    "Wat te doen: laat wie de pijplijn beheert naar de bedragen in het bestand en naar de kolommen van de bron in persona.yaml kijken, opnieuw "
    "aanleveren met bedragen in de munt van de winkel en de nacht opnieuw draaien; dat herstelt alles. {special} Prijzen die "
    "zo blijven zijn na {half} weken gewoon. Tot die tijd blijven cijfers over bestellingen buiten elk oordeel.\n"
    "Hoe zeker: ver buiten de schommelingen van de {weeks} weken ervoor.",
)
LATE_TITLE = Text("{shop}: source {source} is late", "{shop}: bron {source} is te laat")
LATE_BODY = Text(
    "The last day that {source} brought data for is {last}. Days without since then: {days}; from {allowed} on it counts as late "
    "(late_after_days).\n"
    "What it may mean: the export did not run, or it puts its files elsewhere; expected at {path}.\n"
    "What to do: mend the export and put the missing files there; the next night takes them in. Or set late_after_days of the source.",
    "De laatste dag waarvoor {source} gegevens bracht is {last}. Dagen zonder sindsdien: {days}; vanaf {allowed} geldt de bron als te laat "
    "(late_after_days).\n"
    "Wat het kan betekenen: de export liep niet, of zet zijn bestanden elders neer; verwacht op {path}.\n"
    "Wat te doen: herstel de export en zet de ontbrekende bestanden daar neer; de volgende nacht neemt ze mee. Of stel late_after_days van de bron in.",
)
NEVER_CAME = Text(
    "{source} has brought nothing yet. Days since the first data came in: {days}; from {allowed} on it counts as late (late_after_days).\n"
    "What it may mean: the export does not run, or it puts its files elsewhere; expected at {path}.\n"
    "What to do: mend the export and put its files there, or take the source out of persona.yaml.",
    "{source} heeft nog niets gebracht. Dagen sinds de eerste gegevens binnenkwamen: {days}; vanaf {allowed} geldt de bron als te laat "
    "(late_after_days).\n"
    "Wat het kan betekenen: de export loopt niet, of zet zijn bestanden elders neer; verwacht op {path}.\n"
    "Wat te doen: herstel de export en zet de bestanden daar neer, of haal de bron uit persona.yaml.",
)
ROWS_TITLE = Text(
    "{shop}: {source} brought fewer rows than usual", "{shop}: {source} bracht minder rijen dan gewoonlijk"
)
FEWER_THAN = Text("fewer than {count}", "minder dan {count}")
ROWS_BODY = Text(
    "Rows that {source} brought for {day}: {rows}. On that weekday it usually brings {usual}; its own ups and downs explain {lowest} or more.\n"
    "What it may mean: the export is not whole, a part of the shop did not sell or was not measured, or it was a quiet day.\n"
    "What to do: have whoever runs the pipeline compare the file with what the shop has, deliver it again if it is not whole and run the night again. "
    "{special} The night was not stopped, and its figures count.\n"
    "How sure: {spreads} times as far down as this source goes by itself. Days like this come by chance about once in {years} years.",
    "Rijen die {source} voor {day} bracht: {rows}. Op die weekdag zijn het er gewoonlijk {usual}; de eigen schommelingen verklaren {lowest} of meer.\n"
    "Wat het kan betekenen: de export is niet volledig, een deel van de winkel verkocht niets of werd niet gemeten, of het was een stille dag.\n"
    "Wat te doen: laat wie de pijplijn beheert het bestand vergelijken met wat de winkel heeft, het opnieuw aanleveren als het niet volledig is en de nacht "
    "opnieuw draaien. {special} De nacht is niet gestopt en de cijfers tellen mee.\n"
    "Hoe zeker: {spreads} keer zo ver omlaag als deze bron uit zichzelf gaat. Zulke dagen komen door toeval ongeveer eens in de {years} jaar voor.",
)
GATE_TITLE = Text("{shop}: the night of {as_of} was stopped", "{shop}: de nacht van {as_of} is gestopt")
GATE_BODY = Text(
    "{gate}\nWhat it means: nothing new was published; what was published before stays.\n"
    "What to do: {next} {refused}\n"
    "Technical details: {reason}",
    "{gate}\nWat het betekent: er is niets nieuws gepubliceerd; wat er stond blijft staan.\n"
    "Wat te doen: {next} {refused}\n"
    "Technische details: {reason}",
)
GATES = {
    "sources_are_there": Text(
        "A source could not be read: its files are not where they should be, or it did not answer.",
        "Een bron kon niet worden gelezen: de bestanden staan niet waar ze horen, of de bron gaf geen antwoord.",
    ),
    "files_are_readable": Text(
        "A file could not be read, so nothing of it was taken in.",
        "Een bestand kon niet worden gelezen, dus er is niets uit overgenomen.",
    ),
    "batches_are_sound": Text(
        "A file was held back, because it is not what its source usually brings.",
        "Een bestand is tegengehouden, omdat het niet is wat zijn bron gewoonlijk brengt.",
    ),
    "published_file_is_whole": Text(
        "The new figures did not read back as they were written, so the earlier ones stay.",
        "De nieuwe cijfers waren niet terug te lezen zoals ze waren geschreven, dus de eerdere blijven staan.",
    ),
}
"""What each gate says, for people; the reason that it gives is for whoever runs the pipeline."""
CAUSES = {
    "faulty_rows": Text(
        "A file has too many faulty rows, so it was held back.",
        "Een bestand heeft te veel foute rijen en is daarom tegengehouden.",
    ),
    "few_rows": Text(
        "A file has far fewer rows than usual, so it was held back.",
        "Een bestand heeft veel minder rijen dan gewoonlijk en is daarom tegengehouden.",
    ),
    "emptied_column": Text(
        "A column of a file that was filled until now is empty, so the file was held back.",
        "Een kolom van een bestand die tot nu toe gevuld was, is leeg; daarom is het bestand tegengehouden.",
    ),
    "changed_columns": Text(
        "The columns of a file are not those of before, so it was held back, as its source asks.",
        "De kolommen van een bestand zijn niet die van eerder; het is tegengehouden, zoals voor de bron is ingesteld.",
    ),
    "other_days": Text(
        "A file replaces an earlier one of the same name but holds other days, so it was held back.",
        "Een bestand vervangt een eerder met dezelfde naam maar bevat andere dagen, en is daarom tegengehouden.",
    ),
    "unchecked": Text(
        "A file could not be checked, so it was held back.",
        "Een bestand kon niet worden gecontroleerd en is daarom tegengehouden.",
    ),
    "survey_unconfirmed": Text(
        "A survey waits until a person confirms what its questions mean; nothing of it was taken in.",
        "Een enquête wacht tot iemand bevestigt wat de vragen betekenen; er is niets uit overgenomen.",
    ),
    "survey_unreadable": Text(
        "The file with the questions of a survey is missing or wrong, so nothing of the survey was taken in.",
        "Het bestand met de vragen van een enquête ontbreekt of klopt niet, dus er is niets uit overgenomen.",
    ),
    "night_too_early": Text(
        "The night lies before the first day that there are data of.",
        "De nacht ligt voor de eerste dag waarvan er gegevens zijn.",
    ),
}
"""Why a gate failed, where it guards against more than one thing; see ``causes_of``."""
OTHER_GATE = Text("A check stopped the night.", "Een controle heeft de nacht gestopt.")
_CONFIRM = Text(
    "have whoever runs the pipeline read the file with the questions, correct it, set `confirmed: true` and run the night again.",
    "laat wie de pijplijn beheert het bestand met de vragen lezen en verbeteren, `confirmed: true` instellen en de nacht opnieuw draaien.",
)
GATE_NEXT = {
    "sources_are_there": Text(
        "have whoever runs the pipeline bring the source back, or correct where it is looked for, and run the night again.",
        "laat wie de pijplijn beheert de bron herstellen, of verbeteren waar er wordt gezocht, en de nacht opnieuw draaien.",
    ),
    "changed_columns": Text(
        "have whoever runs the pipeline name a renamed column in persona.yaml, have the file delivered as before, or let it pass as it is, "
        "and run the night again.",
        "laat wie de pijplijn beheert een hernoemde kolom in persona.yaml noemen, het bestand laten aanleveren zoals eerder, of het doorlaten "
        "zoals het is, en de nacht opnieuw draaien.",
    ),
    "survey_unconfirmed": _CONFIRM,
    "survey_unreadable": _CONFIRM,
    "night_too_early": Text(
        "have whoever runs the pipeline run a later night.", "laat wie de pijplijn beheert een latere nacht draaien."
    ),
    "published_file_is_whole": Text(
        "have whoever runs the pipeline look at the disk and run the night again.",
        "laat wie de pijplijn beheert naar de schijf kijken en de nacht opnieuw draaien.",
    ),
}
"""What to do about a gate or a cause, where it is not what is done about a faulty file."""
FILE_NEXT = Text(
    "have whoever runs the pipeline correct the file and deliver it again, or let it pass as it is, and run the night again.",
    "laat wie de pijplijn beheert het bestand verbeteren en opnieuw aanleveren, of het doorlaten zoals het is, en de nacht opnieuw draaien.",
)
DETAILS = Text("Technical details:", "Technische details:")
"""What stands before the words of an error, which are English whatever the language."""
FAILURE_TITLE = Text("{shop}: the night of {as_of} failed", "{shop}: de nacht van {as_of} is mislukt")
FAILURE_BODY = Text(
    "Something went wrong while the night was running.\n"
    "What it means: nothing of this step was written and nothing new was published.\n"
    "What to do: have whoever runs the pipeline mend the cause and run the night again; running it again is always safe.\n"
    "Technical details: {message}",
    "Er ging iets mis terwijl de nacht draaide.\n"
    "Wat het betekent: van deze stap is niets vastgelegd en er is niets nieuws gepubliceerd.\n"
    "Wat te doen: laat wie de pijplijn beheert de oorzaak herstellen en de nacht opnieuw draaien; opnieuw draaien kan altijd.\n"
    "Technische details: {message}",
)


def gate_said(name: str) -> Text:
    """The sentence about a gate, or about one of its causes."""
    return GATES.get(name) or CAUSES.get(name, OTHER_GATE)


def gate_next(name: str) -> Text:
    """What to do about a gate, or about one of its causes."""
    return GATE_NEXT.get(name, FILE_NEXT)
