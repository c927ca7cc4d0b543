#include "engine/postgres.h"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "engine/parquet.h"
#include "engine/postgres_copy.h"

namespace sparkify {

namespace {

// pg_type.h
constexpr Oid kBool = 16, kInt8 = 20, kInt2 = 21, kInt4 = 23, kOid = 26, kFloat4 = 700, kFloat8 = 701,
              kNumeric = 1700, kText = 25, kVarchar = 1043, kDate = 1082, kTimestamp = 1114,
              kTimestampTz = 1184;

constexpr const char* kSystemCertificates = "/etc/ssl/certs/ca-certificates.crt";
constexpr int64_t kLoadLock = 0x7370'6172'6B69'6679;  // "sparkify"

struct Result {
  PGresult* result;
  explicit Result(PGresult* r) : result(r) {}
  ~Result() { PQclear(result); }
  Result(const Result&) = delete;
  Result& operator=(const Result&) = delete;
  ExecStatusType status() const { return PQresultStatus(result); }
};

ValueKind value_kind(Oid type) {
  switch (type) {
    case kBool:
      return ValueKind::kBoolean;
    case kInt2:
    case kInt4:
    case kInt8:
    case kOid:
    case kFloat4:
    case kFloat8:
    case kNumeric:
      return ValueKind::kNumber;
    default:
      return ValueKind::kText;
  }
}

// As the other engines write it.
std::string value_text(std::string_view text, Oid type) {
  if (type == kBool) return text == "t" ? "true" : "false";
  if (type != kFloat4 && type != kFloat8) return std::string(text);
  std::string shortest(text);
  if (type == kFloat8) {  // Amazon Redshift writes more digits than it takes
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    if (std::isfinite(value)) shortest = fmt::format("{}", value);
  }
  if (shortest.find_first_not_of("-0123456789") == shortest.npos) shortest += ".0";
  return shortest;
}

const char* type_name(Oid type) {
  switch (type) {
    case kBool:
      return "BOOLEAN";
    case kInt2:
      return "SMALLINT";
    case kInt4:
      return "INTEGER";
    case kInt8:
      return "BIGINT";
    case kFloat4:
      return "REAL";
    case kFloat8:
      return "DOUBLE PRECISION";
    case kNumeric:
      return "NUMERIC";
    case kText:
      return "TEXT";
    case kVarchar:
      return "VARCHAR";
    case kDate:
      return "DATE";
    case kTimestamp:
      return "TIMESTAMP";
    case kTimestampTz:
      return "TIMESTAMPTZ";
    default:
      return "";
  }
}

// The server counts characters from 1.
std::optional<size_t> position_in(std::string_view sql, const PGresult* result) {
  const char* told = PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION);
  if (told == nullptr) return std::nullopt;
  size_t byte = 0;
  for (int64_t characters = std::atoll(told); byte < sql.size(); ++byte) {
    if ((sql[byte] & 0xC0) != 0x80 && --characters == 0) break;
  }
  return byte;
}

std::string in_quotes(std::string_view name) { return fmt::format("\"{}\"", name); }

std::string sql_type(ColumnType type) {
  return std::string(type_name(type)) + (type == ColumnType::kText ? " COLLATE \"C\"" : "");
}

// What is given of a parameter, or else the environment variable that stands for it.
std::string parameter(const PostgresParameters& parameters, const char* keyword, const char* variable) {
  for (const auto& [name, value] : parameters) {
    if (name == keyword) return value;
  }
  const char* from_environment = std::getenv(variable);
  return from_environment != nullptr ? from_environment : "";
}

bool is_local(const std::string& host) {
  return host.empty() || host[0] == '/' || host[0] == '@' || host == "localhost" || host == "127.0.0.1" ||
         host == "::1";
}

std::string hint_for_postgres(const std::string& said) {
  if (said.find("password") != said.npos) return "keep it in ~/.pgpass or PGPASSWORD";
  if (said.find("certificate") != said.npos || said.find("SSL") != said.npos)
    return "the server needs a certificate that is trusted for its name; ?sslmode=require asks for less";
  if (said.find("does not exist") != said.npos) return "create it: createdb, createuser";
  return "is the server running, and does the address and port fit? PGHOST and PGPORT count where the URL "
         "names none";
}

PostgresParameters verified(PostgresParameters parameters) {
  add_verification(parameters);
  return parameters;
}

std::vector<ResultColumn> columns_of(const PGresult* result) {
  std::vector<ResultColumn> columns;
  for (int c = 0; c < PQnfields(result); ++c)
    columns.push_back({PQfname(result, c), value_kind(PQftype(result, c)), type_name(PQftype(result, c))});
  return columns;
}

}  // namespace

