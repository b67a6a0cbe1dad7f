"""An OpenID Connect issuer of its own, built with Authlib and served over HTTP on loopback, that can also misbehave."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from types import SimpleNamespace

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import grants
from authlib.oauth2.rfc6749.requests import OAuth2Request
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import OpenIDCode, UserInfo
from flask import Flask, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from werkzeug.serving import make_server

CLIENT_ID, CLIENT_SECRET = "portal-zi", "rahasia-klien-MARKED"
AUDIENCE_OF_ANOTHER = "portal-lain"


class Client(SimpleNamespace):
    """The portal, as the issuer has it registered."""

    def get_client_id(self) -> str:
        return CLIENT_ID

    def get_default_redirect_uri(self) -> str:
        return self.redirect

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, uri: str) -> bool:
        return uri == self.redirect

    def check_client_secret(self, secret: str) -> bool:
        return secret == CLIENT_SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method in {"client_secret_post", "client_secret_basic"}

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


class Code(SimpleNamespace):
    """An authorization code that was given."""

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> int:
        return int(time.time())

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


@dataclass
class Issuer:
    """The person who signs in there, and how the issuer misbehaves."""

    redirect: str
    address: str = ""
    claims: dict = field(
        default_factory=lambda: {"sub": "s-1", "email": "lina@contoh.go.id", "email_verified": True}
    )
    forge: Callable[[dict], dict] = lambda payload: payload  # the payload of an ID token, before it is signed
    only_userinfo: bool = False  # the ID token says no more than who it is
    userinfo: dict = field(default_factory=dict)  # what userinfo says beside the claims
    sign_with: RSAKey | None = None  # another key than the published one
    down: set[str] = field(default_factory=set)  # endpoints that answer 500
    discovery: dict = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    asked: list[tuple[str, dict]] = field(default_factory=list)  # (endpoint, form or query) as they came
    tokens: list[str] = field(default_factory=list)
    since: float = field(default_factory=time.time)  # when the person last typed the password there
    silent: bool = False  # it goes by that, whatever is asked for
    key: RSAKey = field(
        default_factory=lambda: RSAKey.generate_key(2048, parameters={"kid": "k1", "use": "sig"})
    )


class _Codes(grants.AuthorizationCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_post", "client_secret_basic"]

    def save_authorization_code(self, code: str, request: OAuth2Request) -> None:
        payload = request.payload
        self.server.issuer.codes[code] = Code(
            redirect_uri=payload.redirect_uri,
            scope=payload.scope,
            nonce=payload.data.get("nonce"),
            code_challenge=payload.data.get("code_challenge"),
            code_challenge_method=payload.data.get("code_challenge_method"),
        )

    def query_authorization_code(self, code: str, client: Client) -> Code | None:
        return self.server.issuer.codes.get(code)

    def delete_authorization_code(self, authorization_code: Code) -> None:
        codes = self.server.issuer.codes
        for code in [code for code, kept in codes.items() if kept is authorization_code]:
            del codes[code]

    def authenticate_user(self, authorization_code: Code) -> dict:
        return self.server.issuer.claims


class _IdTokens(OpenIDCode):
    def __init__(self, issuer: Issuer) -> None:
        super().__init__(require_nonce=True)
        self.issuer = issuer

    def exists_nonce(self, nonce: str, request: OAuth2Request) -> bool:
        return False

    def generate_user_info(self, user: dict, scope: str) -> UserInfo:
        return UserInfo({"sub": user["sub"]} if self.issuer.only_userinfo else user)

    def encode_id_token(self, token, request, client) -> str:
        now = int(time.time())
        code = request.authorization_code
        payload = {
            "iss": self.issuer.address,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 600,
            "nonce": code.nonce,
            "auth_time": int(self.issuer.since),
        }
        payload |= self.generate_user_info(self.issuer.claims, "")
        key = self.issuer.sign_with or self.issuer.key
        return jwt.encode({"alg": "RS256", "kid": "k1"}, self.issuer.forge(payload), key)

    def process_token(self, grant, response) -> dict:
        token = response[1] if isinstance(response, tuple) else response
        token["id_token"] = self.encode_id_token(token, grant.request, grant.client)
        self.issuer.tokens += [token["access_token"], token["id_token"]]
        return token


@contextmanager
def running(redirect_to: str) -> Iterator[Issuer]:
    """Serve an issuer that sends people back to `redirect_to`; ends it afterwards."""
    issuer = Issuer(redirect_to)
    server = make_server("127.0.0.1", 0, _application(issuer), threaded=True)
    issuer.address = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _application(issuer: Issuer) -> Flask:
    app = Flask("issuer")
    client = Client(redirect=issuer.redirect)
    provider = AuthorizationServer(
        app,
        query_client=lambda name: client if name == CLIENT_ID else None,
        save_token=lambda token, request: None,
    )
    provider.issuer = issuer
    provider.register_grant(_Codes, [_IdTokens(issuer), CodeChallenge(required=True)])

    @app.before_request
    def misbehave():
        endpoint = request.path.rpartition("/")[2]
        issuer.asked.append((endpoint, request.values.to_dict()))
        return ("gangguan", 500) if endpoint in issuer.down else None

    @app.get("/.well-known/openid-configuration")
    def discovery():
        here = issuer.address
        names = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
        found = {f"{name}_endpoint": f"{here}/{path}" for name, path in names.items()}
        return jsonify({"issuer": here, "jwks_uri": f"{here}/jwks", **found, **issuer.discovery})

    @app.get("/jwks")
    def keys():
        return jsonify(KeySet([issuer.key]).as_dict(private=False))

    @app.get("/authorize")
    def authorize():
        if request.args.get("deny"):
            return redirect(f"{issuer.redirect}?error=access_denied&state={request.args['state']}")
        if not issuer.silent and (request.args.get("prompt"), request.args.get("max_age")) == ("login", "0"):
            issuer.since = time.time()
        grant = provider.get_consent_grant(end_user=issuer.claims)
        return provider.create_authorization_response(grant_user=issuer.claims, grant=grant)

    @app.post("/token")
    def token():
        return provider.create_token_response()

    @app.get("/userinfo")
    def userinfo():
        assert request.headers["Authorization"].removeprefix("Bearer ") in issuer.tokens
        return jsonify(issuer.claims | issuer.userinfo)

    return app
