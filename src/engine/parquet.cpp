#include "engine/parquet.h"

#include <fmt/format.h>

#include <array>
#include <optional>

#include "engine/duckdb.h"

namespace sparkify {

namespace {

constexpr size_t kRowsAtOnce = 50'000;

std::string duckdb_type(const std::string& type) {
  constexpr std::array kSame = {"BOOLEAN", "SMALLINT",         "INTEGER", "BIGINT",    "REAL",
                                "DATE",    "DOUBLE PRECISION", "VARCHAR", "TIMESTAMP", "TIMESTAMPTZ"};
  for (const char* same : kSame) {
    if (type == same) return type;
  }
  return type == "NUMERIC" ? "DOUBLE" : "VARCHAR";
}

class IntoDuckDb : public ResultSink {
 public:
  IntoDuckDb() : duckdb_(open_duckdb(":memory:", {})) {
    duckdb_->execute("SET preserve_insertion_order = true");  // the SELECT's ORDER BY
  }

  void columns(const std::vector<ResultColumn>& columns) override {
    columns_ = columns;
    std::string definitions;
    for (size_t i = 0; i < columns.size(); ++i)
      definitions += fmt::format("{}c{} VARCHAR", i > 0 ? ", " : "", i);
    duckdb_->execute(fmt::format("CREATE TABLE result ({})", definitions));
    start();
  }

  void row(const ResultRow& row) override {
    for (const auto& cell : row) {
      if (cell) {
        rows_->text(*cell);
      } else {
        rows_->null();
      }
    }
    rows_->end_row();
    if (++waiting_ < kRowsAtOnce) return;
    duckdb_->append(rows_->finish());
    start();
  }

  void write(const std::string& path) {
    duckdb_->append(rows_->finish());
    std::string select;
    for (size_t i = 0; i < columns_.size(); ++i) {
      std::string name;
      for (const char c : columns_[i].name) name += c == '"' ? "\"\"" : std::string(1, c);
      select += fmt::format("{}CAST(c{} AS {}) AS \"{}\"", i > 0 ? ", " : "", i,
                            duckdb_type(columns_[i].type), name);
    }
    duckdb_->write_parquet(fmt::format("SELECT {} FROM result", select), path);
  }

 private:
  void start() {
    Schema schema{"result", {}};
    for (size_t i = 0; i < columns_.size(); ++i)
      schema.columns.push_back({fmt::format("c{}", i), ColumnType::kText});
    rows_.emplace(std::move(schema));
    waiting_ = 0;
  }

  std::unique_ptr<Engine> duckdb_;
  std::vector<ResultColumn> columns_;
  std::optional<RowWriter> rows_;
  size_t waiting_ = 0;
};

}  // namespace

void write_parquet_of(Engine& from, const std::string& select, const std::string& path) {
  IntoDuckDb sink;
  from.query(select, sink);
  sink.write(path);
}

}  // namespace sparkify
