"""Transactions, snapshots and locks."""
import threading
import time

import psycopg2

from standin import Standin
from world import Case


class Transactions(Case):
    def test_each_statement_commits_by_itself(self):
        self.run_sql("CREATE TABLE t (a INT)")
        self.assert_refused("INSERT INTO t VALUES (1); INSERT INTO t VALUES (2); SELECT 1/0", "22012", "ivi.* by zero")
        self.assertEqual(self.run_sql("SELECT count(*) FROM t"), [(2,)])

    def test_rollback_takes_all_back(self):
        self.run_sql("BEGIN TRANSACTION")
        self.run_sql("CREATE TABLE t (a INT)")
        self.run_sql("INSERT INTO t VALUES (1)")
        self.run_sql("ROLLBACK")
        self.assert_refused("SELECT * FROM t", "42P01", "does not exist")

    def test_an_error_spoils_the_transaction(self):
        self.run_sql("CREATE TABLE t (a INT)")
        for wrong in ["SELECT 1/0", "SELECT array_agg(1)", "SELEC", "SAVEPOINT x"]:
            self.run_sql("BEGIN")
            self.run_sql("INSERT INTO t VALUES (1)")
            with self.assertRaises(psycopg2.Error):
                self.run_sql(wrong)
            self.assert_refused("SELECT 1", "25P02", "current transaction is aborted")
            self.run_sql("COMMIT")
        self.assertEqual(self.run_sql("SELECT count(*) FROM t"), [(0,)])

    def test_truncate_commits(self):
        self.run_sql("CREATE TABLE t (a INT)")
        self.run_sql("CREATE TABLE u (a INT)")
        self.run_sql("BEGIN")
        self.run_sql("INSERT INTO t VALUES (1)")
        self.run_sql("TRUNCATE u")
        self.run_sql("ROLLBACK")
        self.assertEqual(self.run_sql("SELECT count(*) FROM t"), [(1,)])

    def test_not_in_a_transaction(self):
        self.run_sql("CREATE TABLE t (a VARCHAR(3))")
        for sql in ["VACUUM t", "ALTER TABLE t ALTER COLUMN a TYPE VARCHAR(9)"]:
            self.run_sql("BEGIN")
            self.assert_refused(sql, "25001", "cannot run inside a transaction block")
            self.run_sql("ROLLBACK")

    def test_snapshots(self):
        self.run_sql("CREATE TABLE t (a INT)")
        self.run_sql("INSERT INTO t VALUES (1)")
        other = self.connect(schema=self.schema)
        self.run_sql("BEGIN")
        self.assertEqual(self.run_sql("SELECT count(*) FROM t"), [(1,)])
        self.run_sql("UPDATE t SET a = 2", other)
        self.run_sql("INSERT INTO t VALUES (3)", other)
        self.assertEqual(self.run_sql("SELECT a FROM t"), [(1,)])
        self.assert_refused("DELETE FROM t", "XX000", "conflict with concurrent transaction")
        self.run_sql("ROLLBACK")
        other.close()

    def test_serializable(self):
        with Standin(options=["--isolation", "serializable"]) as redshift:
            one, two = (psycopg2.connect(redshift.url(scheme="postgres")) for _ in range(2))
            self.run_sql("CREATE TABLE a (x INT); CREATE TABLE b (x INT)", one)
            one.commit()
            for connection, read, written in [(one, "a", "b"), (two, "b", "a")]:
                self.run_sql(f"SELECT count(*) FROM {read}", connection)
                self.run_sql(f"INSERT INTO {written} VALUES (1)", connection)
            one.commit()
            with self.assertRaisesRegex(psycopg2.Error, "1023\\nDETAIL:  Serializable isolation violation on table - "):
                two.commit()
            one.close()
            two.close()

    def test_writers_of_a_table_wait(self):
        self.run_sql("CREATE TABLE t (a INT)")
        self.run_sql("BEGIN")
        self.run_sql("INSERT INTO t VALUES (1)")
        other, order = self.connect(schema=self.schema), []

        def write():
            self.run_sql("BEGIN", other)
            self.run_sql("LOCK t", other)
            order.append("second")
            self.run_sql("INSERT INTO t SELECT count(*) FROM t", other)
            self.run_sql("COMMIT", other)

        writer = threading.Thread(target=write)
        writer.start()
        time.sleep(0.3)
        order.append("first")
        self.run_sql("COMMIT")
        writer.join()
        other.close()
        self.assertEqual(order, ["first", "second"])
        self.assertEqual(self.run_sql("SELECT a, count(*) FROM t GROUP BY a"), [(1, 2)])
