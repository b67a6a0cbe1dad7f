"""Passwords that somebody who knows the country, the office and the person would try first."""

import re
import unicodedata
from functools import cache
from pathlib import Path

from django.contrib.auth.password_validation import get_default_password_validators
from django.core.exceptions import ValidationError

from units.models import Invitation, Membership, TeamMember, User

WORDS = Path(__file__).with_name("common_words.txt")
GLUE = ("ku", "mu", "nya", "di", "ke", "dan", "yang")  # joins words and adds nothing to guess
# What stands for a letter: p4ssw0rd, r@h@s1a.
LEET = {
    "a": "4@", "b": "8", "e": "3", "g": "9", "i": "1!|", "l": "1|", "o": "0", "s": "5$", "t": "7+", "z": "2",
}  # fmt: skip
COMMON_WORDS = 2  # so many of them are one too few
PADDING = 10  # more digits and signs than a date has are a secret of their own, unless they only count on
COUNTING = ("01234567890" * 2, "09876543210" * 2)
LONGEST = 128  # of what is looked at; nobody's common password is longer
TOO_COMMON = (
    "Kata sandi ini mudah ditebak: isinya hanya kata yang umum, nama, atau instansi Anda dengan angka dan tanda. "
    "Gabungkan paling sedikit tiga kata yang tidak berkaitan dengan Anda maupun pekerjaan Anda."
)


def hint() -> str:
    """What a form says before a password is typed, of all AUTH_PASSWORD_VALIDATORS."""
    asked = {type(validator).__name__: validator for validator in get_default_password_validators()}
    return (
        f"Paling sedikit {asked['MinimumLengthValidator'].min_length} karakter; bukan angka saja, bukan kata sandi "
        f"umum, dan tidak mirip nama atau surel Anda. {asked['GuessableValidator'].get_help_text()}"
    )


class GuessableValidator:
    """Refuses one or two common words, and any number of the person's own, with digits and signs around them."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError for a password that is guessable for this person."""
        if is_guessable(password, words_of(user) if user is not None else ()):
            raise ValidationError(TOO_COMMON, code="password_guessable")

    def get_help_text(self) -> str:
        """What a form says beforehand."""
        return "Bukan satu atau dua kata yang umum, nama, atau instansi Anda, walau ditambah angka dan tanda."


def is_guessable(password: str, own: tuple[str, ...] = ()) -> bool:
    """Whether the password is made of at most COMMON_WORDS common words, any number of `own` ones, GLUE, and at most
    PADDING digits and signs. Digits alone are another validator's.
    """
    text = unicodedata.normalize("NFKC", password).casefold().strip()[:LONGEST]
    if text.isdecimal():
        return False
    if repeated := re.fullmatch(r"(.+?)\1+", text):
        text = repeated[1]
        if len(text) < len("abcde"):
            return True
    free = frozenset(GLUE) | {part for word in own for part in parts_of(word)}
    return _fewest(text, common_words(), free) <= COMMON_WORDS


@cache
def common_words() -> frozenset[str]:
    """The checked-in list."""
    lines = WORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def words_of(user: User) -> tuple[str, ...]:
    """What somebody who knows the person would try: names, NIP, addresses, offices; of an account that is being opened,
    those of the open invitations to its address. Two queries, or one.
    """
    own = [user.username, user.name, user.email.partition("@")[0], user.nip, user.nip[:8]]
    if user.pk is None:
        places = Invitation.objects.filter(email__iexact=user.email)
    else:
        places = Membership.objects.filter(user=user)
        teams = TeamMember.objects.filter(user=user).values_list(
            "team__instansi__code", "team__instansi__name"
        )
        own += [text for team in teams for text in team]
    named = ("instansi__code", "instansi__name", "unit__code", "unit__name")
    own += [text for place in places.values_list(*named) for text in place]
    return tuple(text for text in own if text)


def parts_of(text: str) -> set[str]:
    """The words of a name, of three characters and more, and all of them together; letters and digits alone."""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold())
    return {word for word in (*words, "".join(words)) if len(word) >= 3}


def _fewest(text: str, common: frozenset[str], free: frozenset[str]) -> float:
    """The smallest number of common words that, with free ones and padding, make up the text; infinite when none do.

    Walks the text from the left and keeps, for each place and amount of padding, the fewest words that lead there.
    """
    starting: dict[str, list[tuple[str, int]]] = {}
    for word in common | free:
        starting.setdefault(word[0], []).append((word, 0 if word in free else 1))
    best: list[dict[int, int]] = [{} for _ in range(len(text) + 1)]
    best[0] = {0: 0}
    for at, reached in enumerate(best[:-1]):
        if not reached:
            continue
        steps = [(at + len(word), 0, cost) for word, cost in _words_at(text, at, starting)]
        if run := _counting(text, at):
            steps.append((at + run, 0, 0))
        if not text[at].isalpha():
            steps.append((at + 1, 1, 0))
        for end, padding, cost in steps:
            for used, words in reached.items():
                if used + padding <= PADDING:
                    known = best[end].get(used + padding, len(text))
                    best[end][used + padding] = min(known, words + cost)
    return min(best[-1].values(), default=float("inf"))


def _words_at(text: str, at: int, starting: dict[str, list[tuple[str, int]]]):
    letters = [text[at], *(letter for letter, signs in LEET.items() if text[at] in signs)]
    for letter in letters:
        for word, cost in starting.get(letter, ()):
            part = text[at : at + len(word)]
            if part == word or (len(part) == len(word) and _reads_as(part, word)):
                yield word, cost


def _reads_as(part: str, word: str) -> bool:
    """Whether a part with signs for letters is the word; signs alone are none."""
    if not any(sign.isalpha() for sign in part):
        return False
    return all(a == b or a in LEET.get(b, "") for a, b in zip(part, word, strict=True))


def _counting(text: str, at: int) -> int:
    """The length of the longest row that only counts on or repeats one sign (123456789, !!!!); 0 below three."""
    alike = re.match(r"(.)\1*", text[at:], re.DOTALL)
    longest = len(alike[0]) if alike else 0
    while longest < len(text) - at and any(text[at : at + longest + 1] in row for row in COUNTING):
        longest += 1
    return longest if longest >= 3 else 0
