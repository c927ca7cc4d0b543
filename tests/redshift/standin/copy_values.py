"""A value of a file as a column takes it: its text for PostgreSQL, None for NULL, or why not."""
import datetime
import decimal
import json
import re

from .copy_records import Number

INTEGERS = {"smallint": (15, "Short"), "integer": (31, "Integer"), "bigint": (63, "Long")}
TRUE, FALSE = {"t", "true", "y", "yes", "1"}, {"f", "false", "n", "no", "0"}
DEFAULT_TIME, DEFAULT_DATE = "YYYY-MM-DD HH24:MI:SS", "YYYY-MM-DD"
WHOLE = re.compile(r"[+-]?\d+")
WHOLE_NUMBER = re.compile(r"(-?\d+)\.0+")
REAL = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|[+-]?(nan|inf(inity)?)", re.I)
COMMON_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{3}|\.\d{6})?")
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


class BadValue(Exception):
    def __init__(self, code, reason, position=0):
        super().__init__(reason)
        self.code, self.reason, self.position = code, reason, position


def convert(value, column, options):
    if value is None:
        return None
    if isinstance(value, bool):
        value = "true" if value else "false"
    elif isinstance(value, (dict, list)):
        value = nested(value)
    if options.null_as is not None and value == options.null_as or options.null_as is None and value == "\\N":
        return None
    if column.kind in ("character varying", "character"):
        return as_text(value, column, options)
    plain = value.strip(" \t\r\n")
    if plain == "":
        return None
    return CONVERSIONS[column.kind](Number(plain) if isinstance(value, Number) else plain, column, options)


