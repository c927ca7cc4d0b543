"""An S3 server for tests that refuses what Amazon S3 refuses: it verifies Signature V4 over the bytes of the request
as they came, the body's hash, the clock, the region and the session token, and answers with S3's own errors. Faults
can be put in its way. Only ListObjectsV2 and GetObject; objects live in memory.

Sources: docs.aws.amazon.com/AmazonS3/latest/API (ListObjectsV2, GetObject, ErrorResponses) and
docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""
import base64
import calendar
import email.utils
import hashlib
import hmac
import http.server
import re
import socket
import struct
import threading
import time
import urllib.parse
from xml.sax.saxutils import escape

UNRESERVED = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~"


def encode(raw, keep=b""):
    return "".join(chr(b) if b in UNRESERVED + keep else f"%{b:02X}" for b in raw)


def sign(secret, scope, text):
    key = ("AWS4" + secret).encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


class Refusal(Exception):
    def __init__(self, status, code, message, fields="", headers=()):
        super().__init__(code)
        self.status, self.code, self.message, self.fields, self.headers = status, code, message, fields, headers


class Fault:
    """What happens to the next `times` requests whose path and query match `pattern`.

    kind: an int is the status of an error answer with `code`; "reset" closes the connection at once, "cut" sends half of
    the body, "short" sends half of it as if it were the whole, "stall" stops after half of it for `seconds`, "slow"
    answers after `seconds`, "hook" calls `hook(server)` first.
    """

    def __init__(self, pattern, kind, times=1, code="", seconds=0.0, hook=None):
        self.pattern, self.kind, self.times = re.compile(pattern), kind, times
        self.code, self.seconds, self.hook = code, seconds, hook


class StrictServer:
    def __init__(self, region="us-west-2", credentials=("AKIDTEST", "secret/+=test"), token=None, public=False):
        self.region, self.public = region, public
        self.access_key, self.secret = credentials
        self.token, self.expired_tokens = token, set()
        self.clock_offset_s = 0
        self.objects = {}  # bucket -> key -> (body, etag)
        self.faults, self.requests, self.refusals = [], [], []
        self.in_flight = self.most_in_flight = 0
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

    def put(self, bucket, key, body):
        self.objects.setdefault(bucket, {})[key] = (body, '"' + hashlib.md5(body).hexdigest() + '"')

    def environment(self):
        values = {"AWS_ENDPOINT_URL_S3": self.url, "AWS_ACCESS_KEY_ID": self.access_key,
                  "AWS_SECRET_ACCESS_KEY": self.secret, "AWS_REGION": self.region}
        if self.token:
            values["AWS_SESSION_TOKEN"] = self.token
        return values

    def close(self):
        self.http.shutdown()
        self.http.server_close()

    def now(self):
        return time.time() + self.clock_offset_s

    def take_fault(self, target):
        with self.lock:
            for fault in self.faults:
                if fault.times > 0 and fault.pattern.search(target):
                    fault.times -= 1
                    return fault
        return None

    def handle(self, request):
        with self.lock:
            self.requests.append(request.path)
            self.in_flight += 1
            self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            fault = self.take_fault(request.path)
            if fault and fault.kind == "reset":
                request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                request.connection.close()
                request.close_connection = True
                return
            if fault and fault.kind == "slow":
                time.sleep(fault.seconds)
            if fault and fault.kind == "hook":
                fault.hook(self)
            if fault and isinstance(fault.kind, int):
                raise Refusal(fault.kind, fault.code, "as the test wants it")
            self.verify(request)
            self.answer(request, fault)
        except Refusal as refusal:
            with self.lock:
                self.refusals.append(refusal.code)
            body = (f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{refusal.code}</Code><Message>'
                    f"{escape(refusal.message)}</Message>{refusal.fields}<RequestId>TEST123</RequestId></Error>").encode()
            self.send(request, refusal.status, [("Content-Type", "application/xml"), *refusal.headers], body)
        finally:
            with self.lock:
                self.in_flight -= 1

    def send(self, request, status, headers, body, fault=None):
        request.send_response_only(status)
        request.send_header("Date", email.utils.formatdate(self.now(), usegmt=True))
        request.send_header("x-amz-request-id", "TEST123")
        for name, value in headers:
            request.send_header(name, value)
        kind = fault.kind if fault else ""
        request.send_header("Content-Length", str(len(body) // 2 if kind == "short" else len(body)))
        request.end_headers()
        if kind in ("cut", "short", "stall"):
            request.wfile.write(body[:len(body) // 2])
            request.wfile.flush()
            if kind == "stall":
                time.sleep(fault.seconds)
            if kind != "short":
                request.close_connection = True
            return
        request.wfile.write(body)
        request.wfile.flush()

    def verify(self, request):
        headers = {name.lower(): value for name, value in request.headers.items()}
        given = headers.get("authorization")
        if not given:
            if self.public:
                return
            raise Refusal(403, "AccessDenied", "Access Denied")
        match = re.fullmatch(r"AWS4-HMAC-SHA256 Credential=([^,/]+)/(\d{8})/([^,/]+)/s3/aws4_request, "
                             r"SignedHeaders=([^,]+), Signature=([0-9a-f]{64})", given)
        if not match:
            raise Refusal(400, "AuthorizationHeaderMalformed", "The authorization header is malformed")
        access_key, day, region, names, signature = match.groups()
        if access_key != self.access_key:
            raise Refusal(403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.")
        if region != self.region:
            raise Refusal(400, "AuthorizationHeaderMalformed",
                          f"The authorization header is malformed; the region '{region}' is wrong; expecting '{self.region}'",
                          f"<Region>{self.region}</Region>")
        if "x-amz-content-sha256" not in headers:
            raise Refusal(400, "MissingSecurityHeader", "Missing required header for this request: x-amz-content-sha256")
        length = int(headers.get("content-length", 0))
        payload_hash = hashlib.sha256(request.rfile.read(length)).hexdigest()
        if headers["x-amz-content-sha256"] != payload_hash:
            raise Refusal(400, "XAmzContentSHA256Mismatch", "The provided 'x-amz-content-sha256' header does not match")
        stamp = headers.get("x-amz-date", "")
        sent = calendar.timegm(time.strptime(stamp, "%Y%m%dT%H%M%SZ"))
        if abs(sent - self.now()) > 900:
            raise Refusal(403, "RequestTimeTooSkewed",
                          "The difference between the request time and the current time is too large.")
        signed = names.split(";")
        must = {"host"} | {name for name in headers if name.startswith("x-amz-")}
        if signed != sorted(signed) or not must <= set(signed) or not stamp.startswith(day):
            raise Refusal(403, "AccessDenied", "There were headers present in the request which were not signed")
        path, _, query = request.path.partition("?")
        if path != encode(urllib.parse.unquote_to_bytes(path), b"/"):
            raise Refusal(403, "SignatureDoesNotMatch", "the path is not in its canonical encoding")
        pairs = sorted((part + "=").split("=")[:2] for part in query.split("&")) if query else []
        canonical = "\n".join([request.command, path, "&".join(f"{name}={value}" for name, value in pairs),
                               *(f"{name}:{' '.join(headers[name].split())}" for name in signed), "", names, payload_hash])
        scope = f"{day}/{region}/s3/aws4_request"
        text = "\n".join(["AWS4-HMAC-SHA256", stamp, scope, hashlib.sha256(canonical.encode()).hexdigest()])
        if not hmac.compare_digest(signature, sign(self.secret, scope, text)):
            raise Refusal(403, "SignatureDoesNotMatch",
                          "The request signature we calculated does not match the signature you provided.")
        if headers.get("x-amz-security-token") in self.expired_tokens:
            raise Refusal(400, "ExpiredToken", "The provided token has expired.")
        if headers.get("x-amz-security-token") != self.token:
            raise Refusal(400, "InvalidToken", "The provided token is malformed or otherwise invalid.")

    def answer(self, request, fault):
        path, _, query = request.path.partition("?")
        bucket, _, raw_key = path.lstrip("/").partition("/")
        if bucket not in self.objects:
            raise Refusal(404, "NoSuchBucket", "The specified bucket does not exist")
        arguments = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
        if not raw_key:
            return self.list(request, bucket, arguments, fault)
        key = urllib.parse.unquote(raw_key)
        if key not in self.objects[bucket]:
            raise Refusal(404, "NoSuchKey", "The specified key does not exist.", f"<Key>{escape(key)}</Key>")
        body, etag = self.objects[bucket][key]
        if request.headers.get("if-match", etag) != etag:
            raise Refusal(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold")
        headers, status = [("ETag", etag), ("Content-Type", "binary/octet-stream")], 200
        if ranges := request.headers.get("range"):
            first, last = map(int, re.fullmatch(r"bytes=(\d+)-(\d+)", ranges).groups())
            headers.append(("Content-Range", f"bytes {first}-{min(last, len(body) - 1)}/{len(body)}"))
            body, status = body[first:last + 1], 206
        self.send(request, status, headers, body, fault)

    def list(self, request, bucket, arguments, fault):
        if arguments.get("list-type") != "2":
            raise Refusal(400, "InvalidArgument", "only ListObjectsV2")
        prefix, delimiter = arguments.get("prefix", ""), arguments.get("delimiter", "")
        after = base64.b64decode(arguments.get("continuation-token", "")).decode()
        most = min(1000, int(arguments.get("max-keys", 1000)))
        is_url = arguments.get("encoding-type") == "url"

        def name(text):
            return urllib.parse.quote_plus(text, safe="/") if is_url else escape(text)

        entries, last, truncated = [], "", False
        for key in sorted(self.objects[bucket], key=lambda text: text.encode()):
            if not key.startswith(prefix):
                continue
            entry = ("key", key)
            if delimiter and delimiter in key[len(prefix):]:
                entry = ("prefix", prefix + key[len(prefix):].split(delimiter)[0] + delimiter)
            if entry[1] <= after or (entries and entries[-1] == entry):
                continue
            if len(entries) == most:
                truncated = True
                break
            entries.append(entry)
            last = entry[1]
        xml = ['<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">',
               f"<Name>{bucket}</Name><Prefix>{name(prefix)}</Prefix><KeyCount>{len(entries)}</KeyCount>",
               "<EncodingType>url</EncodingType>" if is_url else "",
               f"<MaxKeys>{most}</MaxKeys><IsTruncated>{'true' if truncated else 'false'}</IsTruncated>"]
        if truncated:
            token = base64.b64encode(last.encode()).decode()
            xml.append(f"<NextContinuationToken>{token}</NextContinuationToken>")
        for kind, text in entries:
            if kind == "prefix":
                xml.append(f"<CommonPrefixes><Prefix>{name(text)}</Prefix></CommonPrefixes>")
            else:
                body, etag = self.objects[bucket][text]
                xml.append(f"<Contents><Key>{name(text)}</Key><LastModified>2018-11-01T00:00:00.000Z</LastModified>"
                           f"<ETag>{escape(etag)}</ETag><Size>{len(body)}</Size><StorageClass>STANDARD</StorageClass></Contents>")
        xml.append("</ListBucketResult>")
        self.send(request, 200, [("Content-Type", "application/xml")], "".join(xml).encode(), fault)
