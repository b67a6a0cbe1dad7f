"""Why a link could not be asked."""


class LinkTrouble(Exception):
    """Whatever keeps a link from being looked at."""


class Forbidden(LinkTrouble):
    """The rules forbid asking. The message says why, in Indonesian, for the user."""


class NoSuchHost(LinkTrouble):
    """The name does not exist."""


class NoAnswer(LinkTrouble):
    """Our own way out does not work: name service or network."""


class Unreachable(LinkTrouble):
    """Nobody answers at the address, or not in HTTP."""


class BadCertificate(LinkTrouble):
    """The server cannot prove its name."""


class OutOfTime(LinkTrouble):
    """It took longer than a person would wait."""


class OutOfBudget(LinkTrouble):
    """The host, or all hosts together, have been asked often enough for now."""
