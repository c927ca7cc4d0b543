"""Reads a COPY statement: its target, its source and its options, as the documentation lists them."""
import dataclasses

import sqlglot
from sqlglot.dialects.redshift import Redshift
from sqlglot.tokens import TokenType

from .errors import Refusal, not_supported, syntax_error


@dataclasses.dataclass
class CopyOptions:
    table: str = ""
    columns: list | None = None
    source: str = ""
    role: str | None = None
    region: str | None = None
    manifest: bool = False
    format: str = "TEXT"
    json: str = "auto"
    delimiter: str | None = None
    quote: str = '"'
    ignore_header: int = 0
    compression: str | None = None
    time_format: str | None = None
    date_format: str | None = None
    null_as: str | None = None
    max_error: int = 0
    ignore_all_errors: bool = False
    truncate_columns: bool = False
    blanks_as_null: bool = False
    empty_as_null: bool = False
    accept_invalid_chars: str | None = None
    accept_any_date: bool = False
    trim_blanks: bool = False
    ignore_blank_lines: bool = False
    fill_record: bool = False
    remove_quotes: bool = False
    escape: bool = False
    explicit_ids: bool = False
    no_load: bool = False


class Reader:
    def __init__(self, sql):
        try:
            sqlglot.parse_one(sql, read=Redshift)
            self.tokens = Redshift.Tokenizer().tokenize(sql)
        except sqlglot.errors.ParseError as error:
            raise syntax_error(error.errors[0].get("highlight") or "") from error
        except sqlglot.errors.TokenError as error:
            raise syntax_error("") from error
        self.sql, self.at, self.options, self.seen = sql, 0, CopyOptions(), set()

    def word(self):
        return self.tokens[self.at].text.upper() if self.at < len(self.tokens) else ""

    def take(self, *words):
        if self.word() in words and self.tokens[self.at].token_type != TokenType.STRING:
            self.at += 1
            return True
        return False

    def need(self, word):
        if not self.take(word):
            raise self.error()

    def error(self):
        return syntax_error(self.tokens[self.at].text if self.at < len(self.tokens) else "")

    def string(self):
        if self.at >= len(self.tokens) or self.tokens[self.at].token_type != TokenType.STRING:
            raise self.error()
        self.at += 1
        return self.tokens[self.at - 1].text

    def has_string(self):
        return self.at < len(self.tokens) and self.tokens[self.at].token_type == TokenType.STRING

    def number(self):
        self.take("AS")
        if not self.word().isdigit():
            raise self.error()
        self.at += 1
        return int(self.tokens[self.at - 1].text)

    def name(self):
        if self.at >= len(self.tokens) or self.has_string():
            raise self.error()
        token = self.tokens[self.at]
        self.at += 1
        return f'"{token.text}"' if token.token_type == TokenType.IDENTIFIER else f'"{token.text.lower()}"'

    def read(self):
        options = self.options
        self.need("COPY")
        options.table = self.name()
        if self.take("."):
            options.table += "." + self.name()
        if self.take("("):
            options.columns = [self.name()[1:-1]]
            while self.take(","):
                options.columns.append(self.name()[1:-1])
            self.need(")")
        if self.take("TO"):
            raise syntax_error("TO")
        self.need("FROM")
        if self.word() in ("STDIN", "STDOUT"):
            raise not_supported("COPY FROM STDIN is not supported")
        options.source = self.string()
        if not options.source.startswith("s3://"):
            raise not_supported(f"COPY from '{options.source}' is not supported by the stand-in" if "://" in options.source else
                                "COPY from a file is not supported")
        while self.at < len(self.tokens):
            self.option()
        self.check()
        return options

    def option(self):
        word = self.word()
        read = OPTIONS.get(word)
        if read is None or self.has_string():
            raise self.error()
        if word in self.seen:
            raise Refusal("42601", "conflicting or redundant options")
        self.seen.add(word)
        self.at += 1
        read(self)

    def check(self):
        if self.options.role is None:
            raise Refusal("XX000", "COPY requires authorization parameters: IAM_ROLE or CREDENTIALS")
        if self.options.ignore_all_errors and "MAXERROR" in self.seen:
            raise Refusal("42601", "IGNOREALLERRORS cannot be used with MAXERROR")
        if self.options.max_error > 100_000:
            raise Refusal("22023", "MAXERROR must be between 0 and 100000")
        if self.options.format == "JSON":
            for word in ("DELIMITER", "ESCAPE", "FILLRECORD", "FIXEDWIDTH", "IGNOREHEADER", "REMOVEQUOTES", "QUOTE"):
                if word in self.seen:
                    raise Refusal("42601", f"{word} is not compatible with JSON")
        elif self.options.format == "CSV":
            for word in ("ESCAPE", "FIXEDWIDTH", "REMOVEQUOTES"):
                if word in self.seen:
                    raise Refusal("42601", f"{word} is not compatible with CSV")

    def format(self):
        self.take("AS")
        if self.take("JSON"):
            self.json()
        elif self.take("CSV"):
            self.csv()
        else:
            raise not_supported(f"the stand-in has no COPY format {self.word()}")

    def json(self):
        self.set_format("JSON")
        self.take("AS")
        if self.has_string():
            self.options.json = self.string()

    def csv(self):
        self.set_format("CSV")
        if self.take("QUOTE"):
            self.seen.add("QUOTE")
            self.quote()

    def quote(self):
        self.take("AS")
        self.options.quote = self.string()
        if len(self.options.quote) != 1:
            raise Refusal("22023", "COPY quote must be a single character")

    def set_format(self, name):
        if self.options.format != "TEXT":
            raise Refusal("42601", "conflicting or redundant options")
        self.options.format = name

    def role(self):
        self.take("AS")
        self.options.role = "default" if self.take("DEFAULT") else self.string()

    def credentials(self):
        self.take("AS")
        text = self.string()
        if not text.startswith("aws_iam_role="):
            raise not_supported("the stand-in takes CREDENTIALS only as aws_iam_role=")
        self.options.role = text.removeprefix("aws_iam_role=")

    def compression(self, name):
        if self.options.compression:
            raise Refusal("42601", "conflicting or redundant options")
        self.options.compression = name

    def text(self, field):
        self.take("AS")
        setattr(self.options, field, self.string())

    def invalid_chars(self):
        self.take("AS")
        self.options.accept_invalid_chars = self.string() if self.has_string() else "?"
        if len(self.options.accept_invalid_chars) != 1 or self.options.accept_invalid_chars == "\0":
            raise Refusal("22023", "ACCEPTINVCHARS takes one ASCII character")

    def null(self):
        self.need("AS")
        self.options.null_as = self.string()

    def on_off(self):
        if not self.take("ON", "OFF", "TRUE", "FALSE", "PRESET"):
            pass  # the word alone is ON

    def count(self, field):
        setattr(self.options, field, self.number())

    def flag(self, field):
        setattr(self.options, field, True)


