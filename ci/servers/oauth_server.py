#!/usr/bin/env python3
"""A real OAuth 2.0 authorization server for tests, by Authlib: refresh tokens with rotation (RFC 6749, 6), introspection (RFC 7662).

It listens on a free loopback port and prints `PORT <n>` once it does. Needs authlib and flask
(`pip install authlib flask`). Nothing outlives it, and nobody has to consent: any user's first refresh
token is `start-USER`, and the client is `quittance` with the secret `client-secret`.

  POST /token       grants: refresh_token; a token lives --lifetime seconds
  POST /introspect  what a token is; open, since only this machine reaches it
  GET  /given?user= how many access tokens a user was given
  POST /revoke-user the refresh tokens of a user are worth nothing from now on
"""

import argparse
import time

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin, TokenMixin, grants
from flask import Flask, jsonify, request
from werkzeug.serving import make_server

CLIENT, SECRET = "quittance", "client-secret"


class Client(ClientMixin):
    """The one program that asks."""

    def get_client_id(self):
        return CLIENT

    def get_allowed_scope(self, scope):
        return scope

    def check_client_secret(self, client_secret):
        return client_secret == SECRET

    def check_endpoint_auth_method(self, method, endpoint):
        return method in ("client_secret_basic", "client_secret_post")

    def check_grant_type(self, grant_type):
        return grant_type == "refresh_token"


class Token(TokenMixin):
    """What was given to a user."""

    def __init__(self, user, values):
        self.user, self.values, self.begun, self.revoked = user, values, time.time(), False

    def check_client(self, client):
        return True

    def get_scope(self):
        return self.values.get("scope", "mail")

    def get_expires_in(self):
        return self.values.get("expires_in", 0)

    def is_expired(self):
        return time.time() > self.begun + self.get_expires_in()

    def is_revoked(self):
        return self.revoked

    def get_user(self):
        return self.user

    def get_client(self):
        return Client()


def server(lifetime):
    app = Flask(__name__)
    access, refresh, barred = {}, {}, set()

    def save(values, asked):
        token = Token(asked.user, values)
        access[values["access_token"]] = token
        if values.get("refresh_token"):
            refresh[values["refresh_token"]] = token

    class Refresh(grants.RefreshTokenGrant):
        INCLUDE_NEW_REFRESH_TOKEN = True
        TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]

        def authenticate_refresh_token(self, text):
            if text.startswith("start-") and text not in refresh:
                refresh[text] = Token(text.removeprefix("start-"), {})
            token = refresh.get(text)
            return token if token and not token.revoked and token.user not in barred else None

        def authenticate_user(self, credential):
            return credential.user

        def revoke_old_credential(self, credential):
            # As a strict server does: each refresh token is good once, but for the first, which tests share.
            credential.revoked = credential.begun is not None and credential.values != {}

    given = AuthorizationServer(app, query_client=lambda name: Client() if name == CLIENT else None, save_token=save)
    given.register_token_generator("default", None)
    given.register_grant(Refresh)

    def generate(client, grant_type, user=None, scope=None, expires_in=None, include_refresh_token=True):
        from authlib.common.security import generate_token

        return {"token_type": "Bearer", "access_token": generate_token(40), "refresh_token": generate_token(40), "expires_in": lifetime, "scope": scope or "mail"}

    given.register_token_generator("default", generate)

    @app.post("/token")
    def token():
        return given.create_token_response()

    @app.post("/introspect")
    def introspect():
        found = access.get(request.form.get("token", ""))
        if not found or found.is_expired() or found.user in barred:
            return jsonify(active=False)
        return jsonify(active=True, username=found.user, client_id=CLIENT, scope=found.get_scope(), exp=int(found.begun + lifetime))

    @app.get("/given")
    def count():
        return str(sum(token.user == request.args["user"] for token in access.values()))

    @app.post("/revoke-user")
    def bar():
        barred.add(request.form["user"])
        return ""

    return app


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lifetime", type=int, default=3600, help="seconds that an access token is good for")
    options = parser.parse_args()
    listening = make_server("127.0.0.1", 0, server(options.lifetime), threaded=True)
    print("PORT", listening.server_port, flush=True)
    listening.serve_forever()


if __name__ == "__main__":
    main()
