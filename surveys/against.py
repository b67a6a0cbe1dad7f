"""What speaks against the result of a closed campaign: one list for its page, its report, the public page and TPI.

Nothing here gives away more than a result does: an index without some answers only where theirs may be shown.
"""

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

from django.db.models import Sum
from django.utils.formats import date_format

from surveys.engine.flags import KINDS, Flag
from surveys.engine.index import index_of, shown
from surveys.engine.sample import unbalanced
from surveys.models import Answer, Campaign, Channel, Service
from surveys.outcome import FEW, MANY, Result, channels_of, rows_of

BROUGHT = {
    Channel.PAPER: "diketik petugas dari formulir kertas",
    Channel.IMPORT: "diimpor petugas dari berkas",
}


def against(
    campaign: Campaign, result: Result, services: Iterable[Service], counting: list[Answer]
) -> tuple[str, ...]:
    """Every sentence, in a fixed order. `counting`: the answers that count; one query where forms were typed in."""
    return (
        *_early(campaign),
        *_few(result),
        *_people(result),
        *_balance(services, counting),
        *_doubts(result),
        *_left_out(result),
        *_brought(counting, campaign.questionnaire.degrees),
        *_unscanned(campaign, counting),
    )


def _early(campaign: Campaign) -> list[str]:
    """That it ended before the day that was said when it was opened."""
    days = (campaign.closes_on - campaign.last_day).days
    planned = date_format(campaign.closes_on, "j F Y")
    return [f"Ditutup {days} hari sebelum waktunya; rencananya sampai {planned}."] if days else []


def _few(result: Result) -> list[str]:
    """That fewer answered than TPN asks for (PermenPANRB 90/2021 p. 55-56) or than the sample has."""
    found, counted, sample = [], result.counted, result.sample
    if counted < result.least:
        found.append(
            f"Hanya {counted} responden terhitung; TPN meminta sekurang-kurangnya {result.least} per unit."
        )
    if counted < sample:
        low = f" Target unit pun hanya {result.target}." if result.target < sample else ""
        found.append(f"Sampel menurut Krejcie dan Morgan {sample} orang, yang terhitung {counted}.{low}")
    return found


def _people(result: Result) -> list[str]:
    """That the recorded number of users cannot be, or that how sure the index is cannot be said."""
    people, counted, found = result.population, result.counted, []
    if people < counted:
        found.append(
            f"Pengguna layanan tercatat hanya {people} orang, lebih sedikit daripada {counted} responden; angka itu "
            "tidak dipakai."
        )
    elif counted and people == counted:
        found.append(
            f"Responden sama banyak dengan pengguna layanan yang tercatat ({people}), sehingga selang kepercayaan "
            "tidak berlebar. Pastikan angka itu benar."
        )
    if result.interval is None and not result.too_few:
        found.append(
            "Nilai rata-rata semua responden sama, sehingga selang kepercayaan tidak dapat dihitung."
        )
    return found


def _balance(services: Iterable[Service], counting: list[Answer]) -> list[str]:
    """The services that have far fewer or far more of the answers than of the people."""
    services = list(services)
    answered = Counter(one.service_id for one in counting)
    missed, crowded = unbalanced(answered, {one.pk: one.population for one in services})
    said = [
        f"layanan {', '.join(one.name for one in services if one.pk in keys)} {what}"
        for keys, what in (
            (missed, "kurang terwakili"),
            (crowded, "terlalu banyak terwakili, padahal indeks tidak ditimbang"),
        )
        if keys
    ]
    return [f"Responden belum seimbang: {'; '.join(said)}."] if said else []


def _doubts(result: Result) -> list[str]:
    """How many of the answers that count have a flag, and of which kind."""
    if not result.flags:
        return []
    kinds = "; ".join(
        f"{name}: {len(keys)}" for kind, name in KINDS.items() if (keys := _keys(result.flags, kind))
    )
    without = _index("tanpa", result.index_calm)
    return [f"{result.doubted} dari {result.counted} jawaban perlu dicermati ({kinds}){without}."]


def _left_out(result: Result) -> list[str]:
    if not result.excluded:
        return []
    others = result.index_all if result.excluded >= FEW else None  # of one, everybody could tell what it said
    return [f"{result.excluded} jawaban dikecualikan admin inspektorat{_index('dengan', others)}."]


def _brought(counting: list[Answer], degrees: int) -> list[str]:
    """How many answers somebody of the unit typed in or imported, and the index without them if theirs may be known."""
    many = len(counting) >= MANY
    parts = {part.name: part for part in channels_of(counting, degrees if many else None)}
    found = []
    for channel, how in BROUGHT.items():
        if part := parts.get(str(channel.label)):
            others = rows_of(one for one in counting if one.channel != channel)
            known = part.index is not None and len(others) >= FEW
            without = _index("tanpa", index_of(others, degrees) if known else None)
            found.append(f"{part.count} dari {len(counting)} jawaban {how}{without}.")
    return found


def _unscanned(campaign: Campaign, counting: list[Answer]) -> list[str]:
    """That typed forms count and nobody can look at all of them."""
    typed = sum(one.channel == Channel.PAPER for one in counting)
    if not typed:
        return []
    scanned = campaign.scans.aggregate(count=Sum("count"))["count"]
    if scanned is None:
        return ["Pindaian formulir kertasnya belum dilampirkan."]
    if scanned < typed:
        return [f"Pindaian yang dilampirkan baru memuat {scanned} formulir, sedangkan {typed} diketik."]
    return []


def _keys(flags: Iterable[Flag], kind: str) -> frozenset:
    return frozenset().union(*(flag.keys for flag in flags if flag.kind == kind))


def _index(word: str, index: Fraction | None) -> str:
    """The end of a sentence: the index with or without what it is about, where that may be shown."""
    return "" if index is None else f"; {word} itu, indeksnya {shown(index)}"
