"""COPY from S3, rule by rule of the documentation."""
import bz2
import datetime
import gzip
import json
import threading
import time

import psycopg2
import zstandard

from standin import Standin
from world import OTHER_ROLE, ROLE, Case, World


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


class Sources(Case):
    def setUp(self):
        super().setUp()
        self.run_sql("CREATE TABLE t (a INT)")

    def count(self):
        return self.run_sql("SELECT count(*) FROM t")[0][0]

    def test_a_prefix_is_what_keys_start_with_and_has_no_memory(self):
        for key in ["data/1.json", "data/2.json", "data_more/3.json"]:
            url = self.put(key, [{"a": 1}])
        prefix = url.removesuffix("_more/3.json")
        self.copy("t", prefix)
        self.assertEqual(self.count(), 3)
        self.copy("t", prefix + "/")
        self.assertEqual(self.count(), 5)
        self.assert_refused(f"COPY t FROM '{prefix}_none' IAM_ROLE '{ROLE}' JSON 'auto'", "XX000", "The specified S3 prefix '.*_none' does not exist")

    def test_manifest(self):
        one, two = self.put("one", [{"a": 1}]), self.put("two", [{"a": 2}])
        self.copy("t", self.manifest(one, two), "MANIFEST JSON 'auto'")
        self.assertEqual(self.count(), 2)
        self.copy("t", self.manifest(one, {"url": one + ".gone"}), "MANIFEST JSON 'auto'")
        self.assertEqual(self.count(), 3)
        copy = f"IAM_ROLE '{ROLE}' MANIFEST JSON 'auto'"
        for entries, message in [([one, one + ".gone"], "Error NoSuchKey"), ([{"url": one + ".gone"}], "exists"), ([], "no entries"),
                                 ([{"url": "s3://lake/"}], "requires full path of an Amazon S3 object"),
                                 ([{"url": "s3://private/x"}], "Access Denied")]:
            with self.subTest(entries):
                self.assert_refused(f"COPY t FROM '{self.manifest(*entries)}' {copy}", "XX000", message)
        self.assert_refused(f"COPY t FROM '{one}' {copy}", "XX000", "not in correct json format")
        self.assert_refused(f"COPY t FROM '{one}.gone' {copy}", "XX000", "Error NoSuchKey")
        self.assertEqual(self.count(), 3)

    def test_roles_and_regions(self):
        url = self.put("one", [{"a": 1}])
        self.assert_refused(f"COPY t FROM '{url}' IAM_ROLE 'arn:aws:iam::1:role/unknown' JSON 'auto'", "XX000",
                            r"User arn:aws:redshift:\S+ is not authorized to assume IAM Role arn:aws:iam::1:role/unknown")
        self.assert_refused(f"COPY t FROM '{url}' IAM_ROLE '{OTHER_ROLE}' JSON 'auto'", "XX000",
                            r"S3ServiceException:Access Denied,Status 403,Error AccessDenied")
        self.assert_refused(f"COPY t FROM '{url}' JSON 'auto'", "XX000", "authorization")
        self.copy("t", url, "REGION 'us-west-2' JSON 'auto'")
        self.run_sql(f"COPY t FROM '{url}' CREDENTIALS 'aws_iam_role={ROLE}' JSON 'auto'")
        far = self.put("far", [{"a": 1}], bucket="frankfurt")
        self.assert_refused(f"COPY t FROM '{far}' IAM_ROLE '{ROLE}' JSON 'auto'", "XX000", "Status 301,Error PermanentRedirect")
        self.copy("t", far, "REGION 'eu-central-1' JSON 'auto'")
        self.assertEqual(self.count(), 3)

    def test_compression(self):
        plain = b'{"a": 1}\n{"a": 2}'
        packed = {"GZIP": gzip.compress(plain), "ZSTD": zstandard.compress(plain), "BZIP2": bz2.compress(plain)}
        packed["ZSTD"] += zstandard.compress(b'{"a": 3}')  # several frames
        for option, body in packed.items():
            self.copy("t", self.put(option, body), f"JSON 'auto' {option}")
        self.assertEqual(self.count(), 7)
        for option, body in [("GZIP", plain), ("GZIP", packed["ZSTD"]), ("ZSTD", packed["GZIP"]), ("BZIP2", plain), ("ZSTD", plain),
                             ("GZIP", packed["GZIP"][:-9])]:
            with self.subTest((option, body)):
                self.assert_refused(f"COPY t FROM '{self.put('wrong', body)}' IAM_ROLE '{ROLE}' JSON 'auto' {option}", "XX000", "compressed")
        self.assert_refused(f"COPY t FROM '{self.put('wrong', packed['GZIP'])}' IAM_ROLE '{ROLE}' JSON 'auto'", "XX000", "failed")
        self.assertEqual(self.count(), 7)

    def test_maxerror(self):
        url = self.put("rows", [{"a": 1}, {"a": "x"}, {"a": 3}, {"a": "y"}])
        copy = f"COPY t FROM '{url}' IAM_ROLE '{ROLE}' JSON 'auto'"
        for option in ["", "MAXERROR 0", "MAXERROR 1", "MAXERROR AS 2"]:
            self.assert_refused(f"{copy} {option}", "XX000", "Load into table 't' failed")
        self.run_sql(f"{copy} MAXERROR 3")
        self.assertEqual(self.count(), 2)
        self.assertEqual(self.run_sql("SELECT pg_last_copy_count()"), [(2,)])
        self.assertEqual(self.run_sql("SELECT count(*) FROM sys_load_error_detail WHERE query_id = pg_last_copy_id()"), [(2,)])
        self.run_sql(f"{copy} IGNOREALLERRORS")
        self.assertEqual(self.count(), 4)
        self.assert_refused(f"{copy} IGNOREALLERRORS MAXERROR 3", "42601", "IGNOREALLERRORS")
        self.assert_refused(f"{copy} MAXERROR 100001", "22023", "100000")
        self.assert_refused(f"{copy} MAXERROR -1", "42601", "syntax error")
        self.run_sql(f"{copy} NOLOAD MAXERROR 9")
        self.assertEqual(self.count(), 4)

    def test_options(self):
        url = self.put("rows", [{"a": 1}])
        self.copy("t", url, "FORMAT AS JSON 'auto' COMPUPDATE OFF STATUPDATE ON TRUNCATECOLUMNS TIMEFORMAT AS 'auto'")
        for options, message in [("JSON 'auto' NO_SUCH_OPTION", "syntax error"), ("JSON 'auto' GZIP ZSTD", "redundant"),
                                 ("JSON 'auto' JSON 'auto'", "redundant"), ("JSON 'auto' CSV", "redundant"), ("JSON 'auto' DELIMITER ','", "compatible"),
                                 ("JSON 'auto' REGION", "syntax error"), ("JSON 'elsewhere'", "JSONPath"), ("CSV ESCAPE", "compatible"),
                                 ("JSON 'auto' ACCEPTINVCHARS AS 'ab'", "ACCEPTINVCHARS")]:
            with self.subTest(options), self.assertRaisesRegex(psycopg2.Error, message):
                self.copy("t", url, options)

    def test_csv(self):
        columns = "a INT, b VARCHAR(20), c DATE"
        self.assertEqual(self.load(columns, 'a,b,c\n1,"x, ""y""\nz",2018-11-02\n2,,\n', "CSV IGNOREHEADER 1"),
                         [(1, 'x, "y"\nz', datetime.date(2018, 11, 2)), (2, "", None)])
        self.assertEqual(self.load(columns, "1;'x;y';\n", "FORMAT CSV QUOTE AS '''' DELIMITER AS ';'"), [(1, "x;y", None)])
        self.assertEqual(self.load(columns, "1,-,\n", "CSV NULL AS '-'"), [(1, None, None)])
        self.assertEqual(self.load(columns, "1\n", "CSV FILLRECORD"), [(1, None, None)])
        self.assertEqual(self.load_errors(columns, "1,x\n", "CSV")[0][2], 1201)
        self.assertEqual(self.load_errors(columns, "1,x,,4\n", "CSV")[0][2], 1202)
        self.assertEqual(self.load_errors(columns, "1.0,x,\n", "CSV")[0][2:], (1207, "Invalid digit, Value '.', Pos 1, Type: Integer"))
        self.assertEqual(self.load(columns, "1|x|2018-11-02\n", ""), self.load(columns, "1,x,2018-11-02", "CSV"))


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
