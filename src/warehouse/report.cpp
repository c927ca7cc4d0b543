#include "warehouse/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>

#include "base/error.h"
#include "base/text.h"
#include "warehouse/warehouse.h"

namespace sparkify {

namespace {

using Names = std::vector<std::string>;

// Each kind of chart, and the options that name the columns it cannot do without.
const std::map<std::string, Names>& charts() {
  static const std::map<std::string, Names> table = {
      {"number", {}},      {"table", {}},           {"line", {"x", "y"}},
      {"bar", {"x", "y"}}, {"map", {"lat", "lon"}}, {"heatmap", {"x", "y", "value"}}};
  return table;
}

const Names& option_names() {
  static const Names names = {"chart", "title", "x",      "y",    "series", "value",
                              "lat",   "lon",   "format", "unit", "note",   "width"};
  return names;
}

const std::map<std::string, Names>& option_values() {
  static const std::map<std::string, Names> values = {
      {"format", {"count", "percent", "bytes", "seconds", "plain"}}, {"width", {"third", "half", "full"}}};
  return values;
}

class Reader {
 public:
  Reader(std::string_view name, std::string_view dialect, std::string_view file)
      : dialect_(dialect), file_(file) {
    report_.name = name;
    report_.order = std::numeric_limits<int>::max();
  }

  Report read(std::string_view text) {
    for (const std::string_view line : split_views(text, '\n')) {
      ++line_number_;
      take(line);
    }
    if (in_sql_) fail("the block of SQL does not end", "end it with ```");
    end_text();
    if (report_.title.empty()) report_.title = report_.name;
    return std::move(report_);
  }

 private:
  [[noreturn]] void fail(const std::string& what, const std::string& hint = "") const {
    throw UsageError(fmt::format("{}:{}: {}", file_, in_sql_ ? block_.line : line_number_, what), hint);
  }

  void take(std::string_view line) {
    if (in_sql_) {
      if (line.starts_with("```")) {
        end_query();
      } else {
        block_.sql.append(line) += '\n';
      }
      return;
    }
    if (!in_fence_ && (line == "```sql" || line.starts_with("```sql "))) {
      end_text();
      block_ = {};
      block_.line = line_number_;
      read_header(line.substr(6));
      in_sql_ = true;
      return;
    }
    if (line.starts_with("```")) in_fence_ = !in_fence_;
    if (!in_fence_ && report_.title.empty() && line.starts_with("# ")) {
      report_.title = trim(line.substr(2));
    } else if (!in_fence_ && line.starts_with("<!--@")) {
      read_order(line);
    } else {
      text_.append(line) += '\n';
    }
  }

  void read_order(std::string_view line) {
    const std::vector<std::string> words = split_words(line.substr(0, line.find("-->")));
    const std::string number = words.size() == 2 && words[0] == "<!--@order" ? words[1] : "";
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), report_.order);
    if (number.empty() || error != std::errc() || end != number.data() + number.size())
      fail(fmt::format("what is {}?", line), "valid is <!--@order N-->");
  }

  void end_text() {
    const std::string_view text = trim(text_);
    if (!text.empty()) {
      ReportBlock block;
      block.markdown = text;
      report_.blocks.push_back(std::move(block));
    }
    text_.clear();
  }

  // word=value word="several words"
  void read_header(std::string_view header) {
    for (header = trim(header); !header.empty(); header = trim(header)) {
      const size_t equals = header.find('=');
      const std::string word(header.substr(0, equals));
      if (std::find(option_names().begin(), option_names().end(), word) == option_names().end()) {
        fail(fmt::format("a block's header has no {}", word),
             did_you_mean(word, option_names(), "valid are " + join(option_names(), ", ")));
      }
      if (equals == header.npos) fail(fmt::format("{} has no value", word), word + "=...");
      header.remove_prefix(equals + 1);
      const bool is_quoted = header.starts_with('"');
      if (is_quoted) header.remove_prefix(1);
      const size_t end = header.find(is_quoted ? '"' : ' ');
      if (is_quoted && end == header.npos) fail(fmt::format("the quotes of {} do not end", word));
      block_.options[word] = header.substr(0, end);
      header.remove_prefix(end == header.npos ? header.size() : end + 1);
    }
    const auto take_out = [&](const char* word, std::string otherwise) {
      const auto found = block_.options.find(word);
      if (found == block_.options.end()) return otherwise;
      std::string value = found->second;
      block_.options.erase(found);
      return value;
    };
    block_.title = take_out("title", "");
    block_.chart = take_out("chart", "table");
    const auto chart = charts().find(block_.chart);
    if (chart == charts().end()) {
      Names names;
      for (const auto& [name, needed] : charts()) names.push_back(name);
      fail(fmt::format("there is no chart {}", block_.chart), "valid are " + join(names, ", "));
    }
    for (const std::string& word : chart->second) {
      if (!block_.options.contains(word))
        fail(fmt::format("a {} needs {}", block_.chart, word), word + "=COLUMN");
    }
    for (const auto& [word, values] : option_values()) {
      const auto given = block_.options.find(word);
      if (given != block_.options.end() &&
          std::find(values.begin(), values.end(), given->second) == values.end())
        fail(fmt::format("{} is {}", word, given->second), "valid are " + join(values, ", "));
    }
  }

  void end_query() {
    const std::vector<std::string> statements = split_statements(render(block_.sql, dialect_));
    if (statements.size() != 1) fail(fmt::format("a block is one statement, not {}", statements.size()));
    block_.sql = statements[0];
    block_.id = std::to_string(++queries_);
    report_.blocks.push_back(std::move(block_));
    in_sql_ = false;
  }

  std::string_view dialect_, file_;
  Report report_;
  ReportBlock block_;
  std::string text_;
  bool in_sql_ = false;
  bool in_fence_ = false;  // of another language: text
  int line_number_ = 0;
  int queries_ = 0;
};

}  // namespace

std::string ReportBlock::option(const std::string& name) const {
  const auto found = options.find(name);
  return found == options.end() ? "" : found->second;
}

Report parse_report(std::string_view name, std::string_view text, std::string_view dialect,
                    std::string_view file) {
  return Reader(name, dialect, file).read(text);
}

}  // namespace sparkify
