"""The protocol as psql, redshift_connector and psycopg2 speak it; who may log in; faults on request."""
import threading
import time

import psycopg2
import redshift_connector

from world import ROLE, Case


class Clients(Case):
    def connector(self, user="analyst", password="Secret123"):
        return redshift_connector.connect(host="127.0.0.1", port=self.redshift.port, database="dev", user=user, password=password, ssl=False)

    def test_psql(self):
        done = self.psql("SELECT version()", "SHOW server_version", "BEGIN; SELECT 1; SELECT 2; ROLLBACK", "SELECT 'é'")
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = done.stdout.splitlines()
        self.assertRegex(lines[0], r"^PostgreSQL 8\.0\.2 on i686-pc-linux-gnu, compiled by GCC gcc \(GCC\) 3\.4\.2 .*, Redshift 1\.0\.\d+$")
        self.assertEqual(lines[1:], ["8.0.2", "BEGIN", "1", "2", "ROLLBACK", "é"])
        done = self.psql(script="CREATE TEMP TABLE t (a INT);\n-- a comment; with a semicolon\nINSERT INTO t VALUES (1);\n"
                                "SELECT a /* ; */ FROM t;\nSELECT ';' ;")
        self.assertEqual((done.stdout, done.stderr), ("CREATE TABLE\nINSERT 0 1\n1\n;\n", ""))
        done = self.psql("SELECT * FROM t FOR UPDATE")
        self.assertIn("ERROR:  SELECT FOR UPDATE/SHARE is not supported on Redshift tables.", done.stderr)
        done = self.psql("CREATE TABLE IF NOT EXISTS pg_temp.x (a INT)", "SET client_encoding TO 'UTF8'", "SHOW client_encoding", "")
        self.assertIn('schema "pg_temp" does not exist', done.stderr)
        self.assertEqual(done.stdout, "SET\nUTF8\n")

    def test_redshift_connector(self):
        connection = self.connector()
        cursor = connection.cursor()
        cursor.execute(f"CREATE TABLE {self.schema}.t (a INT, b VARCHAR(20), c TIMESTAMP, d BOOLEAN, e NUMERIC(8, 2))")
        cursor.execute(f"INSERT INTO {self.schema}.t VALUES (%s, %s, %s, %s, %s)", (1, "it's é", "2018-11-02 01:25:34.796", True, "1.50"))
        cursor.execute(f"INSERT INTO {self.schema}.t (a) VALUES (%s)", (None,))
        cursor.execute(f"SELECT * FROM {self.schema}.t WHERE a = %s", (1,))
        (a, b, c, d, e), = cursor.fetchall()
        self.assertEqual((a, b, str(c), d, str(e)), (1, "it's é", "2018-11-02 01:25:34.796000", True, "1.50"))
        url = self.put("rows", [{"a": 5}])
        cursor.execute(f"COPY {self.schema}.t FROM '{url}' IAM_ROLE '{ROLE}' JSON 'auto'")
        cursor.execute("SELECT pg_last_copy_count()")
        self.assertEqual(cursor.fetchone(), [1])
        connection.rollback()
        with self.assertRaisesRegex(redshift_connector.ProgrammingError, "does not exist"):
            cursor.execute(f"SELECT * FROM {self.schema}.t")
        connection.rollback()
        cursor.execute("SHOW search_path")
        self.assertEqual(len(cursor.fetchall()), 1)
        for wrong in ["SELECT array_agg(1)", "SELECT 1/0", "INSERT INTO nowhere VALUES (1) ON CONFLICT DO NOTHING"]:
            with self.assertRaises(redshift_connector.ProgrammingError):
                cursor.execute(wrong)
            with self.assertRaisesRegex(redshift_connector.ProgrammingError, "current transaction is aborted"):
                cursor.execute("SELECT 1")
            connection.rollback()
        cursor.execute("SELECT 1")
        connection.close()

    def test_what_a_client_is_told(self):
        self.assertEqual(self.connection.get_parameter_status("server_version"), "8.0.2")
        self.assertEqual(self.connection.info.server_version, 80002)
        self.assertIsNone(self.connection.get_parameter_status("standard_conforming_strings"))
        self.assertEqual(self.connection.get_parameter_status("integer_datetimes"), "on")

    def test_passwords(self):
        for user, password in [("analyst", "wrong"), ("nobody", "Secret123"), ("analyst", "")]:
            with self.assertRaisesRegex(psycopg2.OperationalError, f'password authentication failed for user "{user}"|no password'):
                self.connect(user, password)
        with self.assertRaisesRegex(psycopg2.OperationalError, 'database "elsewhere" does not exist'):
            psycopg2.connect(host="127.0.0.1", port=self.redshift.port, user="analyst", password="Secret123", dbname="elsewhere")
        connection = self.connect("other", "Secret456")
        self.assertEqual(self.run_sql("SELECT current_user", connection), [("other",)])
        connection.close()
        self.connector().close()

    def test_temporary_credentials(self):
        self.redshift.add_iam_user("IAM:loader", "temporary", time.time() + 900)
        self.redshift.add_iam_user("IAM:late", "temporary", time.time() - 1)
        connection = self.connect("IAM:loader", "temporary")
        self.assertEqual(self.run_sql("SELECT current_user", connection), [("IAM:loader",)])
        connection.close()
        with self.assertRaisesRegex(psycopg2.OperationalError, "expired"):
            self.connect("IAM:late", "temporary")

    def test_cancel(self):
        self.run_sql("CREATE TABLE t (a INT)")
        self.run_sql("BEGIN")
        self.run_sql("LOCK t")
        other = self.connect(schema=self.schema)
        timer = threading.Timer(0.3, other.cancel)
        timer.start()
        self.assert_refused("SELECT * FROM t", "57014", "cancel", other)
        timer.join()
        self.run_sql("CREATE TABLE u (a INT)", other)
        url = self.put("many", "\n".join(f'{{"a": {n}}}' for n in range(200_000)))
        timer = threading.Timer(0.2, other.cancel)
        timer.start()
        self.assert_refused(f"COPY u FROM '{url}' IAM_ROLE '{ROLE}' JSON 'auto'", "57014", "cancelled", other)
        timer.join()
        self.assertEqual(self.run_sql("SELECT count(*) FROM u", other), [(0,)])
        other.close()
        self.run_sql("ROLLBACK")

    def test_faults(self):
        self.run_sql("CREATE TABLE t (a INT)")
        self.redshift.fault(match="INSERT INTO t", error="1023", detail="Serializable isolation violation on table - 1", times=2)
        for _ in range(2):
            self.assert_refused("INSERT INTO t VALUES (1)", "XX000", "1023")
        self.run_sql("INSERT INTO t VALUES (1)")
        self.redshift.fault(match="COMMIT", error="could not complete because of conflict with concurrent transaction")
        self.run_sql("BEGIN")
        self.run_sql("INSERT INTO t VALUES (2)")
        self.assert_refused("COMMIT", "XX000", "conflict with concurrent transaction")
        self.run_sql("ROLLBACK")
        self.redshift.fault(match="count", delay=0.2)
        began = time.monotonic()
        self.assertEqual(self.run_sql("SELECT count(*) FROM t"), [(1,)])
        self.assertGreaterEqual(time.monotonic() - began, 0.2)
        self.redshift.fault(match="SELECT a FROM t", drop=True)
        with self.assertRaises(psycopg2.OperationalError):
            self.run_sql("SELECT a FROM t")
        self.redshift.pause()
        with self.assertRaisesRegex(psycopg2.OperationalError, "Connection refused"):
            self.connect()
        self.redshift.pause(False)
        self.connection = self.connect()

    def test_the_log(self):
        self.run_sql("SELECT 'for the log',\n 2")
        self.assertIn("SELECT 'for the log', 2", self.redshift.statements())
