"""The whole way, as a user goes it: `cluster up`, `create-tables`, `load` from S3, `query`, `cluster down`, nothing left.
The cluster's endpoint is the stand-in for Redshift, which reads S3 from versitygw by the role that `up` made.

Usage: whole_test.py PROGRAM SCRATCH_FOLDER
"""
import pathlib
import sys
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


unittest.main(verbosity=1)
