#include "engine/duckdb.h"

#include <duckdb.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

#include "base/error.h"
#include "base/text.h"
#include "engine/duckdb_rows.h"
#include "engine/duckdb_side_effects.h"

namespace sparkify {

namespace {

ValueKind value_kind(duckdb_type type) {
  switch (type) {
    case DUCKDB_TYPE_BOOLEAN:
      return ValueKind::kBoolean;
    case DUCKDB_TYPE_TINYINT:
    case DUCKDB_TYPE_SMALLINT:
    case DUCKDB_TYPE_INTEGER:
    case DUCKDB_TYPE_BIGINT:
    case DUCKDB_TYPE_UTINYINT:
    case DUCKDB_TYPE_USMALLINT:
    case DUCKDB_TYPE_UINTEGER:
    case DUCKDB_TYPE_UBIGINT:
    case DUCKDB_TYPE_HUGEINT:
    case DUCKDB_TYPE_UHUGEINT:
    case DUCKDB_TYPE_FLOAT:
    case DUCKDB_TYPE_DOUBLE:
    case DUCKDB_TYPE_DECIMAL:
      return ValueKind::kNumber;
    default:
      return ValueKind::kText;
  }
}

struct Prepared {
  duckdb_prepared_statement statement = nullptr;
  ~Prepared() { duckdb_destroy_prepare(&statement); }
};

struct Result {
  duckdb_result result{};
  ~Result() { duckdb_destroy_result(&result); }
};

std::string type_name_of(duckdb_logical_type type) {
  switch (duckdb_get_type_id(type)) {
    case DUCKDB_TYPE_BOOLEAN:
      return "BOOLEAN";
    case DUCKDB_TYPE_TINYINT:
      return "TINYINT";
    case DUCKDB_TYPE_SMALLINT:
      return "SMALLINT";
    case DUCKDB_TYPE_INTEGER:
      return "INTEGER";
    case DUCKDB_TYPE_BIGINT:
      return "BIGINT";
    case DUCKDB_TYPE_HUGEINT:
      return "HUGEINT";
    case DUCKDB_TYPE_FLOAT:
      return "FLOAT";
    case DUCKDB_TYPE_DOUBLE:
      return "DOUBLE";
    case DUCKDB_TYPE_DECIMAL:
      return fmt::format("DECIMAL({},{})", duckdb_decimal_width(type), duckdb_decimal_scale(type));
    case DUCKDB_TYPE_VARCHAR:
      return "VARCHAR";
    case DUCKDB_TYPE_DATE:
      return "DATE";
    case DUCKDB_TYPE_TIME:
      return "TIME";
    case DUCKDB_TYPE_TIMESTAMP:
      return "TIMESTAMP";
    case DUCKDB_TYPE_TIMESTAMP_TZ:
      return "TIMESTAMPTZ";
    case DUCKDB_TYPE_INTERVAL:
      return "INTERVAL";
    case DUCKDB_TYPE_BLOB:
      return "BLOB";
    case DUCKDB_TYPE_LIST:
      return "LIST";
    case DUCKDB_TYPE_STRUCT:
      return "STRUCT";
    case DUCKDB_TYPE_MAP:
      return "MAP";
    default:
      return "";
  }
}

// The file that DuckDB writes, beside DuckDB's own handle of it.
class WrittenFile {
 public:
  explicit WrittenFile(const std::string& path) : file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~WrittenFile() {
    if (flushing_.joinable()) flushing_.join();
    if (file_ >= 0) ::close(file_);
  }
  WrittenFile(const WrittenFile&) = delete;
  WrittenFile& operator=(const WrittenFile&) = delete;

  // Advice, which the system may take its time to accept.
  void begin_to_flush() {
    flushing_ = std::jthread([file = file_] { ::sync_file_range(file, 0, 0, SYNC_FILE_RANGE_WRITE); });
  }

