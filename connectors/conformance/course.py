"""The way of one examination: what has been asked and found so far, and the report at its end."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Awaitable, Callable, Mapping, Sequence

from connectors.conformance.asking import MOST_BYTES, Asker
from connectors.conformance.catalogue import CHECKS
from connectors.conformance.exchange import Exchange, masked
from connectors.conformance.findings import Check, Finding, Report, Row, Verdict, printable, skipped
from connectors.reply import retry_after

_WAITS = 3
_LONGEST_WAIT = 60.0
Sleep = Callable[[float], Awaitable[None]]
Tell = Callable[[Finding], None]


class Course:
    """One examination of one endpoint.

    Args:
        asker: asks the endpoint.
        proven: whether credentials were given.
        checks: what there is to find, by name, in the order of the report.
        tell: told each finding as it is made.
        sleep: waits when the endpoint asks to slow down, a few times at most.
    """

    def __init__(
        self,
        asker: Asker,
        *,
        proven: bool,
        checks: Mapping[str, Check] = CHECKS,
        tell: Tell = lambda finding: None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self.proven = proven
        self.exchanges: list[Exchange] = []
        self.data: list[Exchange] = []
        """The exchanges whose bodies should be JSON."""
        self._asker = asker
        self._checks = checks
        self._tell = tell
        self._sleep = sleep
        self._waits = _WAITS
        self._findings: dict[str, Finding] = {}

    async def ask(
        self,
        target: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        proven: bool = True,
        most: int = MOST_BYTES,
        data: bool = True,
    ) -> Exchange:
        """One exchange; ``data`` says that its body should be JSON. See ``Asker.ask``."""
        exchange = await self._asker.ask(target, method=method, headers=headers, proven=proven, most=most)
        while (wait := _wait(exchange)) is not None and self._waits:
            self._waits -= 1
            await self._sleep(wait)
            exchange = await self._asker.ask(target, method=method, headers=headers, proven=proven, most=most)
        self.exchanges.append(exchange)
        if data and exchange.status is not None and (exchange.body or exchange.failure):
            self.data.append(exchange)
        return exchange

    def found(self, check: str, verdict: Verdict, *exchanges: Exchange, rows: tuple[Row, ...] = ()) -> None:
        """Writes down how a check went; ``verdict.shown`` says which of the exchanges tells it."""
        shown = exchanges[verdict.shown] if verdict.shown < len(exchanges) else None
        rule = self._checks[check]
        finding = Finding(
            check=check,
            group=rule.group,
            result=verdict.result,
            detail=printable(masked(verdict.detail, {one for each in exchanges for one in each.hidden}), 400),
            sent=shown.sent if shown else "",
            came=shown.came if shown else "",
            rule=rule.rule,
            source=rule.source,
            remedy=rule.remedy,
            rows=rows,
        )
        self._findings[check] = finding
        self._tell(finding)

    def leave_out(self, reason: str, checks: Sequence[str] | None = None) -> None:
        """Skips those of the checks, or of all, that have not been made."""
        for check in self._checks if checks is None else checks:
            if check not in self._findings:
                self.found(check, skipped(reason))

    def report(self, url: str) -> Report:
        """All findings, in the order of the catalogue."""
        answered = [one.seconds * 1000 for one in self.exchanges if one.status is not None]
        return Report(
            url=url,
            findings=tuple(self._findings[name] for name in self._checks if name in self._findings),
            requests=len(self.exchanges),
            median_milliseconds=round(statistics.median(answered), 1) if answered else None,
            slowest_milliseconds=round(max(answered), 1) if answered else None,
        )


def _wait(exchange: Exchange) -> float | None:
    """Seconds after which an endpoint that is asked too much wants to be asked again, if that is soon."""
    if exchange.status != 429:
        return None
    wait = retry_after({"Retry-After": exchange.fields.get("retry-after", "")}, 0.0)
    return wait if wait is not None and wait <= _LONGEST_WAIT else None
