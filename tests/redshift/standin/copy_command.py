"""One COPY from S3: reads the objects, converts their records, fills the table, and notes what happened."""
import dataclasses

from .bucket import Store
from .copy_notes import SHORT_TYPES, CopyNotes
from .copy_records import by_name, by_paths, delimited_records, json_records
from .copy_values import CONVERSIONS, BadValue, convert
from .errors import INTERNAL, Refusal, not_supported
from .load_log import now
from .protocol import error_body

COLUMNS = """SELECT a.attname, format_type(a.atttypid, NULL), coalesce(a.atttypmod, -1), a.attnotnull,
  coalesce(pg_get_expr(d.adbin, d.adrelid) LIKE 'pg_redshift.identity(%', false)
  FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE a.attrelid = {} AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum"""
ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


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
        self.query_id, self.rows = session.last_query, 0

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
        self.notes = CopyNotes(self.server.load_log, self.query_id, self.session.database, int(table), self.table_name,
                               self.options)
        store = Store(self.server, self.options, self.query_id, self.session.user)
        records = self.reader(store, columns)
        self.session.last_copy = self.query_id
        try:
            lines = self.convert_all(store, records, columns)
        except Refusal:
            self.notes.keep("aborted", 0)
            raise
        errors = len(self.notes.errors)
        check = f"Check '{'sys_load_error_detail' if self.server.serverless else 'stl_load_errors'}' system table for details."
        if errors >= max(1, self.options.max_error) and not self.options.ignore_all_errors:
            self.notes.keep("aborted", 0)
            raise Refusal(INTERNAL, f"Load into table '{self.table_name}' failed.  {check}")
        if self.options.no_load:
            self.say(f"{errors} error(s) found." if errors else "no errors found.")
        else:
            names = ", ".join(f'"{column.name}"' for column in columns)
            self.backend.copy_in(f"COPY {self.options.table} ({names}) FROM STDIN", lines)
            self.session.last_copy_count = self.rows
            self.say(f"{self.rows} record(s) loaded successfully.")
            if errors:
                self.say(f"{errors} record(s) could not be loaded.  {check}")
        self.notes.keep("completed", 0 if self.options.no_load else self.rows)

    def say(self, what):
        message = f"Load into table '{self.table_name}' completed, {what}"
        self.session.client.write(b"N", error_body({"S": "INFO", "C": "00000", "M": message}))

    @property
    def table_name(self):
        return self.options.table.split(".")[-1].strip('"')

    def find_table(self):
        name = self.options.table.replace("'", "''")
        (oid,), = self.backend.rows(f"SELECT to_regclass('{name}')::oid")
        if oid is None:
            raise Refusal("42P01", f"Cannot COPY into nonexistent table {self.table_name}")
        return oid

    def target_columns(self, table):
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
            pick = by_paths(body, columns, store.failed)
        else:
            raise store.failed(f"Invalid JSONPath file: {options.json}", options.json)
        return lambda text: json_records(text, pick)

    def convert_all(self, store, records, columns):
        lines = []
        for url, body, answer in store.objects():
            began, scanned = now(), 0
            plain = store.unpacked(body, url).removeprefix(b"\xef\xbb\xbf")
            for record in records(plain.decode("utf-8", "surrogateescape")):
                scanned += 1
                if self.session.cancelled:
                    raise Refusal("57014", "Query cancelled on user's request")
                line = self.convert_one(record, columns, url)
                if line is not None:
                    lines.append(line)
            self.notes.add_object(url, body, answer, scanned, began)
        if not self.notes.objects:
            raise store.failed("None of the files of the manifest exists", self.options.source)
        self.rows = len(lines)
        return lines

    def convert_one(self, record, columns, url):
        if record.error:
            return self.notes.add_error(record, None, *record.error, url)
        values = []
        for column, value in zip(columns, record.values):
            try:
                text = convert(value, column, self.options)
            except BadValue as bad:
                return self.notes.add_error(record, column, bad.code, bad.reason, url, bad.position, value)
            if text is None and (column.not_null or column.identity):
                return self.notes.add_error(record, column, 1213, "Missing data for not-null field", url)
            values.append("\\N" if text is None else text.translate(ESCAPES))
        return ("\t".join(values) + "\n").encode()
