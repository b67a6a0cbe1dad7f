"""Signing in at an OpenID Connect issuer: where to go, and what it says of the person who comes back.

allauth's flow reads ID tokens without signature or nonce and carries the access token through the session; so its
pieces (state, PKCE, token request) are used, and the token is read here, believed in nothing, and kept nowhere.
"""

import secrets
import time
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

import jwt
import requests
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.oauth2.utils import generate_code_challenge
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse

STATE = "openid"  # under which allauth keeps what a sign-in in progress needs
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]  # public keys alone
LEEWAY = 60  # seconds by which the two clocks may differ
PATIENCE = 5  # seconds for one answer of the issuer
KEPT, DOWN_FOR = 300, 10  # seconds that its discovery is kept, and that one which failed is not asked again
# In the session of who was signed out to sign in anew: the issuer must not answer from the sign-in that it remembers.
ANEW = "openid_anew"
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class IssuerError(Exception):
    """The issuer does not answer, or not with what can be believed; the text names no data of the person."""


class Cancelled(IssuerError):
    """The person chose not to sign in there."""


class NotAnew(IssuerError):
    """The issuer was to ask for the password again, and did not or does not tell."""


@dataclass(frozen=True)
class Identity:
    """Who came back. `email` is empty unless the issuer says that it was verified; `proven_at` is when the person
    last proved there who it is (seconds since 1970), 0 where the issuer doesn't tell.
    """

    subject: str
    email: str
    name: str
    username: str
    proven_at: float


def is_on() -> bool:
    """Whether an issuer is set."""
    return bool(settings.OIDC_ISSUER)


def origin_of(address: str) -> str:
    """Scheme, host and port of an address, as browsers compare them."""
    parts = urlsplit(address.lower())
    usual = {"https": ":443", "http": ":80"}.get(parts.scheme, "")
    return f"{parts.scheme}://{parts.netloc.removesuffix(usual)}"


def address_of_issuer(request: HttpRequest, *, next_url: str | None) -> str:
    """Where to send the browser; remembers in the session what must fit when it comes back. With ANEW in the session
    the issuer is to ask for the password again, until it has answered. Raises IssuerError.
    """
    endpoint = _discovery()["authorization_endpoint"]
    proof, nonce = generate_code_challenge(), secrets.token_urlsafe(32)
    since = time.time() if request.session.get(ANEW) else 0
    kept = {"nonce": nonce, "verifier": proof["code_verifier"], "next": next_url, "since": since}
    asked = {
        "response_type": "code",
        "client_id": settings.OIDC_CLIENT_ID,
        "redirect_uri": _back(),
        "scope": "openid email profile",
        "state": statekit.stash_state(request, provider_id=STATE, state=kept),
        "nonce": nonce,
        "code_challenge": proof["code_challenge"],
        "code_challenge_method": proof["code_challenge_method"],
    }
    if since:
        asked |= {"prompt": "login", "max_age": "0"}  # the second obliges it to tell when that was
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"


def who_came_back(request: HttpRequest) -> tuple[Identity, str | None]:
    """Read the answer that the browser brings: the person, and the page to open then.

    Raises IssuerError unless this browser asked for it a moment ago, and the token comes from the issuer, is signed
    by it, for us, not expired, and carries our nonce; NotAnew unless it tells of a sign-in as young as was asked for,
    which the next attempt does not ask for again; Cancelled when the person turned back.
    """
    state_id = request.GET.get("state", "")
    state = statekit.unstash_state(request, provider_id=STATE, state_id=state_id)
    if state is None:
        raise IssuerError("no such sign-in in progress")
    if request.GET.get("error") == "access_denied":
        raise Cancelled("access_denied")
    if "error" in request.GET or not request.GET.get("code"):
        raise IssuerError("the issuer refused")
    try:
        identity = _identity(request, state)
    except (OAuth2Error, jwt.PyJWTError, requests.RequestException) as error:
        raise IssuerError(type(error).__name__) from error
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError) as error:
        raise IssuerError(f"an answer of another form: {type(error).__name__}") from error
    request.session.pop(ANEW, None)
    if identity.proven_at < state["since"] - LEEWAY:
        raise NotAnew("not signed in anew")
    return identity, state["next"]