def nested(value):
    """The JSON text of what nests, with its numbers as they were written."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{nested(key)}:{nested(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(nested, value)) + "]"
    return str(value) if isinstance(value, Number) else json.dumps(value, ensure_ascii=False)


def as_text(value, column, options):
    if options.trim_blanks:
        value = value.rstrip(" ")
    if (options.empty_as_null and value == "") or (options.blanks_as_null and value != "" and value.strip() == ""):
        return None
    try:
        data = value.encode()
    except UnicodeEncodeError:
        data = None
    if data is None or "\0" in value:
        value = valid_text(value, options)
        data = value.encode()
    if column.kind == "character":
        wrong = next((index for index, char in enumerate(value) if ord(char) > 127), None)
        if wrong is not None:
            raise BadValue(1220, "Multibyte character not supported for CHAR (Hint: try using VARCHAR). Invalid char: " +
                           " ".join(f"{byte:02x}" for byte in value[wrong].encode()), wrong)
    if len(data) > column.length:
        if options.truncate_columns:
            return data[:column.length].decode("utf-8", "ignore")
        if len(data.rstrip(b" ")) > column.length or column.kind == "character varying":
            raise BadValue(1204, "String length exceeds DDL length", column.length)
    return value


def valid_text(value, options):
    for position, char in enumerate(value):
        if 0xD800 <= ord(char) <= 0xDFFF or char == "\0":
            if options.accept_invalid_chars:
                return "".join(options.accept_invalid_chars if 0xD800 <= ord(c) <= 0xDFFF or c == "\0" else c for c in value)
            raise BadValue(1220, "String contains invalid or unsupported UTF8 codepoints. Bad UTF8 hex sequence: "
                           f"{ord(char) - 0xDC00 if 0xDC80 <= ord(char) <= 0xDCFF else ord(char):x} (error 4)", position)
    return value


def integer(value, column, options):
    bits, name = INTEGERS[column.kind]
    whole = WHOLE_NUMBER.fullmatch(value) if isinstance(value, Number) else None
    text = whole.group(1) if whole else value
    if not WHOLE.fullmatch(text):
        at = len(re.match(r"[+-]?\d*", text).group())
        raise BadValue(1207, f"Invalid digit, Value '{text[at] if at < len(text) else ''}', Pos {at}, Type: {name}", at)
    if not -(1 << bits) <= int(text) < 1 << bits:
        raise BadValue(1222, f"Overflow, Type: {name}")
    return str(int(text))


def real(value, column, options):
    if not REAL.fullmatch(value):
        raise BadValue(1208, "Invalid float format or value")
    if column.kind == "double precision" and abs(float(value)) == float("inf") and "inf" not in value.lower():
        raise BadValue(1208, "Overflow, Type: Double")
    return value


def numeric(value, column, options):
    try:
        number = decimal.Decimal(value)
        if not number.is_finite():
            raise decimal.InvalidOperation
    except decimal.InvalidOperation as error:
        raise BadValue(1209, "Invalid numeric format or value") from error
    with decimal.localcontext(prec=100):
        number = number.quantize(decimal.Decimal(1).scaleb(-column.scale), rounding=decimal.ROUND_DOWN)
    if abs(number) >= decimal.Decimal(10) ** (column.length - column.scale):
        raise BadValue(1204, "Numeric overflow")
    return format(number, "f")


def boolean(value, column, options):
    word = value.lower()
    if word not in TRUE | FALSE:
        raise BadValue(1210, "Unknown boolean format")
    return "t" if word in TRUE else "f"


def timestamp(value, column, options):
    form = options.time_format
    bad = BadValue(1206, f"Invalid timestamp format or value [{form or DEFAULT_TIME}]")
    if form in ("epochsecs", "epochmillisecs"):
        try:
            number = decimal.Decimal(value) * (1_000_000 if form == "epochsecs" else 1000)
            moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(microseconds=int(number))
        except (decimal.InvalidOperation, OverflowError, ValueError) as error:
            raise bad from error
    elif form == "auto":
        moment = guessed(value)
    else:
        moment = by_format(value, form or DEFAULT_TIME)
    if moment is None:
        raise bad
    return moment.isoformat(" ") + ("+00" if column.kind.endswith("with time zone") and moment.tzinfo is None else "")


def guessed(value):
    """What 'auto' knows: years first, times after a T or a blank, fractions, time zones, names of months."""
    if COMMON_TIME.fullmatch(value):
        try:
            return datetime.datetime.fromisoformat(value)
        except ValueError:
            return None
    text = re.sub(r"(?<=\d)\s*(UTC|GMT|Z)$", "+00:00", value, flags=re.I)
    text = re.sub(r"([+-]\d\d)$", r"\1:00", text) if ":" in text else text
    named = re.fullmatch(r"(?:(\d{1,2})[ -]([A-Za-z]{3,9})[ -,]+(\d{4})|([A-Za-z]{3,9})[ -](\d{1,2}),? +(\d{4}))(.*)", text)
    if named:
        day, month, year, month_2, day_2, year_2, rest = named.groups()
        name = (month or month_2)[:3].lower()
        if name not in MONTHS:
            return None
        text = f"{int(year or year_2):04}-{MONTHS.index(name) + 1:02}-{int(day or day_2):02}{rest}"
    american = re.fullmatch(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})(.*)", text)
    if american:
        month, day, year, rest = american.groups()
        text = f"{year}-{int(month):02}-{int(day):02}{rest}"
    text = re.sub(r"^(\d{4})/(\d\d)/(\d\d)", r"\1-\2-\3", text)
    text = re.sub(r"(\.\d{6})\d+", r"\1", text)
    if not re.match(r"\d{4}-?\d\d-?\d\d([ T]|$)", text):
        return None
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.astimezone(datetime.timezone.utc).replace(tzinfo=None) if moment.tzinfo else moment


PARTS = {"YYYY": r"(?P<year>\d{4})", "MM": r"(?P<month>\d{1,2})", "DD": r"(?P<day>\d{1,2})", "HH24": r"(?P<hour>\d{1,2})",
         "HH": r"(?P<hour>\d{1,2})", "MI": r"(?P<minute>\d{1,2})", "SS": r"(?P<second>\d{1,2})(?:\.(?P<fraction>\d{1,6})\d*)?"}


def by_format(value, form):
    pattern = "".join(PARTS[word] if (word := match.group()) in PARTS else re.escape(word)
                      for match in re.finditer("YYYY|MM|DD|HH24|HH|MI|SS|.", form, re.S))
    match = re.fullmatch(pattern, value) or re.fullmatch(pattern.split("\\ ")[0], value)
    if not match:
        return None
    parts = match.groupdict()
    try:
        return datetime.datetime(int(parts["year"]), int(parts["month"]), int(parts["day"]), int(parts.get("hour") or 0),
                                 int(parts.get("minute") or 0), int(parts.get("second") or 0),
                                 int((parts.get("fraction") or "0").ljust(6, "0")))
    except (ValueError, KeyError):
        return None


def date(value, column, options):
    form = options.date_format or DEFAULT_DATE
    moment = guessed(value) if form == "auto" else by_format(value, form)
    if moment is None:
        if options.accept_any_date:
            return None
        raise BadValue(1205, "Invalid date format - length must be 10 or more" if len(value) < 10 else
                       f"Invalid date format or value [{form}]")
    return moment.date().isoformat()


CONVERSIONS = {"smallint": integer, "integer": integer, "bigint": integer, "real": real, "double precision": real,
               "numeric": numeric, "boolean": boolean, "timestamp without time zone": timestamp,
               "timestamp with time zone": timestamp, "date": date}
