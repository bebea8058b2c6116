"""Rehearsals that take long: each goes on in a thread of its own, and who waits asks again."""

from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic

from alerts.rehearsal import Rehearsal

KEPT = 60.0  # seconds from the beginning for which somebody may come back for what was found


@dataclass
class Rehearsals:
    """Those under way, one after another: they share the processor with the pages."""

    patience: float = 0.5  # seconds that a page waits; of few mentions all is counted by then
    _thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "rehearsal"))
    _begun: dict[Hashable, tuple[float, Future[Rehearsal]]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def ask(self, question: Hashable, work: Callable[[], Rehearsal]) -> Rehearsal | None:
        """What the work finds, told once; None while it goes on. Raises what the work raises."""
        with self._lock:
            self._forget()
            if question not in self._begun:
                self._begun[question] = (monotonic(), self._thread.submit(work))
            found = self._begun[question][1]
        if not wait([found], self.patience).done:
            return None
        with self._lock:
            self._begun.pop(question, None)
        return found.result()

    def _forget(self) -> None:
        """Drop what nobody came back for."""
        old = monotonic() - KEPT
        for question, (begun, found) in list(self._begun.items()):
            if found.done() and begun < old:
                del self._begun[question]
