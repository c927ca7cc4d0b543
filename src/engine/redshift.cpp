#include "engine/redshift.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <random>

#include "engine/json_rows.h"
#include "engine/postgres.h"
#include "engine/redshift_errors.h"
#include "engine/redshift_originals.h"
#include "engine/redshift_staging.h"
#include "engine/redshift_types.h"

namespace sparkify {

namespace {

constexpr size_t kDefaultSlices = 16;             // where the cluster does not tell, as Serverless
constexpr size_t kWindowsAtOnce = 24;             // some 48 GB of JSON
constexpr size_t kMostInsertedRows = 500;         // more come by COPY
constexpr size_t kMostInsertedBytes = 4'000'000;  // of a statement: 16 MB
constexpr size_t kMostParameters = 30'000;        // of a statement: 32,767

// pg_type.h
constexpr unsigned kBool = 16, kInt8 = 20, kInt2 = 21, kInt4 = 23, kFloat8 = 701, kVarchar = 1043,
                   kTimestamp = 1114;

RedshiftAddress address_of(const std::string& target, const RedshiftAddress& configured) {
  RedshiftAddress address = configured;
  for (const auto& [keyword, value] : parse_postgres_url(target)) {
    if (keyword == "host") address.host = value;
    if (keyword == "port") address.port = value;
    if (keyword == "dbname") address.database = value;
    if (keyword == "password") address.password = value;
    if (keyword == "user") {
      if (!address.user.empty() && value != address.user) address.password.clear();
      address.user = value;
    }
  }
  if (address.port.empty()) address.port = "5439";
  if (!address.host.empty() && !address.database.empty()) return address;
  throw UsageError(
      fmt::format("--to {} names no {}", target, address.host.empty() ? "host" : "database"),
      "write redshift://user@host:5439/database, or set [CLUSTER] HOST and DB_NAME in dwh.cfg, or run "
      "sparkify cluster up");
}

PostgresParameters connection_parameters(const std::string& target, const RedshiftAddress& address,
                                         const DatabaseLogin& login) {
  PostgresParameters parameters = {{"host", address.host},
                                   {"port", address.port},
                                   {"dbname", address.database},
                                   {"user", login.user},
                                   {"password", login.password}};
  for (const auto& [keyword, value] : parse_postgres_url(target)) {
    const bool is_a_tunnels_end =
        keyword == "hostaddr";  // the host's name still says whose certificate it is
    if (is_a_tunnels_end || keyword.starts_with("ssl")) parameters.emplace_back(keyword, value);
  }
  add_verification(parameters);
  return parameters;
}

class RedshiftEngine : public Postgres {
 public:
  RedshiftEngine(const PostgresParameters& parameters, const RedshiftAddress& address,
                 const RedshiftOptions& redshift, const EngineOptions& options)
      : Postgres({"Amazon Redshift", redshift_connection_hint}, parameters),
        address_(address),
        redshift_(redshift) {
    execute("SET extra_float_digits TO 2");  // every digit of a double
    if (options.read_only) {
      limit(options.limits);
    } else {
      slices_ = count_slices();
    }
  }

  std::string_view dialect() const override { return "redshift"; }
  std::string literal(std::string_view text) const override { return redshift_literal(text); }
  std::string_view longest_text_type() const override { return "VARCHAR(65535)"; }

  size_t windows_at_once() const override { return kWindowsAtOnce; }

  // The rows go to S3 at once; COPY takes them at the end, those of several windows together.
  void present(const RowBatch& batch) override {
    if (copied_) clear_presented();
    const Schema& schema = batch.schema();
    if (std::find(presented_.begin(), presented_.end(), schema.table) == presented_.end()) {
      std::string columns;
      for (const Column& column : schema.columns)
        columns +=
            fmt::format("{}\"{}\" {}", columns.empty() ? "" : ", ", column.name, redshift_type(column));
      execute(fmt::format("CREATE TEMP TABLE {} ({})", schema.table, columns));
      presented_.push_back(schema.table);
    }
    if (batch.rows() == 0) return;
    Waiting& waiting = waiting_.try_emplace(schema.table, Waiting{schema, {}}).first->second;
    for (std::string& url : staging().put_rows(batch, slices_, kLongestVarcharBytes))
      waiting.urls.push_back(std::move(url));
  }

