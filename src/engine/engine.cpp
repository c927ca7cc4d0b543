#include "engine/engine.h"

#include <fmt/format.h>

#include <charconv>

#include "base/error.h"
#include "engine/duckdb.h"
#include "engine/postgres.h"
#include "engine/redshift.h"

namespace sparkify {

namespace {

class Collected : public ResultSink {
 public:
  void columns(const std::vector<ResultColumn>& columns) override { result.columns = columns; }
  void row(const ResultRow& row) override { result.rows.push_back(row); }
  QueryResult result;
};

}  // namespace

std::unique_ptr<Engine> open_engine(const std::string& target, const EngineOptions& options) {
  if (target.starts_with("postgres://") || target.starts_with("postgresql://"))
    return std::make_unique<Postgres>(target, options);
  if (target == "redshift" || target.starts_with("redshift://"))
    return open_redshift(target, *options.redshift, options);
  if (target.find("://") != target.npos) {
    throw UsageError(
        fmt::format("--to {} is no target this version can write", target.substr(0, target.find(':'))),
        "give a DuckDB file, such as sparkify.duckdb, postgres://user@host/database or "
        "redshift://user@host:5439/database");
  }
  return open_duckdb(target, options);
}

bool is_duckdb_file(std::string_view target) {
  return target != "redshift" && target.find("://") == target.npos;
}

std::string shown_target(const std::string& target) {
  const size_t scheme = target.find("://");
  if (scheme == target.npos) return target;
  const size_t user = scheme + 3;
  const std::string authority = target.substr(user, target.find_first_of("/?", user) - user);
  const size_t at = authority.rfind('@');
  const size_t colon = authority.find(':');
  std::string shown = target.substr(0, target.find('?'));
  if (at != authority.npos && colon < at) shown.replace(user + colon, at - colon, "");
  return shown;
}

const std::vector<std::string>& dialects() {
  static const std::vector<std::string> names = {"duckdb", "postgres", "redshift", "redshift-auto"};
  return names;
}

ObjectCopyResult Engine::copy_objects(const ObjectCopy&) {
  throw Error(fmt::format("{} does not read objects itself", dialect()));
}

QueryResult Engine::query(const std::string& sql) {
  Collected sink;
  query(sql, sink);
  return std::move(sink.result);
}

std::string Engine::query_value(const std::string& sql, std::string_view if_null) {
  const QueryResult result = query(sql);
  if (result.rows.empty() || !result.rows[0][0]) return std::string(if_null);
  return *result.rows[0][0];
}

int64_t Engine::query_integer(const std::string& sql) {
  const std::string text = query_value(sql, "0");
  int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

Transaction::Transaction(Engine& engine, const char* begin) : engine_(engine) { engine_.execute(begin); }

Transaction::~Transaction() {
  if (!open_) return;
  try {
    engine_.execute("ROLLBACK");
  } catch (const Error&) {
    // The statement that failed has already ended the transaction, and its error is on its way up.
  }
}

void Transaction::commit() {
  engine_.execute("COMMIT");
  open_ = false;
}

}  // namespace sparkify
