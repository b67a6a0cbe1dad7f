"""What the API answers when it does not give what was asked: always three fields of JSON."""

from dataclasses import dataclass, field


@dataclass(eq=False)
class Problem(Exception):
    """A refusal: HTTP status, the word for machines, the Indonesian sentence for people, headers that go with it."""

    status: int
    code: str
    message: str
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def body(self) -> dict[str, object]:
        """The three fields that the guide asks for."""
        return {"error": True, "code": self.code, "message": self.message}


def bad_request() -> Problem:
    """What cannot be read as a request at all."""
    return Problem(400, "BAD_REQUEST", "Permintaan tidak dapat dibaca.")


def unauthorized() -> Problem:
    """The same for no token, an unknown, an expired and a revoked one: nobody learns which."""
    message = "Token tidak dikenal atau tidak berlaku lagi."
    return Problem(401, "UNAUTHORIZED", message, {"WWW-Authenticate": 'Bearer realm="PortalRB"'})


def https_required() -> Problem:
    """Plain HTTP is refused, not redirected: the token would have travelled in the open twice."""
    return Problem(403, "HTTPS_REQUIRED", "Alamat ini hanya melayani HTTPS.")


def forbidden() -> Problem:
    """A valid token without the right to this."""
    return Problem(403, "FORBIDDEN", "Token ini tidak berhak atas data yang diminta.")


def no_data(message: str = "Data usulan belum tersedia.") -> Problem:
    """Nothing there (yet): no proposal, an unknown unit, one of another instansi."""
    return Problem(404, "DATA_NOT_FOUND", message)


def unknown_address() -> Problem:
    """No endpoint of that name."""
    return Problem(404, "ENDPOINT_NOT_FOUND", "Alamat ini tidak ada.")


def method_not_allowed() -> Problem:
    """All endpoints are GET."""
    return Problem(405, "METHOD_NOT_ALLOWED", "Alamat ini hanya melayani GET.", {"Allow": "GET"})


def invalid_request() -> Problem:
    """The guide knows no parameters: a filter that is silently ignored would give wrong data."""
    return Problem(422, "INVALID_REQUEST", "Alamat ini tidak menerima parameter.")


def too_many(seconds: int) -> Problem:
    """Whoever has no valid token fails too often in this minute."""
    message = "Terlalu banyak permintaan. Ulangi sebentar lagi."
    return Problem(429, "TOO_MANY_REQUESTS", message, {"Retry-After": str(seconds)})


def busy(seconds: int) -> Problem:
    """A valid token asks too often in this minute: 503, because PortalRB tries again after 5xx alone."""
    message = "Portal sedang sibuk. Ulangi sebentar lagi."
    return Problem(503, "SERVICE_BUSY", message, {"Retry-After": str(seconds)})


def server_error() -> Problem:
    """A fault of ours; the guide has the client try again."""
    return Problem(500, "SERVER_ERROR", "Portal sedang mengalami gangguan. Ulangi beberapa saat lagi.")
