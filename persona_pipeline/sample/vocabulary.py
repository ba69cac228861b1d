"""Words: what the generated shop sells and what its customers write. Data only."""

from __future__ import annotations

CATEGORIES: dict[str, float] = {
    "accessories": 12.0,
    "basics": 16.0,
    "beauty": 22.0,
    "kids": 27.0,
    "home": 42.0,
    "outdoor": 78.0,
    "shoes": 84.0,
    "electronics": 135.0,
}
"""Category and its middle price."""
PRODUCTS_PER_CATEGORY = 30

NOUNS: dict[str, tuple[str, ...]] = {
    "accessories": ("Sjaal", "Riem", "Haarclip", "Tas", "Ketting", "Pet"),
    "basics": ("T-shirt", "Sokken, 3 paar", "Hemd", "Theedoek", "Broek", "Trui"),
    "beauty": ("Crème", "Shampoo", "Zeep", "Lippenstift", "Parfum 50 ml", "Föhn"),
    "kids": ("Regenlaarzen", "Pyjama", "Rugzak", "Puzzel", "Muts", "Jas"),
    "home": ("Lamp", "Dekbed 140x200", "Vaas", "Plaid", "Kussen, set van 2", "Klok"),
    "outdoor": ("Tent 2p", "Jack", "Slaapzak", "Fles 1 l", "Rugzak 40 l", "Kooktoestel"),
    "shoes": ("Sneaker", "Laars", "Sandaal", "Pantoffel", "Loafer", "Wandelschoen"),
    "electronics": ("Koptelefoon", 'Scherm 24"', "Speaker", "Toetsenbord", "Lader", "Camera"),
}
STYLES = ("naturel", "zwart", "café au lait", "blauw", "rood")

Sentences = tuple[str, ...]

OPENINGS: dict[tuple[str, str], Sentences] = {
    ("nl", "glad"): ("Heel tevreden.", "Alweer een fijne bestelling!", "Top geregeld.", "Ik kom hier graag."),
    ("nl", "even"): ("Prima, maar het kan beter.", "Redelijk tevreden.", "Het was in orde.", "Niet slecht."),
    ("nl", "cross"): ("Teleurgesteld.", "Dit viel tegen.", "Jammer.", "Zo hoeft het voor mij niet."),
    ("en", "glad"): ("Very happy.", "Another good order!", "Well done.", "I like shopping here."),
    ("en", "even"): ("Fine, but it could be better.", "Reasonably happy.", "It was all right.", "Not bad."),
    ("en", "cross"): ("Disappointed.", "This was a let-down.", "Pity.", "Not what I expected."),
}
CLOSINGS: dict[tuple[str, str], Sentences] = {
    ("nl", "glad"): ("Ga zo door!", "Tot de volgende keer.", "Een aanrader; ook voor vrienden.", ""),
    ("nl", "even"): ("Misschien tot ziens.", "Daar valt winst te halen.", "", "Verder geen klachten."),
    ("nl", "cross"): ("Ik wil mijn geld terug.", 'De klantenservice zei: "even geduld".', "Doe hier iets aan.", ""),
    ("en", "glad"): ("Keep it up!", "See you next time.", "I recommend it, also to friends.", ""),
    ("en", "even"): ("Maybe see you again.", "Room for improvement.", "", "No other complaints."),
    ("en", "cross"): ("I want my money back.", 'Support said: "please wait".', "Do something about it.", ""),
}
ABOUT_NEEDS: dict[str, tuple[str, str]] = {
    "good quality": ("De kwaliteit is goed.", "The quality is good."),
    "fast delivery": ("Snel in huis.", "It arrived quickly."),
    "easy returns": ("Ruilen ging makkelijk.", "Returning it was easy."),
    "personal advice": ("Het advies in de winkel hielp echt.", "The advice in the store really helped."),
    "low price": ("Voor deze prijs vind je het nergens.", "You cannot beat the price."),
    "inspiration": ("Ik deed leuke ideeën op.", "I found nice ideas."),
    "buy for a company": ("Handig voor onze zaak.", "Handy for our company."),
}
ABOUT_PAINS: dict[str, tuple[str, str]] = {
    "out of stock": ("Wat ik zocht was uitverkocht.", "What I wanted was out of stock."),
    "delivery was late": ("Het pakket kwam dagen te laat.", "The parcel came days late."),
    "return took long": ("De retour duurde weken.", "The return took weeks."),
    "too expensive": ("Te duur geworden.", "It has become too expensive."),
    "size did not fit": ("De maat klopte niet.", "The size was wrong."),
    "hard to compare": ("Vergelijken is lastig op de site.", "Products are hard to compare."),
    "hard to find": ("Ik kon het bijna niet vinden.", "I could hardly find it."),
    "site was slow": ("De site was traag op mijn telefoon.", "The site was slow on my phone."),
    "delivery costs": ("Verzendkosten zijn te hoog.", "Delivery costs too much."),
    "no invoice": ("Ik kreeg geen factuur.", "I got no invoice."),
}


def categories() -> list[tuple[str, int, int]]:
    """(category, its first product number, how many products it has); numbers of a category follow each other."""
    return [(category, 100 * (place + 1), PRODUCTS_PER_CATEGORY) for place, category in enumerate(CATEGORIES)]


def products() -> list[tuple[int, str, str, float]]:
    """(product number, name, category, price): prices from 0.6 to 1.5 times the category's middle price."""
    rows = []
    for category, first, count in categories():
        for place in range(count):
            name = f"{NOUNS[category][place % 6]}, {STYLES[place // 6]}"
            price = round(CATEGORIES[category] * (0.6 + 0.9 * place / (count - 1))) - 0.05
            rows.append((first + place, name, category, round(price, 2)))
    return rows


def phrases() -> list[tuple[str, str, str, str, int, str]]:
    """(part, language, mood, subject, number, text) of every sentence; needs and pains have one text each."""
    rows = [
        (part, language, mood, "", number, text)
        for part, book in (("opening", OPENINGS), ("closing", CLOSINGS))
        for (language, mood), texts in book.items()
        for number, text in enumerate(texts)
    ]
    for part, about in (("need", ABOUT_NEEDS), ("pain", ABOUT_PAINS)):
        for subject, both in about.items():
            rows += [(part, language, "", subject, 0, text) for language, text in zip(("nl", "en"), both, strict=True)]
    return rows
