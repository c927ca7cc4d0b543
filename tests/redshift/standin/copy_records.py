"""The records of a file that COPY reads. A record is a list of values, one a column; a value is None, bool, Number, str or,
in JSON, what nests."""
import csv
import dataclasses
import json
import re

MAX_ROW_BYTES = 4 << 20
SPACE = re.compile(r"[ \t\r\n]*")
MISSING = None
PARSING = "Parsing the jsonpaths file"


class Number(str):
    """A JSON number as it was written."""


@dataclasses.dataclass
class Record:
    line: int  # of its end
    raw: str
    values: list = dataclasses.field(default_factory=list)
    error: tuple | None = None  # code and reason


def is_too_large(raw):
    return len(raw) > MAX_ROW_BYTES // 4 and len(raw.encode("utf-8", "surrogateescape")) > MAX_ROW_BYTES


def no_constant(name):
    raise ValueError(name)


DECODER = json.JSONDecoder(parse_int=Number, parse_float=Number, parse_constant=no_constant)


def json_records(text, pick):
    """A stream of objects, or arrays, with nothing but white space between them. After what is none, the next line is tried."""
    at, line = SPACE.match(text).end(), 1
    counted = 0
    while at < len(text):
        try:
            value, end = DECODER.raw_decode(text, at)
            error = None if isinstance(value, (dict, list)) else (1216, "Invalid JSON: a record must be an object or an array")
        except (ValueError, RecursionError):
            value, error = None, (1216, "Invalid JSON: the record cannot be parsed")
        if error:
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
        raw = text[at:end]
        line += text.count("\n", counted, end)
        counted = end
        if error is None and is_too_large(raw):
            error = (1216, f"JSON object exceeds the maximum size of {MAX_ROW_BYTES} bytes")
        record = Record(line, raw, error=error)
        if error is None:
            record.values, record.error = pick(value)
        yield record
        at = SPACE.match(text, end).end()


def by_name(columns, ignore_case):
    """'auto': keys are columns' names, which are lower case."""
    def pick(value):
        if not isinstance(value, dict):
            return [], (1216, "Invalid JSON: 'auto' takes objects only")
        if ignore_case:
            value = {key.lower(): inner for key, inner in value.items()}
        return [value.get(column) for column in columns], None
    return pick


STEP = re.compile(r"""\.([^.\[\]'"\s]+)|\[(\d+)\]|\[(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\]""")


def parse_path(path, failed):
    def refuse(why):
        return failed(f"Invalid JSONPath format: {why}: {path}", PARSING)
    if not isinstance(path, str) or not path.startswith("$"):
        raise refuse("a path starts with $")
    at, steps, kinds = 1, [], set()
    while at < len(path):
        match = STEP.match(path, at)
        if not match:
            raise refuse("not supported JSONPath syntax")
        dot, index, single, double = match.groups()
        if index is None:
            kinds.add("dot" if dot is not None else "bracket")
        name = next((part for part in (dot, single, double) if part is not None), None)
        steps.append(int(index) if index is not None else name)
        at = match.end()
    if len(kinds) > 1:
        raise refuse("bracket and dot notation are mixed")
    if "*" in steps:
        raise refuse("not supported JSONPath syntax")
    return steps


def by_paths(body, columns, failed):
    try:
        document = json.loads(body)
        paths = document["jsonpaths"]
        if list(document) != ["jsonpaths"] or not isinstance(paths, list):
            raise ValueError
    except (ValueError, KeyError, TypeError) as error:
        raise failed("Invalid JSONPath format: the file must be an object whose only key, jsonpaths, has an array",
                     PARSING) from error
    if len(paths) != len(columns):
        raise failed("Number of jsonpaths and the number of columns should match. "
                     f"JSONPath size: {len(paths)}, Number of columns in table or column list: {len(columns)}", PARSING)
    steps = [parse_path(path, failed) for path in paths]
    return lambda value: ([follow(value, path) for path in steps], None)


def follow(value, path):
    for step in path:
        if isinstance(step, int):
            value = value[step] if isinstance(value, list) and step < len(value) else MISSING
        else:
            value = value.get(step) if isinstance(value, dict) else MISSING
    return value


class Lines:
    """Lines for csv, which counts them and keeps the text of a record."""

    def __init__(self, text):
        self.lines, self.number, self.taken = iter(text.splitlines(keepends=True)), 0, []

    def __iter__(self):
        return self

    def __next__(self):
        line = next(self.lines)
        self.number += 1
        self.taken.append(line)
        return line


def delimited_records(text, options, width):
    """CSV, or text with a delimiter (| unless said)."""
    lines = Lines(text)
    is_csv = options.format == "CSV"
    csv.field_size_limit(MAX_ROW_BYTES * 2)
    reader = csv.reader(lines, delimiter=options.delimiter or ("," if is_csv else "|"), strict=True, doublequote=is_csv,
                        quotechar=options.quote if is_csv or options.remove_quotes else None,
                        quoting=csv.QUOTE_MINIMAL if is_csv or options.remove_quotes else csv.QUOTE_NONE,
                        escapechar="\\" if options.escape else None)
    for _ in range(options.ignore_header):
        next(lines, None)
    while True:
        lines.taken = []
        try:
            values, error = next(reader), None
        except StopIteration:
            return
        except csv.Error as problem:
            values, error = [], (1214, f"Invalid quote formatting for CSV ({problem})")
        raw = "".join(lines.taken).rstrip("\r\n")
        if not values and error is None:
            if options.ignore_blank_lines:
                continue
            values = [""]
        if is_too_large(raw):
            error = (1204, f"Row exceeds the maximum size of {MAX_ROW_BYTES} bytes")
        elif error is None and len(values) > width:
            error = (1202, "Extra column(s) found")
        elif error is None and len(values) < width:
            if options.fill_record:
                values += [None] * (width - len(values))
            else:
                error = (1201, "Delimiter not found")
        yield Record(lines.number, raw, values, error)
