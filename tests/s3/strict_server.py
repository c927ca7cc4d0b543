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
import re
import time
import urllib.parse
from xml.sax.saxutils import escape

from faulty_server import FaultyServer, Refusal

UNRESERVED = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~"


def encode(raw, keep=b""):
    return "".join(chr(b) if b in UNRESERVED + keep else f"%{b:02X}" for b in raw)


def sign(secret, scope, text):
    key = ("AWS4" + secret).encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


class StrictServer(FaultyServer):
    def __init__(self, region="us-west-2", credentials=("AKIDTEST", "secret/+=test"), token=None, public=False):
        self.region, self.public = region, public
        self.access_key, self.secret = credentials
        self.token, self.expired_tokens = token, set()
        self.clock_offset_s = 0
        self.virtual_hosts = set()  # asked for
        self.redirects = False  # a wrong region is answered with 301, as by a region's own endpoint
        self.objects = {}  # bucket -> key -> (body, etag)
        super().__init__()

    def put(self, bucket, key, body):
        self.objects.setdefault(bucket, {})[key] = (body, '"' + hashlib.md5(body).hexdigest() + '"')

    def environment(self):
        values = {"AWS_ENDPOINT_URL_S3": self.url, "AWS_ACCESS_KEY_ID": self.access_key,
                  "AWS_SECRET_ACCESS_KEY": self.secret, "AWS_REGION": self.region}
        if self.token:
            values["AWS_SESSION_TOKEN"] = self.token
        return values

    def now(self):
        return time.time() + self.clock_offset_s

    def every_header(self):
        return [("Date", email.utils.formatdate(self.now(), usegmt=True)), *super().every_header()]

    def respond(self, request):
        self.verify(request)
        status, headers, body = self.answer(request)
        return status, [*self.every_header(), *headers], body

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
        if region != self.region and self.redirects:
            raise Refusal(301, "PermanentRedirect", "The bucket you are attempting to access must be addressed using the "
                          "specified endpoint.", headers=[("x-amz-bucket-region", self.region)])
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

    def answer(self, request):
        path, _, query = request.path.partition("?")
        bucket, _, raw_key = path[1:].partition("/")
        host = request.headers["host"].partition(":")[0]
        if host.endswith(".localhost"):  # virtual-hosted style
            bucket, raw_key = host.removesuffix(".localhost"), path[1:]
            self.virtual_hosts.add(host)
        if bucket not in self.objects:
            raise Refusal(404, "NoSuchBucket", "The specified bucket does not exist")
        arguments = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
        if not raw_key:
            return self.list(bucket, arguments)
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
        return status, headers, body

    def list(self, bucket, arguments):
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
        return 200, [("Content-Type", "application/xml")], "".join(xml).encode()
