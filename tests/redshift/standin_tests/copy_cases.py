"""What COPY reads, from where, and with which options."""
import bz2
import datetime
import gzip

import psycopg2
import zstandard

from world import OTHER_ROLE, ROLE, Case


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
