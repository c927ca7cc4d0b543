#include "workbench/report_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "base/embedded.h"
#include "base/error.h"
#include "workbench/json_value.h"

namespace sparkify {

namespace {

constexpr const char* kColumnOptions[] = {"x", "y", "series", "value", "lat", "lon"};
constexpr std::string_view kExportPlace = "<!--sparkify-export-->";

class FirstRows : public ResultSink {
 public:
  explicit FirstRows(BlockResult& into) : into_(into) {}
  void columns(const std::vector<ResultColumn>& columns) override { into_.result.columns = columns; }
  void row(const ResultRow& row) override {
    into_.truncated = into_.result.rows.size() == kMostBlockRows;
    if (!into_.truncated) into_.result.rows.push_back(row);
  }
  bool wants_more() const override { return !into_.truncated; }

 private:
  BlockResult& into_;
};

void refuse_missing_columns(const Report& report, const ReportBlock& block,
                            const std::vector<ResultColumn>& columns) {
  for (const char* option : kColumnOptions) {
    const std::string name = block.option(option);
    if (name.empty() || std::any_of(columns.begin(), columns.end(),
                                    [&](const ResultColumn& column) { return column.name == name; }))
      continue;
    std::string names;
    for (const ResultColumn& column : columns) names += (names.empty() ? "" : ", ") + column.name;
    throw Error(fmt::format("the report {}, line {}: {}={}, but the query has no such column", report.name,
                            block.line, option, name),
                "it has " + names);
  }
}

}  // namespace

BlockResult run_block(Engine& engine, const Report& report, const ReportBlock& block) {
  const auto start = std::chrono::steady_clock::now();
  BlockResult result;
  FirstRows sink(result);
  in_file(fmt::format("report/{}.md, line {}", report.name, block.line),
          [&] { engine.query(block.sql, sink); });
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  refuse_missing_columns(report, block, result.result.columns);
  return result;
}

std::string report_json(const Report& report) {
  nlohmann::ordered_json json = {
      {"name", report.name}, {"title", report.title}, {"blocks", nlohmann::json::array()}};
  for (const ReportBlock& block : report.blocks) {
    if (!block.is_query()) {
      json["blocks"].push_back({{"type", "text"}, {"markdown", block.markdown}});
      continue;
    }
    json["blocks"].push_back({{"type", "query"},
                              {"id", block.id},
                              {"title", block.title},
                              {"chart", block.chart},
                              {"options", nlohmann::json::object()},
                              {"sql", block.sql}});
    for (const auto& [word, value] : block.options) json["blocks"].back()["options"][word] = value;
  }
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string block_json(const BlockResult& block) {
  return fmt::format(R"({{"columns":{},"rows":{},"seconds":{},"truncated":{}}})",
                     json_columns(block.result.columns), json_rows(block.result.columns, block.result.rows),
                     block.seconds, block.truncated);
}

std::string export_json(const Report& report, const std::map<std::string, BlockResult>& results,
                        const std::string& info) {
  std::string blocks;
  for (const auto& [id, result] : results)
    blocks += fmt::format("{}{}:{}", blocks.empty() ? "" : ",", json_text(id), block_json(result));
  return fmt::format(R"({{"report":{},"results":{{{}}},"info":{}}})", report_json(report), blocks, info);
}

std::string export_html(const std::string& exported_json) {
  const std::string* page = embedded_file(embedded_web(), "export.html");
  if (page == nullptr) {
    throw Error("this build of sparkify has no page to export to",
                "build web/ and then the program, or take --json");
  }
  std::string script = "<script type=\"application/json\" id=\"sparkify-export\">";
  for (const char c : exported_json) {  // no text of the data may end the element
    if (c == '<') {
      script += "\\u003c";
    } else {
      script += c;
    }
  }
  script += "</script>";
  std::string html = *page;
  const size_t place = html.find(kExportPlace);
  if (place == html.npos) throw Error("the page of this build has no place for an export");
  return html.replace(place, kExportPlace.size(), script);
}

}  // namespace sparkify
