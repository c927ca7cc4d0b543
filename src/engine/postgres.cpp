#include "engine/postgres.h"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <cstdlib>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "engine/postgres_copy.h"

namespace sparkify {

namespace {

// pg_type.h
constexpr Oid kBool = 16, kInt8 = 20, kInt2 = 21, kInt4 = 23, kOid = 26, kFloat4 = 700, kFloat8 = 701,
              kNumeric = 1700;

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
  const bool is_real = type == kFloat4 || type == kFloat8;
  if (is_real && text.find_first_not_of("-0123456789") == text.npos) return std::string(text) + ".0";
  return std::string(text);
}

std::string quoted(std::string_view name) { return fmt::format("\"{}\"", name); }

std::string sql_type(ColumnType type) {
  return std::string(type_name(type)) + (type == ColumnType::kText ? " COLLATE \"C\"" : "");
}

// What the URL says of a parameter, or the environment variable that stands for it.
std::string parameter(const std::string& url, const char* keyword, const char* variable) {
  char* error = nullptr;
  PQconninfoOption* options = PQconninfoParse(url.c_str(), &error);
  if (options == nullptr) {
    const std::string said(trim(error != nullptr ? error : ""));
    PQfreemem(error);
    throw UsageError(fmt::format("--to is no PostgreSQL URL: {}", said),
                     "write postgres://user@host/database");
  }
  std::string value;
  for (const PQconninfoOption* option = options; option->keyword != nullptr; ++option) {
    if (std::string_view(option->keyword) == keyword && option->val != nullptr) value = option->val;
  }
  PQconninfoFree(options);
  const char* from_environment = std::getenv(variable);
  return value.empty() && from_environment != nullptr ? from_environment : value;
}

bool is_local(const std::string& host) {
  return host.empty() || host[0] == '/' || host[0] == '@' || host == "localhost" || host == "127.0.0.1" ||
         host == "::1";
}

class Postgres : public Engine {
 public:
  Postgres(const std::string& url, const EngineOptions& options) {
    const std::string host = parameter(url, "host", "PGHOST");
    std::vector<std::pair<const char*, const char*>> parameters = {
        {"connect_timeout", "10"}, {"fallback_application_name", "sparkify"}, {"gssencmode", "disable"}};
    if (!is_local(host) && parameter(url, "sslmode", "PGSSLMODE").empty())
      parameters.emplace_back("sslmode", "verify-full");
    if (!is_local(host) && parameter(url, "sslrootcert", "PGSSLROOTCERT").empty())
      parameters.emplace_back("sslrootcert", kSystemCertificates);
    parameters.emplace_back("dbname", url.c_str());  // wins over those before it
    parameters.emplace_back("client_encoding", "UTF8");
    std::vector<const char*> keywords, values;
    for (const auto& [keyword, value] : parameters) {
      keywords.push_back(keyword);
      values.push_back(value);
    }
    keywords.push_back(nullptr);
    values.push_back(nullptr);
    connection_ = PQconnectdbParams(keywords.data(), values.data(), 1);
    if (PQstatus(connection_) != CONNECTION_OK) {
      const std::string said(trim(PQerrorMessage(connection_)));
      PQfinish(connection_);
      throw Error(fmt::format("cannot connect to PostgreSQL: {}", said), hint_for_connection(said));
    }
    cancel_ = PQgetCancel(connection_);
    PQsetNoticeProcessor(
        connection_, [](void*, const char*) {}, nullptr);
    execute("SET TIME ZONE 'UTC'");
    execute("SET datestyle = 'ISO'");
    if (options.read_only) execute("SET default_transaction_read_only = on");
  }

  ~Postgres() override {
    PQfreeCancel(cancel_);
    PQfinish(connection_);
  }
  Postgres(const Postgres&) = delete;
  Postgres& operator=(const Postgres&) = delete;

  std::string_view dialect() const override { return "postgres"; }

  void execute(const std::string& sql) override {
    const Result result(PQexec(connection_, sql.c_str()));
    if (result.status() != PGRES_COMMAND_OK && result.status() != PGRES_TUPLES_OK) fail(sql, result.result);
  }

