"""Credentials of container and instance roles, which are asked for over HTTP.

Usage: credentials_test.py PROGRAM SCRATCH_FOLDER
"""
import http.server
import json
import pathlib
import shutil
import sys
import threading
import time
import unittest

from contextlib import contextmanager

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from program import Program, arguments
from strict_server import StrictServer

BINARY, SCRATCH = arguments()
SONG = b'{"song_id": "SO1", "artist_id": "AR1", "title": "t", "artist_name": "a", "duration": 1.5, "year": 0, "num_songs": 1}'


@contextmanager
def metadata_service(answer):
    """A server that answers with answer(method, path, headers) -> (status, body)."""
    class Handler(http.server.BaseHTTPRequestHandler):
        def do(self):
            status, body = answer(self.command, self.path, self.headers)
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_PUT = do

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class Roles(unittest.TestCase):
    def setUp(self):
        shutil.rmtree(SCRATCH, ignore_errors=True)
        SCRATCH.mkdir(parents=True)
        self.program = Program(BINARY, SCRATCH)
        self.server = StrictServer(token="token-of-the-role")
        self.server.put("songs", "song_data/one.json", SONG)

    def tearDown(self):
        self.server.close()

    def credentials(self, expires_in_s=3600):
        stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + expires_in_s))
        return json.dumps({"Code": "Success", "AccessKeyId": self.server.access_key, "SecretAccessKey": self.server.secret,
                           "Token": self.server.token, "Expiration": stamp}).encode()

    def load(self, environment, *flags):
        return self.program.run("load", "--to", "star.duckdb", "--source", "song_data=s3://songs/song_data", *flags,
                                environment={"AWS_ENDPOINT_URL_S3": self.server.url, "AWS_REGION": self.server.region,
                                             **environment})

    def test_container_role(self):
        def answer(method, path, headers):
            good = (method, path, headers["Authorization"]) == ("GET", "/credentials?id=1", "Bearer x")
            return (200, self.credentials()) if good else (403, b"")

        with metadata_service(answer) as url:
            result = self.load({"AWS_CONTAINER_CREDENTIALS_FULL_URI": url + "/credentials?id=1",
                                "AWS_CONTAINER_AUTHORIZATION_TOKEN": "Bearer x"})
            self.assertEqual(result.returncode, 0, result.stderr)
            result = self.load({"AWS_CONTAINER_CREDENTIALS_FULL_URI": url + "/credentials?id=1"})
            self.assertIn("the container's role", result.stderr)
            self.assertIn("answered 403", result.stderr)

    def test_instance_role_takes_a_session_first(self):
        asked = []

        def answer(method, path, headers):
            asked.append((method, path))
            if (method, path) == ("PUT", "/latest/api/token"):
                return (200, b"SESSION") if headers["X-aws-ec2-metadata-token-ttl-seconds"] else (400, b"")
            if headers["X-aws-ec2-metadata-token"] != "SESSION":
                return 401, b""
            roles = "/latest/meta-data/iam/security-credentials/"
            return {roles: (200, b"my-role"), roles + "my-role": (200, self.credentials())}.get(path, (404, b""))

        with metadata_service(answer) as url:
            result = self.load({"AWS_EC2_METADATA_DISABLED": "", "AWS_EC2_METADATA_SERVICE_ENDPOINT": url})
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertEqual(asked.count(("PUT", "/latest/api/token")), 1)
            result = self.load({"AWS_EC2_METADATA_SERVICE_ENDPOINT": url})
            self.assertIn("AWS_EC2_METADATA_DISABLED is true", result.stderr)

    def test_fields_that_are_no_strings_are_none(self):
        self.server.token = None
        keys = {"AccessKeyId": self.server.access_key, "SecretAccessKey": self.server.secret}
        for fields, code in [({**keys, "Token": None, "Expiration": None}, 0), ({**keys, "Token": 7, "Expiration": []}, 0),
                             ({**keys, "AccessKeyId": None}, 1), ({**keys, "SecretAccessKey": {}}, 1)]:
            with metadata_service(lambda *_: (200, json.dumps(fields).encode())) as url:
                result = self.load({"AWS_CONTAINER_CREDENTIALS_FULL_URI": url})
                self.assertEqual(result.returncode, code, (fields, result.stderr))
                self.assertEqual("the container's role at" in result.stderr, code == 1, result.stderr)

    def test_credentials_about_to_expire_are_asked_for_again(self):
        count = []

        def answer(*_):
            count.append(1)
            return 200, self.credentials(60 if len(count) == 1 else 3600)

        with metadata_service(answer) as url:
            result = self.load({"AWS_CONTAINER_CREDENTIALS_FULL_URI": url})
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertEqual(len(count), 2)

    def test_credentials_that_are_not_renewed_are_kept(self):
        """And the service is not asked for every object; nor do the keys of dwh.cfg take the place of the role."""
        for i in range(100):
            self.server.put("songs", f"song_data/{i}.json", SONG)
        (SCRATCH / "dwh.cfg").write_text("[AWS]\nKEY = AKIDOTHER\nSECRET = other\n")
        held = self.credentials(60)
        for later in [(200, held), (503, b""), (200, b"{}"), (200, json.dumps({"AccessKeyId": None}).encode())]:
            asked = []

            def answer(*_):
                asked.append(1)
                return (200, held) if len(asked) == 1 else later

            with metadata_service(answer) as url:
                result = self.load({"AWS_CONTAINER_CREDENTIALS_FULL_URI": url}, "--reload")
                self.assertEqual(result.returncode, 0, (later, result.stderr))
                self.assertEqual(len(asked), 2)
                self.assertNotIn("no place for keys", result.stderr)
                self.assertEqual(self.server.refusals, [])

    def test_a_chosen_identity_is_not_passed_over(self):
        """Neither for a role's nor for the keys of dwh.cfg."""
        self.server.token = None
        (SCRATCH / "dwh.cfg").write_text(f"[AWS]\nKEY = {self.server.access_key}\nSECRET = {self.server.secret}\n")
        files = SCRATCH / ".aws" / "credentials", SCRATCH / ".aws" / "config"
        files[0].parent.mkdir()
        asked = []

        def answer(*_):
            asked.append(1)
            return 200, self.credentials().replace(b"null", b'""')

        with metadata_service(answer) as url:
            role = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": url}
            for key in ["role_arn", "sso_session", "credential_process", ""]:
                if key:
                    files[1].write_text(f"[profile prod]\n{key} = x\nsource_profile = default\n")
                else:
                    files[1].unlink()
                result = self.load({**role, "AWS_PROFILE": "prod"})
                self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
                for words in ["profile prod that AWS_PROFILE names", *map(str, files), key or "not there",
                              "export-credentials --profile 'prod'"]:
                    self.assertIn(words, result.stderr)
            pod = {**role, "AWS_WEB_IDENTITY_TOKEN_FILE": "/token", "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/pod"}
            result = self.load(pod)
            self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
            self.assertIn("role/pod: AWS_WEB_IDENTITY_TOKEN_FILE", result.stderr)
            self.assertEqual((asked, self.server.requests), ([], []))

            keys = f"aws_access_key_id = {self.server.access_key}\naws_secret_access_key = {self.server.secret}\n"
            files[0].write_text(f"[prod]\n{keys}")
            self.assertEqual(self.load({**pod, "AWS_PROFILE": "prod"}).returncode, 0)
            in_environment = {"AWS_ACCESS_KEY_ID": self.server.access_key, "AWS_SECRET_ACCESS_KEY": self.server.secret}
            self.assertEqual(self.load({**pod, **in_environment, "AWS_PROFILE": "none"}, "--reload").returncode, 0)

    def test_expired_token_is_renewed_while_loading(self):
        fresh = self.server.token
        self.server.expired_tokens = {"old"}
        tokens = ["old", fresh]

        def answer(*_):
            self.server.token = tokens.pop(0) if len(tokens) > 1 else fresh
            body = self.credentials()
            self.server.token = fresh
            return 200, body

        with metadata_service(answer) as url:
            result = self.load({"AWS_CONTAINER_CREDENTIALS_FULL_URI": url})
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertIn("ExpiredToken", self.server.refusals)


unittest.main(verbosity=1)
