"""One client: its messages, its statements, its transaction."""
import re
import struct

from sqlglot import exp

from . import planner, settings
from .backend import Backend
from .copy_command import Copy
from .errors import Refusal
from .faults import Drop
from .postgres_sql import BYTES_CHECK
from .protocol import TEXT, data_row, error_body, error_fields, row_description, take_text, text
from .statements import split

ABORTED = Refusal("25P02", "current transaction is aborted, commands ignored until end of transaction block")


class Session:
    def __init__(self, server, client, user, database):
        self.server, self.client, self.user = server, client, user
        self.backend = Backend(server.cluster.socket, user, database)
        self.database = database
        self.settings = dict(settings.DEFAULTS)
        self.statements, self.portals = {}, {}
        self.last_query, self.last_copy, self.last_copy_count = 0, -1, 0
        self.skipping = self.cancelled = False

    # What a statement means in this session.

    def fill_in(self, tree):
        """What the server knows without its database."""
        known = {"pg_last_query_id": self.last_query, "last_user_query_id": self.last_query,
                 "pg_last_copy_id": self.last_copy, "pg_last_copy_count": self.last_copy_count}
        for node in list(tree.find_all(exp.Anonymous, exp.CurrentVersion)):
            name = "version" if isinstance(node, exp.CurrentVersion) else node.name.lower()
            if name in known:
                value = exp.cast(exp.Literal.number(known[name]), "bigint")
            elif name == "version":
                value = exp.Literal.string(settings.VERSION)
            else:
                continue
            is_column = isinstance(node.parent, exp.Select) and node.arg_key == "expressions"
            node.replace(exp.alias_(value, name) if is_column else value)

    def plan(self, statement):
        made = planner.plan(statement, self)
        if self.backend.status == "E" and not made.allowed_when_failed:
            raise ABORTED
        if made.alone and self.backend.status != "I":
            raise Refusal("25001", f"{made.alone} cannot run inside a transaction block")
        return made

    def cancel(self):
        self.cancelled = True
        self.backend.cancel()

    def prepare(self, made):
        """What must hold, and be locked, before the statement runs."""
        if made.writes and self.backend.status == "T":
            self.backend.rows(f"LOCK TABLE {made.writes} IN SHARE ROW EXCLUSIVE MODE")
        for query, refusal in made.before:
            if self.backend.rows(query):
                raise refusal

    def run(self, made, with_columns=True):
        """Runs a planned statement, and answers with its rows and its tag."""
        self.last_query = self.server.next_query_id()
        self.cancelled = False
        self.prepare(made)
        if made.rows is not None:
            columns, rows = made.rows
            if with_columns:
                self.client.write(b"T", row_description([(name, TEXT) for name in columns]))
            for row in rows:
                self.client.write(b"D", data_row(row))
            tag = made.tag
        elif made.copy:
            Copy(self, made.copy).run()
            tag = "COPY"
        else:
            tag = self.relay(self.backend.query(made.sql), made.returns_rows)
            for sql in made.after if tag else []:
                self.backend.rows(sql)
            if tag and made.ends_transaction and self.backend.status == "T":
                self.backend.rows("COMMIT")
        if tag:
            self.client.write(b"C", text(made.tag or tag))
            if made.set_value:
                self.set(*made.set_value)
        return bool(tag)

    def set(self, name, value):
        self.settings[name] = value
        if name in settings.REPORTED:
            self.client.write(b"S", text(settings.REPORTED[name]) + text(value))

    def relay(self, answers, with_rows):
        """Passes on what PostgreSQL answers; the tag, or None after an error."""
        tag = None
        for kind, body in answers:
            if kind == b"E":
                self.client.write(b"E", error_body(as_redshift_says(error_fields(body))))
                tag = None
            elif kind == b"C":
                tag = re.sub(r"^(SELECT|FETCH|MOVE) \d+$", r"\1", take_text(body)[0])
            elif kind == b"N":
                self.client.write(kind, error_body({**error_fields(body), "S": "INFO" if b"NOTICE" in body else "WARNING"}))
            elif kind not in (b"S", b"A") and (with_rows or kind not in (b"D", b"T")):
                self.client.write(kind, body)
        return tag

    def fail(self, refusal):
        if self.backend.status == "T":
            self.backend.spoil()
        self.client.write(b"E", error_body(as_redshift_says(refusal.fields)))

    def ready(self):
        self.client.write(b"Z", self.backend.status.encode())
        self.client.flush()

    # The simple protocol.

    def query(self, body):
        sql, _ = take_text(body)
        statements = split(sql)
        if not statements:
            self.client.write(b"I")
        for statement in statements:
            self.server.log(self, statement)
            try:
                self.server.faults.before(statement)
                if not self.run(self.plan(statement)):
                    break
            except Refusal as refusal:
                self.fail(refusal)
                break
        self.ready()

    # The extended protocol. A SELECT goes through as it came; what answers with no rows runs when it is executed.

    def goes_through(self, made):
        return made.sql is not None and (made.returns_rows or "$1" in made.sql)

    def parse(self, body):
        name, rest = take_text(body)
        sql, kinds = take_text(rest)
        statements = split(sql)
        if len(statements) > 1:
            raise Refusal("42601", "cannot insert multiple commands into a prepared statement")
        made = self.plan(statements[0]) if statements else None
        if made and self.goes_through(made):
            self.through(b"C", b"S" + text("s_" + name), b"3", quiet=True)
            self.through(b"P", text("s_" + name) + text(made.sql) + kinds, b"1", quiet=True)
        self.statements[name] = (statements[0] if statements else "", made)
        self.client.write(b"1")

    def bind(self, body):
        portal, rest = take_text(body)
        name, rest = take_text(rest)
        if name not in self.statements:
            raise Refusal("26000", f'prepared statement "{name}" does not exist')
        statement, made = self.statements[name]
        if made and self.goes_through(made):
            if made.writes:
                self.prepare(made)
            self.through(b"B", text(portal_name(portal)) + text("s_" + name) + rest, b"2", quiet=True)
        self.portals[portal] = (statement, made)
        self.client.write(b"2")

    def describe(self, body):
        of, (name, _) = body[:1], take_text(body[1:])
        held = (self.statements if of == b"S" else self.portals).get(name)
        if held is None:
            raise Refusal("26000", f'"{name}" does not exist')
        _, made = held
        if made and self.goes_through(made):
            return self.through(b"D", of + text("s_" + name if of == b"S" else portal_name(name)), b"Tn")
        if of == b"S":
            self.client.write(b"t", struct.pack("!H", 0))
        if made and made.rows:
            self.client.write(b"T", row_description([(column, TEXT) for column in made.rows[0]]))
        else:
            self.client.write(b"n")

    def execute(self, body):
        portal, rest = take_text(body)
        if portal not in self.portals:
            raise Refusal("34000", f'portal "{portal}" does not exist')
        statement, made = self.portals[portal]
        if made is None:
            return self.client.write(b"I")
        self.server.log(self, statement)
        self.server.faults.before(statement)
        if self.goes_through(made):
            self.last_query = self.server.next_query_id()
            return self.through(b"E", text(portal_name(portal)) + rest, b"Cs")
        if self.backend.status == "E" and not made.allowed_when_failed:
            raise ABORTED
        if not self.run(made, with_columns=False):
            self.skipping = True

    def close_one(self, body):
        of, (name, _) = body[:1], take_text(body[1:])
        (self.statements if of == b"S" else self.portals).pop(name, None)
        self.through(b"C", of + text("s_" + name if of == b"S" else portal_name(name)), b"3", quiet=True)
        self.client.write(b"3")

    def through(self, kind, body, last, quiet=False):
        """One message to PostgreSQL and what it answers, passed on unless quiet."""
        for answer, data in self.backend.step(kind, body, [bytes([code]) for code in last]):
            if answer == b"E":
                self.skipping = True
                self.client.write(b"E", error_body(as_redshift_says(error_fields(data))))
            elif not quiet and answer == b"C":
                self.client.write(b"C", text(re.sub(r"^(SELECT|FETCH|MOVE) \d+$", r"\1", take_text(data)[0])))
            elif not quiet and answer not in (b"S", b"A"):
                self.client.write(answer, data)

    def sync(self):
        for _ in self.backend.sync():
            pass
        self.skipping = False
        self.ready()

    # Both.

    def serve(self):
        extended = {b"P": self.parse, b"B": self.bind, b"D": self.describe, b"E": self.execute, b"C": self.close_one}
        try:
            while True:
                kind, body = self.client.read()
                if kind == b"X":
                    return
                if kind == b"Q":
                    self.query(body)
                elif kind == b"S":
                    self.sync()
                elif kind == b"H":
                    self.client.flush()
                elif kind in extended and not self.skipping:
                    try:
                        extended[kind](body)
                    except Refusal as refusal:
                        self.fail(refusal)
                        self.skipping = True
        except (ConnectionError, Drop):
            pass
        except Exception as error:
            self.client.write(b"E", error_body({"S": "FATAL", "C": "XX000", "M": f"the stand-in itself failed: {error!r}"}))
            self.client.flush()
            raise
        finally:
            self.backend.close()


