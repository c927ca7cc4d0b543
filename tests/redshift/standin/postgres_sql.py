"""Redshift's SQL, once it is known to be that, as PostgreSQL takes it."""
import re

from sqlglot import exp
from sqlglot.dialects.postgres import Postgres

BYTES_CHECK = "standin_bytes"  # the constraints of pg_redshift.check_bytes


def unit(node):
    return f"'{node.args['unit'].name.lower().rstrip('s') if node.args.get('unit') else 'day'}'"


def date_add(generator, node):
    return f"pg_redshift.dateadd({unit(node)}, {generator.sql(node, 'expression')}, {generator.sql(node, 'this')})"


def date_diff(generator, node):
    return f"pg_redshift.datediff({unit(node)}, {generator.sql(node, 'expression')}, {generator.sql(node, 'this')})"


def extract(generator, node):
    kind = "DOUBLE PRECISION" if node.name.lower() == "epoch" else "INTEGER"
    return f"CAST(EXTRACT({node.name} FROM {generator.sql(node, 'expression')}) AS {kind})"


def within_group(generator, node):
    if not isinstance(node.this, exp.GroupConcat):
        return f"{generator.sql(node, 'this')} WITHIN GROUP ({generator.sql(node, 'expression').strip()})"
    return listagg(generator, node.this, generator.sql(node, "expression"))


def listagg(generator, node, order=""):
    value = node.this
    distinct = isinstance(value, exp.Distinct)
    value = value.expressions[0] if distinct else value
    separator = generator.sql(node, "separator") or "''"
    plain = generator.sql(value)
    text = f"CAST({plain} AS VARCHAR)"
    if distinct:  # PostgreSQL orders by what is distinct
        order = re.sub(rf"(?<=ORDER BY ){re.escape(plain)}(?!\S)", text, order)
    return f"STRING_AGG({'DISTINCT ' if distinct else ''}{text}, {separator}{order})"


class Target(Postgres):
    class Generator(Postgres.Generator):
        TRANSFORMS = {**Postgres.Generator.TRANSFORMS,
                      exp.DateAdd: date_add, exp.TsOrDsAdd: date_add, exp.DateDiff: date_diff, exp.TsOrDsDiff: date_diff,
                      exp.Extract: extract, exp.WithinGroup: within_group, exp.GroupConcat: listagg,
                      exp.FromBase: lambda generator, node: generator.func("STRTOL", node.this, node.expression),
                      exp.Avg: lambda generator, node: f"pg_redshift.avg({generator.sql(node, 'this')})",
                      exp.ApproxDistinct: lambda generator, node: f"COUNT(DISTINCT {generator.sql(node, 'this')})",
                      exp.CurrentTimestamp: lambda generator, node: "CAST(CURRENT_TIMESTAMP AS TIMESTAMP)"}


def with_default_sizes(tree):
    """VARCHAR is VARCHAR(256), CHAR is CHAR(1), NUMERIC is NUMERIC(18, 0), REAL stays."""
    sizes = {"VARCHAR": [256], "NVARCHAR": [256], "TEXT": [256], "CHAR": [1], "NCHAR": [1], "BPCHAR": [256], "DECIMAL": [18, 0]}
    for node in tree.find_all(exp.DataType):
        kind = node.this.value if isinstance(node.this, exp.DType) else ""
        if kind in sizes and not node.expressions:
            node.set("expressions", [exp.DataTypeParam(this=exp.Literal.number(size)) for size in sizes[kind]])
        for size in node.expressions:
            if isinstance(size, exp.DataTypeParam) and size.name.upper() == "MAX":
                size.set("this", exp.Literal.number(65535))
        if kind in ("TEXT", "NVARCHAR", "BPCHAR"):
            node.set("this", exp.DType.VARCHAR if kind != "BPCHAR" else exp.DType.CHAR)


def fold_names(tree, session):
    """All names are lower case, quoted ones as well unless the session says otherwise."""
    folds = session.settings["enable_case_sensitive_identifier"] != "on"
    for node in tree.find_all(exp.Identifier):
        if folds or not node.quoted:
            node.set("this", node.name.lower())
        if node.name.startswith("#"):
            node.set("quoted", True)


def bytes_check(table):
    """VARCHAR(n) holds n bytes in Redshift, n characters in PostgreSQL."""
    return f"SELECT pg_redshift.check_bytes('{table}')"


def without_unenforced(schema):
    """Keys are taken and not enforced; a primary key's columns are NOT NULL all the same."""
    keys = set()
    for constraint in list(schema.find_all(exp.PrimaryKey)):
        keys.update(part.name for part in constraint.expressions)
    for node in list(schema.expressions):
        inner = [node, *(node.expressions if isinstance(node, exp.Constraint) else [])]
        if any(isinstance(part, (exp.PrimaryKey, exp.UniqueColumnConstraint, exp.ForeignKey)) for part in inner):
            node.pop()
    for column in schema.find_all(exp.ColumnDef):
        for constraint in list(column.args.get("constraints") or []):
            kind = constraint.args.get("kind")
            if isinstance(kind, exp.PrimaryKeyColumnConstraint):
                keys.add(column.name)
            if isinstance(kind, (exp.PrimaryKeyColumnConstraint, exp.UniqueColumnConstraint, exp.Reference)):
                constraint.pop()
        if column.name in keys and not any(isinstance(constraint.args.get("kind"), exp.NotNullColumnConstraint)
                                           for constraint in column.args.get("constraints") or []):
            column.append("constraints", exp.ColumnConstraint(kind=exp.NotNullColumnConstraint()))


def sql_of(tree):
    return tree.sql(dialect=Target)
