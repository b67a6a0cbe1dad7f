"""What the people of the demo answer: the same question of the same unit always gets the same answer.

A profile says how well a unit does. Everything else follows from a hash of unit, question and side, so that the
demo is the same on every machine and in every year.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from assessments.demo.content import DemoUnit
from assessments.demo.counts import counts_for
from assessments.engine.answers import Given
from assessments.engine.instrument import Instrument, Question
from assessments.services.versions import read_yaml

NOTES: Mapping[str, Any] = read_yaml(Path(__file__).parent / "notes.yaml")
MONTHS = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus")


@dataclass(frozen=True)
class Profile:
    """How well a unit answers, in thousandths: `yes` for Ya, `best` and `next` (added up) for lettered choices.

    `lowered` is how often TPI sees less than the unit. SPAK and SPKP on their scale of 0–4, `performance` the
    answer on Capaian Kinerja.
    """

    yes: int
    best: int
    next: int
    noted: int
    lowered: int
    spak: str
    spkp: str
    performance: str


PROFILES = {
    "outstanding": Profile(1000, 820, 1000, 940, 60, "3.82", "3.78", "A"),
    "excellent": Profile(970, 740, 985, 900, 70, "3.71", "3.58", "B"),
    "strong": Profile(920, 520, 880, 850, 100, "3.58", "3.41", "C"),
    "medium": Profile(800, 300, 700, 650, 120, "3.37", "3.18", "C"),
    "weak": Profile(520, 120, 420, 450, 120, "2.94", "2.86", "D"),
}


def dice(*parts: object) -> int:
    """A number from 0 to 999 that follows from `parts` alone."""
    digest = blake2b("/".join(map(str, parts)).encode(), digest_size=8).digest()
    return int.from_bytes(digest) % 1000


def pick(texts, *parts: object) -> str:
    """One of `texts`, always the same for the same `parts`."""
    return texts[
        int.from_bytes(blake2b("/".join(map(str, parts)).encode(), digest_size=8).digest()) % len(texts)
    ]


@dataclass(frozen=True)
class Writer:
    """Writes the answers of one unit in one year."""

    unit: DemoUnit
    profile: str
    year: int
    years_ago: int = 0

    @property
    def key(self) -> str:
        """What the dice of this unit and year start from; not the year's number, so that results never move."""
        return f"{self.unit.code}/{self.years_ago}"

    def fill(self, text: str, code: str = "", proof: str = "") -> str:
        """A text of notes.yaml with its fillers."""
        for word, other in self.unit.words:
            text = text.replace(word, other)
        return text.format(
            year=self.year,
            last=self.year - 1,
            post=self.unit.post,
            month=pick(MONTHS[:5], self.key, code, "month"),
            count=3 + dice(self.key, code, "count") % 7,
            proof=proof or "bukti",
        )

    def unit_answers(self, instrument: Instrument) -> dict[str, Given]:
        """The unit's own answers, code → answer.

        A unit that is still at work (`answered` below 100) has gone through the areas one after the other, skipped
        a question here and there, and begun with Hasil if it is past the half.
        """
        share = self.unit.answered if self.years_ago == 0 else 100
        by_area = [question for area in instrument.areas for question in instrument.area_questions(area)]
        reached = by_area[: len(by_area) * share // 100]
        if share > 50:
            reached += instrument.hasil_questions()
        skips = 50 if share < 100 else 0
        given = {q.code: self._unit_answer(q) for q in reached if dice(self.key, q.code, "skip") >= skips}
        return {code: given[code] for code in instrument.questions if code in given}

    def _unit_answer(self, question: Question) -> Given:
        rates = PROFILES[self.profile]
        if question.kind == "index":
            value = rates.spak if question.code == "B.I.a" else rates.spkp
            people = 180 + dice(self.key, "respondents") % 120
            source = f"Survei mandiri Januari–Juni {self.year}, {people} responden"
            return Given(value, note=self._note(question, high=value >= "3.4"), source=source)
        if question.kind in {"ratio", "decrease"}:
            value, high = counts_for(question.code, self.profile, self.unit.staff, self._roll)
            return Given(value, note=self._note(question, high=high))
        level = self._level(question)
        if level == len(question.options) - 1 and dice(self.key, question.code, "none") < 300:
            return Given(none_yet=True, note=self.fill(pick(NOTES["none_yet"], self.key, question.code)))
        high = level == 0 or (level == 1 and len(question.options) > 3)
        return Given(question.options[level].code, note=self._note(question, high=high))

    def _level(self, question: Question) -> int:
        """The place of the chosen option, 0 the best."""
        rates, last = PROFILES[self.profile], len(question.options) - 1
        rolled = dice(self.key, question.code)
        if question.code == "B.I.b":
            return [option.code for option in question.options].index(rates.performance)
        if last == 1:
            return 0 if rolled < rates.yes else 1
        if rolled < rates.best:
            return 0
        if rolled < rates.next:
            return 1
        return min(2 + (rolled % 3 == 0), last)

    def _roll(self, *parts: object) -> int:
        return dice(self.key, *parts)

    def _note(self, question: Question, *, high: bool) -> str:
        if dice(self.key, question.code, "noted") >= PROFILES[self.profile].noted:
            return ""
        proof = pick(question.evidence, self.key, question.code, "proof") if question.evidence else ""
        rolled = dice(self.key, question.code, "tail")
        parts = [self._sentence(question, high=high)]
        if rolled < 60:
            parts.append(pick(NOTES["long"], self.key, question.code, "long"))
        elif high and rolled < 400:
            parts.append(pick(NOTES["tails"], self.key, question.code, "tail"))
        return self.fill("\n\n".join(parts) if rolled < 60 else " ".join(parts), question.code, proof)

    def _sentence(self, question: Question, *, high: bool) -> str:
        leaf = NOTES["leaves"][question.component]
        if not high:
            return pick(leaf.get("weak", NOTES["partial"]), self.key, question.code, "note")
        if len(leaf["good"]) == 1:
            return leaf["good"][0]
        return leaf["good"][ord(question.code[-1]) - ord("a")]

    def member_answers(
        self, instrument: Instrument, unit: Mapping[str, Given], member: str
    ) -> dict[str, Given]:
        """A TPI member's answers beside the unit's: mostly the same, lower where the dice say so."""
        return {code: self._member(instrument.questions[code], given, member) for code, given in unit.items()}

    def _member(self, question: Question, given: Given, member: str) -> Given:
        proof = question.evidence[0] if question.evidence else ""
        lowered = PROFILES[self.profile].lowered
        # Half of the differences are seen by everybody, half by one member alone.
        everybody = dice(self.key, question.code, "tpi") < lowered // 2
        alone = dice(self.key, question.code, "tpi", member) < lowered // 2
        if (everybody or alone) and (value := lower(question, given)) is not None:
            return Given(
                value, note=self.fill(pick(NOTES["tpi"], self.key, question.code, member), proof=proof)
            )
        note = given.note if given.none_yet else ""
        if not given.none_yet and dice(self.key, question.code, member, "says") < 120:
            note = pick(NOTES["tpi_agree"], question.code, member)
        return Given(given.value, none_yet=given.none_yet, note=note)

    def final_answer(self, question: Question, unit: Given, members: list[Given]) -> Given:
        """The lead's decision with its note, which stands wherever unit and TPI differ."""
        proof = question.evidence[0] if question.evidence else ""
        told = {repr(m.value) for m in members}
        keeps = len(told) > 1 and dice(self.key, question.code, "lead") < 400
        decided = unit if keeps else next((m for m in members if m.value != unit.value), unit)
        texts = NOTES["lead_keep" if keeps or decided is unit else "lead"]
        note = (
            unit.note
            if decided.none_yet
            else self.fill(pick(texts, self.key, question.code, "lead"), proof=proof)
        )
        return Given(decided.value, none_yet=decided.none_yet, note=note, source=unit.source)


def lower(question: Question, given: Given) -> str | None:
    """The option one step below a chosen one; None where there is none or the question is not a choice.

    The performance of the unit stays: TPI reads it from a report that the Inspektorat has reviewed itself.
    """
    if (
        question.kind != "choice"
        or given.value is None
        or question.code == "B.I.b"
        or len(question.options) == 2
    ):
        return None
    codes = [option.code for option in question.options]
    place = codes.index(str(given.value))
    return codes[place + 1] if place + 1 < len(codes) else None
