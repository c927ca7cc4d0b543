#include "workbench/statement.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "engine/engine.h"
#include "warehouse/warehouse.h"

namespace sparkify {

namespace {

// Where the first word starts that is no comment.
size_t first_word(std::string_view sql) {
  for (size_t i = 0; i < sql.size(); ++i) {
    if (sql.substr(i, 2) == "--") {
      i = std::min(sql.find('\n', i), sql.size() - 1);
    } else if (sql.substr(i, 2) == "/*") {
      i = std::min(sql.find("*/", i), sql.size() - 2) + 1;
    } else if (std::isalpha(static_cast<unsigned char>(sql[i])) != 0) {
      return i;
    }
  }
  return sql.size();
}

}  // namespace

ReadingStatement reading_statement(std::string_view sql) {
  const std::vector<std::string> statements = split_statements(sql);
  if (statements.empty()) throw StatementError("there is no statement", "write a SELECT", std::nullopt);
  if (statements.size() > 1) {
    throw StatementError(fmt::format("these are {} statements", statements.size()), "select the one to run",
                         sql.find(statements[1]));
  }
  static const std::vector<std::string> reading = {"select",    "with",    "values", "table",
                                                   "from",      "explain", "show",   "describe",
                                                   "summarize", "pivot",   "desc"};
  const size_t start = sql.find(statements[0]);
  const size_t at = first_word(statements[0]);
  const std::string_view rest = std::string_view(statements[0]).substr(at);
  const size_t end = rest.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_");
  const std::string word = lower(rest.substr(0, end));
  if (std::find(reading.begin(), reading.end(), word) == reading.end()) {
    throw StatementError(
        fmt::format("{} is not allowed here: queries only read", word.empty() ? "this" : word),
        "sparkify load writes the warehouse", start + at);
  }
  return {statements[0], start};
}

}  // namespace sparkify
