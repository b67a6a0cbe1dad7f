"""Sanggah: against which result, how often, in which window. Practice since 2022: no text in force knows it, so all is
the policy's `objection`, with dates announced each year.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from .facts import STAGE_FAILED, Refusal
from .jakarta import JAKARTA, end_of_day
from .policy_model import Objection, Policy
from .wording import long_time

PAGE = "sanggah"
WINDOW_PAGE = "masa_sanggah"


@dataclass(frozen=True)
class Window:
    """From the first instant to the last second (23:59:59 in Jakarta), both included."""

    opens_at: datetime
    closes_at: datetime

    def holds(self, at: datetime) -> bool:
        """Whether this instant lies in it: up to the end of the last second."""
        return self.opens_at <= at < self.closes_at + timedelta(seconds=1)

    def is_over(self, at: datetime) -> bool:
        """Whether it has passed at this instant."""
        return at >= self.closes_at + timedelta(seconds=1)


def window_between(first: date, last: date) -> Window:
    """The window of days, both included, in Jakarta."""
    return Window(
        datetime.combine(first, time(), tzinfo=JAKARTA),
        end_of_day(last),
    )


def window_of(
    rule: Objection, *, refused_on: date | None, announced: tuple[date, date] | None
) -> Window | None:
    """The days as announced for the period; else `window_days` from the day of the refusal; None: nobody knows yet."""
    if announced is not None:
        return window_between(*announced)
    if rule.window_days is None or refused_on is None:
        return None
    return window_between(refused_on, refused_on + timedelta(days=rule.window_days))


def objection_refusals(
    policy: Policy,
    *,
    result: str | None,
    refused_on: date | None,
    filed: int,
    window: Window | None,
    at: datetime,
    now: datetime,
    zone: tzinfo,
    waived: bool = False,
) -> list[Refusal]:
    """Why a sanggah that went out `at` cannot be recorded `now` (both aware); times are told in `zone`.

    `result` and `refused_on` are what TPN said at the stage of the policy, `filed` how many sanggah the unit has had,
    `waived` that it stated to make none.
    """
    rule = policy.objection
    if rule is None:
        return [Refusal(f"{policy.name} tidak mengenal sanggah.", "alur")]
    stage = next(one.name for one in policy.tpn_stages if one.code == rule.after)
    found = []
    if filed >= rule.times:
        times = "satu kali" if rule.times == 1 else f"{rule.times} kali"
        found.append(Refusal(f"Sanggah hanya dapat diajukan {times}, dan unit ini sudah memakainya.", PAGE))
    elif result != STAGE_FAILED:
        found.append(Refusal(f"Sanggah hanya untuk unit yang tidak lanjut pada tahap {stage}.", "tpn"))
    elif waived:
        found.append(Refusal("Unit ini menyatakan tidak menyanggah. Cabut dulu pernyataannya.", PAGE))
    if found:
        return found
    if window is None:
        return [Refusal("Masa sanggah tahun ini belum dicatat. Catat tanggal pengumumannya.", WINDOW_PAGE)]
    if at > now:
        return [Refusal("Waktu pengajuan sanggah belum tiba.", PAGE)]
    if refused_on is not None and at.astimezone(zone).date() < refused_on:
        return [Refusal(f"Sanggah tidak mungkin diajukan sebelum hasil {stage}.", PAGE)]
    if window.holds(at):
        return []
    if window.is_over(at):
        until = long_time(window.closes_at.astimezone(zone))
        return [Refusal(f"Masa sanggah berakhir {until}; sanggah ini diajukan sesudahnya.", WINDOW_PAGE)]
    since = long_time(window.opens_at.astimezone(zone))
    return [Refusal(f"Masa sanggah baru dibuka {since}.", WINDOW_PAGE)]