 private:
  int file_;
  std::jthread flushing_;
};

// An open file. Readers of this process share one, as DuckDB asks for.
struct Database {
  duckdb_database handle = nullptr;
  // Closed after DuckDB's handle, as closing it gives up DuckDB's lock on the file (POSIX).
  std::optional<WrittenFile> written;
  Database() = default;
  ~Database() { duckdb_close(&handle); }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
};

// Whether another process may have just created the file: it is empty, or has its header by now.
bool is_being_made(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string start(12, '\0');
  file.read(start.data(), static_cast<std::streamsize>(start.size()));
  return file.gcount() == 0 || start.ends_with("DUCK");
}

// The file is attached, not opened, as only ATTACH takes the size of row groups, under a name of its own,
// which no schema has.
constexpr const char* kDatabase = "sparkify_target";

// Rows that are compressed together. With DuckDB's own 122,880 a dictionary of some ten thousand strings,
// such as the ids of songs, outgrows its block of 256 KB and is compressed once more: storing such rows takes
// a fifth longer, for a file that is a fifth smaller.
constexpr int kRowGroupRows = 30'720;

// One statement in a connection of its own. What DuckDB said where it failed.
std::optional<std::string> failure_of(const Database& database, const std::string& sql) {
  duckdb_connection connection = nullptr;
  duckdb_connect(database.handle, &connection);
  Result result;
  const duckdb_state state = duckdb_query(connection, sql.c_str(), &result.result);
  duckdb_disconnect(&connection);
  if (state == DuckDBSuccess) return std::nullopt;
  return duckdb_result_error(&result.result);
}

// Throws BusyError where another process has the file.
void attach(const Database& database, const std::string& path, bool read_only) {
  // "latest" compresses text better than what older versions of DuckDB can read, in half the time.
  const std::string sql = fmt::format(
      "ATTACH {} AS {} ({})", sql_literal(path), kDatabase,
      read_only ? "READ_ONLY" : fmt::format("ROW_GROUP_SIZE {}, STORAGE_VERSION 'latest'", kRowGroupRows));
  const std::optional<std::string> reason = failure_of(database, sql);
  if (!reason) return;
  const std::string said = fmt::format("cannot open the DuckDB file {}: {}", path, *reason);
  if (reason->find("Could not set lock") != reason->npos)
    throw BusyError(said, "another program has it open: close it, or wait");
  if (reason->find("not a valid DuckDB database file") != reason->npos && is_being_made(path))
    throw BusyError(said, "another program may be making it: wait; if none is, remove it");
  throw Error(said);
}

// Throws BusyError where another process has the file.
std::shared_ptr<Database> open_file(const std::string& path, const EngineOptions& options) {
  duckdb_config config = nullptr;
  duckdb_create_config(&config);
  const auto set = [&](const char* name, const std::string& value) {
    duckdb_set_config(config, name, value.c_str());
  };
  if (options.memory_bytes > 0) set("memory_limit", fmt::format("{}B", options.memory_bytes));
  if (options.threads > 0) set("threads", fmt::format("{}", options.threads));
  if (!options.read_only) {
    set("preserve_insertion_order", "false");  // so that inserts run on all threads
    set("checkpoint_threshold", "1MB");  // a load's rows go to their place at once, not by way of the log
    set("write_buffer_row_group_count", "1");     // and are compressed while they are in the cache
    set("allocator_background_threads", "true");  // memory goes back to the system while others work
  }
  if (path != ":memory:") set("temp_directory", path + ".tmp");
  set("autoinstall_known_extensions", "false");
  set("autoload_known_extensions", "false");
  auto database = std::make_shared<Database>();
  char* message = nullptr;
  const duckdb_state state = duckdb_open_ext(":memory:", &database->handle, config, &message);
  duckdb_destroy_config(&config);
  const std::string reason = message != nullptr ? message : "";
  duckdb_free(message);
  if (state != DuckDBSuccess) throw Error(fmt::format("cannot start DuckDB: {}", reason));
  attach(*database, path, options.read_only);
  if (!options.read_only) database->written.emplace(path);
  return database;
}

std::shared_ptr<Database> open_limited(const std::string& path, const EngineOptions& options) {
  static std::mutex mutex;
  static std::map<std::string, std::weak_ptr<Database>> shared;
  const std::lock_guard lock(mutex);
  std::shared_ptr<Database> database = shared[path].lock();
  if (!database) shared[path] = database = open_file(path, options);
  return database;
}

constexpr size_t kShownBytes = 300;  // of a statement that fails

class DuckDb : public Engine {
 public:
  DuckDb(const std::string& path, const EngineOptions& options)
      : path_(path),
        memory_bytes_(options.memory_bytes),
        reads_only_(options.limits.warehouse_only),
        database_(reads_only_ ? open_limited(path, options) : open_file(path, options)) {
    if (duckdb_connect(database_->handle, &connection_) != DuckDBSuccess) {
      throw Error(fmt::format("cannot connect to the DuckDB file {}", path));
    }
    execute(fmt::format("USE {}", kDatabase));
    // The warehouse's SQL puts the small table on the right of a join; the optimizer knows nothing of staged
    // rows.
    if (!options.read_only) execute("SET disabled_optimizers = 'build_side_probe_side'");
    if (reads_only_) {
      limit(options.limits);
    } else {
      add_rows_function(connection_, batches_);
    }
  }

  ~DuckDb() override { duckdb_disconnect(&connection_); }
  DuckDb(const DuckDb&) = delete;
  DuckDb& operator=(const DuckDb&) = delete;

