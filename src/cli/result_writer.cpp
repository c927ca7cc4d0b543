#include "cli/result_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/csv.h"
#include "base/error.h"
#include "base/text.h"

namespace sparkify {

namespace {

constexpr size_t kWidestColumn = 60;

class TableWriter : public ResultWriter {
 public:
  explicit TableWriter(std::FILE* out) : out_(out) {}
  void columns(const std::vector<ResultColumn>& columns) override { result_.columns = columns; }
  void row(const ResultRow& row) override { result_.rows.push_back(row); }
  void finish() override {
    print_table(result_, out_);
    if (!result_.columns.empty()) {
      fmt::print(out_, "({} row{})\n", result_.rows.size(), result_.rows.size() == 1 ? "" : "s");
    }
  }

 private:
  std::FILE* out_;
  QueryResult result_;
};

class CsvWriter : public ResultWriter {
 public:
  explicit CsvWriter(std::FILE* out) : out_(out) {}
  void columns(const std::vector<ResultColumn>& columns) override {
    for (const ResultColumn& column : columns) append(column.name);
    end_line();
  }
  void row(const ResultRow& row) override {
    for (const auto& cell : row) append(cell);
    end_line();
  }
  void finish() override {}

 private:
  void append(std::optional<std::string_view> cell) {
    append_csv_field(line_, cell);
    line_ += ',';
  }
  void end_line() {
    if (!line_.empty()) line_.back() = '\n';
    fmt::print(out_, "{}", line_);
    line_.clear();
  }
  std::FILE* out_;
  std::string line_;
};

class JsonWriter : public ResultWriter {
 public:
  explicit JsonWriter(std::FILE* out) : out_(out) {}
  void columns(const std::vector<ResultColumn>& columns) override { columns_ = columns; }
  void row(const ResultRow& row) override {
    std::string object;
    for (size_t i = 0; i < columns_.size(); ++i) {
      object += object.empty() ? "{" : ", ";
      object += nlohmann::json(columns_[i].name).dump() + ": " + value(row[i], columns_[i].kind);
    }
    std::fputs(((first_ ? "[\n" : ",\n") + object + "}").c_str(), out_);
    first_ = false;
  }
  void finish() override { std::fputs(first_ ? "[]\n" : "\n]\n", out_); }

 private:
  static std::string value(const std::optional<std::string>& cell, ValueKind kind) {
    if (!cell) return "null";
    const bool finite = cell->find_first_of("nN") == cell->npos;  // no NaN, no inf
    if (kind == ValueKind::kBoolean || (kind == ValueKind::kNumber && finite)) return *cell;
    return nlohmann::json(*cell).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  }
  std::FILE* out_;
  std::vector<ResultColumn> columns_;
  bool first_ = true;
};

}  // namespace

std::string for_cell(std::string_view text) {
  std::string cell = printable(text);
  if (characters(cell) <= kWidestColumn) return cell;
  size_t end = 0, seen = 0;
  while (seen < kWidestColumn - 3) {
    ++end;
    while (end < cell.size() && (cell[end] & 0xC0) == 0x80) ++end;
    ++seen;
  }
  return cell.substr(0, end) + "...";
}

void print_table(const QueryResult& result, std::FILE* out) {
  std::vector<size_t> widths;
  std::vector<std::string> names;
  std::vector<std::vector<std::string>> rows;
  for (const ResultColumn& column : result.columns)
    widths.push_back(characters(names.emplace_back(printable(column.name))));
  for (const ResultRow& row : result.rows) {
    std::vector<std::string>& cells = rows.emplace_back();
    for (size_t i = 0; i < row.size(); ++i) {
      cells.push_back(row[i] ? for_cell(*row[i]) : "NULL");
      widths[i] = std::max(widths[i], characters(cells[i]));
    }
  }
  const auto line = [&](const auto& cell_of) {
    std::string text;
    for (size_t i = 0; i < widths.size(); ++i) {
      const std::string& cell = cell_of(i);
      const std::string padding(widths[i] - characters(cell), ' ');
      const bool right = result.columns[i].kind == ValueKind::kNumber;
      text += (i > 0 ? "  " : "") + (right ? padding + cell : cell + padding);
    }
    text.erase(text.find_last_not_of(' ') + 1);
    fmt::print(out, "{}\n", text);
  };
  if (result.columns.empty()) return;
  line([&](size_t i) -> const std::string& { return names[i]; });
  std::vector<std::string> rule;
  for (const size_t w : widths) rule.emplace_back(w, '-');
  line([&](size_t i) -> const std::string& { return rule[i]; });
  for (const auto& cells : rows) line([&](size_t i) -> const std::string& { return cells[i]; });
}

std::unique_ptr<ResultWriter> make_result_writer(const std::string& format, std::FILE* out) {
  if (format == "table") return std::make_unique<TableWriter>(out);
  if (format == "csv") return std::make_unique<CsvWriter>(out);
  if (format == "json") return std::make_unique<JsonWriter>(out);
  throw UsageError(fmt::format("unknown format {}", format), "valid are table, csv, json and parquet");
}

}  // namespace sparkify