def flag(field):
    return lambda reader: reader.flag(field)


OPTIONS = {
    "IAM_ROLE": Reader.role, "CREDENTIALS": Reader.credentials, "WITH": lambda reader: None,
    "REGION": lambda reader: reader.text("region"), "MANIFEST": flag("manifest"), "FORMAT": Reader.format, "JSON": Reader.json,
    "CSV": Reader.csv, "QUOTE": Reader.quote, "DELIMITER": lambda reader: reader.text("delimiter"),
    "IGNOREHEADER": lambda reader: reader.count("ignore_header"),
    "GZIP": lambda reader: reader.compression("GZIP"), "ZSTD": lambda reader: reader.compression("ZSTD"),
    "BZIP2": lambda reader: reader.compression("BZIP2"), "LZOP": lambda reader: reader.compression("LZOP"),
    "TIMEFORMAT": lambda reader: reader.text("time_format"), "DATEFORMAT": lambda reader: reader.text("date_format"),
    "NULL": Reader.null, "MAXERROR": lambda reader: reader.count("max_error"), "IGNOREALLERRORS": flag("ignore_all_errors"),
    "TRUNCATECOLUMNS": flag("truncate_columns"), "BLANKSASNULL": flag("blanks_as_null"), "EMPTYASNULL": flag("empty_as_null"),
    "ACCEPTINVCHARS": Reader.invalid_chars, "ACCEPTANYDATE": flag("accept_any_date"), "TRIMBLANKS": flag("trim_blanks"),
    "IGNOREBLANKLINES": flag("ignore_blank_lines"), "FILLRECORD": flag("fill_record"), "REMOVEQUOTES": flag("remove_quotes"),
    "ESCAPE": flag("escape"), "EXPLICIT_IDS": flag("explicit_ids"), "NOLOAD": flag("no_load"),
    "COMPUPDATE": Reader.on_off, "STATUPDATE": Reader.on_off, "COMPROWS": lambda reader: reader.number(),
    "ROUNDEC": lambda reader: None}


def read(sql):
    return Reader(sql).read()
