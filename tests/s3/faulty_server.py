"""An HTTP server in whose way faults can be put, and a proxy made of it that stands before somebody else's S3 server."""
import http.client
import http.server
import re
import socket
import struct
import threading
import time
from xml.sax.saxutils import escape


class Refusal(Exception):
    """An answer that is one of S3's errors."""

    def __init__(self, status, code, message, fields="", headers=()):
        super().__init__(code)
        self.status, self.code, self.headers = status, code, headers
        self.body = (f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code><Message>{escape(message)}</Message>'
                     f"{fields}<RequestId>TEST123</RequestId></Error>").encode()


class Fault:
    """What happens to the next `times` requests whose path and query match `pattern`.

    kind: an int is the status of an error answer with `code`; "reset" closes the connection at once, "cut" sends half of
    the body, "short" sends half of it as if it were the whole, "stall" stops after half of it for `seconds`, "slow"
    answers after `seconds`, "hook" calls `hook(server)` first.
    """

    def __init__(self, pattern, kind, times=1, code="", seconds=0.0, hook=None):
        self.pattern, self.kind, self.times = re.compile(pattern), kind, times
        self.code, self.seconds, self.hook = code, seconds, hook


class FaultyServer:
    def __init__(self):
        self.faults, self.requests, self.refusals = [], [], []
        self.lock = threading.Lock()
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            wbufsize = 1 << 20

            def do_GET(self):
                server.handle(self)

            def log_message(self, *_):
                pass

        class Http(http.server.ThreadingHTTPServer):
            request_queue_size = 1024
            daemon_threads = True

            def handle_error(self, *_):
                pass

        self.http = Http(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def respond(self, request):
        """(status, headers, body); raises Refusal."""
        raise NotImplementedError

    def close(self):
        self.http.shutdown()
        self.http.server_close()

    def take_fault(self, target):
        with self.lock:
            self.requests.append(target)
            for fault in self.faults:
                if fault.times > 0 and fault.pattern.search(target):
                    fault.times -= 1
                    return fault
        return Fault("", "none")

    def handle(self, request):
        fault = self.take_fault(request.path)
        if fault.kind == "reset":
            request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            request.connection.close()
            request.close_connection = True
            return
        if fault.kind == "slow":
            time.sleep(fault.seconds)
        if fault.kind == "hook":
            fault.hook(self)
        try:
            if isinstance(fault.kind, int):
                raise Refusal(fault.kind, fault.code, "as the test wants it")
            status, headers, body = self.respond(request)
        except Refusal as refusal:
            with self.lock:
                self.refusals.append(refusal.code)
            status, body = refusal.status, refusal.body
            headers = [*self.every_header(), ("Content-Type", "application/xml"), *refusal.headers]
        self.send(request, status, headers, body, fault)

    def every_header(self):
        return [("x-amz-request-id", "TEST123")]

    @staticmethod
    def send(request, status, headers, body, fault):
        request.send_response_only(status)
        for name, value in headers:
            request.send_header(name, value)
        request.send_header("Content-Length", str(len(body) // 2 if fault.kind == "short" else len(body)))
        request.end_headers()
        if fault.kind in ("cut", "short", "stall"):
            body = body[:len(body) // 2]
            request.close_connection = fault.kind != "short"
        request.wfile.write(body)
        request.wfile.flush()
        if fault.kind == "stall":
            time.sleep(fault.seconds)


class FaultProxy(FaultyServer):
    """Forwards requests as they came, the Host header too, so that signatures stay valid."""

    def __init__(self, upstream_port):
        self.upstream_port = upstream_port
        super().__init__()

    def respond(self, request):
        upstream = http.client.HTTPConnection("127.0.0.1", self.upstream_port)
        upstream.putrequest("GET", request.path, skip_host=True, skip_accept_encoding=True)
        for name, value in request.headers.items():
            upstream.putheader(name, value)
        upstream.endheaders()
        response = upstream.getresponse()
        body = response.read()
        upstream.close()
        hop_by_hop = ("content-length", "connection", "transfer-encoding", "keep-alive")
        return response.status, [(n, v) for n, v in response.getheaders() if n.lower() not in hop_by_hop], body
