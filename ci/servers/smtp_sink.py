#!/usr/bin/env python3
"""A real SMTP server for tests: it stores each message as an .eml file and never passes one on.

It listens on a free loopback port and prints `PORT <n>` once it does. Needs aiosmtpd
(`pip install aiosmtpd`). It ends when its standard input is closed, so it cannot outlive its test.

Files of the folder:
  00001.eml …      the messages, in the order of their arrival, exactly as received
  connections.log  one line for each EHLO: how often a client connected
  cert.pem         with --starttls or --tls: the self-signed certificate to trust
"""

import argparse
import asyncio
import base64
import json
import pathlib
import ssl
import subprocess
import sys
import urllib.parse
import urllib.request

from aiosmtpd.smtp import SMTP, AuthResult


class Sink:
    """Answers as the options say."""

    def __init__(self, options):
        self.options = options
        self.folder = pathlib.Path(options.folder)
        self.count = 0

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        with open(self.folder / "connections.log", "a", encoding="utf-8") as log:
            log.write(f"{hostname}\n")
        return responses

    async def auth_XOAUTH2(self, server, args):
        """Asks the authorization server what the token is (RFC 7662), and whose."""
        fields = dict(part.split("=", 1) for part in base64.b64decode(args[1]).decode().split("\x01") if "=" in part)
        token = fields.get("auth", "").removeprefix("Bearer ")
        body = urllib.parse.urlencode({"token": token}).encode()

        def known():
            with urllib.request.urlopen(self.options.xoauth2, data=body, timeout=10) as answer:
                return json.load(answer)

        about = await asyncio.get_running_loop().run_in_executor(None, known)
        good = about.get("active") and about.get("username") == fields.get("user")
        return AuthResult(success=bool(good), handled=False, auth_data=fields.get("user"))

    async def handle_MAIL(self, server, session, envelope, address, mail_options):
        if self.options.stale_after and self.count >= self.options.stale_after:
            # What a server does to a connection that was idle too long.
            self.options.stale_after = 0
            await server.push("421 4.4.2 idle for too long")
            server.transport.close()
            return "421 4.4.2 bye"
        envelope.mail_from = address
        return "250 2.1.0 OK"

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if self.options.reject and self.options.reject_at == "rcpt":
            return f"{self.options.reject} refused at RCPT"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.options.reject and self.options.reject_at == "data":
            return f"{self.options.reject} refused after DATA"
        self.count += 1
        number = self.count
        (self.folder / f"{number:05}.eml").write_bytes(envelope.original_content)
        while self.options.hold and not (self.folder / "go").exists():
            await asyncio.sleep(0.01)
        if self.options.drop_after_data:
            server.transport.abort()
            return "421 gone"
        return f"250 2.0.0 queued as {number:05}"


def certificate(folder):
    """A certificate for the loopback address, by the openssl command."""
    cert, key = folder / "cert.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-keyout", key, "-out", cert, "-days", "3650", "-subj", "/CN=sink"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost", "-addext", "basicConstraints=critical,CA:FALSE"]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context


async def serve(options):
    folder = pathlib.Path(options.folder)
    folder.mkdir(parents=True, exist_ok=True)
    tls = certificate(folder) if options.starttls or options.tls else None
    authenticator = None
    if options.auth:
        user, _, password = options.auth.partition(":")

        def authenticator(server, session, envelope, mechanism, data):
            good = getattr(data, "login", b"") == user.encode() and getattr(data, "password", b"") == password.encode()
            # Not "handled": the reply, 235 or 535, is the server's to give.
            return AuthResult(success=good, handled=False)

    sink = Sink(options)

    def protocol():
        return SMTP(
            sink,
            hostname="sink.example",
            tls_context=tls if options.starttls else None,
            require_starttls=options.starttls,
            authenticator=authenticator,
            auth_required=bool(options.auth or options.xoauth2),
            auth_exclude_mechanism=["PLAIN", "LOGIN"] if options.xoauth2 else ["XOAUTH2"],
            auth_require_tls=options.starttls,
            enable_SMTPUTF8=False,
        )

    loop = asyncio.get_running_loop()
    server = await loop.create_server(protocol, "127.0.0.1", 0, ssl=tls if options.tls else None)
    print("PORT", server.sockets[0].getsockname()[1], flush=True)
    # Reading the input in a thread: its end is the order to stop.
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", help="where messages are stored")
    parser.add_argument("--auth", metavar="USER:PASSWORD", help="require this log-in")
    parser.add_argument("--xoauth2", metavar="URL", help="require an access token that this introspection endpoint knows")
    parser.add_argument("--starttls", action="store_true", help="require STARTTLS, with a self-signed certificate")
    parser.add_argument("--tls", action="store_true", help="TLS from the first byte, with a self-signed certificate")
    parser.add_argument("--reject", type=int, metavar="CODE", help="refuse every message with this reply, 550 or 451 say")
    parser.add_argument("--reject-at", choices=["rcpt", "data"], default="rcpt", help="when to refuse")
    parser.add_argument("--hold", action="store_true", help="store the message, and answer once there is a file « go » in the folder")
    parser.add_argument("--drop-after-data", action="store_true", help="store the message, then cut the line without a reply")
    parser.add_argument("--stale-after", type=int, metavar="N", help="after N messages, answer the next MAIL once with 421 and close")
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
