"""What the system tables keep of loads, and loads in transactions."""
import threading
import time

import psycopg2

from standin import Standin
from world import ROLE, Case, World


class Systems(Case):
    def test_what_the_system_tables_keep(self):
        self.run_sql("CREATE TABLE t (a INT, b VARCHAR(3))")
        one, two = self.put("1.json", [{"a": 1}, {"a": 2}]), self.put("2.json", [{"a": 3}])
        self.assertEqual(self.run_sql("SELECT pg_last_copy_id(), pg_last_copy_count()"), [(-1, 0)])
        self.copy("t", self.manifest(one, two), "MANIFEST JSON 'auto'")
        (copy_id, rows), = self.run_sql("SELECT pg_last_copy_id(), pg_last_copy_count()")
        self.assertEqual(rows, 3)
        self.assertEqual(self.run_sql(f"SELECT status, table_name, loaded_rows, source_file_count, error_count, trim(data_source) "
                                      f"FROM sys_load_history WHERE query_id = {copy_id}"),
                         [("completed", "t", 3, 2, 0, f"s3://lake/{self.schema}/load.manifest")])
        self.assertEqual(self.run_sql("SELECT trim(file_name), bytes_scanned, lines_scanned FROM sys_load_detail "
                                      "WHERE query_id = pg_last_copy_id() ORDER BY 1"), [(one, 17, 2), (two, 8, 1)])
        self.assertEqual(self.run_sql(f"SELECT trim(filename), lines_scanned FROM stl_load_commits WHERE query = {copy_id} ORDER BY 1"),
                         [(one, 2), (two, 1)])
        self.assertLess(copy_id, self.run_sql("SELECT pg_last_query_id()")[0][0])

    def test_names_of_files_are_cut(self):
        self.run_sql("CREATE TABLE t (a INT)")
        url = self.put("x" * 50 + "é" * 300, [{"a": 1}, {"a": "x"}])
        kept = url.encode()[:256].decode(errors="ignore")
        self.copy("t", self.manifest(url), "MANIFEST JSON 'auto' MAXERROR 9")
        for table in ("sys_load_detail", "sys_load_error_detail"):
            self.assertEqual(self.run_sql(f"SELECT trim(file_name) FROM {table} WHERE query_id = pg_last_copy_id()"), [(kept,)])

    def test_errors_outlive_the_transaction(self):
        self.run_sql("CREATE TABLE t (a INT, b VARCHAR(3))")
        url = self.put("rows", [{"a": 1, "b": "fine"}])
        self.run_sql("BEGIN")
        self.run_sql("INSERT INTO t VALUES (9, '')")
        with self.assertRaises(psycopg2.Error):
            self.copy("t", url)
        self.assert_refused("SELECT 1", "25P02", "aborted")
        self.run_sql("ROLLBACK")
        self.assertEqual(self.run_sql("SELECT count(*) FROM t"), [(0,)])
        self.assertEqual(self.run_sql("SELECT trim(file_name), line_number, trim(column_name), trim(column_type), trim(column_length), "
                                      "error_code FROM sys_load_error_detail WHERE query_id = pg_last_copy_id()"),
                         [(url, 1, "b", "varchar", "3", 1204)])
        self.assertEqual(self.run_sql("SELECT status FROM sys_load_history WHERE query_id = pg_last_copy_id()"), [("aborted",)])

    def test_errors_are_seen_in_the_same_transaction(self):
        self.run_sql("CREATE TABLE t (a INT)")
        self.run_sql("BEGIN")
        self.run_sql("SELECT count(*) FROM t")
        self.copy("t", self.put("rows", [{"a": 1}, {"a": "x"}]), "JSON 'auto' MAXERROR 5")
        self.assertEqual(self.run_sql("SELECT count(*) FROM sys_load_error_detail WHERE query_id = pg_last_copy_id()"), [(1,)])
        self.assertEqual(self.run_sql("SELECT a FROM t"), [(1,)])
        self.run_sql("ROLLBACK")
        self.assertEqual(self.run_sql("SELECT a FROM t"), [])

    def test_serverless_names_its_own_view(self):
        with Standin(World.endpoint, {ROLE: ["lake"]}, options=["--serverless"]) as redshift:
            connection = psycopg2.connect(redshift.url(scheme="postgres"))
            connection.autocommit = True
            self.run_sql("CREATE TABLE t (a INT)", connection)
            self.assert_refused(f"COPY t FROM '{self.put('rows', [{'a': 'x'}])}' IAM_ROLE '{ROLE}' JSON 'auto'", "XX000",
                                "Check 'sys_load_error_detail' system table for details", connection)
            self.assert_refused("SELECT * FROM stl_load_errors", "42501", "permission denied for relation stl_load_errors", connection)
            self.assertEqual(self.run_sql("SELECT count(*) FROM sys_load_error_detail", connection), [(1,)])
            connection.close()

    def test_into_temporary_tables_that_hide_others(self):
        self.run_sql("CREATE TABLE t (a INT)")
        self.run_sql("CREATE TEMP TABLE t (a INT)")
        self.copy("t", self.put("rows", [{"a": 1}]))
        self.assertEqual(self.run_sql("SELECT count(*) FROM t"), [(1,)])
        self.assertEqual(self.run_sql(f"SELECT count(*) FROM {self.schema}.t"), [(0,)])

    def test_copies_into_a_table_wait_for_each_other(self):
        self.run_sql("CREATE TABLE t (a INT)")
        url = self.put("rows", [{"a": 1}])
        self.run_sql("BEGIN")
        self.copy("t", url)
        other, order = self.connect(schema=self.schema), []

        def copy():
            self.copy("t", url, connection=other)
            order.append("second")

        second = threading.Thread(target=copy)
        second.start()
        time.sleep(0.3)
        order.append("first")
        self.run_sql("COMMIT")
        second.join()
        other.close()
        self.assertEqual(order, ["first", "second"])
        self.assertEqual(self.run_sql("SELECT count(*) FROM t"), [(2,)])
