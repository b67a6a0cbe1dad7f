"""Whole numbers in Indonesian words, as letters write them behind the figures."""

WORDS = (
    "nol",
    "satu",
    "dua",
    "tiga",
    "empat",
    "lima",
    "enam",
    "tujuh",
    "delapan",
    "sembilan",
    "sepuluh",
    "sebelas",
)


def in_words(number: int) -> str:
    """0 to 9,999: "dua belas", "seratus tiga", "seribu". ValueError outside."""
    if not 0 <= number < 10_000:
        raise ValueError(f"no words for {number}")
    if number < len(WORDS):
        return WORDS[number]
    if number < 20:
        return f"{WORDS[number - 10]} belas"
    for size, one, name in ((1000, "seribu", "ribu"), (100, "seratus", "ratus"), (10, "", "puluh")):
        if number >= size:
            whole, rest = divmod(number, size)
            head = one if whole == 1 and one else f"{in_words(whole)} {name}"
            return f"{head} {in_words(rest)}" if rest else head
    raise AssertionError("unreachable")
