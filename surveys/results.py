"""What came out of a closed campaign, as plain values: index, sample, services, months, doubts, comments.

Nobody reads results while answers come in: who stands at the counter would see what the last visitor said.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Sum
from django.utils.formats import date_format

from surveys.engine.flags import Flag, Row, flags_of
from surveys.engine.index import Interval, index_of, interval_of, item_indices, skm
from surveys.engine.index import shown as in_words
from surveys.engine.questionnaire import Item
from surveys.engine.sample import least_of, sample_size, unbalanced
from surveys.models import Answer, Campaign, Channel, Service

BROUGHT = {
    Channel.PAPER: "diketik petugas dari formulir kertas",
    Channel.IMPORT: "diimpor petugas dari berkas",
}
FEW = 3  # fewer answers than this in a part would show what one person said
MANY = 12  # from so many on there are parts and single rows: of fewer, both together would show it too


@dataclass(frozen=True)
class Part:
    """A service, a month or a channel: how many answers came, their index (None: not shown), and the target."""

    name: str
    count: int
    index: Fraction | None
    target: int | None = None
    population: int | None = None


@dataclass(frozen=True)
class Result:
    """The result of a campaign; below FEW answers that count there are only counts.

    `index` leaves out what was excluded, `index_all` doesn't, `index_calm` also what is doubted. `total`: answers that
    came in; `counted`: those that count. Parts and comments are of all that came in: were they of those that count,
    each exclusion would tell which service and which comment its row had. Comments are sorted: in the order of the
    keys they would stand beside the rows of the workbook.
    """

    total: int
    counted: int
    target: int
    population: int
    sample: int
    least: int
    index: Fraction | None
    index_all: Fraction | None
    index_calm: Fraction | None
    interval: Interval | None
    skm: Fraction | None
    grade: str
    items: tuple[tuple[Item, Fraction | None], ...]
    services: tuple[Part, ...]
    months: tuple[Part, ...]
    channels: tuple[Part, ...]
    flags: tuple[Flag, ...]
    comments: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def too_few(self) -> bool:
        """Whether a result would show what single persons said."""
        return self.counted < FEW

    @property
    def in_parts(self) -> bool:
        """Whether there are enough answers to show parts and single rows."""
        return self.counted >= MANY

    @property
    def excluded(self) -> int:
        """How many answers don't count."""
        return self.total - self.counted

    @property
    def doubted(self) -> int:
        """How many of the answers that count have a flag."""
        return len(frozenset().union(*(flag.keys for flag in self.flags)))

    @property
    def calm(self) -> int:
        """How many of the answers that count have none."""
        return self.counted - self.doubted


def results_of(campaign: Campaign) -> Result:
    """Everything about a campaign; two queries, three where forms were typed in."""
    asked, services = campaign.questionnaire, list(campaign.services.all())
    answers = answers_of(campaign)
    counting = [one for one in answers if not is_excluded(one)]
    shown = counting if len(counting) >= FEW else []
    flags = flags_in(campaign, services, shown)
    doubted = frozenset().union(*(flag.keys for flag in flags))
    rows, degrees = _rows(shown), asked.degrees
    calm = _rows(one for one in shown if one.pk not in doubted)
    index = index_of(rows, degrees)
    population = sum(one.population for one in services)
    known = _possible(population, len(counting))
    by_service = _grouped((one.service_id, one) for one in answers)
    answered = Counter(one.service_id for one in counting)
    by_month = _grouped((_first_day(campaign, one), one) for one in answers)
    many = len(counting) >= MANY
    value, grade = skm(index) if index is not None else (None, "")
    missed = unbalanced(answered, {one.pk: one.population for one in services})
    return Result(
        total=len(answers),
        counted=len(counting),
        target=sum(one.target for one in services),
        population=population,
        sample=sample_size(population),
        least=least_of(known),
        index=index,
        index_all=index_of(_rows(answers), degrees) if shown else None,
        index_calm=index_of(calm, degrees) if many and min(len(calm), len(doubted)) >= FEW else None,
        interval=interval_of(rows, degrees, known, digits=2),
        skm=value,
        grade=grade,
        items=tuple(zip(asked.items, item_indices(rows, degrees) or [None] * len(asked.items), strict=True)),
        services=_parts(
            (
                (one.name, by_service.get(one.pk, []), {"target": one.target, "population": one.population})
                for one in services
            ),
            degrees if many else None,
        ),
        months=_parts(
            ((_month(day), group, {}) for day, group in sorted(by_month.items())), degrees if many else None
        ),
        channels=_channels(answers, degrees if many else None),
        flags=tuple(_without_twins(flags)),
        comments=tuple(sorted(one.comment for one in answers if one.comment and shown)),
        warnings=(
            *_early(campaign),
            *_warnings(len(counting), population, known, [one.name for one in services if one.pk in missed]),
            *_brought(counting, degrees, many=many),
            *_unscanned(campaign, counting),
        ),
    )


