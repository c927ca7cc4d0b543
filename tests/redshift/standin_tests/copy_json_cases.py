"""COPY of JSON, rule by rule of the documentation."""
import json

import psycopg2

from world import ROLE, Case


class Json(Case):
    def test_auto_knows_lower_case_only(self):
        rows = [{"a": 1, "userid": "x", "userId": "y"}]
        self.assertEqual(self.load("a INT, userId VARCHAR(9)", rows), [(1, "x")])
        self.assertEqual(self.load("a INT, userId VARCHAR(9)", [{"a": 1, "userId": "y"}]), [(1, None)])
        self.assertEqual(self.load("a INT, userId VARCHAR(9)", [{"a": 1, "userId": "y"}], "FORMAT JSON 'auto ignorecase'"), [(1, "y")])
        self.assertEqual(self.load("a INT, b INT", [{"a": 1, "c": 2}, {}], "JSON"), [(1, None), (None, None)])

    def test_streams_of_objects(self):
        for text in ['{"a": 1}{"a": 2}', '{"a": 1} {"a": 2}\n', '{\n  "a":\n 1\n}\n\n{"a": 2}', '\r\n\t{"a": 1}\r\n{"a": 2}']:
            self.assertEqual(self.load("a INT", text), [(1,), (2,)], text)
        self.assertEqual(self.load("a INT", ""), [])
        for text in ['{"a": 1},\n{"a": 2}', '[{"a": 1}, {"a": 2}]', '{"a": 1', '{"a": NaN}', "1", "{'a': 1}"]:
            self.assertEqual([error[2] for error in self.load_errors("a INT", text)][:1], [1216], text)

    def test_lines_of_errors(self):
        text = '{"a": 1}\n{"a":\n\n"x"}\n{"a": 3}\n{"a": "y"}'
        errors = self.load_errors("a INT", text)
        self.assertEqual(errors, [(4, "a", 1207, "Invalid digit, Value 'x', Pos 0, Type: Integer"),
                                  (6, "a", 1207, "Invalid digit, Value 'y', Pos 0, Type: Integer")])
        columns = "trim(filename), line_number, trim(colname), trim(type), trim(raw_field_value), err_code"
        self.assertEqual(self.run_sql(f"SELECT {columns} FROM stl_load_errors WHERE query = pg_last_copy_id() ORDER BY line_number")[0],
                         (f"s3://lake/{self.schema}/object", 4, "a", "int4", "x", 1207))

    def test_numbers(self):
        for column, value, expected in [
            ("BIGINT", "1540919166796.0", 1540919166796), ("BIGINT", "9223372036854775807", 9223372036854775807), ("INT", '""', None),
            ("INT", '" "', None), ("INT", '" 12 "', 12), ("INT", '"12"', 12), ("INT", "null", None), ("VARCHAR(20)", "1.50", "1.50"),
            ("VARCHAR(20)", "1540919166796.0", "1540919166796.0"), ("VARCHAR(20)", "true", "true"), ("FLOAT", "1.5e3", 1500.0),
            ("FLOAT", '"2.5"', 2.5), ("NUMERIC(5, 2)", "1.239", 1.23), ("NUMERIC", "7.9", 7), ("BOOLEAN", "true", True),
            ("BOOLEAN", '"no"', False), ("BOOLEAN", "1", True),
        ]:
            with self.subTest((column, value)):
                got = self.load(f"a {column}", '{"a": ' + value + "}")[0][0]
                self.assertEqual(float(got) if column.startswith("NUMERIC") else got, expected)
        for column, value, code in [
            ("INT", "1.5", 1207), ("INT", '"1.0"', 1207), ("INT", '"abc"', 1207), ("INT", "2147483648", 1222), ("SMALLINT", "-32769", 1222),
            ("BIGINT", "9223372036854775808", 1222), ("FLOAT", '"x"', 1208), ("NUMERIC(3, 1)", "100", 1204), ("NUMERIC(3, 1)", '"x"', 1209),
            ("BOOLEAN", '"maybe"', 1210), ("INT", "true", 1207), ("INT", "[1]", 1207),
        ]:
            with self.subTest((column, value)):
                self.assertEqual([error[1:3] for error in self.load_errors(f"a {column}", '{"a": ' + value + "}")], [("a", code)])

    def test_times(self):
        for form, value, expected in [
            ("", '"2018-11-02 01:25:34"', "2018-11-02 01:25:34"), ("", '"2018-11-02 01:25:34.796"', "2018-11-02 01:25:34.796000"),
            ("TIMEFORMAT 'auto'", '"2018-11-02T01:25:34.796Z"', "2018-11-02 01:25:34.796000"),
            ("TIMEFORMAT 'auto'", '"2018-11-02 01:25:34+02"', "2018-11-01 23:25:34"),
            ("TIMEFORMAT 'auto'", '"Nov 2 2018 01:25:34"', "2018-11-02 01:25:34"), ("TIMEFORMAT 'auto'", '"2018-11-02"', "2018-11-02 00:00:00"),
            ("TIMEFORMAT 'epochsecs'", "1541121934", "2018-11-02 01:25:34"),
            ("TIMEFORMAT AS 'epochmillisecs'", "1541121934796", "2018-11-02 01:25:34.796000"),
            ("TIMEFORMAT 'epochmillisecs'", '"1541121934796"', "2018-11-02 01:25:34.796000"),
            ("TIMEFORMAT 'epochmillisecs'", "-1", "1969-12-31 23:59:59.999000"), ("TIMEFORMAT 'auto'", '""', "None"),
            ("TIMEFORMAT 'MM/DD/YYYY HH24:MI:SS'", '"11/02/2018 01:25:34"', "2018-11-02 01:25:34"),
        ]:
            with self.subTest((form, value)):
                self.assertEqual(str(self.load("a TIMESTAMP", '{"a": ' + value + "}", f"FORMAT JSON 'auto' {form}")[0][0]), expected)
        for form, value in [("TIMEFORMAT 'auto'", "1541121934796"), ("", "1541121934796"), ("TIMEFORMAT 'epochmillisecs'", '"2018-11-02"'),
                            ("TIMEFORMAT 'auto'", '"soon"'), ("TIMEFORMAT 'EpochMillisecs'", "1541121934796"),
                            ("TIMEFORMAT 'auto'", '"2018-13-02 00:00:00"')]:
            with self.subTest((form, value)):
                self.assertEqual(self.load_errors("a TIMESTAMP", '{"a": ' + value + "}", f"FORMAT JSON 'auto' {form}")[0][2], 1206)
        self.assertEqual(str(self.load("a DATE", '{"a": "2018-11-02"}')[0][0]), "2018-11-02")
        self.assertEqual(self.load_errors("a DATE", '{"a": "someday"}')[0][2], 1205)

    def test_texts(self):
        self.assertEqual(self.load("a VARCHAR(4)", '{"a": "éé"}'), [("éé",)])
        self.assertEqual(self.load_errors("a VARCHAR(4)", '{"a": "ééx"}'), [(1, "a", 1204, "String length exceeds DDL length")])
        self.assertEqual(self.load("a VARCHAR(4)", '{"a": "xéé"}', "JSON 'auto' TRUNCATECOLUMNS"), [("xé",)])
        self.assertEqual(self.load_errors("a CHAR(4)", '{"a": "é"}')[0][2], 1220)
        self.assertEqual(self.load("a VARCHAR, b VARCHAR(5)", [{"a": "", "b": "  "}]), [("", "  ")])
        self.assertEqual(self.load("a VARCHAR, b VARCHAR(5)", [{"a": "", "b": "  "}], "JSON 'auto' BLANKSASNULL EMPTYASNULL"), [(None, None)])
        self.assertEqual(self.load("a VARCHAR(40)", '{"a": {"b": [1, 2.50, "x"]}}'), [('{"b":[1,2.50,"x"]}',)])
        self.assertEqual(self.load("a VARCHAR(40)", '{"a": "tab\\t line\\n back\\\\ \\u00e9"}'), [("tab\t line\n back\\ é",)])
        bad = b'{"a": "x\xff\xfey"}'
        self.assertEqual(self.load_errors("a VARCHAR(9)", bad)[0][2], 1220)
        self.assertEqual(self.load("a VARCHAR(9)", bad, "JSON 'auto' ACCEPTINVCHARS"), [("x??y",)])
        self.assertEqual(self.load("a VARCHAR(9)", bad, "JSON 'auto' ACCEPTINVCHARS AS '^'"), [("x^^y",)])
        self.assertEqual(self.load_errors("a VARCHAR(9)", '{"a": "\\u0000"}')[0][2], 1220)

    def test_four_megabytes(self):
        self.assertEqual(self.load("a INT", '{"a": 1, "b": "' + "x" * (4 << 20) + '"}\n{"a": 2}', "JSON 'auto' MAXERROR 2"), [(2,)])
        self.assertEqual(len(self.load("a INT", '{"a": 1, "b": "' + "x" * 4_000_000 + '"}')), 1)

    def test_missing_and_not_null(self):
        self.assertEqual(self.load_errors("a INT, b INT NOT NULL", [{"a": 1}]), [(1, "b", 1213, "Missing data for not-null field")])
        self.assertEqual(self.load_errors("a INT, b INT NOT NULL", [{"a": 1, "b": ""}])[0][2], 1213)

    def test_columns_defaults_identities(self):
        self.run_sql("CREATE TABLE t (id BIGINT IDENTITY(1, 1), a INT, b VARCHAR(9) DEFAULT 'none', c INT DEFAULT 7)")
        url = self.put("rows", [{"a": 1, "b": "x", "id": 5}])
        self.copy("t (a)", url)
        self.copy("t", url)
        self.assertEqual(self.run_sql("SELECT a, b, c FROM t ORDER BY b"), [(1, "none", 7), (1, "x", None)])
        copy = f"FROM '{url}' IAM_ROLE '{ROLE}' JSON 'auto'"
        self.assert_refused(f"COPY t (id, a) {copy}", "0A000", "EXPLICIT_IDS")
        self.assert_refused(f"COPY t (a) {copy} EXPLICIT_IDS", "0A000", "EXPLICIT_IDS")
        self.assert_refused(f"COPY t (nothing) {copy}", "42703", 'column "nothing"')
        self.assert_refused(f"COPY nowhere {copy}", "42P01", "Cannot COPY into nonexistent table nowhere")
        self.run_sql(f"COPY t (id, a) {copy} EXPLICIT_IDS")
        self.assertEqual(self.run_sql("SELECT count(*) FROM t WHERE id = 5"), [(1,)])

    def test_jsonpaths(self):
        paths = self.put("paths/paths.json", json.dumps({"jsonpaths": ["$.userId", "$.place.name", "$.tags[1]"]}))
        body = [{"userId": 7, "place": {"name": "here"}, "tags": ["x", "y"]}, {"userId": 8}]
        columns = "id INT, place VARCHAR(9), label VARCHAR(9)"
        self.assertEqual(self.load(columns, body, f"JSON '{paths}'"), [(7, "here", "y"), (8, None, None)])
        brackets = self.put("paths/b.json", json.dumps({"jsonpaths": ["$['userId']", "$['place']['name']", "$['tags'][0]"]}))
        self.assertEqual(self.load(columns, body[:1], f"JSON '{brackets}'"), [(7, "here", "x")])
        arrays = self.put("paths/c.json", json.dumps({"jsonpaths": ["$[0]", "$[1]", "$[2]"]}))
        self.assertEqual(self.load(columns, '[1, "a", "b"][2, "c"]', f"JSON '{arrays}'"), [(1, "a", "b"), (2, "c", None)])
        for wrong, message in [({"jsonpaths": ["$.a"]}, "Number of jsonpaths and the number of columns should match. JSONPath size: 1"),
                               ({"jsonpaths": ["$.a['b']", "$.c", "$.d"]}, "Invalid JSONPath"), ({"jsonpaths": ["$.*", "$.c", "$.d"]}, "Invalid"),
                               ({"jsonpaths": ["a", "$.c", "$.d"]}, "Invalid"), ({"paths": []}, "Invalid"), ([], "Invalid")]:
            with self.subTest(wrong), self.assertRaisesRegex(psycopg2.Error, message):
                self.load(columns, body, f"JSON '{self.put('paths/wrong.json', json.dumps(wrong))}'")
        with self.assertRaisesRegex(psycopg2.Error, "NoSuchKey"):
            self.load(columns, body, f"JSON 's3://lake/{self.schema}/paths/'")
