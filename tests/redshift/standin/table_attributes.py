"""What Redshift's CREATE TABLE has over other databases': where rows lie, in which order, and how they are encoded."""
import dataclasses

from sqlglot.dialects.redshift import Redshift
from sqlglot.tokens import TokenType

from .errors import Refusal, syntax_error

ENCODINGS = {"RAW", "AZ64", "BYTEDICT", "DELTA", "DELTA32K", "LZO", "MOSTLY8", "MOSTLY16", "MOSTLY32", "RUNLENGTH", "TEXT255",
             "TEXT32K", "ZSTD", "AUTO"}
STYLES = {"AUTO", "EVEN", "KEY", "ALL"}
INVALID_TABLE = "42P16"
IDENTITY = "identity of "  # stands for the default of an identity column until PostgreSQL's SQL is made


@dataclasses.dataclass
class Attributes:
    style: str | None = None
    distkey: list = dataclasses.field(default_factory=list)
    sortkey: list | None = None  # [] is AUTO
    interleaved: bool = False
    encodings: dict = dataclasses.field(default_factory=dict)
    identities: dict = dataclasses.field(default_factory=dict)  # column: (seed, step)


class Reader:
    """Takes the attributes out of a CREATE TABLE, so that what is left is any database's."""

    def __init__(self, sql):
        self.sql, self.tokens = sql, Redshift.Tokenizer().tokenize(sql)
        self.at, self.depth, self.column, self.starts_column = 0, 0, None, False
        self.attributes, self.cuts = Attributes(), []

    def word(self, offset=0):
        index = self.at + offset
        return self.tokens[index].text.upper() if index < len(self.tokens) else ""

    def read(self):
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            if self.starts_column:
                self.column, self.starts_column = token.text.lower(), False
            elif token.token_type == TokenType.L_PAREN:
                self.depth += 1
                self.starts_column = self.depth == 1 and self.column is None
            elif token.token_type == TokenType.R_PAREN:
                self.depth -= 1
            elif token.token_type == TokenType.COMMA and self.depth == 1:
                self.starts_column = True
            elif token.token_type == TokenType.SELECT:
                break
            elif self.depth <= 1 and token.token_type != TokenType.STRING and self.attribute():
                continue
            self.at += 1
        sql = self.sql
        for first, last, text in reversed(self.cuts):
            sql = sql[:self.tokens[first].start] + text + sql[self.tokens[last].end + 1:]
        check(self.attributes)
        return sql, self.attributes

    def attribute(self):
        """Takes the attribute that stands here, if one does."""
        first, word, found = self.at, self.word(), self.attributes
        if self.depth == 0 and word in ("COMPOUND", "INTERLEAVED") and self.word(1) == "SORTKEY":
            found.interleaved = word == "INTERLEAVED"
            self.at += 1
            word = "SORTKEY"
        if word == "DISTSTYLE" and self.depth == 0:
            found.style = self.word(1)
            if found.style not in STYLES:
                raise syntax_error(self.word(1).lower())
            self.at += 2
        elif word == "DISTKEY":
            self.at += 1
            found.distkey += self.names() if self.depth == 0 else [self.column]
        elif word == "SORTKEY":
            self.at += 1
            if self.depth == 1:
                found.sortkey = [*(found.sortkey or []), self.column]
            elif self.word() == "AUTO":
                found.sortkey = []
                self.at += 1
            else:
                found.sortkey = self.names()
        elif word == "ENCODE":
            encoding = self.word(1)
            if encoding not in ENCODINGS or (self.depth == 0 and encoding != "AUTO"):
                raise Refusal("42601", f'invalid encoding type "{encoding.lower()}" specified')
            if self.depth == 1:
                found.encodings[self.column] = encoding
            self.at += 2
        elif word == "BACKUP" and self.depth == 0 and self.word(1) in ("YES", "NO"):
            self.at += 2
        elif word == "IDENTITY" and self.depth == 1 and self.word(1) == "(":
            by_default = [self.word(i) for i in range(-4, 0)] == ["GENERATED", "BY", "DEFAULT", "AS"]
            first = self.at - 4 if by_default else self.at
            seed, step = self.word(2), self.word(4)
            if not (seed.isdigit() and step.isdigit() and self.word(3) == "," and self.word(5) == ")"):
                raise syntax_error("identity")
            self.at += 6
            found.identities[self.column] = (seed, step)
            self.cuts.append((first, self.at - 1, f"DEFAULT '{'default ' if by_default else ''}{IDENTITY}{seed}, {step}'"))
            return True
        else:
            return False
        self.cuts.append((first, self.at - 1, ""))
        return True

    def names(self):
        if self.word() != "(":
            raise syntax_error(self.word().lower())
        names = []
        while self.word() != ")":
            if self.at >= len(self.tokens):
                raise syntax_error("")
            self.at += 1
            if self.word() not in (",", ")"):
                names.append(self.tokens[self.at].text.lower())
        self.at += 1
        return names


def check(found):
    if len(found.distkey) > 1:
        raise Refusal(INVALID_TABLE, "multiple distkeys are not allowed")
    if found.distkey and found.style not in (None, "KEY"):
        raise Refusal(INVALID_TABLE, f"DISTSTYLE {found.style} is not compatible with DISTKEY")
    if found.style == "KEY" and not found.distkey:
        raise Refusal(INVALID_TABLE, "DISTSTYLE KEY must be used with a DISTKEY column")
    if found.interleaved and len(found.sortkey or []) > 8:
        raise Refusal(INVALID_TABLE, "Interleaved sort keys may have at most 8 columns")
    if len(found.sortkey or []) > 400:
        raise Refusal(INVALID_TABLE, "Sort keys may have at most 400 columns")


def check_columns(found, columns):
    for name in [*found.distkey, *(found.sortkey or [])]:
        if name.lower() not in columns:
            raise Refusal("42703", f'column "{name}" named in key does not exist')
    for name, encoding in found.encodings.items():
        kind = columns.get(name, "")
        numeric = kind in ("SMALLINT", "INT", "BIGINT", "DECIMAL", "DATE", "TIMESTAMP", "TIMESTAMPTZ", "TIME", "TIMETZ")
        text = kind in ("VARCHAR", "CHAR")
        if (encoding in ("AZ64", "MOSTLY8", "MOSTLY16", "MOSTLY32", "DELTA", "DELTA32K") and not numeric) or \
                (encoding in ("TEXT255", "TEXT32K") and kind != "VARCHAR") or (encoding == "LZO" and not (numeric or text)):
            raise Refusal(INVALID_TABLE, f'invalid encoding type "{encoding.lower()}" specified for column "{name}"')


def notes(name, found):
    """The SQL that notes them for PG_TABLE_DEF and SVV_TABLE_INFO."""
    table = f"'{name}'::regclass"
    style = found.style or ("KEY" if found.distkey else "AUTO(ALL)")
    yield f"INSERT INTO pg_redshift.table_attributes VALUES ({table}, '{style}')"
    for column in dict.fromkeys([*found.distkey, *(found.sortkey or []), *found.encodings]):
        order = found.sortkey.index(column) + 1 if column in (found.sortkey or []) else 0
        encoding = f"'{found.encodings[column].lower()}'" if column in found.encodings else "NULL"
        yield (f"INSERT INTO pg_redshift.column_attributes VALUES ({table}, '{column}', {encoding}, {column in found.distkey}, "
               f"{-order if found.interleaved and order % 2 == 0 else order})")