  using Engine::query;
  void query(const std::string& sql, ResultSink& sink) override {
    if (PQsendQuery(connection_, sql.c_str()) == 0) fail(sql, nullptr);
    PQsetSingleRowMode(connection_);
    bool columns_told = false, enough = false;
    ResultRow row;
    while (PGresult* next = PQgetResult(connection_)) {
      const Result result(next);
      if (result.status() == PGRES_COMMAND_OK || enough) continue;
      if (result.status() != PGRES_SINGLE_TUPLE && result.status() != PGRES_TUPLES_OK) {
        const std::string said = said_by(result.result);
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

  void write_parquet(const std::string&, const std::string&) override {
    throw UsageError("PostgreSQL writes no Parquet", "take csv or json, or query a DuckDB warehouse");
  }

  void present(const RowBatch& batch) override {
    const Schema& schema = batch.schema();
    execute(fmt::format("DROP TABLE IF EXISTS pg_temp.{}", schema.table));
    std::string columns;
    for (const Column& column : schema.columns) {
      columns +=
          fmt::format("{}{} {}", columns.empty() ? "" : ", ", quoted(column.name), sql_type(column.type));
    }
    execute(fmt::format("CREATE TEMP TABLE {} ({})", schema.table, columns));
    copy(batch, "pg_temp." + schema.table);
    execute(fmt::format("ANALYZE pg_temp.{}", schema.table));
    std::erase(presented_, schema.table);
    presented_.push_back(schema.table);
  }

  void clear_presented() override {
    for (const std::string& table : presented_) execute("DROP TABLE IF EXISTS pg_temp." + table);
    presented_.clear();
  }

  void keep_presented() override {
    const std::string schema = query_value("SELECT current_schema()");
    for (const std::string& table : presented_) {
      execute(fmt::format("INSERT INTO {0}.{1} SELECT * FROM pg_temp.{1}", quoted(schema), table));
    }
  }

  void append(const RowBatch& batch) override {
    if (batch.rows() > 0) copy(batch, batch.schema().table);
  }

  void lock_for_load() override { query(fmt::format("SELECT pg_advisory_lock({})", kLoadLock)); }

  void interrupt() override {
    char said[256];
    PQcancel(cancel_, said, sizeof said);
  }

 private:
  static std::vector<ResultColumn> columns_of(const PGresult* result) {
    std::vector<ResultColumn> columns;
    for (int c = 0; c < PQnfields(result); ++c)
      columns.push_back({PQfname(result, c), value_kind(PQftype(result, c))});
    return columns;
  }

  void copy(const RowBatch& batch, const std::string& table) {
    std::string columns;
    for (const Column& column : batch.schema().columns)
      columns += (columns.empty() ? "" : ", ") + quoted(column.name);
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

  std::string said_by(const PGresult* result) const {
    const char* primary = result != nullptr ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : nullptr;
    if (primary == nullptr) return std::string(trim(PQerrorMessage(connection_)));
    std::string said = fmt::format("{} ({})", primary, PQresultErrorField(result, PG_DIAG_SQLSTATE));
    if (const char* detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL))
      said += fmt::format("; {}", detail);
    return said;
  }

  [[noreturn]] void fail(const std::string& sql, const PGresult* result) const {
    fail_with(sql, said_by(result));
  }

  [[noreturn]] void fail_with(const std::string& sql, const std::string& said) const {
    const char* host = PQhost(connection_);
    throw Error(fmt::format("PostgreSQL in {} at {}: {}", PQdb(connection_),
                            host != nullptr && *host != '\0' ? host : "the local socket", said),
                "the statement starts with: " + sql.substr(0, sql.find('\n', 40)));
  }

  static std::string hint_for_connection(const std::string& said) {
    if (said.find("password") != said.npos) return "keep it in ~/.pgpass or PGPASSWORD";
    if (said.find("certificate") != said.npos || said.find("SSL") != said.npos)
      return "the server needs a certificate that is trusted for its name; ?sslmode=require asks for less";
    if (said.find("does not exist") != said.npos) return "create it: createdb, createuser";
    return "is the server running, and does the address and port fit? PGHOST and PGPORT count where the URL "
           "names none";
  }

  PGconn* connection_ = nullptr;
  PGcancel* cancel_ = nullptr;
  std::vector<std::string> presented_;
};

}  // namespace

std::unique_ptr<Engine> open_postgres(const std::string& url, const EngineOptions& options) {
  return std::make_unique<Postgres>(url, options);
}

}  // namespace sparkify
