#include "warehouse/columns_read.h"

#include <cctype>

#include "base/text.h"
#include "scan/record_parser.h"

namespace sparkify {

namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// Every word of the statement, also of its strings and comments, and `*` where it may stand for columns.
std::set<std::string> words_of(std::string_view sql) {
  std::set<std::string> words;
  for (size_t at = 0; at < sql.size(); ++at) {
    if (sql[at] == '*' && (at == 0 || sql[at - 1] != '(')) words.insert("*");  // not of count(*)
    size_t end = at;
    while (end < sql.size() && is_word(sql[end])) ++end;
    if (end == at) continue;
    words.insert(lower(sql.substr(at, end - at)));
    at = end - 1;
  }
  return words;
}

}  // namespace

std::set<std::string> columns_not_read(const Warehouse& warehouse, const StagingFile& staging) {
  std::set<std::string> left;
  for (size_t i = kLineageColumns; i < staging.schema.columns.size(); ++i)
    left.insert(staging.schema.columns[i].name);
  for (const TableFile& table : warehouse.star) {
    for (const LoadStep& step : table.load) {
      const std::set<std::string> words = words_of(step.sql);
      if (!words.contains(lower(staging.name))) continue;
      if (words.contains("*")) return {};
      std::erase_if(left, [&](const std::string& column) { return words.contains(lower(column)); });
    }
  }
  return left;
}

}  // namespace sparkify
