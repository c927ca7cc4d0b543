"""A stand-in for an AWS account: IAM, STS, EC2, Redshift, Redshift Serverless, Secrets Manager and CloudWatch, as far
as `sparkify cluster` needs them. Strict: it verifies every signature with botocore's own code and every request
against botocore's models, and it refuses what AWS refuses. It can be told to be slow and to fail.

    python3 tests/cluster/aws_standin.py            serves until killed, and says what to export
"""
import http.server
import re
import socket
import struct
import threading
import time
import urllib.error
import urllib.request

import aws_protocol
from aws_account import Account, Refusal


class Fault:
    """What happens to the next `times` calls whose "service:Operation" matches `pattern`.

    kind: an int answers that status with `code`; "reset" closes the connection before anything is done, "lost" after
    it was done; "hook" calls hook(account) first.
    """

    def __init__(self, pattern, kind, code="", times=1, message="as the test wants it", hook=None):
        self.pattern, self.kind, self.code, self.times = re.compile(pattern), kind, code, times
        self.message, self.hook = message, hook


class AwsStandin:
    def __init__(self, region="us-west-2", upstream="", upstream_lacks=""):
        """`upstream`: a server that answers all calls but those that match `upstream_lacks`."""
        self.upstream, self.upstream_lacks = upstream, re.compile(upstream_lacks)
        self.region, self.access_key, self.secret = region, "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
        self.account = Account(region)
        self.faults, self.calls, self.refusals, self.bad_requests = [], [], [], []
        self.expired_tokens, self.clock_offset_s = set(), 0
        self.lock = threading.Lock()
        standin = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_POST(self):
                standin.handle(self)

            def do_GET(self):  # checkip.amazonaws.com
                standin.send(self, 200, "text/plain", b"203.0.113.7\n")

            def log_message(self, *_):
                pass

        class Http(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                pass

        self.http = Http(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def environment(self):
        return {"AWS_ENDPOINT_URL": self.url, "AWS_ACCESS_KEY_ID": self.access_key, "AWS_SECRET_ACCESS_KEY": self.secret,
                "AWS_REGION": self.region, "SPARKIFY_CHECKIP_URL": self.url, "SPARKIFY_CLUSTER_POLL_MS": "1"}

    def close(self):
        self.http.shutdown()
        self.http.server_close()

    def handle(self, request):
        body = request.rfile.read(int(request.headers.get("content-length", 0)))
        headers = {name.lower(): value for name, value in request.headers.items()}
        with self.lock:
            status, content_type, answer = self.answer(request, headers, body)
        if status is None:
            request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            request.connection.close()
            request.close_connection = True
        else:
            self.send(request, status, content_type, answer)

    def send(self, request, status, content_type, body):
        request.send_response_only(status)
        stamp = time.gmtime(time.time() + self.clock_offset_s)
        for name, value in [("Date", time.strftime("%a, %d %b %Y %H:%M:%S GMT", stamp)), ("Content-Type", content_type),
                            ("Content-Length", str(len(body))), ("x-amzn-RequestId", "TEST123")]:
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)
        request.wfile.flush()

    def answer(self, request, headers, body):
        signer = aws_protocol.signer_of(headers)
        if signer is None:
            return 403, "text/plain", b"not signed"
        service = aws_protocol.model(signer[3])
        name = "?"
        try:
            self.verify(request, headers, body, service)
            try:
                name, parameters = aws_protocol.parse_request(service, headers, body)
            except aws_protocol.BadRequest as error:
                self.bad_requests.append(str(error))
                raise Refusal(400, "ValidationError", str(error)) from error
            self.calls.append(f"{signer[3]}:{name}")
            fault = self.take_fault(self.calls[-1])
            if fault and fault.kind == "reset":
                return None, "", b""
            if fault and isinstance(fault.kind, int):
                raise Refusal(fault.kind, fault.code, fault.message)
            if fault and fault.kind == "hook":
                fault.hook(self.account)
            if self.upstream and not self.upstream_lacks.search(self.calls[-1]):
                return self.forward(request, body)
            answer = self.account.call(signer[3], name, parameters)
            if fault and fault.kind == "lost":
                return None, "", b""
            return 200, *aws_protocol.write_answer(service, name, answer)
        except Refusal as refusal:
            self.refusals.append(refusal.code)
            return refusal.status, *aws_protocol.write_error(service, refusal.status, refusal.code, refusal.message)

    def forward(self, request, body):
        headers = {name: value for name, value in request.headers.items() if name.lower() != "host"}
        try:
            with urllib.request.urlopen(urllib.request.Request(self.upstream + request.path, body, headers)) as answer:
                return answer.status, answer.headers["content-type"], answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers["content-type"], error.read()

    def take_fault(self, call):
        for fault in self.faults:
            if fault.times > 0 and fault.pattern.search(call):
                fault.times -= 1
                return fault
        return None

    def verify(self, request, headers, body, service):
        access_key, day, region, name, signed, signature = aws_protocol.signer_of(headers)
        if access_key != self.access_key:
            raise Refusal(403, "InvalidClientTokenId", "The security token included in the request is invalid.")
        if region != ("us-east-1" if name == "iam" else self.region):
            raise Refusal(403, "SignatureDoesNotMatch", f"Credential should be scoped to a valid region, not {region}")
        must = {"host", "content-type"} | {header for header in headers if header.startswith("x-amz-")}
        if not must <= set(signed.split(";")):
            raise Refusal(403, "SignatureDoesNotMatch", f"{must - set(signed.split(';'))} must be signed")
        expected = aws_protocol.signature_of("POST", self.url + request.path, headers, body, self.secret)
        if signature != expected or not headers["x-amz-date"].startswith(day):
            raise Refusal(403, "SignatureDoesNotMatch",
                          "The request signature we calculated does not match the signature you provided.")
        sent = time.mktime(time.strptime(headers["x-amz-date"], "%Y%m%dT%H%M%SZ")) - time.timezone
        if abs(sent - time.time() - self.clock_offset_s) > 300:
            if aws_protocol.is_json(service):
                raise Refusal(400, "InvalidSignatureException", "Signature expired")
            raise Refusal(403, "SignatureDoesNotMatch", "Signature expired")
        if headers.get("x-amz-security-token") in self.expired_tokens:
            raise Refusal(403, "ExpiredToken", "The security token included in the request is expired")


if __name__ == "__main__":
    standin = AwsStandin()
    print("\n".join(f"export {name}='{value}'" for name, value in standin.environment().items()), flush=True)
    threading.Event().wait()