  void end_presenting() override {
    for (const auto& [table, waiting] : waiting_) {
      copy_staged(waiting.schema, waiting.urls);
      execute("ANALYZE " + table);
    }
    waiting_.clear();
    copied_ = true;
  }

  bool copies_objects() const override { return redshift_.staging.empty() && !redshift_.manifests.empty(); }

  ObjectCopyResult copy_objects(const ObjectCopy& copy) override {
    if (copied_) clear_presented();
    ObjectCopyResult result = copy_originals(*this, staging(), redshift_.role_arn, copy);
    presented_.push_back(copy.schema.table);
    execute("ANALYZE " + copy.schema.table);
    return result;
  }

  // Unqualified names find a temporary table before the one of the same name that lasts.
  void clear_presented() override {
    for (const std::string& table : presented_) execute("DROP TABLE " + table);
    presented_.clear();
    copied_ = false;
  }

  void keep_presented() override {
    const std::string schema = query_value("SELECT current_schema()");
    for (const std::string& table : presented_)
      execute(fmt::format("INSERT INTO \"{0}\".{1} SELECT * FROM {1}", schema, table));
  }

  void append(const RowBatch& batch) override {
    if (batch.rows() > kMostInsertedRows && !copies_objects()) {
      copy_staged(batch.schema(), staging().put_rows(batch, slices_, kLongestVarcharBytes));
    } else if (batch.rows() > 0) {
      insert(batch);
    }
  }

  bool has_lock(const std::string& table) override {
    return query_integer(
               "SELECT count(*) FROM information_schema.tables WHERE table_schema || '.' || table_name = " +
               redshift_literal(table)) > 0;
  }

  void make_lock(const std::string& table) override {
    std::random_device random;
    execute(fmt::format(
        "CREATE TABLE IF NOT EXISTS {} (warehouse VARCHAR(16) NOT NULL, loads BIGINT NOT NULL)", table));
    execute(fmt::format("INSERT INTO {} VALUES ('{:08x}{:08x}', 0)", table, random(), random()));
  }

  // LOCK, which keeps readers waiting as well, is the first statement of a transaction, so that its snapshot
  // is taken when the lock is there; one that is older fails with a conflict on the row that every load
  // updates. What an attempt before it had staged was rolled back with it.
  void lock_for_load(const std::string& table) override {
    presented_.clear();
    waiting_.clear();
    copied_ = false;
    staging_.reset();
    execute("LOCK " + table);
    execute(fmt::format("UPDATE {} SET loads = loads + 1", table));
    warehouse_ = query_value("SELECT min(warehouse) FROM " + table);
  }

 protected:
  void fail_with(const std::string& sql, const std::string& said) const override {
    if (is_redshift_conflict(said)) throw ConflictError(fmt::format("{}: {}", where(), said));
    const std::string hint = redshift_statement_hint(said);
    if (hint.empty()) Postgres::fail_with(sql, said);
    throw Error(fmt::format("{}: {}", where(), said), hint);
  }

 private:
  RedshiftStaging& staging() {
    if (staging_) return *staging_;
    const bool packs = !redshift_.staging.empty();
    if (!packs && redshift_.manifests.empty()) {
      throw UsageError("Amazon Redshift takes rows from S3 only, and no place for them is set",
                       "set [S3] STAGING = s3://bucket/prefix in dwh.cfg, in the cluster's region; or "
                       "MANIFESTS, and COPY reads the objects as they lie");
    }
    if (redshift_.role_arn.empty()) {
      throw UsageError("no role is set that Amazon Redshift may read S3 with",
                       "set [IAM_ROLE] ARN in dwh.cfg, or run sparkify cluster up");
    }
    staging_.emplace(packs ? redshift_.staging : redshift_.manifests,
                     packs ? redshift_.staging_origin : redshift_.manifests_origin,
                     fmt::format("{}:{}/{} {}", address_.host, address_.port, address_.database, warehouse_),
                     redshift_.s3);
    staging_->remove_leftovers();
    return *staging_;
  }