PostgresParameters parse_postgres_url(const std::string& url) {
  const size_t scheme_end = url.find("://");
  PostgresParameters parameters;
  if (scheme_end == url.npos) return parameters;
  char* error = nullptr;
  PQconninfoOption* options = PQconninfoParse(("postgresql" + url.substr(scheme_end)).c_str(), &error);
  if (options == nullptr) {
    const std::string said(trim(error != nullptr ? error : ""));
    PQfreemem(error);
    throw UsageError(
        fmt::format("--to is no {} URL: {}", url.starts_with("redshift") ? "Redshift" : "PostgreSQL", said),
        fmt::format("write {}://user@host/database", url.substr(0, scheme_end)));
  }
  for (const PQconninfoOption* option = options; option->keyword != nullptr; ++option) {
    if (option->val != nullptr && *option->val != '\0') parameters.emplace_back(option->keyword, option->val);
  }
  PQconninfoFree(options);
  return parameters;
}

void add_verification(PostgresParameters& parameters) {
  if (is_local(parameter(parameters, "host", "PGHOST"))) return;
  if (parameter(parameters, "sslmode", "PGSSLMODE").empty())
    parameters.emplace_back("sslmode", "verify-full");
  if (parameter(parameters, "sslrootcert", "PGSSLROOTCERT").empty())
    parameters.emplace_back("sslrootcert", kSystemCertificates);
}

Postgres::Postgres(const std::string& url, const EngineOptions& options)
    : Postgres(Product{"PostgreSQL", hint_for_postgres}, verified(parse_postgres_url(url))) {
  execute("SET datestyle = 'ISO'");
  execute("SET default_transaction_isolation = 'read committed'");  // who waited for a load sees its rows
  if (options.read_only) limit(options.limits);
}

Postgres::Postgres(const Product& product, const PostgresParameters& parameters) : product_(product.name) {
  std::vector<const char*> keywords = {"connect_timeout", "fallback_application_name", "gssencmode",
                                       "keepalives_idle"};
  std::vector<const char*> values = {"10", "sparkify", "disable", "60"};
  for (const auto& [keyword, value] : parameters) {
    keywords.push_back(keyword.c_str());
    values.push_back(value.c_str());
  }
  keywords.push_back("client_encoding");
  values.push_back("UTF8");
  keywords.push_back(nullptr);
  values.push_back(nullptr);
  connection_ = PQconnectdbParams(keywords.data(), values.data(), 1);
  if (PQstatus(connection_) != CONNECTION_OK) {
    const std::string said(trim(PQerrorMessage(connection_)));
    PQfinish(connection_);
    throw Error(fmt::format("cannot connect to {}: {}", product_, said), product.hint_for_connection(said));
  }
  cancel_ = PQgetCancel(connection_);
  PQsetNoticeProcessor(
      connection_, [](void*, const char*) {}, nullptr);
  execute("SET TIME ZONE 'UTC'");
}

Postgres::~Postgres() {
  PQfreeCancel(cancel_);
  PQfinish(connection_);
}

void Postgres::execute(const std::string& sql) {
  const Result result(PQexec(connection_, sql.c_str()));
  if (result.status() != PGRES_COMMAND_OK && result.status() != PGRES_TUPLES_OK) fail(sql, result.result);
}

void Postgres::execute(const std::string& sql, const std::vector<Parameter>& parameters) {
  std::vector<Oid> types;
  std::vector<const char*> values;
  for (const Parameter& parameter : parameters) {
    types.push_back(parameter.type);
    values.push_back(parameter.text ? parameter.text->c_str() : nullptr);
  }
  const Result result(PQexecParams(connection_, sql.c_str(), static_cast<int>(values.size()), types.data(),
                                   values.data(), nullptr, nullptr, 0));
  if (result.status() != PGRES_COMMAND_OK) fail(sql, result.result);
}

void Postgres::limit(const ReadLimits& limits) {
  read_only_ = true;
  if (limits.max_seconds > 0) execute(fmt::format("SET statement_timeout = {}", limits.max_seconds * 1000));
}

void Postgres::query(const std::string& sql, ResultSink& sink) {
  if (!read_only_) return run_query(sql, sink);
  Transaction transaction(*this, "BEGIN TRANSACTION READ ONLY");
  run_query(sql, sink);
  transaction.commit();
}

void Postgres::run_query(const std::string& sql, ResultSink& sink) {
  const int sent = read_only_  // then a single statement
                       ? PQsendQueryParams(connection_, sql.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0)
                       : PQsendQuery(connection_, sql.c_str());
  if (sent == 0) fail(sql, nullptr);
  PQsetSingleRowMode(connection_);
  bool columns_told = false, enough = false;
  ResultRow row;
  while (PGresult* next = PQgetResult(connection_)) {
    const Result result(next);
    if (result.status() == PGRES_COMMAND_OK || enough) continue;
    if (result.status() != PGRES_SINGLE_TUPLE && result.status() != PGRES_TUPLES_OK) {
      const std::string said = said_by(result.result);
      failed_at_ = position_in(sql, result.result);
      while (PGresult* rest = PQgetResult(connection_)) PQclear(rest);
      fail_with(sql, said);
    }
    if (!columns_told) sink.columns(columns_of(result.result));
    columns_told = true;
    for (int r = 0; r < PQntuples(result.result); ++r) {
      row.resize(static_cast<size_t>(PQnfields(result.result)));
      for (int c = 0; c < PQnfields(result.result); ++c) {
        auto& cell = row[static_cast<size_t>(c)];
        cell.reset();
        if (PQgetisnull(result.result, r, c) != 0) continue;
        const std::string_view text(PQgetvalue(result.result, r, c),
                                    static_cast<size_t>(PQgetlength(result.result, r, c)));
        cell = value_text(text, PQftype(result.result, c));
      }
      sink.row(row);
    }
    enough = !sink.wants_more();
    if (enough) interrupt();
  }
  if (!columns_told) sink.columns({});
}

