"""What the desk says after a deed, and the button that takes the deed back."""

from urllib.parse import parse_qsl, urlencode

from pipeline import undo
from web.languages import N_
from web.pages import Facts
from web.visit import Visit

SAID = {
    "taken": N_("The task is yours."),
    "assigned": N_("Assigned."),
    "answered": N_("The answer is recorded."),
    "posted": N_("The answer is posted."),
    "withdrawn": N_("The answer is taken back; the task is in hand again."),
    "refused": N_("The platform refused the answer; nothing was posted."),
    "unknown": N_("It is not known whether the answer was posted: look at the place."),
    "to approve": N_("A second person is asked to approve the answer."),
    "approved": N_("Approved."),
    "sent back": N_("Sent back."),
    "noted": N_("The note is kept."),
    "waiting": N_("The task waits."),
    "resolved": N_("Resolved."),
    "dismissed": N_("Dismissed."),
    "reopened": N_("Open again."),
    "corrected": N_("The verdict is corrected."),
    "noise": N_("Noise now: left out of tasks, reports and alerts."),
    "not noise": N_("No noise any more: it counts, and is followed up."),
    "erased": N_("Erased; what is counted stays."),
    "moved": N_("The mention is another brand's now."),
    "asked": N_("The link is ready; copy it into a message to the customer."),
    "merged": N_("Merged; it can be taken back."),
    "unmerged": N_("Taken apart again."),
    "split": N_("Split off: it has a task of its own now."),
    "called": N_("The note is kept, and the colleagues are called."),
    "snoozed": N_("Snoozed."),
    "woken": N_("Shown again."),
    "changed": N_("Changed."),
    "undone": N_("Undone."),
}
PARTS = ("said", "undo", "changed")


def after(visit: Visit, address: str, said: str, *, can_undo: bool = False) -> str:
    """An address that says what was done, in place of what it said before.

    Undoing is offered where the deed changed anything: nobody takes back what was so before.
    """
    path, _, query = address.partition("?")
    facts = [(name, value) for name, value in parse_qsl(query) if name not in PARTS]
    facts += [("said", said)] if said else []
    if can_undo and any(undo.find_done(visit.session, visit.now, visit.person)):
        facts.append(("undo", str(undo.mark(visit.now))))
    return f"{path}?{urlencode(facts)}" if facts else path


def flash(visit: Visit, said: str, mark: int = 0) -> Facts:
    """What a page says of the deed before it; undoing is offered while it is possible."""
    shown = visit.now - undo.UNDO_FOR <= undo.moment(mark) <= visit.now if mark else False
    return {"said": SAID.get(said, ""), "undo": mark if shown else 0}
