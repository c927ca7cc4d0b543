"""An INSERT of very many rows: sqlglot reads the first, and the others are seen to be rows of plain values."""
import re

VALUE = r"""(?:'(?:[^'\\]|''|\\.)*'|[-+]?[0-9][0-9.]*(?:[eE][-+]?[0-9]+)?|NULL|TRUE|FALSE|DEFAULT)"""
ROW = rf"\(\s*{VALUE}(?:\s*,\s*{VALUE})*\s*\)"
HEAD = re.compile(rf"\s*INSERT\s+INTO\s+[\w.\"#$]+\s*(?:\([^()']*\)\s*)?VALUES\s*{ROW}", re.I | re.S)
NEXT = re.compile(rf"\s*,\s*{ROW}", re.I | re.S)
ESCAPED = re.compile(r"'(?:[^'\\]|''|\\.)*'", re.S)
WORTH_IT = 20_000


def split_bulk(sql):
    """The statement up to its first row, and the other rows as PostgreSQL takes them; else all of it, and nothing."""
    head = HEAD.match(sql) if len(sql) > WORTH_IT else None
    if not head:
        return sql, ""
    at = head.end()
    while match := NEXT.match(sql, at):
        at = match.end()
    if sql[at:].strip():
        return sql, ""
    rest = sql[head.end():]
    if "\\" in rest:
        rest = ESCAPED.sub(lambda match: "E" + match.group() if "\\" in match.group() else match.group(), rest)
    return sql[:head.end()], rest
