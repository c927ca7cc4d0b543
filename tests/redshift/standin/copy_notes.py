"""What the system tables get to know of one COPY."""
import datetime
import re
import time

from .load_log import now

SHORT_TYPES = {"character varying": "varchar", "character": "char", "integer": "int4", "bigint": "int8", "smallint": "int2",
               "double precision": "float8", "real": "float4", "boolean": "bool", "timestamp without time zone": "timestamp",
               "timestamp with time zone": "timestamptz"}


class CopyNotes:
    def __init__(self, log, query_id, database, table_id, table_name, options):
        self.log, self.options, self.table_name = log, options, table_name
        self.started, self.start_time = time.time(), now()
        self.of_all = {"user_id": 100, "query_id": query_id, "start_time": self.start_time}
        self.of_copy = {**self.of_all, "transaction_id": query_id, "session_id": 1, "database_name": database}
        self.table_id, self.bytes = table_id, 0
        self.errors, self.stl_errors, self.objects = [], [], []

    def add_object(self, url, body, answer, scanned, began):
        self.bytes += len(body)
        modified = answer["LastModified"].astimezone(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M:%S")
        self.objects.append({
            **self.of_all, "file_name": file_name(url), "bytes_scanned": len(body), "lines_scanned": scanned, "record_time": now(),
            "splits_scanned": 1, "start_time": began, "end_time": now(), "file_etag": answer["ETag"].strip('"'),
            "file_last_modified": modified})

    def add_error(self, record, column, code, reason, url, position=0, value=None):
        name, kind, length = ("", "", "") if column is None else (
            column.name, SHORT_TYPES.get(column.kind, column.kind),
            str(column.length) if column.kind in ("character varying", "character") else
            f"{column.length},{column.scale}" if column.kind == "numeric" else "0")
        self.errors.append({
            **self.of_copy, "table_id": self.table_id, "file_name": file_name(url), "line_number": record.line,
            "column_name": name[:127], "column_type": kind[:10], "column_length": length[:10], "position": position,
            "error_code": code, "error_message": reason[:512]})
        self.stl_errors.append({
            "userid": 100, "slice": 0, "tbl": self.table_id, "starttime": self.start_time, "session": 1,
            "query": self.of_all["query_id"], "filename": file_name(url), "line_number": record.line, "colname": name[:127],
            "type": kind[:10], "col_length": length[:10], "position": position, "raw_line": single_byte(record.raw)[:1024],
            "raw_field_value": single_byte(str(value or ""))[:1024], "err_code": code, "err_reason": reason[:100],
            "is_partial": 0, "start_offset": 0, "copy_job_id": 0})

    def keep(self, status, loaded_rows):
        self.log.note("error", self.errors)
        self.log.note("stl_error", self.stl_errors)
        self.log.note("detail", self.objects)
        self.log.note("history", [{
            **self.of_copy, "status": status, "table_name": self.table_name, "end_time": now(),
            "duration": int((time.time() - self.started) * 1e6), "data_source": self.options.source,
            "file_format": {"TEXT": "txt"}.get(self.options.format, self.options.format.lower()), "loaded_rows": loaded_rows,
            "loaded_bytes": self.bytes, "source_file_count": len(self.objects), "source_file_bytes": self.bytes,
            "file_count_scanned": len(self.objects), "file_bytes_scanned": self.bytes, "error_count": len(self.errors),
            "copy_job_id": 0}])


def file_name(url):
    """As much as CHARACTER(256) holds."""
    return url.encode()[:256].decode(errors="ignore")


def single_byte(text):
    """The system tables show a character of several bytes as periods."""
    return re.sub(r"[^\x01-\x7e]", ".", text)
