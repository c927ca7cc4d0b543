"""What the tests of the stand-in share: one of it, an S3 (moto's), and clients."""
import json
import os
import pathlib
import socket
import subprocess
import sys
import time
import unittest

import boto3
import psycopg2

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1]))
from standin import Standin

ROLE, OTHER_ROLE = "arn:aws:iam::123456789012:role/loads", "arn:aws:iam::123456789012:role/nothing"


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class World:
    """Made when it is first needed, and closed at the end."""
    s3_process = redshift = None

    @classmethod
    def open(cls):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        cls.s3_process = subprocess.Popen([sys.executable, "-m", "moto.server", "-p", str(port)], stdout=subprocess.DEVNULL,
                                          stderr=subprocess.DEVNULL)
        deadline = time.time() + 30
        while not listens(port):
            if time.time() > deadline:
                raise AssertionError("moto does not start")
            time.sleep(0.05)
        cls.endpoint = f"http://127.0.0.1:{port}"
        for bucket, region in [("frankfurt", "eu-central-1"), ("lake", "us-west-2"), ("private", "us-west-2")]:
            cls.s3 = boto3.client("s3", endpoint_url=cls.endpoint, region_name=region, aws_access_key_id="test",
                                  aws_secret_access_key="test")
            cls.s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": region})
        cls.redshift = Standin(cls.endpoint, {ROLE: ["lake", "frankfurt"], OTHER_ROLE: []}, {"analyst": "Secret123", "other": "Secret456"})

    @classmethod
    def close(cls):
        if cls.redshift:
            cls.redshift.close()
        if cls.s3_process:
            cls.s3_process.terminate()
            cls.s3_process.wait()


class Case(unittest.TestCase):
    """Each test has a connection that commits each statement, and a schema of its own to work in."""

    @classmethod
    def setUpClass(cls):
        if World.redshift is None:
            World.open()
        cls.redshift = World.redshift

    def setUp(self):
        self.connection = self.connect()
        self.schema = "s_" + self.id().rpartition(".")[2][:50]
        self.run_sql(f"CREATE SCHEMA {self.schema}")
        self.run_sql(f"SET search_path TO {self.schema}")

    def tearDown(self):
        self.connection.close()
        connection = self.connect()
        connection.cursor().execute(f"DROP SCHEMA {self.schema} CASCADE")
        connection.close()

    def connect(self, user="analyst", password="Secret123", schema=None):
        connection = psycopg2.connect(host="127.0.0.1", port=self.redshift.port, user=user, password=password, dbname="dev")
        connection.autocommit = True
        if schema:
            connection.cursor().execute(f"SET search_path TO {schema}")
        return connection

    def run_sql(self, sql, connection=None):
        """The rows, if there are any."""
        with (connection or self.connection).cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else None

    def assert_refused(self, sql, sqlstate, message, connection=None):
        with self.assertRaises(psycopg2.Error, msg=sql) as caught:
            self.run_sql(sql, connection)
        self.assertRegex(str(caught.exception), message, sql)
        self.assertEqual(caught.exception.pgcode, sqlstate, (sql, str(caught.exception)))

    def psql(self, *commands, script=None):
        words = [word for command in commands for word in ("-c", command)]
        return subprocess.run(["psql", "-X", "-h", "127.0.0.1", "-p", str(self.redshift.port), "-U", "analyst", "-d", "dev", "-A", "-t",
                               *words], env={**os.environ, "PGPASSWORD": "Secret123"}, input=script, capture_output=True, text=True,
                              timeout=60)

    # For COPY

    def put(self, key, body, bucket="lake"):
        """Returns the object's URL."""
        if not isinstance(body, bytes):
            body = (body if isinstance(body, str) else "\n".join(map(json.dumps, body))).encode()
        key = f"{self.schema}/{key}"
        World.s3.put_object(Bucket=bucket, Key=key, Body=body)
        return f"s3://{bucket}/{key}"

    def manifest(self, *entries, name="load.manifest"):
        return self.put(name, json.dumps({"entries": [{"url": entry, "mandatory": True} if isinstance(entry, str) else entry
                                                      for entry in entries]}))

    def copy(self, table, url, options="FORMAT JSON 'auto'", connection=None):
        self.run_sql(f"COPY {table} FROM '{url}' IAM_ROLE '{ROLE}' {options}", connection)

    def load(self, columns, body, options="FORMAT JSON 'auto'"):
        """The rows that a COPY of one object makes of a new table."""
        self.run_sql("DROP TABLE IF EXISTS loaded")
        self.run_sql(f"CREATE TABLE loaded ({columns})")
        self.copy("loaded", self.put("object", body), options)
        return self.run_sql("SELECT * FROM loaded ORDER BY 1")

    def load_errors(self, columns, body, options="FORMAT JSON 'auto'"):
        """What SYS_LOAD_ERROR_DETAIL has of a COPY that must fail."""
        with self.assertRaises(psycopg2.Error, msg=body) as caught:
            self.load(columns, body, options)
        self.assertRegex(str(caught.exception), "Load into table 'loaded' failed.  Check 'stl_load_errors' system table for details")
        self.assertEqual(caught.exception.pgcode, "XX000")
        self.assertEqual(self.run_sql("SELECT count(*) FROM loaded"), [(0,)])
        return self.run_sql("SELECT line_number, trim(column_name), error_code, trim(error_message) FROM sys_load_error_detail "
                            "WHERE query_id = pg_last_copy_id() ORDER BY 1")
