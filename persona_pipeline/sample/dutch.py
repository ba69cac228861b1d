"""What the generated shop's English words are called in Dutch, as its persona.yaml labels them. Data only."""

from __future__ import annotations

QUESTIONS: dict[str, tuple[str, str]] = {
    "satisfaction_site": ("How satisfied are you with the site?", "Hoe tevreden bent u over de site?"),
    "satisfaction_service": ("How satisfied are you with our service?", "Hoe tevreden bent u over onze service?"),
    "satisfaction_delivery": ("How satisfied are you with the delivery?", "Hoe tevreden bent u over de levering?"),
    "satisfaction_product": ("How satisfied are you with the product?", "Hoe tevreden bent u over het product?"),
    "need": ("What do you find important in a shop?", "Wat vindt u belangrijk aan een winkel?"),
    "goal": ("What did you come for?", "Waarvoor kwam u?"),
    "pain": ("What bothered you?", "Waar liep u tegenaan?"),
    "channel": ("Where do you hear of shops?", "Hoe hoort u van winkels?"),
    "decision_factor": ("What decides your choice?", "Wat geeft bij u de doorslag?"),
}
"""Question: what it is called in English and in Dutch. Attributes (age, household) have names of their own on the pages."""

ANSWERS: dict[str, dict[str, str]] = {
    "need": {
        "good quality": "goede kwaliteit",
        "fast delivery": "snelle levering",
        "easy returns": "makkelijk retourneren",
        "personal advice": "persoonlijk advies",
        "low price": "lage prijs",
        "inspiration": "inspiratie",
        "buy for a company": "inkopen voor een bedrijf",
    },
    "goal": {
        "stock up": "voorraad aanvullen",
        "save time": "tijd besparen",
        "find a gift": "een cadeau vinden",
        "save money": "geld besparen",
        "try something new": "iets nieuws proberen",
        "buy it once, buy it well": "één keer kopen, en dan goed",
    },
    "pain": {
        "out of stock": "uitverkocht",
        "delivery was late": "levering was te laat",
        "return took long": "retour duurde lang",
        "too expensive": "te duur",
        "size did not fit": "maat paste niet",
        "hard to compare": "lastig te vergelijken",
        "hard to find": "lastig te vinden",
        "site was slow": "site was traag",
        "delivery costs": "verzendkosten",
        "no invoice": "geen factuur",
    },
    "channel": {
        "newsletter": "nieuwsbrief",
        "website": "website",
        "store": "winkel",
        "instagram": "Instagram",
        "google": "Google",
        "friends": "vrienden",
        "reviews": "beoordelingen",
        "facebook": "Facebook",
        "pinterest": "Pinterest",
        "partner": "partner",
    },
    "decision_factor": {
        "quality": "kwaliteit",
        "delivery time": "levertijd",
        "price": "prijs",
        "brand": "merk",
        "reviews": "beoordelingen",
    },
    "gender": {"woman": "vrouw", "man": "man", "other": "anders"},
    "household": {
        "single": "alleenwonend",
        "couple": "samenwonend",
        "family with children": "gezin met kinderen",
        "other": "anders",
    },
    "education": {"secondary": "middelbare school", "vocational": "mbo", "university": "hbo of universiteit"},
    "region": {"west": "west", "north": "noord", "east": "oost", "south": "zuid"},
}
"""Question: {answer as the survey has it: in Dutch}."""

CATEGORIES: dict[str, str] = {
    "accessories": "accessoires",
    "basics": "basiskleding",
    "beauty": "verzorging",
    "kids": "kinderspullen",
    "home": "woonartikelen",
    "outdoor": "buitensport",
    "shoes": "schoenen",
    "electronics": "elektronica",
}
SITES: dict[str, str] = {
    "newsletter": "nieuwsbrief",
    "google": "Google",
    "instagram": "Instagram",
    "facebook": "Facebook",
    "pinterest": "Pinterest",
}
"""Sites that traffic comes from; addresses such as tests.example are the same in every language."""
