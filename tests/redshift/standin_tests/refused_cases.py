"""What Redshift refuses."""
import psycopg2

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
            ("CREATE TABLE u (a SUPER)", "0A000", "the stand-in has no SUPER"),
            ("SELECT charindex(1, 2, 3)", "42883", "the stand-in lacks it"),
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
            ("SELECT pg_redshift.identity(1, 1)", "42883", "does not exist"),
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