  std::string_view dialect() const override { return "duckdb"; }

  void execute(const std::string& sql) override {
    Result result;
    run(sql, result);
  }

  using Engine::query;
  void query(const std::string& sql, ResultSink& sink) override {
    if (reads_only_) {
      const std::string_view function = side_effect_in(sql);
      if (!function.empty())
        throw StatementError(fmt::format("the function {} is not allowed here", function),
                             "it does more than read", 0);
    }
    Prepared prepared;
    prepare(sql, prepared);
    const duckdb_statement_type type = duckdb_prepared_statement_type(prepared.statement);
    const bool is_select = type == DUCKDB_STATEMENT_TYPE_SELECT;
    if (reads_only_ && !is_select && type != DUCKDB_STATEMENT_TYPE_EXPLAIN)
      throw StatementError("only statements that read are allowed here",
                           "SELECT, DESCRIBE, SUMMARIZE or EXPLAIN", 0);
    std::vector<ResultColumn> columns;
    Result result;
    bool is_text = true;
    constexpr std::string_view kAsText =
        "SELECT CAST(COLUMNS(*) AS VARCHAR) FROM (";  // DuckDB's text of each type
    if (is_select) {
      for (idx_t i = 0; i < duckdb_prepared_statement_column_count(prepared.statement); ++i) {
        const char* name = duckdb_prepared_statement_column_name(prepared.statement, i);
        duckdb_logical_type column_type =
            duckdb_prepared_statement_column_logical_type(prepared.statement, i);
        is_text = is_text && duckdb_get_type_id(column_type) == DUCKDB_TYPE_VARCHAR;
        columns.push_back({name, value_kind(duckdb_get_type_id(column_type)), type_name_of(column_type)});
        duckdb_destroy_logical_type(&column_type);
        duckdb_free(const_cast<char*>(name));
      }
      Prepared as_text;
      if (!is_text) prepare(fmt::format("{}{}\n)", kAsText, without_semicolon(sql)), as_text);
      duckdb_prepared_statement statement = is_text ? prepared.statement : as_text.statement;
      if (duckdb_execute_prepared_streaming(statement, &result.result) != DuckDBSuccess) {
        fail(sql, duckdb_result_error(&result.result), is_text ? 0 : kAsText.size());
      }
    } else {
      if (duckdb_execute_prepared(prepared.statement, &result.result) != DuckDBSuccess) {
        fail(sql, duckdb_result_error(&result.result));
      }
      for (idx_t i = 0; i < duckdb_column_count(&result.result); ++i) {
        if (duckdb_column_type(&result.result, i) != DUCKDB_TYPE_VARCHAR) return;  // a count of changed rows
        columns.push_back({duckdb_column_name(&result.result, i), ValueKind::kText});
      }
    }
    sink.columns(columns);
    fetch(result, columns, sink);
    if (const char* said = duckdb_result_error(&result.result); said != nullptr && *said != '\0')
      fail(sql, said, is_select && !is_text ? kAsText.size() : 0);
  }

  void write_parquet(const std::string& select, const std::string& path) override {
    execute(fmt::format("COPY ({}\n) TO {} (FORMAT parquet)", without_semicolon(select), sql_literal(path)));
  }

  void present(const RowBatch& batch) override {
    const std::string& table = batch.schema().table;
    batches_[table] = &batch;
    execute(
        fmt::format("CREATE OR REPLACE TEMP VIEW {} AS SELECT * FROM {}('{}')", table, kRowsFunction, table));
  }

  void clear_presented() override {
    for (const auto& [table, batch] : batches_) execute(fmt::format("DROP VIEW IF EXISTS temp.{}", table));
    batches_.clear();
  }

  void keep_presented() override {
    // The view stands before the table of its name, so the table is named with its database.
    for (const auto& [table, batch] : batches_)
      execute(fmt::format("INSERT INTO {0}.main.{1} SELECT * FROM temp.{1}", kDatabase, table));
  }

  void lend_memory(uint64_t bytes) override {
    if (memory_bytes_ == 0) return;
    const std::string sql = fmt::format("SET memory_limit = '{}B'", memory_bytes_ + bytes);
    const std::optional<std::string> reason = failure_of(*database_, sql);  // ours may be at work
    if (reason) fail(sql, reason->c_str());
  }

  void begin_to_flush() override {
    if (database_->written) database_->written->begin_to_flush();
  }

  void append(const RowBatch& batch) override {
    if (batch.rows() == 0) return;
    const std::string& table = batch.schema().table;
    const std::string name = "append to " + table;
    batches_[name] = &batch;
    std::string columns;
    for (const Column& column : batch.schema().columns) {
      columns += (columns.empty() ? "\"" : ", \"") + column.name + '"';
    }
    execute(fmt::format("INSERT INTO {} ({}) SELECT * FROM {}('{}')", table, columns, kRowsFunction, name));
    batches_.erase(name);
  }

