"""One COPY from S3: reads the objects, converts their records, fills the table, and notes what happened."""
import dataclasses
import datetime
import re
import time

from .bucket import Store, unpacked
from .copy_records import by_name, by_paths, delimited_records, json_records
from .copy_values import CONVERSIONS, BadValue, convert
from .errors import INTERNAL, Refusal, not_supported, with_details
from .load_log import now
from .protocol import error_body

COLUMNS = """SELECT a.attname, format_type(a.atttypid, NULL), coalesce(a.atttypmod, -1), a.attnotnull,
  coalesce(pg_get_expr(d.adbin, d.adrelid) LIKE 'redshift.identity(%', false)
  FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE a.attrelid = {} AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum"""
ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
SHORT_TYPES = {"character varying": "varchar", "character": "char", "integer": "int4", "bigint": "int8", "smallint": "int2",
               "double precision": "float8", "real": "float4", "boolean": "bool", "timestamp without time zone": "timestamp",
               "timestamp with time zone": "timestamptz"}


@dataclasses.dataclass
class Column:
    name: str
    kind: str
    length: int
    scale: int
    not_null: bool
    identity: bool


class Copy:
    def __init__(self, session, options):
        self.session, self.options = session, options
        self.server, self.backend = session.server, session.backend
        self.query_id = session.last_query
        self.errors, self.stl_errors, self.details = [], [], []
        self.rows, self.bytes = 0, 0
        self.started, self.started_text = time.time(), now()

    def run(self):
        """Fills the table, in a transaction of its own if none is open."""
        alone = self.backend.status == "I"
        if alone:
            self.backend.rows("BEGIN")
        try:
            self.load(alone)
            if alone:
                self.backend.rows("COMMIT")
        except BaseException:
            if alone:
                self.backend.rows("ROLLBACK")
            raise

    def load(self, alone):
        table = self.find_table()
        if alone:
            self.backend.rows(f"LOCK TABLE {self.options.table} IN SHARE ROW EXCLUSIVE MODE")
        columns = self.target_columns(table)
        store = Store(self.server, self.options, self.query_id, self.session.user)
        records = self.reader(store, columns)
        self.session.last_copy = self.query_id
        try:
            lines = self.convert_all(store, records, columns)
        except Refusal:
            self.note("aborted")
            raise
        limit = max(1, self.options.max_error)
        if self.errors and len(self.errors) >= limit and not self.options.ignore_all_errors:
            self.note("aborted")
            system_table = "sys_load_error_detail" if self.server.serverless else "stl_load_errors"
            raise Refusal(INTERNAL, f"Load into table '{self.table_name}' failed.  Check '{system_table}' system table for details.")
        if not self.options.no_load:
            names = ", ".join(f'"{column.name}"' for column in columns)
            self.backend.copy_in(f"COPY {self.options.table} ({names}) FROM STDIN", lines)
            self.session.last_copy_count = self.rows
        self.note("completed")
        said = (f"Load into table '{self.table_name}' completed, {self.rows} record(s) loaded successfully." if not self.options.no_load else
                f"Load into table '{self.table_name}' completed, no errors found." if not self.errors else
                f"Load into table '{self.table_name}' completed, {len(self.errors)} error(s) found.")
        self.session.client.write(b"N", error_body({"S": "INFO", "C": "00000", "M": said}))
        if self.errors:
            self.session.client.write(b"N", error_body({
                "S": "INFO", "C": "00000", "M": f"Load into table '{self.table_name}' completed, {len(self.errors)} record(s) could not be "
                "loaded.  Check 'stl_load_errors' system table for details."}))

    @property
    def table_name(self):
        return self.options.table.split(".")[-1].strip('"')

    def find_table(self):
        (oid,), = self.backend.rows(f"SELECT to_regclass('{self.options.table}')::oid".replace("''", "'"))
        if oid is None:
            raise Refusal("42P01", f"Cannot COPY into nonexistent table {self.table_name}")
        return oid

    def target_columns(self, table):
        self.table_id = int(table)
        found = []
        for name, kind, modifier, not_null, identity in self.backend.rows(COLUMNS.format(table)):
            size = int(modifier) - 4
            length, scale = (size >> 16, size & 0xFFFF) if kind == "numeric" else (size if size > 0 else 65535, 0)
            found.append(Column(name, kind, length, scale, not_null == "t", identity == "t"))
        named = {column.name: column for column in found}
        explicit, listed = self.options.explicit_ids, self.options.columns
        if listed is None:
            columns = [column for column in found if explicit or not column.identity]
        else:
            for name in listed:
                if name not in named:
                    raise Refusal("42703", f'column "{name}" of relation "{self.table_name}" does not exist')
                if listed.count(name) > 1:
                    raise Refusal("42701", f'column "{name}" specified more than once')
            columns = [named[name] for name in listed]
            if not explicit and any(column.identity for column in columns):
                raise Refusal("0A000", "identity column cannot be in the column list without EXPLICIT_IDS")
            if explicit and not any(column.identity for column in columns):
                raise Refusal("0A000", "EXPLICIT_IDS needs the identity column in the column list")
        for column in columns:
            if column.kind not in CONVERSIONS and column.kind not in SHORT_TYPES:
                raise not_supported(f"the stand-in's COPY has no type {column.kind}")
        return columns

    def reader(self, store, columns):
        """What makes records of the text of an object."""
        options, names = self.options, [column.name for column in columns]
        if options.format != "JSON":
            return lambda text: delimited_records(text, options, len(columns))
        if options.json.lower() == "noshred":
            raise not_supported("the stand-in has no SUPER, and so no noshred")
        if options.json == "auto" or options.json == "auto ignorecase":
            pick = by_name(names, options.json != "auto")
        elif options.json.startswith("s3://"):
            body, _ = store.required(options.json)
            pick = by_paths(body, columns, self.query_id)
        else:
            raise with_details(f"Invalid JSONPath file: {options.json}", 8001, options.json, self.query_id, "s3_utility.cpp:700")
        return lambda text: json_records(text, pick)

    def convert_all(self, store, records, columns):
        lines, objects = [], 0
        for url, body, answer in store.objects():
            objects += 1
            began, scanned = now(), 0
            text = unpacked(body, self.options, url, self.query_id).removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
            for record in records(text):
                scanned += 1
                if self.session.cancelled:
                    raise Refusal("57014", "Query cancelled on user's request")
                line = self.convert_one(record, columns, url)
                if line is not None:
                    lines.append(line)
                    self.rows += 1
            self.bytes += len(body)
            modified = answer["LastModified"].astimezone(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M:%S")
            self.details.append({
                "user_id": 100, "query_id": self.query_id, "file_name": url[:256], "bytes_scanned": len(body), "lines_scanned": scanned,
                "record_time": now(), "splits_scanned": 1, "start_time": began, "end_time": now(), "file_etag": answer["ETag"].strip('"'),
                "file_last_modified": modified})
        if objects == 0:
            raise with_details("None of the files of the manifest exists" if self.options.manifest else
                               f"The specified S3 prefix '{self.options.source}' does not exist", 8001, self.options.source, self.query_id,
                               "s3_utility.cpp:677")
        return lines

    def convert_one(self, record, columns, url):
        if record.error:
            return self.reject(record, None, *record.error, 0, url)
        values = []
        for column, value in zip(columns, record.values):
            try:
                text = convert(value, column, self.options)
            except BadValue as bad:
                return self.reject(record, column, bad.code, bad.reason, bad.position, url, value)
            if text is None and (column.not_null or column.identity):
                return self.reject(record, column, 1213, "Missing data for not-null field", 0, url, value)
            values.append("\\N" if text is None else text.translate(ESCAPES))
        return ("\t".join(values) + "\n").encode()

    def reject(self, record, column, code, reason, position, url, value=None):
        name, kind, length = ("", "", "") if column is None else (
            column.name, SHORT_TYPES.get(column.kind, column.kind),
            str(column.length) if column.kind in ("character varying", "character") else
            f"{column.length},{column.scale}" if column.kind == "numeric" else "0")
        self.errors.append({
            "user_id": 100, "query_id": self.query_id, "transaction_id": self.query_id, "session_id": 1,
            "database_name": self.session.database, "table_id": self.table_id, "start_time": self.started_text, "file_name": url[:256],
            "line_number": record.line, "column_name": name[:127], "column_type": kind[:10], "column_length": length[:10],
            "position": position, "error_code": code, "error_message": reason[:512]})
        self.stl_errors.append({
            "userid": 100, "slice": 0, "tbl": self.table_id, "starttime": self.started_text, "session": 1, "query": self.query_id,
            "filename": url[:256], "line_number": record.line, "colname": name[:127], "type": kind[:10], "col_length": length[:10],
            "position": position, "raw_line": single_byte(record.raw)[:1024], "raw_field_value": single_byte(str(value or ""))[:1024],
            "err_code": code, "err_reason": reason[:100], "is_partial": 0, "start_offset": 0, "copy_job_id": 0})

    def note(self, status):
        log = self.server.load_log
        log.note("error", self.errors)
        log.note("stl_error", self.stl_errors)
        log.note("detail", self.details)
        log.note("history", [{
            "user_id": 100, "query_id": self.query_id, "transaction_id": self.query_id, "session_id": 1,
            "database_name": self.session.database, "status": status, "table_name": self.table_name, "start_time": self.started_text,
            "end_time": now(), "duration": int((time.time() - self.started) * 1e6), "data_source": self.options.source,
            "file_format": {"TEXT": "txt"}.get(self.options.format, self.options.format.lower()),
            "loaded_rows": self.rows if status == "completed" and not self.options.no_load else 0, "loaded_bytes": self.bytes,
            "source_file_count": len(self.details), "source_file_bytes": self.bytes, "file_count_scanned": len(self.details),
            "file_bytes_scanned": self.bytes, "error_count": len(self.errors), "copy_job_id": 0}])


def single_byte(text):
    """The system tables show a character of several bytes as periods."""
    return re.sub(r"[^\x01-\x7e]", ".", text)
