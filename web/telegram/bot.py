"""Telegram's Bot API: one call, and errors that never tell the token."""

import json
from typing import Any

from pydantic import SecretStr

from alerts.notifier import NotifyError
from alerts.notifiers.calls import exchange

TIMEOUT = 30.0  # seconds
LONGEST_SAID = 200
LONGEST_WAIT = 900.0  # seconds; what a server asks beyond that is not believed
BLOCKED, TOO_MANY = 403, 429


class BotError(Exception):
    """Telegram did not do it; `wait` says for how many seconds it wants to be left alone."""

    def __init__(self, reason: str, status: int = 0, wait: float = 0.0) -> None:
        super().__init__(reason)
        self.status = status
        self.wait = wait

    @property
    def passing(self) -> bool:
        """Whether the same call may go well later."""
        return self.status in (0, 401, 409, TOO_MANY) or self.status >= 500


class Bot:
    """One bot, known by its token."""

    def __init__(self, token: SecretStr, api: str) -> None:
        self._token = token.get_secret_value()
        self.id = int(self._token.partition(":")[0])
        self._api = api

    def call(self, method: str, parameters: dict[str, Any], timeout: float = TIMEOUT) -> Any:
        """What a method of the interface gives; raises BotError."""
        url = f"{self._api}/bot{self._token}/{method}"
        body = json.dumps(parameters).encode()
        try:
            status, said = exchange(url, body, {"Content-Type": "application/json"}, timeout)
        except NotifyError as error:
            raise BotError(str(error)) from None
        answer = _read(said)
        if status == 200 and answer.get("ok") is True:
            return answer.get("result")
        raise self._explain(status, answer)

    def _explain(self, status: int, answer: dict[str, Any]) -> BotError:
        code, said = answer.get("error_code"), answer.get("description")
        if not isinstance(code, int) or not isinstance(said, str):
            return BotError(f"answered {status} with something the Bot API does not say", status)
        told = " ".join(said.replace(self._token, "…").split())[:LONGEST_SAID]
        more = answer.get("parameters")
        wait = more.get("retry_after") if isinstance(more, dict) else 0
        patience = min(float(wait), LONGEST_WAIT) if isinstance(wait, int) else 0.0
        return BotError(f"answered {code}: {told}", code, patience)


def _read(said: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(said)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}