  void copy_staged(const Schema& schema, std::vector<std::string> urls) {
    const std::string manifest = staging().put_manifest(schema.table, urls);
    std::string columns;
    for (const Column& column : schema.columns)
      columns += fmt::format("{}\"{}\"", columns.empty() ? "" : ", ", column.name);
    execute(
        fmt::format("COPY {} ({}) FROM {} IAM_ROLE {} REGION {} MANIFEST FORMAT JSON 'auto' ZSTD "
                    "TIMEFORMAT 'auto' COMPUPDATE OFF STATUPDATE OFF",
                    schema.table, columns, redshift_literal(manifest), redshift_literal(redshift_.role_arn),
                    redshift_literal(staging().region())));
    urls.push_back(manifest);
    staging().remove(urls);
  }

  void insert(const RowBatch& batch) {
    const std::vector<Column>& columns = batch.schema().columns;
    std::vector<Parameter> parameters;
    std::string rows;
    size_t bytes = 0;
    const auto send = [&] {
      if (!parameters.empty())
        execute(fmt::format("INSERT INTO {} VALUES {}", batch.schema().table, rows), parameters);
      parameters.clear();
      rows.clear();
      bytes = 0;
    };
    for (const auto& chunk : batch.chunks()) {
      for (size_t row = 0; row < chunk->rows(); ++row) {
        if (parameters.size() + columns.size() > kMostParameters || bytes > kMostInsertedBytes) send();
        rows += rows.empty() ? "(" : ", (";
        for (size_t column = 0; column < columns.size(); ++column) {
          parameters.push_back(parameter(*chunk, columns[column].type, column, row));
          bytes += parameters.back().text.value_or("").size();
          rows += fmt::format("{}${}", column > 0 ? ", " : "", parameters.size());
        }
        rows += ")";
      }
    }
    send();
  }

  static Parameter parameter(const ColumnChunk& chunk, ColumnType type, size_t column, size_t row) {
    const auto with = [&](unsigned oid, auto text) {
      return chunk.is_null(column, row) ? Parameter{oid, std::nullopt} : Parameter{oid, text()};
    };
    switch (type) {
      case ColumnType::kBoolean:
        return with(kBool, [&] { return chunk.values<uint8_t>(column)[row] != 0 ? "true" : "false"; });
      case ColumnType::kSmallInt:
        return with(kInt2, [&] { return std::to_string(chunk.values<int16_t>(column)[row]); });
      case ColumnType::kInteger:
        return with(kInt4, [&] { return std::to_string(chunk.values<int32_t>(column)[row]); });
      case ColumnType::kBigInt:
        return with(kInt8, [&] { return std::to_string(chunk.values<int64_t>(column)[row]); });
      case ColumnType::kDouble:
        return with(kFloat8, [&] { return fmt::format("{}", chunk.values<double>(column)[row]); });
      case ColumnType::kTimestamp:
        return with(kTimestamp, [&] { return timestamp_text(chunk.values<int64_t>(column)[row]); });
      case ColumnType::kText:
        return with(kVarchar,
                    [&] { return std::string(cut_text(chunk.text(column, row), kLongestVarcharBytes)); });
    }
    return {};
  }

  size_t count_slices() {
    try {
      const int64_t slices = query_integer("SELECT count(*) FROM stv_slices");
      return slices > 0 ? static_cast<size_t>(slices) : kDefaultSlices;
    } catch (const Error&) {
      return kDefaultSlices;
    }
  }

  RedshiftAddress address_;
  std::string warehouse_;  // tells it from others that a tunnel brings to the same address
  RedshiftOptions redshift_;
  size_t slices_ = kDefaultSlices;
  struct Waiting {
    Schema schema;
    std::vector<std::string> urls;
  };
  std::vector<std::string> presented_;
  std::map<std::string, Waiting> waiting_;  // by table: rows in S3 that COPY has not taken yet
  bool copied_ = false;                     // the presented tables are whole
  std::optional<RedshiftStaging> staging_;
};

}  // namespace

std::unique_ptr<Engine> open_redshift(const std::string& target, const RedshiftOptions& redshift,
                                      const EngineOptions& options) {
  const RedshiftAddress address = address_of(target, redshift.configured);
  const DatabaseLogin login =
      address.password.empty() ? redshift.login(address) : DatabaseLogin{address.user, address.password};
  return std::make_unique<RedshiftEngine>(connection_parameters(target, address, login), address, redshift,
                                          options);
}

}  // namespace sparkify
