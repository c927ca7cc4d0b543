#pragma once
// What the program needs of a database. Not thread-safe, but for interrupt().

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "engine/object_copy.h"
#include "scan/row_batch.h"

namespace sparkify {

enum class ValueKind { kText, kNumber, kBoolean };

struct ResultColumn {
  std::string name;
  ValueKind kind;
  std::string type = "";  // as the engine calls it; empty where it does not tell
};

using ResultRow = std::vector<std::optional<std::string>>;  // values as text; nullopt is NULL

// Takes a result as it arrives.
class ResultSink {
 public:
  virtual ~ResultSink() = default;
  virtual void columns(const std::vector<ResultColumn>& columns) = 0;
  virtual void row(const ResultRow& row) = 0;
  virtual bool wants_more() const { return true; }  // false ends the query early
};

// Calls a function with each row, so that no more than one is in memory.
class EachRow : public ResultSink {
 public:
  explicit EachRow(std::function<void(const ResultRow&)> take) : take_(std::move(take)) {}
  void columns(const std::vector<ResultColumn>& columns) override { columns_ = columns; }
  void row(const ResultRow& row) override { take_(row); }
  const std::vector<ResultColumn>& columns() const { return columns_; }

 private:
  std::function<void(const ResultRow&)> take_;
  std::vector<ResultColumn> columns_;
};

struct QueryResult {
  std::vector<ResultColumn> columns;
  std::vector<ResultRow> rows;
};

// Another transaction was in the way. This one is undone, and may pass when it is tried again.
class ConflictError : public Error {
  using Error::Error;
};

// The engine refuses a statement; `position` is the byte of it where it is wrong, where the engine tells.
class StatementError : public Error {
 public:
  StatementError(const std::string& message, std::string hint, std::optional<size_t> position)
      : Error(message, std::move(hint)), position_(position) {}
  std::optional<size_t> position() const { return position_; }

 private:
  std::optional<size_t> position_;
};

// Runs `work`; of a statement that is refused meanwhile it says in which file it stands.
template <typename Work>
auto in_file(const std::string& file, Work work) {
  try {
    return work();
  } catch (const StatementError& error) {
    throw StatementError(file + ": " + error.what(), error.hint(), error.position());
  }
}

// Another process has the target to itself, as a load has a DuckDB file.
class BusyError : public Error {
  using Error::Error;
};

struct RedshiftOptions;

// What queries that anybody may write are held to, besides being read-only.
struct ReadLimits {
  bool warehouse_only = false;  // no files, extensions or settings
  std::string export_folder;    // but for write_parquet()
  int64_t max_seconds = 0;      // 0: no limit
};

struct EngineOptions {
  uint64_t memory_bytes = 0;  // 0: the engine's own default
  int threads = 0;            // 0: all cores
  bool read_only = false;
  ReadLimits limits;
  std::shared_ptr<const RedshiftOptions> redshift;  // for targets on Amazon Redshift
};

class Engine {
 public:
  virtual ~Engine() = default;

  virtual std::string_view dialect() const = 0;  // the tag of its own lines in warehouse/
  virtual std::string literal(std::string_view text) const { return sql_literal(text); }  // of any text
  virtual std::string_view longest_text_type() const { return "VARCHAR"; }

  // One statement. Throws Error with what the engine said.
  virtual void execute(const std::string& sql) = 0;
  virtual void query(const std::string& sql, ResultSink& sink) = 0;
  virtual void write_parquet(const std::string& select, const std::string& path) = 0;

  // Makes the batch's rows readable under its schema's table name, in this connection, until cleared.
  // The batch must stay as it is until then. Where windows_at_once() is more than 1, the rows of as many
  // batches of a table may be presented together, and a batch is free again when present() returns.
  virtual void present(const RowBatch& batch) = 0;
  virtual void end_presenting() {}
  virtual size_t windows_at_once() const { return 1; }
  virtual void clear_presented() = 0;
  virtual void keep_presented() = 0;  // in the tables that have the same names for good

  // From now on the engine may use `bytes` besides EngineOptions::memory_bytes. From any thread.
  virtual void lend_memory([[maybe_unused]] uint64_t bytes) {}

  // What was written so far may begin to go to the disk, as a commit is near. Returns at once.
  virtual void begin_to_flush() {}

  // Engines that read objects themselves stage them under the schema's table name as present() does, instead
  // of rows that the program made.
  virtual bool copies_objects() const { return false; }
  virtual ObjectCopyResult copy_objects(const ObjectCopy& copy);

  // Inserts the batch's rows into the table its schema names.
  virtual void append(const RowBatch& batch) = 0;

  // First in a transaction: waits until no other load runs on this target, and keeps others waiting until the
  // transaction ends. Engines that lock tables need `table`, which nothing else reads; make_lock() makes it.
  virtual bool has_lock(const std::string&) { return true; }
  virtual void make_lock(const std::string&) {}
  virtual void lock_for_load(const std::string& table) = 0;
  virtual void analyze(const std::string&) {}  // tells the planner of a table that changed much

  virtual void interrupt() = 0;  // from any thread: the statement that runs fails

  QueryResult query(const std::string& sql);
  std::string query_value(const std::string& sql,
                          std::string_view if_null = "");  // the first row's first value
  int64_t query_integer(const std::string& sql);           // 0 if NULL
};

// Opens the target that --to names.
std::unique_ptr<Engine> open_engine(const std::string& target, const EngineOptions& options);

bool is_duckdb_file(std::string_view target);  // or one to be made

// The target as it may be shown: without a password.
std::string shown_target(const std::string& target);

// The dialects that warehouse/ may tag lines for.
const std::vector<std::string>& dialects();

// Begun on construction; rolled back unless committed.
class Transaction {
 public:
  explicit Transaction(Engine& engine, const char* begin = "BEGIN TRANSACTION");
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Engine& engine_;
  bool open_ = true;
};

}  // namespace sparkify
