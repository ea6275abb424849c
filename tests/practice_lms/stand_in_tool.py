"""A stand-in for a tool, for tests of the practice LMS alone: it shows keys, signs, and sends its user on."""

import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from jwt.algorithms import RSAAlgorithm


class StandInTool:
    """A key set on a free port of 127.0.0.1, and the key to it; counts how often it is fetched."""

    def __init__(self) -> None:
        self.fetched = 0
        self.kid = "tool-key-1"
        self.received: list[tuple[str, dict[str, str]]] = []
        self._key = generate_private_key(public_exponent=65537, key_size=2048)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        """Close the port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def key_set(self) -> dict[str, Any]:
        """Return the public keys."""
        members = json.loads(RSAAlgorithm.to_jwk(self._key.public_key()))
        return {"keys": [members | {"kid": self.kid, "alg": "RS256", "use": "sig"}]}

    def sign(self, claims: dict[str, Any], kid: str | None = None) -> str:
        """Return claims signed by the tool; another `kid` names a key that the set does not have."""
        return jwt.encode(claims, self._key, algorithm="RS256", headers={"kid": kid or self.kid})

    def assertion(self, **changed: Any) -> dict[str, Any]:
        """Return the claims of a client assertion, some of them changed."""
        now = int(time.time())
        client = "practice-client"
        return {
            "iss": client,
            "sub": client,
            "aud": "token",
            "iat": now,
            "exp": now + 60,
            "jti": "one",
        } | changed


def _handler(tool: StandInTool) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            tool.fetched += self.path == "/lti/jwks.json"
            self._answer(json.dumps(tool.key_set()).encode())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            tool.received.append((self.path, {name: values[0] for name, values in parse_qs(body).items()}))
            self._answer(b"{}")

        def _answer(self, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: Any) -> None:
            """Say nothing."""

    return Handler
