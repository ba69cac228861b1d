"""What phases, steps, figures, answers and feelings of the journey are called on the pages."""

from persona_pipeline.language import marked

PHASES: dict[str, str] = {
    "see": marked("not looking yet"),
    "think": marked("comparing"),
    "do": marked("buying"),
    "care": marked("afterwards"),
}
STEPS: dict[str, str] = {
    "session": marked("Visit"),
    "view": marked("Product seen"),
    "cart": marked("Into the basket"),
    "checkout": marked("Checkout begun"),
    "payment": marked("Payment begun"),
    "purchase": marked("Bought"),
}
KPIS: dict[str, str] = {
    "reach": marked("People who visit the site"),
    "bounce_share": marked("Visits of one page"),
    "product_view_rate": marked("Visits that see a product"),
    "cart_rate": marked("Visits that fill a basket"),
    "conversion": marked("Visits that end in a purchase"),
    "checkout_completion": marked("Checkouts that end in a purchase"),
    "order_value": marked("Value of an order, mean"),
    "repeat_share": marked("Buyers who bought more than once"),
    "refund_share": marked("Sent back, of sales"),
    "nps": marked("NPS"),
    "satisfaction": marked("Satisfaction, 1 to 5"),
}
KPI_STATES: dict[str, str] = {
    "met": marked("reaches it"),
    "missed": marked("misses it"),
    "open": marked("cannot be told yet"),
}
LEVEL_STATES: dict[str, str] = {
    "met": marked("at least as good here"),
    "missed": marked("worse here"),
    "open": marked("no clear difference"),
}
"""The same where nobody set a target: the figure is held against that of all customers."""
NEEDS: dict[str, str] = {
    "need": marked("Need"),
    "goal": marked("Goal"),
    "pain": marked("Pain"),
    "decision_factor": marked("What decides"),
    "site_search": marked("Searched for"),
    "channel": marked("Hears of shops through"),
    "wish": marked("Wish"),
    "question": marked("Question"),
}
FEELINGS: dict[str, str] = {
    "passion": marked("better than usual"),
    "pain": marked("worse than usual"),
    "even": marked("as usual"),
}
SOURCES: dict[str, str] = {"ratings": marked("ratings"), "text": marked("read from texts")}