  void lock_for_load(const std::string&) override {}  // whoever has the file open has it alone

  void interrupt() override { duckdb_interrupt(connection_); }

 private:
  // DuckDB writes a decimal without digits before its point as .5
  static void lead_with_digit(std::string& number) {
    const size_t first = number.starts_with('-') ? 1 : 0;
    if (first < number.size() && number[first] == '.') number.insert(first, 1, '0');
  }

  static std::string without_semicolon(const std::string& sql) {
    const size_t end = sql.find_last_not_of("; \t\r\n");
    return end == sql.npos ? "" : sql.substr(0, end + 1);
  }

  void limit(const ReadLimits& limits) {
    static std::mutex mutex;  // connections that open at once share the file's settings
    const std::lock_guard lock(mutex);
    if (query_value("SELECT current_setting('lock_configuration')") == "true") return;  // shared, and limited
    if (!limits.export_folder.empty())
      execute(fmt::format("SET allowed_directories = [{}]", sql_literal(limits.export_folder)));
    execute("SET allow_community_extensions = false");
    execute("SET enable_external_access = false");
    execute("SET GLOBAL errors_as_json = true");
    execute("SET lock_configuration = true");
  }

  // `before`: bytes that ran before `sql` in the same statement.
  [[noreturn]] void fail(const std::string& sql, const char* told, size_t before = 0) const {
    std::string said = told != nullptr ? told : "unknown error";
    std::optional<size_t> position;
    const size_t brace = said.find('{');  // errors_as_json: of some kinds after "Parser Error: "
    const nlohmann::json json =
        nlohmann::json::parse(brace == said.npos ? "" : said.substr(brace), nullptr, false);
    if (json.is_object() && json.contains("exception_message")) {
      said = json.value("exception_type", "") + " Error: " + json.value("exception_message", "");
      const std::string at = json.value("position", "");
      if (!at.empty()) {
        const size_t byte = std::stoul(at);
        position = std::min(byte - std::min(byte, before), sql.size());
      }
    }
    throw StatementError(
        fmt::format("{} in {}: {}", dialect(), path_, said),
        "the statement starts with: " + sql.substr(0, std::min(sql.find('\n', 40), kShownBytes)), position);
  }

  void run(const std::string& sql, Result& result) {
    if (duckdb_query(connection_, sql.c_str(), &result.result) != DuckDBSuccess) {
      fail(sql, duckdb_result_error(&result.result));
    }
  }

  void prepare(const std::string& sql, Prepared& prepared) {
    if (duckdb_prepare(connection_, sql.c_str(), &prepared.statement) != DuckDBSuccess) {
      fail(sql, duckdb_prepare_error(prepared.statement));
    }
  }

  static void fetch(Result& result, const std::vector<ResultColumn>& columns, ResultSink& sink) {
    ResultRow row(columns.size());
    while (duckdb_data_chunk chunk = sink.wants_more() ? duckdb_fetch_chunk(result.result) : nullptr) {
      const idx_t rows = duckdb_data_chunk_get_size(chunk);
      for (idx_t r = 0; r < rows && sink.wants_more(); ++r) {
        for (size_t c = 0; c < columns.size(); ++c) {
          duckdb_vector vector = duckdb_data_chunk_get_vector(chunk, c);
          uint64_t* validity = duckdb_vector_get_validity(vector);
          if (validity != nullptr && !duckdb_validity_row_is_valid(validity, r)) {
            row[c].reset();
            continue;
          }
          auto* text = static_cast<duckdb_string_t*>(duckdb_vector_get_data(vector)) + r;
          std::string& value = row[c].emplace(duckdb_string_t_data(text), duckdb_string_t_length(*text));
          if (columns[c].kind == ValueKind::kNumber) lead_with_digit(value);
        }
        sink.row(row);
      }
      duckdb_destroy_data_chunk(&chunk);
    }
  }

  std::string path_;
  uint64_t memory_bytes_;
  bool reads_only_;
  std::shared_ptr<Database> database_;
  duckdb_connection connection_ = nullptr;
  PresentedRows batches_;
};

}  // namespace

std::unique_ptr<Engine> open_duckdb(const std::string& path, const EngineOptions& options) {
  if (options.read_only && path != ":memory:" && !std::filesystem::exists(path)) {
    throw UsageError(fmt::format("there is no warehouse at {}", path),
                     "load one with: sparkify load --to " + path + " --source NAME=LOCATION ...");
  }
  return std::make_unique<DuckDb>(path, options);
}

}  // namespace sparkify
