"""What Redshift takes, and what it refuses."""
import threading
import time

import psycopg2

from standin import Standin
from world import Case


class Refused(Case):
    def test_what_redshift_has_not(self):
        self.run_sql("CREATE TABLE t (a INT, b VARCHAR(10))")
        for sql, sqlstate, message in [
            ("INSERT INTO t VALUES (1, 'x') ON CONFLICT DO NOTHING", "42601", 'syntax error at or near "ON"'),
            ("INSERT INTO t VALUES (1, 'x') RETURNING a", "42601", 'at or near "RETURNING"'),
            ("DELETE FROM t RETURNING a", "42601", 'at or near "RETURNING"'),
            ("UPDATE t SET a = 1 RETURNING a", "42601", 'at or near "RETURNING"'),
            ("CREATE SEQUENCE s", "0A000", "not supported"),
            ("SELECT nextval('s')", "42883", r"function nextval\(.*\) does not exist"),
            ("CREATE TABLE u (a SERIAL)", "0A000", 'Column "u?.?a" has unsupported type "serial"'),
            ("CREATE TABLE u (a BIGSERIAL)", "0A000", "unsupported type"),
            ("CREATE TABLE u (a UUID)", "0A000", 'unsupported type "uuid"'),
            ("CREATE TABLE u (a JSON)", "42704", 'type "json" does not exist'),
            ("CREATE TABLE u (a JSONB)", "42704", 'type "jsonb" does not exist'),
            ("SELECT '{}'::json", "42704", 'type "json" does not exist'),
            ("CREATE TABLE u (a INT[])", "0A000", "unsupported type"),
            ("CREATE TABLE u (a INT CHECK (a > 0))", "0A000", "CHECK"),
            ("CREATE INDEX i ON t (a)", "0A000", "CREATE INDEX"),
            ("SELECT a IS DISTINCT FROM 1 FROM t", "42601", 'at or near "DISTINCT"'),
            ("SELECT a IS NOT DISTINCT FROM 1 FROM t", "42601", 'at or near "DISTINCT"'),
            ("SAVEPOINT x", "0A000", "SAVEPOINT"),
            ("ROLLBACK TO SAVEPOINT x", "0A000", "SAVEPOINT"),
            ("RELEASE SAVEPOINT x", "0A000", "RELEASE"),
            ("COPY t FROM STDIN", "0A000", "STDIN"),
            ("COPY t TO STDOUT", "42601", 'at or near "TO"'),
            ("COPY t FROM '/tmp/x'", "0A000", "COPY from a file"),
            ("INSERT INTO t SELECT generate_series(1, 3), 'x'", "0A000", "not supported on Redshift tables"),
            ("SELECT generate_series(1, 3), a FROM t", "0A000", "not supported on Redshift tables"),
            ("CREATE TABLE u AS SELECT n FROM generate_series(1, 3) n", "0A000", "not supported on Redshift tables"),
            ("SELECT now(), a FROM t", "0A000", "not supported on Redshift tables"),
            ("INSERT INTO t (b) SELECT relname FROM pg_class", "0A000", "not supported on Redshift tables"),
            ("SELECT t.a FROM t JOIN information_schema.tables i ON i.table_name = t.b", "0A000", "not supported on Redshift tables"),
            ("SELECT array_agg(a) FROM t", "42883", r"function array_agg\(.*\) does not exist"),
            ("SELECT string_agg(b, ',') FROM t", "42883", r"function string_agg\(.*\) does not exist"),
            ("SELECT * FROM (VALUES (1, 2)) v (a, b)", "42601", 'at or near "VALUES"'),
            ("VALUES (1)", "42601", 'at or near "VALUES"'),
            ("WITH v AS (VALUES (1)) SELECT * FROM v", "42601", "syntax error"),
            ("SELECT pg_advisory_lock(1)", "42883", r"function pg_advisory_lock\(integer\) does not exist"),
            ("SELECT pg_try_advisory_xact_lock(1)", "42883", "does not exist"),
            ("SELECT gen_random_uuid()", "42883", r"function gen_random_uuid\(\) does not exist"),
            ("SELECT to_json('a')", "42883", "does not exist"),
            ("SELECT no_such_function(a, 'x', 2) FROM t", "42883", r"function no_such_function\(.*\) does not exist"),
            ("SELECT redshift.identity(1, 1)", "42883", "does not exist"),
            ("SELECT b COLLATE \"C\" FROM t", "42601", 'at or near "COLLATE"'),
            ("CREATE TABLE u (a VARCHAR(9) COLLATE \"C\")", "42601", 'at or near "COLLATE"'),
            ("SELECT count(*) FILTER (WHERE a > 1) FROM t", "42601", "syntax error"),
            ("SELECT DISTINCT ON (a) a, b FROM t", "0A000", "DISTINCT ON"),
            ("SELECT * FROM t, LATERAL (SELECT a) x", "42601", "LATERAL"),
            ("SELECT a FROM t FOR UPDATE", "0A000", "FOR UPDATE"),
            ("SELECT ARRAY[1, 2]", "0A000", "ARRAY"),
            ("ALTER TABLE t ADD COLUMN c INT, ADD COLUMN d INT", "42601", 'at or near ","'),
            ("ALTER TABLE t ADD COLUMN c INT NOT NULL", "0A000", "non-null default"),
            ("SELECT * FROM pg_temp.t", "3F000", 'schema "pg_temp" does not exist'),
            ("DROP TABLE IF EXISTS pg_temp.t", "3F000", 'schema "pg_temp" does not exist'),
            ("CREATE TABLE u (a VARCHAR(65536))", "22023", "cannot exceed 65535"),
            ("CREATE TABLE u (a CHAR(4097))", "22023", "cannot exceed 4096"),
            ("CREATE TABLE u (a NUMERIC(39, 2))", "22023", "38"),
            ("LOCK TABLE t IN EXCLUSIVE MODE", "42601", 'at or near "IN"'),
            ("LISTEN x", "42601", "syntax error"),
            ("CREATE EXTENSION hstore", "42601", "syntax error"),
            ("DO $$ BEGIN END $$", "42601", "syntax error"),
            ("SELEC 1", "42601", "syntax error"),
            ("SELECT (1", "42601", "syntax error"),
            ("SHOW no_such_setting", "42704", "unrecognized configuration parameter"),
            ("SHOW server_version_num", "42704", "unrecognized configuration parameter"),
            ("SET extra_float_digits TO 3", "22023", "outside the valid range"),
            ("SET default_transaction_read_only TO on", "42704", "unrecognized configuration parameter"),
            ("SET lock_timeout TO 1", "42704", "unrecognized configuration parameter"),
            ("SELECT nothing FROM t", "42703", "does not exist"),
            ("SELECT 1 FROM nowhere", "42P01", 'relation "nowhere" does not exist'),
        ]:
            with self.subTest(sql):
                self.assert_refused(sql, sqlstate, message)

    def test_reserved_words(self):
        for sql in ["CREATE TABLE u (tag VARCHAR(9))", "CREATE TABLE u (raw VARCHAR(9))", "SELECT raw FROM t", "SELECT 1 AS x FROM t tag"]:
            self.assert_refused(sql, "42601", "syntax error at or near \"(tag|raw)\"")
        self.run_sql('CREATE TABLE u ("Tag" VARCHAR(9), "raw" VARCHAR(9))')
        self.assertEqual(self.run_sql("SELECT u.tag, u.raw AS tag FROM u"), [])

    def test_merge(self):
        self.run_sql("CREATE TABLE t (a INT, b VARCHAR(9))")
        self.run_sql("CREATE TABLE u (a INT, b VARCHAR(9))")
        rest = "WHEN MATCHED THEN UPDATE SET b = u.b WHEN NOT MATCHED THEN INSERT VALUES (u.a, u.b)"
        for sql, sqlstate, message in [
            (f"MERGE INTO t AS x USING u ON x.a = u.a {rest}", "42601", 'at or near "x"'),
            (f"MERGE INTO t USING (SELECT * FROM u) u ON t.a = u.a {rest}", "0A000", "source must be a table"),
            (f"MERGE INTO t USING u ON t.a < u.a {rest}", "0A000", "equality"),
            ("MERGE INTO t USING u ON t.a = u.a WHEN MATCHED THEN UPDATE SET b = u.b", "42601", "syntax error"),
            ("MERGE INTO t USING u ON t.a = u.a WHEN MATCHED AND t.b = '' THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (u.a, u.b)",
             "42601", "syntax error"),
        ]:
            with self.subTest(sql):
                self.assert_refused(sql, sqlstate, message)
        self.run_sql("INSERT INTO t VALUES (1, 'old')")
        self.run_sql("INSERT INTO u VALUES (1, 'new'), (2, 'two')")
        self.run_sql(f"MERGE INTO t USING u ON t.a = u.a {rest}")
        self.assertEqual(self.run_sql("SELECT a, b FROM t ORDER BY a"), [(1, "new"), (2, "two")])
        self.run_sql("INSERT INTO u VALUES (1, 'twice')")
        self.assert_refused(f"MERGE INTO t USING u ON t.a = u.a {rest}", "21000", "Found multiple matches to update the same tuple")

    def test_too_large(self):
        self.run_sql("CREATE TABLE t (a VARCHAR(65535))")
        self.assert_refused("SELECT '" + "x" * (16 << 20) + "'", "54000", "Statement is too large")

    def test_table_attributes(self):
        for sql, message in [
            ("CREATE TABLE u (a INT) DISTSTYLE KEY", "DISTKEY"),
            ("CREATE TABLE u (a INT) DISTSTYLE ALL DISTKEY (a)", "not compatible"),
            ("CREATE TABLE u (a INT DISTKEY, b INT DISTKEY)", "multiple distkeys"),
            ("CREATE TABLE u (a INT) DISTSTYLE SOME", "syntax error"),
            ("CREATE TABLE u (a INT) DISTKEY (b)", 'column "b" named in key does not exist'),
            ("CREATE TABLE u (a INT) SORTKEY (b)", 'column "b" named in key does not exist'),
            ("CREATE TABLE u (a INT) SORTKEY a", "syntax error"),
            ("CREATE TABLE u (a INT ENCODE zip)", "invalid encoding"),
            ("CREATE TABLE u (a INT ENCODE text255)", "invalid encoding"),
            ("CREATE TABLE u (a VARCHAR(9) ENCODE az64)", "invalid encoding"),
            ("CREATE TABLE u (a INT, b INT, c INT, d INT, e INT, f INT, g INT, h INT, i INT) "
             "INTERLEAVED SORTKEY (a, b, c, d, e, f, g, h, i)", "at most 8"),
            ("CREATE TABLE u (a VARCHAR(9) IDENTITY(1, 1))", "identity"),
        ]:
            with self.subTest(sql), self.assertRaisesRegex(psycopg2.Error, message):
                self.run_sql(sql)
        self.run_sql("CREATE TABLE u (a INT ENCODE az64 SORTKEY, b VARCHAR(9) ENCODE lzo DISTKEY, c TIMESTAMP ENCODE RAW) DISTSTYLE KEY")
        self.run_sql("CREATE TABLE v (a INT, b INT) DISTSTYLE EVEN COMPOUND SORTKEY (b, a)")
        self.run_sql("CREATE TABLE w (a INT) DISTSTYLE AUTO SORTKEY AUTO ENCODE AUTO BACKUP NO")
        self.run_sql("CREATE TABLE x DISTKEY (a) SORTKEY (a) AS SELECT a FROM u")
        self.assertEqual(self.run_sql("SELECT \"column\", encoding, distkey, sortkey FROM pg_table_def WHERE tablename = 'u' ORDER BY 1"),
                         [("a", "az64", False, 1), ("b", "lzo", True, 0), ("c", "raw", False, 0)])
        self.assertEqual(self.run_sql("SELECT \"table\", diststyle, sortkey1 FROM svv_table_info "
                                      f"WHERE schema = '{self.schema}' ORDER BY 1"),
                         [("u", "KEY(b)", "a"), ("v", "EVEN", "b"), ("w", "AUTO", None), ("x", "KEY(a)", "a")])


