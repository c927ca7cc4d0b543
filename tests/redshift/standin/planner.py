"""Reads a statement as Redshift does, and plans what PostgreSQL is sent for it; or refuses it."""
import logging
import re

import sqlglot
from sqlglot import exp
from sqlglot.dialects.redshift import Redshift

from . import copy_options, postgres_sql, refusals, settings, table_attributes
from .bulk_insert import split_bulk
from .errors import NOT_SUPPORTED, Refusal, not_supported, syntax_error
from .plan import Plan
from .statements import MAX_BYTES, without_comments

logging.getLogger("sqlglot").setLevel(logging.ERROR)  # it tells of each fallback to Command, which is refused here

NAME = r'(?:"[^"]+"|[\w#$]+)'
TABLE = rf"{NAME}(?:\.{NAME})?"
TRANSACTION = r"(?:\s+(?:WORK|TRANSACTION))?"


def matched(pattern, statement):
    return re.fullmatch(pattern, statement, re.S | re.I)


def plan(statement, session):
    if len(statement.encode()) > MAX_BYTES:
        raise Refusal("54000", f"Statement is too large. Statement Size: {len(statement.encode())} bytes. "
                      f"Maximum Allowed: {MAX_BYTES} bytes")
    bare = without_comments(statement)
    word = re.match(r"\w*", bare).group().upper()
    special = SPECIAL.get(word)
    return special(bare, session) if special else parsed(bare, session)


def begin(sql, session):
    match = matched(rf"(?:BEGIN|START){TRANSACTION}(\s+ISOLATION\s+LEVEL\s+(?:SERIALIZABLE|READ\s+COMMITTED|READ\s+UNCOMMITTED|"
                    r"REPEATABLE\s+READ))?(\s+READ\s+(?:WRITE|ONLY))?", sql)
    if not match or (sql[:1] in "sS" and not re.match(r"START\s+TRANSACTION", sql, re.I)):
        raise syntax_error(sql.split()[-1])
    return Plan(f"BEGIN ISOLATION LEVEL {session.server.isolation}{match.group(2) or ''}")


def end(sql, session):
    match = matched(rf"(COMMIT|END|ROLLBACK|ABORT){TRANSACTION}", sql)
    if not match:
        if matched(r"ROLLBACK\s+TO\s.*", sql):
            raise not_supported('SQL command "ROLLBACK TO SAVEPOINT" not supported on Redshift.')
        raise syntax_error(sql.split()[-1])
    return Plan("COMMIT" if match.group(1).upper() in ("COMMIT", "END") else "ROLLBACK", allowed_when_failed=True)


def savepoint(sql, session):
    raise not_supported(f'SQL command "{sql}" not supported on Redshift.')


