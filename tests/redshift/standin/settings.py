"""SHOW, SET and RESET of the settings that Redshift documents, and what a client is told of them when it connects."""
import re

from .errors import Refusal, syntax_error
from .plan import Plan

DEFAULTS = dict(line.split(" = ") for line in """\
analyze_threshold_percent = 10
cast_super_null_on_error = on
client_encoding = UNICODE
datestyle = ISO, MDY
describe_field_name_in_uppercase = off
downcase_delimited_identifier = on
enable_case_sensitive_identifier = off
enable_case_sensitive_super_attribute = off
enable_numeric_rounding = on
enable_result_cache_for_session = on
enable_vacuum_boost = off
error_on_nondeterministic_update = off
extra_float_digits = 0
idle_session_timeout = 0
integer_datetimes = on
is_superuser = on
json_parse_truncate_strings = off
json_serialization_enable = off
max_cursor_result_set_size = 0
mv_enable_aqmv_for_session = on
navigate_super_null_on_error = on
query_group = unset
search_path = "$user", public
server_encoding = UNICODE
server_version = 8.0.2
spectrum_query_maxerror = 0
standard_conforming_strings = off
statement_timeout = 0
stored_proc_log_min_messages = INFO
timezone = UTC
transaction_isolation = snapshot
use_fips_ssl = off
wlm_query_slot_count = 1
""".splitlines())
DEFAULTS["application_name"] = ""
FIXED = {"server_version", "is_superuser", "server_encoding", "integer_datetimes", "standard_conforming_strings"}
REPORTED = {"client_encoding": "client_encoding", "datestyle": "DateStyle", "timezone": "TimeZone"}
# What PostgreSQL is told as well, since it acts on it.
PASSED_ON = {"search_path", "datestyle", "timezone", "statement_timeout", "extra_float_digits"}
ENCODINGS = {"UTF8": "UTF8", "UTF-8": "UTF8", "UNICODE": "UNICODE"}
VERSION = ("PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC gcc (GCC) 3.4.2 20041017 (Red Hat 3.4.2-6.fc3), "
           "Redshift 1.0.118000")


def no_setting(name):
    return Refusal("42704", f'unrecognized configuration parameter "{name}"')


def startup_report(user):
    return {"server_version": "8.0.2", "server_encoding": "UNICODE", "client_encoding": "UNICODE", "DateStyle": "ISO, MDY",
            "integer_datetimes": "on", "is_superuser": "on", "session_authorization": user, "TimeZone": "UTC",
            "padb_version": VERSION.split("Redshift ")[1], "padb_revision": "0"}


def show(name, session):
    if name == "all":
        return Plan(rows=(["name", "setting"], sorted(session.settings.items())), returns_rows=True, tag="SHOW")
    if name not in session.settings:
        raise no_setting(name)
    return Plan(rows=([name], [(session.settings[name],)]), returns_rows=True, tag="SHOW")


def change(sql, session):
    if re.fullmatch(r"SET\s+SESSION\s+CHARACTERISTICS\s+AS\s+TRANSACTION\s+.*|SET\s+TRANSACTION\s+.*", sql, re.S | re.I):
        return Plan(rows=None, sql="SELECT 1", tag="SET")
    reset = re.fullmatch(r"RESET\s+([\w.]+)", sql, re.I)
    zone = re.fullmatch(r"SET\s+TIME\s+ZONE\s+(.+)", sql, re.S | re.I)
    match = re.fullmatch(r"SET\s+(?:SESSION\s+|(LOCAL)\s+)?([\w.]+)\s*(?:=|\bTO\b)\s*(.+)", sql, re.S | re.I)
    if reset:
        if reset.group(1).lower() == "all":
            session.settings.update(DEFAULTS)
            return Plan("RESET ALL", tag="RESET")
        name, value, local = reset.group(1).lower(), None, None
    elif zone:
        name, value, local = "timezone", zone.group(1), None
    elif match:
        local, name, value = match.groups()
        name = name.lower()
    else:
        raise syntax_error(sql.split()[-1])
    if name not in DEFAULTS:
        raise no_setting(name)
    if name in FIXED:
        raise Refusal("55P02", f'parameter "{name}" cannot be changed')
    if value is None or value.upper() == "DEFAULT":
        plain, passed = DEFAULTS[name], f"RESET {name}"
    else:
        plain = value.strip().strip("'")
        passed = f"SET {'LOCAL ' if local else ''}{name} TO {value}"
    if name == "extra_float_digits" and not -15 <= int(plain) <= 2:
        raise Refusal("22023", f'{plain} is outside the valid range for parameter "extra_float_digits" (-15 .. 2)')
    if name == "client_encoding":
        if plain.upper() not in ENCODINGS:
            raise Refusal("22023", f'invalid value for parameter "client_encoding": "{plain}"')
        plain = ENCODINGS[plain.upper()]
    made = Plan(passed if name in PASSED_ON else "SELECT 1", tag="RESET" if reset else "SET")
    made.set_value = (name, plain)
    return made