class Taken(Case):
    def one(self, expression):
        return self.run_sql(f"SELECT {expression}")[0][0]

    def test_functions(self):
        for expression, expected in [
            ("DATEDIFF(day, '2018-11-01 23:59'::timestamp, '2018-11-02 00:01'::timestamp)", 1),
            ("DATEDIFF(month, '2018-11-30'::timestamp, '2018-12-01'::timestamp)", 1),
            ("DATEDIFF(hour, '2018-11-01 10:59'::timestamp, '2018-11-01 10:01'::timestamp)", 0),
            ("CAST(DATEADD(month, 1, '2018-01-31'::timestamp) AS VARCHAR)", "2018-02-28 00:00:00"),
            ("CAST(TIMESTAMP 'epoch' + 1541121934 * INTERVAL '1 second' AS VARCHAR)", "2018-11-02 01:25:34"),
            ("EXTRACT(dow FROM '2018-11-04'::timestamp)", 0),
            ("DATE_PART('week', '2018-11-04'::timestamp)", 44),
            ("NVL(NULL, 'x')", "x"), ("NVL2(NULL, 1, 2)", 2), ("DECODE(2, 1, 'one', 2, 'two')", "two"), ("LEN('éa')", 2),
            ("OCTET_LENGTH('éa')", 3), ("MD5('a')", "0cc175b9c0f1b6a831c399e269772661"), ("7 / 2", 3), ("STRTOL('ff', 16)", 255),
            ("JSON_EXTRACT_PATH_TEXT('{\"a\": {\"b\": 1}}', 'a', 'b')", "1"), ("SPLIT_PART('a-b', '-', 2)", "b"),
            ("'a\\'b\\\\c'", "a'b\\c"), ("GETDATE() >= SYSDATE - INTERVAL '1 day'", True), ("1 << 3 | 1", 9),
            ("CAST('abc' AS VARCHAR(2))", "ab"), ("'B' < 'a'", True), ("CAST(1.7 AS DECIMAL)", 2),
            ("CONVERT_TIMEZONE('UTC', 'America/New_York', '2018-11-02 12:00'::timestamp) = '2018-11-02 08:00'", True),
            ("LEN(CAST(REPEAT('x', 300) AS VARCHAR))", 256),
        ]:
            with self.subTest(expression):
                self.assertEqual(self.one(expression), expected)

    def test_aggregates(self):
        self.run_sql("CREATE TABLE t (a INT, b VARCHAR(9))")
        self.run_sql("INSERT INTO t VALUES (1, 'y'), (2, 'x'), (4, 'x')")
        self.assertEqual(self.run_sql("SELECT LISTAGG(b, ',') WITHIN GROUP (ORDER BY b), LISTAGG(DISTINCT b) WITHIN GROUP (ORDER BY b), "
                                      "BIT_OR(a), BIT_AND(a), AVG(a), APPROXIMATE COUNT(DISTINCT b), SUM(a), BOOL_OR(a > 1) FROM t"),
                         [("x,x,y", "xy", 7, 0, 2, 2, 7, True)])

    def test_trailing_blanks(self):
        self.run_sql("CREATE TABLE t (a VARCHAR(9))")
        self.run_sql("INSERT INTO t VALUES ('x'), ('x  '), (' x')")
        self.assertEqual(self.run_sql("SELECT count(*) FROM t WHERE a = 'x '"), [(2,)])
        self.assertEqual(self.run_sql("SELECT count(DISTINCT a), max(LEN(a)) FROM t"), [(2, 3)])
        self.assertEqual(self.run_sql("SELECT count(*) FROM t p JOIN t q ON p.a = q.a"), [(5,)])
        self.assertEqual(self.run_sql("SELECT count(*) FROM (SELECT a FROM t GROUP BY a) g"), [(2,)])

    def test_sizes(self):
        self.run_sql("CREATE TABLE t (a VARCHAR(4), b VARCHAR, c NUMERIC, d CHAR)")
        self.run_sql("INSERT INTO t VALUES ('éé', '', 1.6, 'x')")
        self.assertEqual(self.run_sql("SELECT c FROM t"), [(2,)])
        self.assert_refused("INSERT INTO t (a) VALUES ('ééx')", "22001", r"value too long for type character varying\(4\)")
        self.assert_refused("UPDATE t SET a = 'abcde'", "22001", r"value too long for type character varying\(4\)")
        self.assert_refused(f"INSERT INTO t (b) VALUES ('{'x' * 257}')", "22001", r"character varying\(256\)")
        self.assert_refused("INSERT INTO t (d) VALUES ('xy')", "22001", r"character\(1\)")
        self.run_sql("ALTER TABLE t ADD COLUMN e VARCHAR(3)")
        self.assert_refused("INSERT INTO t (e) VALUES ('éé')", "22001", r"character varying\(3\)")

    def test_sizes_of_tables_made_otherwise(self):
        self.run_sql("CREATE TABLE t (a VARCHAR(4))")
        self.run_sql("CREATE TABLE u (LIKE t)")
        self.run_sql("CREATE TEMP TABLE v AS SELECT a FROM t")
        self.run_sql("ALTER TABLE t ALTER COLUMN a TYPE VARCHAR(6)")
        self.run_sql("INSERT INTO t VALUES ('ééé')")
        for table in "uv":
            self.assert_refused(f"INSERT INTO {table} VALUES ('ééx')", "22001", r"character varying\(4\)")
        self.assert_refused("INSERT INTO t VALUES ('éééx')", "22001", r"character varying\(6\)")

    def test_names_are_lower_case(self):
        self.run_sql('CREATE TABLE "Mixed" ("Case" INT, Other INT)')
        self.assertEqual(self.run_sql('SELECT "case", other FROM mixed'), [])
        self.run_sql("SET enable_case_sensitive_identifier TO on")
        self.assert_refused('SELECT "Case" FROM mixed', "42703", "does not exist")

    def test_keys_are_not_enforced(self):
        self.run_sql("CREATE TABLE p (a INT PRIMARY KEY)")
        self.run_sql("CREATE TABLE t (a INT PRIMARY KEY, b INT UNIQUE REFERENCES p (a), c INT, UNIQUE (c), FOREIGN KEY (c) REFERENCES p (a))")
        self.run_sql("INSERT INTO t VALUES (1, 1, 1), (1, 1, 1)")
        self.assertEqual(self.run_sql("SELECT count(*) FROM t"), [(2,)])
        self.assert_refused("INSERT INTO t (b) VALUES (1)", "23502", "null")
        self.run_sql("ALTER TABLE t ADD CONSTRAINT k PRIMARY KEY (c)")

    def test_identity(self):
        self.run_sql("CREATE TABLE t (a BIGINT IDENTITY(10, 2), b INT)")
        for first in range(0, 200, 50):
            self.run_sql("INSERT INTO t (b) VALUES " + ", ".join(f"({value})" for value in range(first, first + 50)))
        values = [row[0] for row in self.run_sql("SELECT a FROM t ORDER BY b")]
        self.assertEqual(len(set(values)), 200)
        self.assertNotEqual(values, sorted(values))
        self.assertGreater(max(values) - min(values), 2 * 200)
        self.assertTrue(all(value % 2 == 0 and value >= 10 for value in values))
        self.assert_refused("INSERT INTO t (a, b) VALUES (1, 1)", "0A000", "cannot set an identity column to a value")
        self.assert_refused("INSERT INTO t VALUES (1, 1)", "0A000", "cannot set an identity column to a value")
        self.run_sql("INSERT INTO t VALUES (DEFAULT, 1)")
        self.run_sql("CREATE TABLE u (a INT GENERATED BY DEFAULT AS IDENTITY(1, 1), b INT)")
        self.run_sql("INSERT INTO u VALUES (-5, 1)")
        self.run_sql("INSERT INTO u (b) VALUES (2)")
        self.assertEqual(self.run_sql("SELECT b FROM u ORDER BY a"), [(1,), (2,)])

    def test_temporary_tables_hide_others(self):
        self.run_sql("CREATE TABLE t (a INT)")
        self.run_sql("INSERT INTO t VALUES (1)")
        self.run_sql("CREATE TEMP TABLE t (a INT)")
        self.run_sql("CREATE TABLE #work (a INT)")
        self.run_sql("INSERT INTO #work VALUES (7)")
        self.assertEqual(self.run_sql("SELECT count(*) FROM t"), [(0,)])
        self.assertEqual(self.run_sql(f"SELECT count(*) FROM {self.schema}.t"), [(1,)])
        other = self.connect(schema=self.schema)
        self.assertEqual(self.run_sql("SELECT count(*) FROM t", other), [(1,)])
        self.assert_refused("SELECT * FROM #work", "42P01", "does not exist", other)
        other.close()
        self.run_sql("DROP TABLE t")
        self.assertEqual(self.run_sql("SELECT count(*) FROM t"), [(1,)])

    def test_upkeep_and_catalogue(self):
        self.run_sql("CREATE TABLE t (a INT NOT NULL, b VARCHAR(20))")
        for sql in ["COMMENT ON TABLE t IS 'It''s'", "COMMENT ON COLUMN t.a IS 'a number'", "ANALYZE t", "ANALYZE", "VACUUM t", "VACUUM",
                    "VACUUM DELETE ONLY t TO 75 PERCENT", "GRANT SELECT ON t TO PUBLIC", "ALTER TABLE t RENAME TO u",
                    "ALTER TABLE u ALTER COLUMN b TYPE VARCHAR(40)", "CREATE VIEW v AS SELECT a FROM u", "EXPLAIN SELECT * FROM u",
                    "SET query_group TO 'x'", "RESET query_group", "SET statement_timeout TO 0", "SET TIME ZONE 'UTC'"]:
            with self.subTest(sql):
                self.run_sql(sql)
        self.assertEqual(self.run_sql("SELECT table_name FROM information_schema.tables "
                                      f"WHERE table_schema = '{self.schema}' ORDER BY 1"), [("u",), ("v",)])
        self.assertEqual(self.run_sql("SELECT character_maximum_length FROM information_schema.columns "
                                      f"WHERE table_schema = '{self.schema}' AND table_name = 'u' AND column_name = 'b'"), [(40,)])
        self.run_sql("INSERT INTO u VALUES (1, '" + "x" * 40 + "')")
        self.assertEqual(self.run_sql("SHOW search_path"), [(self.schema,)])

    def test_cursors(self):
        self.run_sql("CREATE TABLE t (a INT)")
        self.run_sql("INSERT INTO t VALUES (1), (2), (3)")
        self.run_sql("BEGIN")
        self.run_sql("DECLARE c CURSOR FOR SELECT a FROM t ORDER BY a")
        self.assertEqual(self.run_sql("FETCH 2 FROM c"), [(1,), (2,)])
        self.assertEqual(self.run_sql("FETCH FORWARD 5 FROM c"), [(3,)])
        self.run_sql("CLOSE c")
        self.run_sql("COMMIT")

    def test_many_rows_at_once(self):
        self.run_sql("CREATE TABLE t (a BIGINT, b VARCHAR(100), c DOUBLE PRECISION, d BOOLEAN)")
        texts = ["it''s; fine", "back\\\\slash", "two\\nlines", "(1, 2)", ""]
        self.run_sql("INSERT INTO t VALUES " + ", ".join(f"({n}, '{texts[n % 5]}', -1.5e3, NULL)" for n in range(5000)))
        self.assertEqual(self.run_sql("SELECT b, count(*) FROM t GROUP BY b ORDER BY b"),
                         [("", 1000), ("(1, 2)", 1000), ("back\\slash", 1000), ("it's; fine", 1000), ("two\nlines", 1000)])


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