void Postgres::write_parquet(const std::string& select, const std::string& path) {
  write_parquet_of(*this, select, path);
}

void Postgres::present(const RowBatch& batch) {
  const Schema& schema = batch.schema();
  execute(fmt::format("DROP TABLE IF EXISTS pg_temp.{}", schema.table));
  std::string columns;
  for (const Column& column : schema.columns) {
    columns +=
        fmt::format("{}{} {}", columns.empty() ? "" : ", ", in_quotes(column.name), sql_type(column.type));
  }
  execute(fmt::format("CREATE TEMP TABLE {} ({})", schema.table, columns));
  copy(batch, "pg_temp." + schema.table);
  execute(fmt::format("ANALYZE pg_temp.{}", schema.table));
  std::erase(presented_, schema.table);
  presented_.push_back(schema.table);
}

void Postgres::clear_presented() {
  for (const std::string& table : presented_) execute("DROP TABLE IF EXISTS pg_temp." + table);
  presented_.clear();
}

void Postgres::keep_presented() {
  const std::string schema = query_value("SELECT current_schema()");
  for (const std::string& table : presented_) {
    execute(fmt::format("INSERT INTO {0}.{1} SELECT * FROM pg_temp.{1}", in_quotes(schema), table));
  }
}

void Postgres::append(const RowBatch& batch) {
  if (batch.rows() > 0) copy(batch, batch.schema().table);
}

void Postgres::lock_for_load(const std::string&) {
  query(fmt::format("SELECT pg_advisory_xact_lock({})", kLoadLock));
}

void Postgres::analyze(const std::string& table) { execute("ANALYZE " + table); }

void Postgres::interrupt() {
  char said[256];
  PQcancel(cancel_, said, sizeof said);
}

void Postgres::copy(const RowBatch& batch, const std::string& table) {
  std::string columns;
  for (const Column& column : batch.schema().columns)
    columns += (columns.empty() ? "" : ", ") + in_quotes(column.name);
  const std::string sql = fmt::format("COPY {} ({}) FROM STDIN (FORMAT binary)", table, columns);
  {
    const Result result(PQexec(connection_, sql.c_str()));
    if (result.status() != PGRES_COPY_IN) fail(sql, result.result);
  }
  PostgresCopy encoder(batch.schema());
  const auto send = [&](std::string_view bytes) {
    constexpr size_t kMost = 64 * 1024 * 1024;  // libpq counts in int
    for (; !bytes.empty(); bytes.remove_prefix(std::min(kMost, bytes.size()))) {
      const auto size = static_cast<int>(std::min(kMost, bytes.size()));
      if (PQputCopyData(connection_, bytes.data(), size) != 1) fail(sql, nullptr);
    }
  };
  for (const auto& chunk : batch.chunks()) send(encoder.encode(*chunk));
  send(encoder.end());
  if (PQputCopyEnd(connection_, nullptr) != 1) fail(sql, nullptr);
  std::string said;
  while (PGresult* next = PQgetResult(connection_)) {
    const Result result(next);
    if (result.status() != PGRES_COMMAND_OK && said.empty()) said = said_by(result.result);
  }
  if (!said.empty()) fail_with(sql, said);
}

std::string Postgres::said_by(const PGresult* result) const {
  const char* primary = result != nullptr ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : nullptr;
  if (primary == nullptr) return std::string(trim(PQerrorMessage(connection_)));
  std::string said = primary;
  if (const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE)) said += fmt::format(" ({})", state);
  if (const char* detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL))
    said += fmt::format("; {}", detail);
  return said;
}

void Postgres::fail(const std::string& sql, const PGresult* result) const {
  fail_with(sql, said_by(result));
  std::abort();  // fail_with() is virtual, so the compiler does not know that it throws
}

void Postgres::fail_with(const std::string& sql, const std::string& said) const {
  // Two that create the same at once: IF NOT EXISTS does not wait for the other.
  if (said.find("unique constraint \"pg_") != said.npos) throw ConflictError(where() + ": " + said);
  throw StatementError(
      fmt::format("{}: {}", where(), said),
      "the statement starts with: " + sql.substr(0, std::min<size_t>(sql.find('\n', 40), 200)), failed_at_);
}

std::string Postgres::where() const {
  const char* host = PQhost(connection_);
  return fmt::format("{} in {} at {}", product_, PQdb(connection_),
                     host != nullptr && *host != '\0' ? host : "the local socket");
}

}  // namespace sparkify
