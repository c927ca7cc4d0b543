"""Splits what a client sends at its semicolons."""
import re

PIECES = re.compile(r"""'(?:[^'\\]|''|\\.)*' | "(?:[^"]|"")*" | --[^\n]* | /\*.*?\*/ | \$\$.*?\$\$ | ; """, re.S | re.X)
COMMENTS = re.compile(r"""('(?:[^'\\]|''|\\.)*' | "(?:[^"]|"")*") | --[^\n]* | /\*.*?\*/""", re.S | re.X)
MAX_BYTES = 16 << 20


def split(sql):
    start, found = 0, []
    for piece in PIECES.finditer(sql):
        if piece.group() == ";":
            found.append(sql[start:piece.start()])
            start = piece.end()
    return [statement for statement in [*found, sql[start:]] if without_comments(statement)]


def without_comments(statement):
    return COMMENTS.sub(lambda match: match.group(1) or " ", statement).strip()
