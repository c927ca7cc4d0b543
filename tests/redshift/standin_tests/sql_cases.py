"""What Redshift takes, and what it means."""
from world import Case


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
