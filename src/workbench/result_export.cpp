#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <memory>

#include "base/csv.h"
#include "workbench/handlers.h"
#include "workbench/json_value.h"

namespace sparkify {

namespace {

constexpr size_t kPieceBytes = 256 * 1024;

std::string csv_head(const StoredResult& result) {
  std::string line;
  for (const ResultColumn& column : result.columns()) {
    if (!line.empty()) line += ',';
    append_csv_field(line, column.name);
  }
  return line + "\n";
}

void append_csv_row(const StoredResult& result, size_t row, std::string& out) {
  for (size_t c = 0; c < result.columns().size(); ++c) {
    if (c > 0) out += ',';
    append_csv_field(out, result.cell(row, c));
  }
  out += '\n';
}

void append_json_row(const StoredResult& result, size_t row, std::string& out) {
  out += row == 0 ? "[\n{" : ",\n{";
  for (size_t c = 0; c < result.columns().size(); ++c) {
    if (c > 0) out += ", ";
    out += json_text(result.columns()[c].name) + ": ";
    append_json_value(out, result.cell(row, c), result.columns()[c].kind);
  }
  out += '}';
}

using AppendRow = void (*)(const StoredResult&, size_t, std::string&);

std::function<bool(std::string&)> rows_of(std::shared_ptr<const StoredResult> result, std::string head,
                                          AppendRow append_row, std::string tail) {
  return [result = std::move(result), head = std::move(head), append_row, tail = std::move(tail),
          row = size_t{0}](std::string& next) mutable {
    if (row == 0) next = head;
    while (row < result->rows() && next.size() < kPieceBytes) append_row(*result, row++, next);
    if (row < result->rows()) return true;
    next += tail;
    return false;
  };
}

// The engine writes the file, so the query runs again; the file goes once it is read.
std::function<bool(std::string&)> parquet_of(Workbench& workbench, const WebRequest& request,
                                             const StoredResult& result) {
  const std::string& folder = workbench.options().export_folder;
  if (folder.empty()) throw Error("there is no private folder to write Parquet to", "take CSV or JSON");
  static std::atomic<int> exports{0};
  const std::string path = fmt::format("{}/{}-{}.parquet", folder, ::getpid(), ++exports);
  const std::shared_ptr<void> removed(nullptr, [path](void*) { ::unlink(path.c_str()); });
  workbench.queries().run("", request.client_gone, [&](Engine& engine) {
    engine.write_parquet(
        fmt::format("SELECT * FROM ({}\n) result LIMIT {}", result.sql(), workbench.options().max_rows),
        path);
  });
  const std::shared_ptr<std::FILE> file(std::fopen(path.c_str(), "rb"), [](std::FILE* open) {
    if (open != nullptr) std::fclose(open);
  });
  if (!file) throw Error("the Parquet file was not written");
  return [file](std::string& next) {
    next.resize(kPieceBytes);
    next.resize(std::fread(next.data(), 1, next.size(), file.get()));
    return !next.empty();
  };
}

}  // namespace

WebAnswer get_export(Workbench& workbench, const WebRequest& request) {
  const std::shared_ptr<const StoredResult> result = workbench.results().find(request.path[1]);
  const std::string format = request.text("format");
  WebAnswer answer;
  answer.type = "application/octet-stream";  // which nothing on the way compresses or shows
  answer.file_name = "result." + format;
  if (format == "csv") {
    answer.stream = rows_of(result, csv_head(*result), append_csv_row, "");
  } else if (format == "json") {
    answer.stream = rows_of(result, result->rows() == 0 ? "[" : "", append_json_row, "\n]\n");
  } else if (format == "parquet") {
    answer.stream = parquet_of(workbench, request, *result);
  } else {
    throw WebError(400, "unknown format", "csv, json or parquet");
  }
  return answer;
}

}  // namespace sparkify
