"""The blind check: one text at a time without the verdict, and what the labels say together."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from classifier.verdict import Sentiment
from pipeline import labelling
from pipeline.label_model import Answer, LabelItem, LabelSample
from pipeline.label_results import LEAST, measure_samples, read_samples
from web.fields import RowId, Text, Word, read_id
from web.visit import Corrector, Judger, NotFound, Reader, Visit

router = APIRouter(prefix="/labels")
WEEKS = (1, 4, 12, 52)
SHOWN = 30  # disagreements on one page


@router.get("")
def show(visit: Judger) -> HTMLResponse:
    """The text to label next."""
    return visit.page(
        "labels.html",
        item=labelling.next_item(visit.session, visit.person, visit.now),
        done=labelling.count_labels(visit.session, visit.person, visit.now),
        left=labelling.count_left(visit.session, visit.person, visit.now),
        sentiments=list(Sentiment),
    )


@router.get("/results")
def results(visit: Reader, weeks: Annotated[Word, Query()] = "12") -> HTMLResponse:
    """Precision, missed share and recall, agreement, and where people disagree."""
    chosen = read_id(weeks) or 12
    samples = read_samples(visit.session, chosen if chosen in WEEKS else 12)
    told = measure_samples(samples)
    return visit.page(
        "label_results.html",
        samples=samples,
        results=told,
        disagreements=told.disagreements[:SHOWN],
        weeks=chosen,
        choices=WEEKS,
        least=LEAST,
    )


@router.post("/back")
def take_back(visit: Corrector) -> Response:
    """Forget the last label of one's own; its text comes again."""
    labelling.take_back(visit.session, visit.person)
    return visit.go("/labels")


@router.post("/samples/{sample_id}")
def let_correct(visit: Corrector, sample_id: RowId, corrects: Text = "") -> Response:
    """Let a sample's labels correct the verdicts, or not any longer."""
    sample = visit.session.get(LabelSample, sample_id)
    if sample is None:
        raise NotFound
    labelling.let_correct(visit.session, sample, bool(corrects), visit.now)
    return visit.go("/labels/results")


@router.post("/{item_id}")
def label(visit: Corrector, item_id: RowId, answer: Text = "", sentiment: Text = "") -> Response:
    """Keep what somebody says of a text, and go on to the next."""
    item, said = _find(visit, item_id), _read_answer(answer)
    tone = Sentiment(sentiment) if sentiment in list(Sentiment) else None
    labelling.label(visit.session, item, visit.person, said, visit.now, sentiment=tone)
    return visit.go("/labels")


@router.post("/{item_id}/settle")
def settle(visit: Corrector, item_id: RowId, answer: Text = "") -> Response:
    """A third look that ends a disagreement."""
    item, said = _find(visit, item_id), _read_answer(answer)
    labelling.label(visit.session, item, visit.person, said, visit.now, settles=True)
    return visit.go("/labels/results")


def _find(visit: Visit, item_id: int) -> LabelItem:
    item = visit.session.get(LabelItem, item_id)
    if item is None:
        raise NotFound
    return item


def _read_answer(text: str) -> Answer:
    if text not in list(Answer):
        raise NotFound
    return Answer(text)