def _identity(request: HttpRequest, state: dict) -> Identity:
    found = _discovery()
    # a client that may use either is served by the form: a colon in an id breaks the other
    methods = found.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    client = OAuth2Client(
        request,
        settings.OIDC_CLIENT_ID,
        settings.OIDC_CLIENT_SECRET,
        "POST",
        found["token_endpoint"],
        _back(),
        basic_auth="client_secret_post" not in methods,
    )
    answer = client.get_access_token(request.GET["code"], pkce_code_verifier=state["verifier"])
    claims = _claims(answer["id_token"], found)
    if not secrets.compare_digest(str(claims["nonce"]).encode(), state["nonce"].encode()):
        raise IssuerError("another nonce")
    proven_at = min(int(claims.get("auth_time") or 0), time.time())
    if "email" not in claims and "userinfo_endpoint" in found:
        more = _fetched(found["userinfo_endpoint"], {"Authorization": f"Bearer {answer['access_token']}"})
        if more.get("sub") != claims["sub"]:
            raise IssuerError("userinfo of somebody else")
        claims = more | claims
    verified = claims.get("email_verified") in (True, "true")
    return Identity(
        subject=str(claims["sub"]),
        email=str(claims.get("email") or "").strip().lower() if verified else "",
        name=str(claims.get("name") or "").strip(),
        username=str(claims.get("preferred_username") or ""),
        proven_at=proven_at,
    )


def _claims(token: str, found: dict) -> dict:
    """What an ID token says, when everything about it holds (OpenID Connect Core 1.0, 3.1.3.7)."""
    named = jwt.get_unverified_header(token).get("kid")
    keys = [
        key for key in jwt.PyJWKSet.from_dict(_fetched(found["jwks_uri"])).keys if key.public_key_use != "enc"
    ]
    fitting = [key for key in keys if named is None or key.key_id == named]
    if len(fitting) != 1:
        raise IssuerError("signed with an unknown key")
    claims = jwt.decode(
        token,
        fitting[0],
        algorithms=ALGORITHMS,
        audience=settings.OIDC_CLIENT_ID,
        issuer=settings.OIDC_ISSUER,
        leeway=LEEWAY,
        options={"require": ["iss", "sub", "aud", "exp", "iat", "nonce"]},
    )
    if claims.get("azp", settings.OIDC_CLIENT_ID) != settings.OIDC_CLIENT_ID:
        raise IssuerError("made for somebody else")
    if not 0 < len(str(claims["sub"])) <= 191:
        raise IssuerError("a subject that is too long")
    return claims


def _discovery() -> dict:
    """What the issuer says of itself, kept for KEPT seconds; a failure for DOWN_FOR, so that nobody waits in a row."""
    key = f"openid:{settings.OIDC_ISSUER}"
    found = cache.get(key)
    if found is None:
        try:
            found = _fetched(f"{settings.OIDC_ISSUER.rstrip('/')}/.well-known/openid-configuration")
        except (requests.RequestException, ValueError):
            found = {}
        cache.set(key, found, KEPT if found else DOWN_FOR)
    secure = settings.OIDC_ISSUER.startswith("https://")
    if found.get("issuer") != settings.OIDC_ISSUER or not all(found.get(name) for name in ENDPOINTS):
        raise IssuerError("no discovery, or another issuer's")
    if origin_of(str(found["authorization_endpoint"])) != origin_of(settings.OIDC_ISSUER):
        raise IssuerError("its sign-in page is on another host, to which our pages lead nobody (form-action)")
    named = [str(found[name]) for name in (*ENDPOINTS, "userinfo_endpoint") if name in found]
    if secure and not all(address.startswith("https://") for address in named):
        raise IssuerError("an endpoint without TLS")
    return found


def _fetched(url: str, headers: dict[str, str] | None = None) -> dict:
    answer = requests.get(url, headers=headers, timeout=PATIENCE)
    answer.raise_for_status()
    found = answer.json()
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found


def _back() -> str:
    return settings.SITE_URL + reverse("account_openid_back")
