"""The whole way, as a user goes it: `cluster up`, `create-tables`, `load` from S3, `query`, `cluster down`, nothing left.
The cluster's endpoint is the stand-in for Redshift, which reads S3 from versitygw by the role that `up` made.

Usage: whole_test.py PROGRAM SCRATCH_FOLDER
"""
import pathlib
import sys
import time
import unittest

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path += [str(TESTS / "engine"), str(TESTS / "redshift"), str(TESTS / "support")]
from cluster_case import ClusterCase
from engines import VERSITYGW, Redshift
from server import start
from standin import Standin

if Redshift.MISSING:
    print(f"skipped: there is no {Redshift.MISSING}")
    sys.exit(77)
import boto3

ROLE = "arn:aws:iam::123456789012:role/sparkify/dwhRole"
CONFIG = """[DWH]
TARGET = redshift
DWH_CLUSTER_IDENTIFIER = dwhCluster
DWH_IAM_ROLE_NAME = dwhRole

[CLUSTER]
HOST = an-older-cluster.abc.us-west-2.redshift.amazonaws.com
DB_NAME = dev
DB_USER = dwhuser

[S3]
LOG_DATA = s3://lake/data/log_data
SONG_DATA = s3://lake/data/song_data
LOG_JSONPATH = s3://lake/data/log_json_path.json
STAGING = s3://lake/stage
"""


class Whole(ClusterCase):
    def setUp(self):
        super().setUp()
        objects, metadata = self.folder / "objects", self.folder / "metadata"
        (objects / "lake").mkdir(parents=True)
        metadata.mkdir()
        key, secret = self.standin.access_key, self.standin.secret
        self.s3, port = start([VERSITYGW, "--port", "127.0.0.1:{port}", "--region", "us-west-2", "--quiet", "posix", "--sidecar",
                               metadata, objects], {"ROOT_ACCESS_KEY": key, "ROOT_SECRET_KEY": secret})
        self.environment["AWS_ENDPOINT_URL_S3"] = f"http://127.0.0.1:{port}"
        # the password is the one that Secrets Manager hands out
        self.redshift = Standin(self.environment["AWS_ENDPOINT_URL_S3"], {ROLE: ["lake"]},
                                {"dwhuser": "Made-by-Secrets-Manager-1"}, options=["--s3-key", f"{key}:{secret}"])
        self.account.endpoint = ("127.0.0.1", self.redshift.port)
        self.client = boto3.client("s3", endpoint_url=self.environment["AWS_ENDPOINT_URL_S3"], region_name="us-west-2",
                                   aws_access_key_id=key, aws_secret_access_key=secret)
        (self.folder / "dwh.cfg").write_text(CONFIG)

    def tearDown(self):
        self.redshift.close()
        self.s3.terminate()
        self.s3.wait()
        super().tearDown()

    def sparkify(self, *words):
        result = self.program.run(*words, environment=self.environment)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        return result.stdout

    def test_the_whole_way(self):
        self.sparkify("generate", "data", "--users", "20", "--songs", "20", "--days", "4")
        for file in (self.folder / "data").rglob("*.json"):
            self.client.put_object(Bucket="lake", Key=file.relative_to(self.folder).as_posix(), Body=file.read_bytes())

        self.assertIn("costs $0.54 an hour", self.sparkify("cluster", "plan", "--public"))
        self.sparkify("cluster", "up", "--public", "--ttl", "2h", "--yes")
        self.assertEqual(self.state()["role_arn"], ROLE)
        self.sparkify("create-tables")
        self.sparkify("load")
        self.sparkify("check")
        plays = self.sparkify("query", "SELECT count(*) AS plays FROM songplays", "--format", "csv").split()[1]
        self.assertGreater(int(plays), 0)
        self.sparkify("load", "--to", "here.duckdb")
        self.sparkify("diff", "here.duckdb", "redshift")
        self.assertIn("secretsmanager:GetSecretValue", self.standin.calls)
        self.assertIn("available", self.sparkify("cluster", "status"))
        self.sparkify("cluster", "down", "--yes")
        self.assert_nothing_left()

    def test_temporary_credentials(self):
        """By IAM, for a host whose name is AWS's, at the end of a tunnel; no password is known to anyone."""
        self.sparkify("generate", "data", "--users", "5", "--songs", "5", "--days", "2")
        data = [word for name, place in (("log_data", "log_data"), ("song_data", "song_data"), ("log_jsonpath", "log_json_path.json"))
                for word in ("--source", f"{name}=data/{place}")]
        self.redshift.add_iam_user("IAM:analyst", "Temporary-password-1", time.time() + 900)
        self.redshift.add_iam_user("IAM:tester", "Temporary-password-1", time.time() + 900)
        self.sparkify("cluster", "up", "--yes")
        through = f":{self.redshift.port}/dev?hostaddr=127.0.0.1&sslmode=disable"
        for host, call in (("dwhcluster.abc.us-west-2.redshift.amazonaws.com", "redshift:GetClusterCredentials"),
                           ("analysts.123456789012.us-west-2.redshift-serverless.amazonaws.com", "redshift-serverless:GetCredentials")):
            target = f"redshift://analyst@{host}{through}"
            self.sparkify("load", "--to", target, "--iam-role", ROLE, *data)
            self.assertIn(call, self.standin.calls)
        self.sparkify("load", "--to", "here.duckdb", *data)
        self.sparkify("diff", "here.duckdb", target)


unittest.main(verbosity=1)
