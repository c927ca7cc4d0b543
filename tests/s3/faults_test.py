"""Everything that goes wrong between a load and S3: nothing is lost, nothing doubled, and the error says why.

Usage: faults_test.py PROGRAM SCRATCH_FOLDER
"""
import json
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from program import Program, arguments
from faulty_server import Fault
from strict_server import StrictServer

BINARY, SCRATCH = arguments()


class Faults(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        shutil.rmtree(SCRATCH, ignore_errors=True)
        SCRATCH.mkdir(parents=True)
        cls.program = Program(BINARY, SCRATCH)
        made = cls.program.run("generate", "data", "--users", "60", "--songs", "300", "--days", "4", "--faults")
        assert made.returncode == 0, made.stderr
        cls.data = SCRATCH / "data"
        cls.program.load("folder.duckdb", {name: cls.data / part for name, part in cls.parts().items()})
        cls.expected = cls.program.star("folder.duckdb")

    @staticmethod
    def parts():
        return {"log_data": "log_data", "song_data": "song_data", "log_jsonpath": "log_json_path.json"}

    def setUp(self):
        self.server = StrictServer()
        for file in self.data.rglob("*"):
            if file.is_file():
                self.server.put("songs", file.relative_to(self.data).as_posix(), file.read_bytes())
        self.sources = {name: f"s3://songs/{part}" for name, part in self.parts().items()}
        self.target = pathlib.Path(tempfile.mkdtemp(dir=SCRATCH)) / "star.duckdb"

    def tearDown(self):
        self.server.close()

    def load(self, *flags, expect=(0, 3), environment=None):
        return self.program.load(self.target, self.sources, *flags, expect=expect,
                                 environment={**self.server.environment(), **(environment or {})})

    def assert_star(self):
        self.assertEqual(self.program.star(self.target), self.expected)

    def test_same_star_as_from_a_folder_and_nothing_twice(self):
        report = self.load()
        self.assert_star()
        self.assertEqual(report["requests"], report["objects"]["new"] + 2 + 2)  # three listings, and the jsonpaths file
        before = len(self.server.requests)
        again = self.load()
        self.assertEqual(again["objects"], {"new": 0, "known": report["objects"]["new"], "changed": []})
        self.assertEqual(len(self.server.requests) - before, 4)
        self.assert_star()

    def test_faults_that_pass(self):
        faults = {
            "500": Fault("song_data/", 500, 20, "InternalError"),
            "503": Fault("song_data/", 503, 20, "SlowDown"),
            "listing": Fault("list-type", 503, 2, "ServiceUnavailable"),
            "timeout": Fault("log_data/", 400, 2, "RequestTimeout"),
            "reset": Fault("song_data/", "reset", 10),
            "cut": Fault("_data/", "cut", 10),
            "short": Fault("_data/", "short", 10),
            "cut listing": Fault("list-type", "short", 1),
            "stall": Fault("_data/", "stall", 2, seconds=20),
            "jsonpaths": Fault("log_json_path", "cut", 1),
        }
        for name, fault in faults.items():
            with self.subTest(name):
                self.target = self.target.with_name(name.replace(" ", "_") + ".duckdb")
                times = fault.times
                self.server.faults = [fault]
                report = self.load("--timeout", "1")
                self.assertEqual(fault.times, 0, "the fault did not happen")
                # libcurl itself sends again what an idle connection's end swallowed
                self.assertGreaterEqual(report["retries"], 1 if fault.kind == "reset" else times)
                self.assert_star()

    def test_faults_that_last_leave_the_warehouse_as_it_was(self):
        for status, code, said in [(403, "AccessDenied", "s3:GetObject"), (404, "NoSuchKey", "removed"),
                                   (500, "InternalError", "after 10 attempts")]:
            with self.subTest(code):
                self.server.faults = [Fault("/song_data/.*TR", status, 10**9, code)]
                result = self.load(expect=None)
                self.assertEqual(result.returncode, 1)
                self.assertIn(f"{status} {code}: as the test wants it (request TEST123)", result.stderr)
                self.assertIn(said, result.stderr)
                self.assertIn("s3://songs/song_data/", result.stderr)
                self.server.faults = []
        self.load()
        self.assert_star()

    def test_region_is_found(self):
        self.load(environment={"AWS_REGION": "eu-central-1"})
        self.assertIn("AuthorizationHeaderMalformed", self.server.refusals)
        self.assert_star()

    def test_region_of_a_redirect(self):
        self.server.redirects = True
        self.load(environment={"AWS_REGION": "eu-central-1"})
        self.assertIn("PermanentRedirect", self.server.refusals)
        self.assert_star()

    def test_virtual_hosts(self):
        self.load("--addressing-style", "virtual",
                  environment={"AWS_ENDPOINT_URL_S3": self.server.url.replace("127.0.0.1", "localhost")})
        self.assertEqual(self.server.virtual_hosts, {"songs.localhost"})
        self.assert_star()

    def test_clock_is_mended(self):
        for offset in (-3600, 7200):
            with self.subTest(offset):
                self.target = self.target.with_name(f"clock{offset}.duckdb")
                self.server.clock_offset_s = offset
                self.load()
                self.assertIn("RequestTimeTooSkewed", self.server.refusals)
                self.assert_star()

    def test_session_tokens(self):
        self.server.token = "session/token+="
        self.load()
        self.assert_star()
        self.server.expired_tokens = {self.server.token}
        result = self.load(expect=None)
        self.assertIn("ExpiredToken", result.stderr)
        self.assertIn("sign in again", result.stderr)
        self.assertNotIn(self.server.token, result.stdout + result.stderr)

    def test_wrong_credentials(self):
        for variable, code in [("AWS_SECRET_ACCESS_KEY", "SignatureDoesNotMatch"), ("AWS_ACCESS_KEY_ID", "InvalidAccessKeyId")]:
            result = self.load(expect=None, environment={variable: "wrong"})
            self.assertEqual(result.returncode, 1)
            self.assertIn(code, result.stderr)
            self.assertIn("with the credentials of the environment", result.stderr)
            self.assertNotIn(self.server.secret, result.stdout + result.stderr)

    def test_public_bucket(self):
        self.server.public = True
        self.load("--no-sign-request", environment={"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""})
        self.assert_star()
        self.server.public = False
        result = self.load("--no-sign-request", "--reload", expect=None)
        self.assertIn("not public", result.stderr)

    def test_credentials_of_a_profile_and_of_the_config_file(self):
        nothing = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}
        result = self.load(expect=None, environment=nothing)
        self.assertIn("no AWS credentials; looked at", result.stderr)
        aws = SCRATCH / ".aws"
        aws.mkdir(exist_ok=True)
        (aws / "credentials").write_text(f"[work]\naws_access_key_id = {self.server.access_key}\n"
                                         f"aws_secret_access_key = {self.server.secret}\n")
        (aws / "config").write_text(f"[profile work]  # not Work\nregion = {self.server.region}\n[profile Work]\nregion = no-where-1\n"
                                    "[services x]\ns3 =\n  endpoint_url = http://a\nec2 =\n  endpoint_url = http://b\n")
        self.load(environment={**nothing, "AWS_PROFILE": "work", "AWS_REGION": ""})
        self.assert_star()
        self.assertEqual(self.server.refusals, [])
        shutil.rmtree(aws)
        config = SCRATCH / "keys.cfg"
        config.write_text(f"[AWS]\nKEY = '{self.server.access_key}'\nSECRET = '{self.server.secret}'\n")
        self.target = self.target.with_name("config.duckdb")
        result = self.program.run("load", "--config", config, "--to", self.target,
                                  *[w for n, p in self.sources.items() for w in ("--source", f"{n}={p}")],
                                  environment={**self.server.environment(), **nothing})
        self.assertIn(result.returncode, (0, 3), result.stderr)
        self.assertIn("no place for keys", result.stderr)
        self.assertNotIn(self.server.secret, result.stdout + result.stderr)
        self.assert_star()

    def test_overwritten_objects_are_noticed(self):
        self.load()
        key = next(key for key in self.server.objects["songs"] if key.startswith("song_data/"))
        body = self.server.objects["songs"][key][0]
        self.server.put("songs", key, body + b" ")
        report = self.load()
        self.assertEqual(report["objects"]["changed"], [f"s3://songs/{key}"])
        report = self.load("--reload")
        self.assertEqual(report["objects"]["new"], 1)
        self.assert_star()

    def test_object_overwritten_while_loading(self):
        key = next(key for key in self.server.objects["songs"] if key.startswith("song_data/"))
        changed = self.server.objects["songs"][key][0] + b"\n"
        self.server.faults = [Fault("/song_data/", "hook", 1, hook=lambda server: server.put("songs", key, changed))]
        result = self.load(expect=None)
        if not isinstance(result, dict):  # it may have been read before
            self.assertIn("PreconditionFailed", result.stderr)
            self.server.faults = []
            self.load()
        self.assert_star()

    def test_large_objects_come_in_ranges(self):
        line = b'{"song_id": "SO%09d", "artist_id": "AR1", "title": "' + b"x" * 900 + b'", "artist_name": "a", "duration": 1.5, ' \
               b'"year": 0, "num_songs": 1}\n'
        body = b"".join(line % i for i in range(30_000))
        self.assertGreater(len(body), 3 * 8 * 1024 * 1024)
        self.server.put("songs", "song_data/large.json", body)
        self.server.faults = [Fault("large.json", "cut", 2), Fault("large.json", 503, 1, "SlowDown")]
        self.load()
        rows = self.program.run("query", "--to", self.target, "--format", "csv",
                                "SELECT count(*) FROM songs WHERE song_id LIKE 'SO0000%'").stdout
        self.assertIn("30000", rows)

    def test_interrupt_leaves_the_warehouse_as_it_was(self):
        self.server.faults = [Fault("/song_data/", "slow", 10**9, seconds=30)]
        words = [w for n, p in self.sources.items() for w in ("--source", f"{n}={p}")]
        process = subprocess.Popen([BINARY, "load", "--to", self.target, *words], stderr=subprocess.PIPE,
                                   env={**self.server.environment(), "HOME": str(SCRATCH)}, text=True, cwd=SCRATCH)
        while len(self.server.requests) < 10:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        started = time.time()
        _, errors = process.communicate(timeout=60)
        self.assertLess(time.time() - started, 10)
        self.assertEqual(process.returncode, 1)
        self.assertIn("interrupted", errors)
        self.server.faults = []
        self.load()
        self.assert_star()

    def test_watch_loads_what_arrives(self):
        late = {key: body for key, (body, _) in self.server.objects["songs"].items() if key.startswith("song_data/")}
        for key in late:
            del self.server.objects["songs"][key]
        words = [w for n, p in self.sources.items() for w in ("--source", f"{n}={p}")]
        process = subprocess.Popen([BINARY, "load", "--watch", "1", "--json", "--to", self.target, *words], text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=SCRATCH,
                                   env={**self.server.environment(), "HOME": str(SCRATCH)})
        first = json.loads(process.stdout.readline())
        self.assertGreater(first["tables"]["songplays"], 0)
        self.server.faults = [Fault("list-type", 403, 1, "AccessDenied")]  # a load that fails is no reason to end
        for key, body in late.items():
            self.server.put("songs", key, body)
        loaded = 0
        while loaded < len(late):
            loaded += json.loads(process.stdout.readline())["objects"]["new"]
        self.assertEqual(loaded, len(late))
        self.assert_star()  # between loads, or after a wait for one
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
        self.assertIn("AccessDenied", errors)
        self.assertEqual(process.returncode, 3 if first["rejects"] else 0)

    def test_slow_down_lowers_what_is_in_flight(self):
        self.server.faults = [Fault("/song_data/", "slow", 10**9, seconds=0.05)]
        self.server.faults.insert(0, Fault("/song_data/", 503, 100, "SlowDown"))
        report = self.load()
        self.assertGreater(report["retries"], 0)
        self.assert_star()

    def test_dry_run_tells_requests(self):
        report = self.load("--dry-run")
        objects = report["objects"]["new"]
        self.assertEqual(len(report["planned"]), objects)
        self.assertEqual(sum(entry["size_bytes"] for entry in report["planned"]), report["stored_bytes"])
        self.assertEqual(report["requests"], objects + 2 + 2)
        self.assertFalse(any("song_data/" in path and "list-type" not in path for path in self.server.requests))


unittest.main(verbosity=1)
