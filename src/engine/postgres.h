#pragma once
// PostgreSQL through libpq, of which this is the only user; engine/redshift.h speaks the same protocol.

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "engine/engine.h"

struct pg_conn;
struct pg_cancel;
struct pg_result;

namespace sparkify {

// What libpq calls a connection's parameters: keyword and value.
using PostgresParameters = std::vector<std::pair<std::string, std::string>>;

// The parameters that a URL SCHEME://user@host/database names. Throws UsageError.
PostgresParameters parse_postgres_url(const std::string& url);

// Where the host is not local and nothing else is asked for: a certificate that the system trusts for its
// name.
void add_verification(PostgresParameters& parameters);

class Postgres : public Engine {
 public:
  // Throws Error where no connection comes about.
  Postgres(const std::string& url, const EngineOptions& options);
  ~Postgres() override;
  Postgres(const Postgres&) = delete;
  Postgres& operator=(const Postgres&) = delete;

  std::string_view dialect() const override { return "postgres"; }
  void execute(const std::string& sql) override;
  using Engine::query;
  void query(const std::string& sql, ResultSink& sink) override;
  void write_parquet(const std::string& select, const std::string& path) override;
  void present(const RowBatch& batch) override;
  void clear_presented() override;
  void keep_presented() override;
  void append(const RowBatch& batch) override;
  void lock_for_load(const std::string& table) override;
  void analyze(const std::string& table) override;
  void interrupt() override;

 protected:
  // What distinguishes a server that speaks PostgreSQL's protocol.
  struct Product {
    const char* name;
    std::string (*hint_for_connection)(const std::string& said);
  };
  Postgres(const Product& product, const PostgresParameters& parameters);

  struct Parameter {
    unsigned type;  // of pg_type.h
    std::optional<std::string> text;
  };
  void execute(const std::string& sql, const std::vector<Parameter>& parameters);

  // The error for what the server said of a statement.
  [[noreturn]] virtual void fail_with(const std::string& sql, const std::string& said) const;
  std::string where() const;  // "PostgreSQL in database at host"
  // From now on a query is a single statement, cut off at the limits, in a transaction of its own that cannot
  // be made to write.
  void limit(const ReadLimits& limits);

 private:
  void copy(const RowBatch& batch, const std::string& table);
  void run_query(const std::string& sql, ResultSink& sink);
  std::string said_by(const pg_result* result) const;
  [[noreturn]] void fail(const std::string& sql, const pg_result* result) const;

  const char* product_;
  bool read_only_ = false;
  std::optional<size_t> failed_at_;
  pg_conn* connection_ = nullptr;
  pg_cancel* cancel_ = nullptr;
  std::vector<std::string> presented_;
};

}  // namespace sparkify
