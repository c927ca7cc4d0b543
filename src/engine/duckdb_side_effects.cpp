#include "engine/duckdb_side_effects.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"

namespace sparkify {

namespace {

// Of duckdb_functions() in 1.5, those of the type table.
constexpr std::array<std::string_view, 12> kFunctions = {"checkpoint",
                                                         "disable_logging",
                                                         "disable_peg_parser",
                                                         "disable_profiling",
                                                         "enable_logging",
                                                         "enable_peg_parser",
                                                         "enable_profiling",
                                                         "force_checkpoint",
                                                         "json_execute_serialized_sql",
                                                         "query",
                                                         "query_table",
                                                         "truncate_duckdb_logs"};

// Where the next token starts, blanks, comments and a closing quote left out.
size_t next_token(std::string_view sql, size_t at) {
  while (at < sql.size()) {
    if (sql.substr(at, 2) == "--") {
      at = sql.find('\n', at);
    } else if (sql.substr(at, 2) == "/*") {
      at = std::min(sql.find("*/", at + 2), sql.size());
      at += 2;
    } else if (sql[at] == '"' || static_cast<unsigned char>(sql[at]) <= ' ') {
      ++at;
    } else {
      return at;
    }
  }
  return sql.size();
}

}  // namespace

std::string_view side_effect_in(std::string_view sql) {
  const std::string text = lower(sql);
  for (const std::string_view name : kFunctions) {
    for (size_t at = text.find(name); at != text.npos; at = text.find(name, at + 1)) {
      const size_t token = next_token(text, at + name.size());
      const bool is_whole = at == 0 || !is_name_character(text[at - 1]);
      if (is_whole && token < text.size() && text[token] == '(') return name;
    }
  }
  return "";
}

}  // namespace sparkify
