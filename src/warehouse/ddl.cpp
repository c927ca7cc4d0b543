#include "warehouse/ddl.h"

#include <fmt/format.h>

#include <cstdlib>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "scan/record_format.h"

namespace sparkify {

namespace {

std::vector<std::string> tokens_of(std::string_view sql) {
  std::vector<std::string> tokens;
  for (size_t i = 0; i < sql.size();) {
    if (sql.substr(i, 2) == "--") {
      i = std::min(sql.find('\n', i), sql.size());
    } else if (is_name_character(sql[i])) {
      const size_t start = i;
      while (i < sql.size() && is_name_character(sql[i])) ++i;
      tokens.push_back(lower(sql.substr(start, i - start)));
    } else {
      if (!std::isspace(static_cast<unsigned char>(sql[i]))) tokens.emplace_back(1, sql[i]);
      ++i;
    }
  }
  return tokens;
}

ColumnType parse_type(const std::string& word, std::string_view file, const std::string& column) {
  if (word == "boolean") return ColumnType::kBoolean;
  if (word == "smallint") return ColumnType::kSmallInt;
  if (word == "integer" || word == "int") return ColumnType::kInteger;
  if (word == "bigint") return ColumnType::kBigInt;
  if (word == "double") return ColumnType::kDouble;
  if (word == "timestamp") return ColumnType::kTimestamp;
  if (word == "varchar" || word == "text") return ColumnType::kText;
  throw UsageError(fmt::format("{}: the type {} of column {} cannot be staged", file, word, column),
                   "use BOOLEAN, SMALLINT, INTEGER, BIGINT, DOUBLE PRECISION, TIMESTAMP or VARCHAR(n)");
}

}  // namespace

Schema parse_create_table(std::string_view statement, std::string_view file) {
  const std::vector<std::string> tokens = tokens_of(statement);
  const auto fail = [&](std::string_view why) {
    return UsageError(fmt::format("{}: {}", file, why),
                      "a staging file starts with CREATE TABLE IF NOT EXISTS NAME (...)");
  };
  size_t at = 0;
  const auto take = [&](std::string_view word) {
    const bool there = at < tokens.size() && tokens[at] == word;
    at += there ? 1 : 0;
    return there;
  };
  if (!take("create") || !take("table")) throw fail("does not start with CREATE TABLE");
  if (take("if")) at += 2;
  if (at + 1 >= tokens.size() || tokens[at + 1] != "(") throw fail("has no column list");
  Schema schema{tokens[at], {}};
  at += 2;
  while (at < tokens.size()) {
    Column column;
    column.name = tokens[at++];
    if (at >= tokens.size()) throw fail("ends within a column");
    column.type = parse_type(tokens[at++], file, column.name);
    int depth = 0;
    for (; at < tokens.size() && (depth > 0 || (tokens[at] != "," && tokens[at] != ")")); ++at) {
      if (tokens[at] == "(") {
        ++depth;
        if (column.type == ColumnType::kText && tokens[at - 1] == "varchar") {
          column.max_text_bytes = std::strtoull(tokens[at + 1].c_str(), nullptr, 10);
        }
      } else if (tokens[at] == ")") {
        --depth;
      } else if (tokens[at] == "not" && at + 1 < tokens.size() && tokens[at + 1] == "null") {
        column.required = true;
      }
    }
    schema.columns.push_back(std::move(column));
    if (take(")")) break;
    ++at;
  }
  for (size_t i = 0; i < kLineageColumns; ++i) {
    if (i < schema.columns.size() && schema.columns[i].name == kLineageNames[i] &&
        schema.columns[i].type == ColumnType::kBigInt) {
      continue;
    }
    throw fail(fmt::format("column {} must be {} BIGINT, by which rows are traced to records", i + 1,
                           kLineageNames[i]));
  }
  if (schema.columns.size() == kLineageColumns) throw fail("has no column that comes from a record");
  return schema;
}

}  // namespace sparkify