def portal_name(name):
    return "p_" + name if name else ""


def as_redshift_says(fields):
    """PostgreSQL's words where Redshift's are others."""
    kept = {key: value for key, value in fields.items() if key in "SCMDHPpqW"}
    constraint = re.match(BYTES_CHECK + r"_(\d+)_", fields.get("n", ""))
    if constraint:
        kept.update({"C": "22001", "M": f"value too long for type character varying({constraint.group(1)})"})
        kept.pop("D", None)
    elif fields.get("C") == "40001" and "serialize" in fields.get("M", ""):
        if "read/write dependencies" in fields["M"]:
            kept.update({"C": "XX000", "M": "1023", "D": "Serializable isolation violation on table - 100123, "
                         "transactions forming the cycle are: 4711, 4712 (pid:1)"})
        else:
            kept.update({"C": "XX000", "M": "could not complete because of conflict with concurrent transaction"})
            kept.pop("D", None)
        kept.pop("H", None)
    elif fields.get("C") == "42883":
        kept["H"] = "Redshift documents such a name, or it is an operator: the arguments are wrong, or the stand-in lacks it."
    elif fields.get("C") == "21000" and "MERGE" in fields.get("M", ""):
        kept.update({"M": "Found multiple matches to update the same tuple."})
        kept.pop("H", None)
    return kept
