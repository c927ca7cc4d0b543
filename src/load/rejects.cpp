#include "load/rejects.h"

#include <fmt/format.h>

namespace sparkify {

namespace {

constexpr const char* kFrom =
    "FROM ledger.rejects r JOIN ledger.objects o ON o.object_id = r.object_id "
    "LEFT JOIN ledger.objects p ON p.is_current AND p.name = 'replay:' || o.name || '#' || CAST(r.record AS "
    "VARCHAR)";

std::string where(const Engine& engine, const RejectFilter& filter) {
  std::string conditions;
  const auto add = [&](const char* column, const std::optional<int64_t>& value) {
    if (value) conditions += fmt::format(" AND r.{} = {}", column, *value);
  };
  add("load_id", filter.load_id);
  add("object_id", filter.object_id);
  add("record", filter.record);
  add("line", filter.line);
  if (!filter.code.empty()) conditions += " AND r.code = " + engine.literal(filter.code);
  return " WHERE 1 = 1" + conditions;
}

}  // namespace

std::vector<StoredReject> stored_rejects(Engine& engine, const RejectFilter& filter) {
  std::vector<StoredReject> rejects;
  const std::string select = fmt::format(
      "SELECT r.load_id, r.object_id, o.name, o.source, r.record, r.line, r.byte, r.position, r.column_name, "
      "r.code, "
      "r.message, r.raw_text, p.object_id {}{} ORDER BY o.name, r.byte, r.record LIMIT {} OFFSET {}",
      kFrom, where(engine, filter), filter.limit, filter.offset);
  for (const ResultRow& row : engine.query(select).rows) {
    const auto number = [&](size_t column) { return std::stoll(row[column].value_or("0")); };
    rejects.push_back({number(0), number(1), *row[2], *row[3], number(4), number(5), number(6), number(7),
                       row[8], *row[9], *row[10], row[11], row[12].has_value()});
  }
  return rejects;
}

int64_t count_rejects(Engine& engine, const RejectFilter& filter) {
  return engine.query_integer("SELECT count(*) FROM ledger.rejects r" + where(engine, filter));
}

std::string replay_name(const std::string& object, int64_t record) {
  return fmt::format("replay:{}#{}", object, record);
}

}  // namespace sparkify
