"""What the desk says of an answer: its tone, its variables, what to do about a remark."""

from pipeline.tone import Fault
from web.languages import N_

TONE = {
    "capital_you": N_("Вы, Вас, Вам with a capital"),
    "slang": N_("Slang may be used"),
    "diminutives": N_("Diminutives may be used"),
    "negative": N_("Negative words may be used"),
    "promises": N_("Dates and deeds may be promised"),
    "emoji": N_("Emoji may be used"),
    "spelling": N_("Spelling is looked at"),
    "forbidden": N_("Forbidden words, one on a line; * stands for any ending"),
    "avoided": N_("Negative words of the brand's own"),
    "allowed": N_("Words no remark may complain of"),
}

ADVICE = {
    Fault.VARIABLE: N_("fill it in, or take it out"),
    Fault.FORBIDDEN: N_("say it in other words"),
    Fault.SLANG: N_("say it in plain words"),
    Fault.DIMINUTIVE: N_("use the plain word"),
    Fault.NEGATIVE: N_("say what can be done"),
    Fault.PROMISE: N_("say what you do now, without a date"),
    Fault.PERSONAL: N_("ask for it in a private message"),
    Fault.ORDER: N_("ask for it in a private message"),
    Fault.EMOJI: N_("leave it out"),
    Fault.SHOUTING: N_("one sign is enough, and no capitals"),
    Fault.SPELLING: N_("look it up"),
}

VARIABLES = {
    "name": N_("Name"),
    "brand": N_("Brand"),
    "link": N_("Link"),
    "order": N_("Order"),
    "product": N_("Product"),
    "signature": N_("Signature"),
}

TEMPLATE_CHANGES = {
    "added": N_("wrote the template"),
    "retired": N_("retired it"),
    "restored": N_("offered it again"),
    "name": N_("changed the name"),
    "text": N_("changed the text"),
    "language": N_("changed the language"),
    "theme": N_("changed the theme"),
    "brand": N_("changed the brand"),
}