def _warnings(counted: int, population: int, known: int, missed: list[str]) -> tuple[str, ...]:
    """What TPN would find fault with (PermenPANRB 90/2021 p. 55-56)."""
    found, least = [], least_of(known)
    if counted < least:
        found.append(f"Hanya {counted} responden terhitung; TPN meminta sekurang-kurangnya {least} per unit.")
    if known < population:
        found.append(
            f"Pengguna layanan tercatat hanya {population} orang, lebih sedikit daripada {counted} responden; "
            "angka itu tidak dipakai."
        )
    elif counted and known == counted:
        found.append(
            f"Responden sama banyak dengan pengguna layanan yang tercatat ({population}), sehingga selang "
            "kepercayaan tidak berlebar. Pastikan angka itu benar."
        )
    if missed:
        found.append(f"Responden belum seimbang: layanan {', '.join(missed)} kurang terwakili.")
    return tuple(found)


def _early(campaign: Campaign) -> list[str]:
    """That it ended before the day that was said when it was opened."""
    days = (campaign.closes_on - campaign.last_day).days
    planned = date_format(campaign.closes_on, "j F Y")
    return [f"Ditutup {days} hari sebelum waktunya; rencananya sampai {planned}."] if days else []


def _possible(population: int, counted: int) -> int:
    """The recorded number of users, where so many can have answered; 0: it is not known."""
    return population if population >= counted else 0


def _channels(answers: Iterable[Answer], degrees: int | None) -> tuple[Part, ...]:
    groups = sorted(_grouped((one.channel, one) for one in answers).items())
    return _parts(((str(Channel(name).label), found, {}) for name, found in groups), degrees)


def _brought(counting: list[Answer], degrees: int, *, many: bool) -> list[str]:
    """How many answers somebody of the unit typed in or imported, and the index without them if theirs may be known."""
    parts = {part.name: part for part in _channels(counting, degrees if many else None)}
    found = []
    for channel, how in BROUGHT.items():
        if part := parts.get(str(channel.label)):
            others = _rows(one for one in counting if one.channel != channel)
            known = part.index is not None and len(others) >= FEW
            without = f"; tanpa itu, indeksnya {in_words(index_of(others, degrees))}" if known else ""
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


def flags_in(campaign: Campaign, services: Iterable[Service], answers: Iterable[Answer]) -> list[Flag]:
    """The doubts about these answers, with how many users the services have on a day of the campaign."""
    population = sum(one.population for one in services)
    days = (campaign.last_day - campaign.opens_on).days + 1
    rows = [Row(one.pk, one.channel, one.hour, tuple(one.items), one.told) for one in answers]
    return flags_of(rows, Fraction(population, days) if population else None)


def _without_twins(flags: Iterable[Flag]) -> list[Flag]:
    """The doubts for everybody: of equal rows only how many, for their hour would name rows of the workbook."""
    flags = list(flags)
    twins = [flag for flag in flags if flag.kind == "kembar"]
    if not twins:
        return flags
    keys = frozenset().union(*(flag.keys for flag in twins))
    said = Flag("kembar", keys, f"{len(keys)} jawaban sama persis dengan jawaban lain pada jam yang sama.")
    return [said if flag is twins[0] else flag for flag in flags if flag not in twins[1:]]


def _parts(groups: Iterable[tuple[str, list[Answer], dict]], degrees: int | None) -> tuple[Part, ...]:
    """The parts (name, answers, what else is said), each with its index unless that shows what single persons said;
    without `degrees` none has one.

    Parts below FEW are hidden, and with them the next larger ones until FEW answers are: what the others leave of
    the whole would be the index of those that are hidden.
    """
    groups = list(groups)
    hidden, held = set(), 0
    for at in sorted(range(len(groups)), key=lambda at: len(groups[at][1])):
        count = len(groups[at][1])
        if 0 < count < FEW or 0 < held < FEW:
            hidden.add(at)
            held += count
    return tuple(
        Part(
            name,
            len(found),
            None if at in hidden or degrees is None else index_of(_rows(found), degrees),
            **more,
        )
        for at, (name, found, more) in enumerate(groups)
    )


def answers_of(campaign: Campaign) -> list[Answer]:
    """The answers, each with its exclusion, in the order of their keys; one query."""
    return list(campaign.answers.select_related("exclusion").order_by("pk"))


def is_excluded(one: Answer) -> bool:
    """Whether an answer, read with its exclusion, is left out."""
    return getattr(one, "exclusion", None) is not None


def _rows(answers: Iterable[Answer]) -> list[list[int]]:
    return [one.items for one in answers]


def _grouped(pairs: Iterable[tuple]) -> dict:
    found = defaultdict(list)
    for key, one in pairs:
        found[key].append(one)
    return dict(found)


def _first_day(campaign: Campaign, one: Answer) -> date:
    return one.hour.astimezone(campaign.unit.instansi.zone).date().replace(day=1)


def _month(day: date) -> str:
    return date_format(day, "F Y")
