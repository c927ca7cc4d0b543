"""What Redshift refuses of a statement that parses."""
from sqlglot import exp

from .errors import NOT_SUPPORTED, Refusal, not_supported, syntax_error
from .functions import KNOWN, LEADER_ONLY
from .words import RESERVED

TYPES = {"SMALLINT", "INT", "BIGINT", "DECIMAL", "FLOAT", "DOUBLE", "BOOLEAN", "CHAR", "NCHAR", "VARCHAR", "NVARCHAR", "TEXT",
         "BPCHAR", "NAME", "DATE", "TIME", "TIMETZ", "TIMESTAMP", "TIMESTAMPTZ", "INTERVAL", "NULL"}
LACKING = {"SUPER", "VARBINARY", "HLLSKETCH", "GEOMETRY", "GEOGRAPHY"}
NOT_OF_A_COLUMN = {"UUID", "SERIAL", "BIGSERIAL", "SMALLSERIAL", "MONEY", "INET", "BIT", "XML", "ARRAY"}
MAX_VARCHAR, MAX_CHAR = 65535, 4096
SYNTAX = (exp.Cast, exp.Extract, exp.Substring, exp.Trim, exp.StrPosition, exp.Ceil, exp.Floor, exp.Connector, exp.Case, exp.If,
          exp.CurrentTimestamp, exp.CurrentDate, exp.CurrentUser, exp.Exists, exp.Coalesce, exp.RegexpLike, exp.RegexpILike,
          exp.Interval, exp.ApproxDistinct, exp.AtTimeZone, exp.DecodeCase, exp.CurrentTime, exp.SessionUser, exp.Overlay)


def refuse(tree, sql):
    for node in tree.walk():
        check = CHECKS.get(type(node))
        if check:
            check(node, sql)
        if isinstance(node, exp.Func):
            check_function(node, sql)
    check_leader(tree, sql)


def refuse_of_serverless(tree):
    for table in tree.find_all(exp.Table):
        if is_system(table) and table.name.lower().startswith(("stl_", "stv_")):
            raise Refusal("42501", f"permission denied for relation {table.name.lower()}")


def check_function(node, sql):
    name = name_as_written(node, sql)
    if name is None:
        if isinstance(node, exp.GroupConcat):
            raise no_function("string_agg", node)
        if not isinstance(node, SYNTAX):
            raise no_function(node.sql_name().lower(), node)
        return
    if isinstance(node.parent, exp.Dot) and node.arg_key == "expression":
        raise no_function(f"{node.parent.this.sql()}.{name}", node)
    if name == "values":
        raise syntax_error("VALUES")
    if name not in KNOWN:
        raise no_function(name, node)


def no_function(name, node):
    given = [part for key in ("this", "expression", "expressions") for part in as_list(node.args.get(key))]
    kinds = ", ".join(kind_of(argument) for argument in given if not isinstance(argument, str))
    return Refusal("42883", f"function {name}({kinds}) does not exist",
                   hint="No function matches the given name and argument types. You may need to add explicit type casts.")


def as_list(value):
    return value if isinstance(value, list) else [] if value is None else [value]


def kind_of(argument):
    if isinstance(argument, exp.Literal):
        return '"unknown"' if argument.is_string else "integer" if argument.is_int else "numeric"
    return argument.args["to"].sql("postgres").lower() if isinstance(argument, exp.Cast) else '"unknown"'


def name_as_written(node, sql):
    """None where the syntax has no name in front of parentheses."""
    start = node.meta.get("start")
    return None if start is None else sql[start:node.meta["end"] + 1].strip('"').lower()


def is_system(table):
    name, schema = table.name.lower(), table.db.lower()
    return schema in ("pg_catalog", "information_schema") or (
        not schema and name.startswith(("pg_", "svv_", "stl_", "stv_", "sys_")))


def check_leader(tree, sql):
    """Functions of the leader node see no table of the user, and their results go into none."""
    used = [name for node in tree.find_all(exp.Func) if (name := name_as_written(node, sql)) in LEADER_ONLY]
    catalog = [table for table in tree.find_all(exp.Table) if table.db.lower() == "information_schema" or
               (is_system(table) and table.name.lower().startswith("pg_"))]
    with_names = {cte.alias for cte in tree.find_all(exp.CTE)}
    user_tables = [table for table in tree.find_all(exp.Table) if table.name and not is_system(table) and
                   table.name not in with_names and not isinstance(table.this, exp.Func)]
    if (used or catalog) and user_tables and not isinstance(tree, (exp.Comment, exp.Grant, exp.Revoke)):
        what = [f'Function "{name}()" not supported.' for name in used] or \
            [f'Column "{table.name}" is of the leader node.' for table in catalog]
        raise Refusal(NOT_SUPPORTED, "Specified types or functions (one per INFO message) not supported on Redshift tables.",
                      "\n".join(what))