def lock(sql, session):
    match = matched(rf"LOCK(?:\s+TABLE)?\s+({TABLE}(?:\s*,\s*{TABLE})*)", sql)
    if not match:
        raise syntax_error("IN" if re.search(r"\sIN\s", sql, re.I) else sql.split()[-1])
    tables = ", ".join(quoted_name(name.strip()) for name in match.group(1).split(","))
    return Plan(f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE")


def analyze(sql, session):
    match = matched(rf"ANALYZE(?:\s+VERBOSE)?(?:\s+({TABLE})(\s*\([^)]*\))?)?(?:\s+(?:PREDICATE|ALL)\s+COLUMNS)?", sql)
    if not match:
        raise syntax_error(sql.split()[-1])
    table, columns = match.groups()
    return Plan(f"ANALYZE {quoted_name(table) if table else ''}{columns or ''}")


def vacuum(sql, session):
    match = matched(r"VACUUM(?:\s+(?:FULL|SORT\s+ONLY|DELETE\s+ONLY|REINDEX|RECLUSTER))?"
                    rf"(?:\s+({TABLE})(?:\s+TO\s+\d+\s+PERCENT)?(?:\s+BOOST)?)?", sql)
    if not match:
        raise syntax_error(sql.split()[-1])
    return Plan(f"VACUUM {quoted_name(match.group(1)) if match.group(1) else ''}", alone="VACUUM", tag="VACUUM")


def truncate(sql, session):
    match = matched(rf"TRUNCATE(?:\s+TABLE)?\s+({TABLE})", sql)
    if not match:
        raise syntax_error(sql.split()[-1])
    return Plan(f"TRUNCATE TABLE {quoted_name(match.group(1))}", ends_transaction=True)


def copy(sql, session):
    options = copy_options.read(sql)
    return Plan(copy=options, writes=options.table)


def show(sql, session):
    match = matched(r'SHOW\s+([\w."]+)', sql)
    if not match:
        raise syntax_error(sql.split()[-1])
    return settings.show(match.group(1).lower(), session)


def change(sql, session):
    return settings.change(sql, session)


def explain(sql, session):
    inner = parsed(re.sub(r"^EXPLAIN(\s+VERBOSE)?\s+", "", sql, flags=re.I), session)
    return Plan("EXPLAIN " + inner.sql, returns_rows=True)


def declare(sql, session):
    match = matched(rf"DECLARE\s+({NAME})\s+CURSOR\s+FOR\s+(.*)", sql)
    if not match:
        raise syntax_error(sql.split()[-1])
    return Plan(f"DECLARE {match.group(1)} CURSOR FOR {parsed(match.group(2), session).sql}")


def cursor(sql, session):
    return Plan(sql, returns_rows=sql[:1] in "fF")


def unload(sql, session):
    raise not_supported("the stand-in has no UNLOAD")


def grant(sql, session):
    refusals.refuse(parse(sql), sql)
    return Plan(sql)


def read_table_attributes(sql):
    try:
        return table_attributes.Reader(sql).read()
    except sqlglot.errors.TokenError as error:
        raise syntax_error("") from error


def create(sql, session):
    if not re.match(r"CREATE\s+(LOCAL\s+)?(TEMP\s+|TEMPORARY\s+)?TABLE\b", sql, re.I):
        return parsed(sql, session)
    sql, attributes = read_table_attributes(re.sub(r"^(CREATE\s+)LOCAL\s+", r"\1", sql, flags=re.I))
    tree = parse(sql)
    refusals.refuse(tree, sql)
    target = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
    if target.name.startswith("#"):
        tree.set("properties", exp.Properties(expressions=[exp.TemporaryProperty()]))
    columns = {column.name.lower(): column.args["kind"].this.value for column in tree.find_all(exp.ColumnDef)
               if column.args.get("kind")}
    if columns:
        table_attributes.check_columns(attributes, columns)
        for name in attributes.identities:
            if columns[name] not in ("INT", "BIGINT"):
                raise Refusal("42P16", f'identity column "{name}" must be of type INT or BIGINT')
        postgres_sql.without_unenforced(tree.this)
    postgres_sql.with_default_sizes(tree)
    postgres_sql.fold_names(tree, session)
    session.fill_in(tree)
    text = re.sub(rf"'(default )?{table_attributes.IDENTITY}(\d+, \d+)'", lambda match:
                  f"pg_redshift.{'default_' if match.group(1) else ''}identity({match.group(2)})", postgres_sql.sql_of(tree))
    created = Plan(text, tag="SELECT" if tree.expression else None)
    table = postgres_sql.sql_of(exp.Table(this=target.this, db=target.args.get("db")))
    created.after = [postgres_sql.bytes_check(table)]
    if not tree.args.get("exists"):
        created.after += table_attributes.notes(table, attributes)
    return created


def parse(sql):
    try:
        trees = sqlglot.parse(sql, read=Redshift)
    except sqlglot.errors.ParseError as error:
        raise syntax_error(error.errors[0].get("highlight") or "") from error
    except sqlglot.errors.TokenError as error:
        raise syntax_error("") from error
    except RecursionError as error:
        raise Refusal("54001", "stack depth limit exceeded") from error
    if len(trees) != 1 or trees[0] is None:
        raise syntax_error(sql.split()[0])
    return trees[0]


def parsed(sql, session):
    head, values = split_bulk(sql)
    tree = parse(head)
    if not isinstance(tree, KNOWN):
        raise syntax_error(re.match(r"\W*\w*", sql).group())
    if isinstance(tree, exp.Merge):
        without_function_values(tree)
    refusals.refuse(tree, head)
    if session.server.serverless:
        refusals.refuse_of_serverless(tree)
    session.fill_in(tree)
    postgres_sql.with_default_sizes(tree)
    postgres_sql.fold_names(tree, session)
    made = Plan(returns_rows=isinstance(tree, exp.Query))
    if isinstance(tree, exp.Insert):
        made.writes = written(tree)
        made.before = identity_checks(tree)
    elif isinstance(tree, (exp.Update, exp.Delete, exp.Merge)):
        made.writes = written(tree)
    elif isinstance(tree, exp.Alter):
        return altered(tree, made)
    elif isinstance(tree, exp.Create) and tree.args.get("kind") == "VIEW":
        tree.set("no_schema_binding", None)
    made.sql = postgres_sql.sql_of(tree) + values
    return made


def without_function_values(merge):
    """sqlglot reads INSERT VALUES (...) without columns as a function."""
    for when in merge.args["whens"].expressions:
        insert = when.args["then"]
        columns = insert.this.expressions if isinstance(insert, exp.Insert) and isinstance(insert.this, exp.Tuple) else []
        if len(columns) == 1 and isinstance(columns[0], exp.Anonymous) and columns[0].name.upper() == "VALUES":
            insert.set("expression", exp.Tuple(expressions=columns[0].expressions))
            insert.set("this", None)


def written(tree):
    target = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
    return postgres_sql.sql_of(exp.Table(this=target.this, db=target.args.get("db")))


def identity_checks(tree):
    columns = [column.name.lower() for column in tree.this.expressions] if isinstance(tree.this, exp.Schema) else None
    if columns is None and isinstance(tree.expression, exp.Values) and any(
            value.sql().upper() == "DEFAULT" for row in tree.expression.expressions
            for value in row.expressions):
        return []
    among = "" if columns is None else " AND a.attname IN ({})".format(
        ", ".join("'" + name.replace("'", "''") + "'" for name in columns))
    return [("SELECT a.attname FROM pg_attrdef d JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum "
             f"WHERE d.adrelid = to_regclass('{written(tree)}') "
             f"AND pg_get_expr(d.adbin, d.adrelid) LIKE 'pg_redshift.identity(%'{among}",
             Refusal(NOT_SUPPORTED, "cannot set an identity column to a value"))]


def altered(tree, made):
    action = tree.args["actions"][0]
    table = written(tree)
    if isinstance(action, exp.ColumnDef):
        constraints = [constraint.args.get("kind") for constraint in action.args.get("constraints") or []]
        if any(isinstance(kind, exp.NotNullColumnConstraint) for kind in constraints) and \
                not any(isinstance(kind, exp.DefaultColumnConstraint) for kind in constraints):
            raise Refusal("0A000", "ALTER TABLE ADD COLUMN defined as NOT NULL must have a non-null default expression")
        made.sql = postgres_sql.sql_of(tree)
        made.after = [postgres_sql.bytes_check(table)]
    elif isinstance(action, exp.AddConstraint):
        made.sql = f"SELECT '{table}'::regclass"
        made.tag = "ALTER TABLE"
    elif isinstance(action, exp.AlterColumn):
        made.alone = "ALTER TABLE ALTER COLUMN"
        made.sql = postgres_sql.sql_of(tree)
        made.after = [postgres_sql.bytes_check(table)]
    else:
        made.sql = postgres_sql.sql_of(tree)
    return made


def quoted_name(name):
    return ".".join(part if part.startswith('"') else f'"{part.lower()}"' for part in name.split("."))


KNOWN = (exp.Query, exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.Create, exp.Drop, exp.Alter, exp.Comment)
SPECIAL = {"BEGIN": begin, "START": begin, "COMMIT": end, "END": end, "ROLLBACK": end, "ABORT": end, "SAVEPOINT": savepoint,
           "RELEASE": savepoint, "LOCK": lock, "ANALYZE": analyze, "VACUUM": vacuum, "TRUNCATE": truncate, "COPY": copy,
           "SHOW": show, "SET": change, "RESET": change, "EXPLAIN": explain, "DECLARE": declare, "FETCH": cursor,
           "CLOSE": cursor, "UNLOAD": unload, "GRANT": grant, "REVOKE": grant, "CREATE": create}
