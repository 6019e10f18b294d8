import hashlib, hmac, json, os, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = os.environ["HOOK_SECRET"].encode()
assert len(SECRET) >= 32, "HOOK_SECRET is too short"


def signed(headers, method, path, body):
    timestamp = headers.get("Authgear-Migration-Timestamp", "")
    message = f"v1\n{method}\n{path}\n{timestamp}\n".encode() + body
    expected = "v1=" + hmac.new(SECRET, message, hashlib.sha256).hexdigest()
    given = headers.get("Authgear-Migration-Signature", "")
    return hmac.compare_digest(expected.encode(), given.encode()) and abs(time.time() - int(timestamp)) <= 300


def whose_session(credential, purpose):
    """Yours. Here: a file for each session, its name the hash of the token or cookie, its content the answer."""
    value = credential.get("token") or credential["cookie"]
    file = os.path.join(os.environ["HOOK_SESSIONS"], hashlib.sha256(value.encode()).hexdigest())
    return open(file, "rb").read() if os.path.exists(file) else b'{"active": false}'


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), 65536))
        status, answer = 401, b"{}"
        if signed(self.headers, self.command, self.path, body):
            asked = json.loads(body)
            status, answer = 200, whose_session(asked["credential"], asked["purpose"])
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)


ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Receiver).serve_forever()