def identifier(node, sql):
    if node.quoted or node.name.upper() not in RESERVED:
        return
    parent = node.parent
    labels = isinstance(parent, exp.Alias) or (isinstance(parent, exp.Column) and parent.args.get("table") is not node and
                                               parent.args.get("table"))
    if not labels and not isinstance(parent, (exp.Func, exp.DataType, exp.Dot, exp.Property, exp.SetItem)):
        raise syntax_error(node.name)


def data_type(node, sql):
    kind = node.this.value if isinstance(node.this, exp.DType) else str(node.this)
    if isinstance(node.parent, exp.Interval) or kind == "USERDEFINED" and node.find_ancestor(exp.Drop):
        return
    if kind in LACKING:
        raise not_supported(f"the stand-in has no {kind}")
    if kind in NOT_OF_A_COLUMN:
        column = node.find_ancestor(exp.ColumnDef)
        if column is None:
            raise not_supported(f'unsupported type "{kind.lower()}"')
        raise not_supported(f'Column "{column.name}" has unsupported type "{kind.lower()}".')
    if kind not in TYPES:
        raise Refusal("42704", f'type "{str(node.args.get("kind") or kind).lower()}" does not exist')
    size = node.expressions[0].this if node.expressions else None
    length = int(size.name) if isinstance(size, exp.Literal) and size.is_int else None
    if kind in ("VARCHAR", "NVARCHAR") and length is not None and not 1 <= length <= MAX_VARCHAR:
        raise Refusal("22023", f"length for type varchar cannot exceed {MAX_VARCHAR}" if length else
                      "length for type varchar must be at least 1")
    if kind in ("CHAR", "NCHAR", "BPCHAR") and length is not None and length > MAX_CHAR:
        raise Refusal("22023", f"length for type char cannot exceed {MAX_CHAR}")
    if kind == "DECIMAL" and length is not None and not 1 <= length <= 38:
        raise Refusal("22023", f"NUMERIC precision {length} must be between 1 and 38")


def table(node, sql):
    if node.db.lower().startswith("pg_temp") and not node.db.lower().startswith("pg_temp_"):
        raise Refusal("3F000", f'schema "{node.db}" does not exist')
    if node.db.lower() == "pg_redshift":
        raise Refusal("3F000", f'schema "{node.db}" does not exist')


def insert(node, sql):
    if node.args.get("conflict"):
        raise syntax_error("ON")
    if node.args.get("returning"):
        raise syntax_error("RETURNING")


def returning(node, sql):
    raise syntax_error("RETURNING")


def values(node, sql):
    if not isinstance(node.parent, exp.Insert):
        raise syntax_error("VALUES")


def distinct_from(node, sql):
    raise syntax_error("DISTINCT")


def collate(node, sql):
    raise syntax_error("COLLATE")


def filtered(node, sql):
    raise syntax_error("(")


def distinct(node, sql):
    if node.args.get("on"):
        raise not_supported("SELECT DISTINCT ON is not supported")


def lateral(node, sql):
    raise syntax_error("LATERAL")


def locking(node, sql):
    raise not_supported("SELECT FOR UPDATE/SHARE is not supported on Redshift tables.")


def check_constraint(node, sql):
    raise not_supported("CHECK constraints are not supported")


def array(node, sql):
    raise not_supported("ARRAY expressions are not supported")


def merge(node, sql):
    target, source = node.this, node.args["using"]
    if target.alias:
        raise syntax_error(target.alias)
    if not isinstance(source, exp.Table):
        raise not_supported("MERGE source must be a table")
    if node.args.get("with_"):
        raise syntax_error("WITH")
    kinds = [bool(when.args.get("matched")) for when in node.args["whens"].expressions]
    if sorted(kinds) != [False, True]:
        raise syntax_error("WHEN" if len(kinds) > 2 else "")
    if any(when.args.get("condition") for when in node.args["whens"].expressions):
        raise syntax_error("AND")
    for condition in node.args["on"].flatten() if isinstance(node.args["on"], exp.And) else [node.args["on"]]:
        if not isinstance(condition, exp.EQ):
            raise not_supported("MERGE supports only equality predicates in its ON clause")


def create(node, sql):
    kind = (node.args.get("kind") or "").upper()
    if kind == "INDEX":
        raise not_supported('SQL command "CREATE INDEX" not supported on Redshift tables.')
    if kind not in ("TABLE", "VIEW", "SCHEMA", "DATABASE"):
        raise not_supported(f'SQL command "CREATE {kind}" not supported.')


def alter(node, sql):
    actions = node.args.get("actions") or []
    if len(actions) > 1:
        raise syntax_error(",")


CHECKS = {exp.Identifier: identifier, exp.DataType: data_type, exp.Table: table, exp.Insert: insert, exp.Returning: returning,
          exp.Values: values, exp.NullSafeEQ: distinct_from, exp.NullSafeNEQ: distinct_from, exp.Collate: collate,
          exp.CollateColumnConstraint: collate, exp.Filter: filtered, exp.Distinct: distinct, exp.Lateral: lateral,
          exp.Lock: locking, exp.CheckColumnConstraint: check_constraint, exp.Array: array, exp.Merge: merge,
          exp.Create: create, exp.Alter: alter}
