#include "load/diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "base/text.h"

namespace sparkify {

namespace {

// How many more of a row A has than B, by the row's hash.
using Surplus = std::unordered_map<size_t, int64_t>;

size_t hash_of(const ResultRow& row) {
  std::string text;
  for (const auto& cell : row) {
    text += cell ? '=' : '0';
    if (cell) text += *cell;
    text += '\0';
  }
  return std::hash<std::string>()(text);
}

std::string select_of(Engine& engine, const TableFile& table) {
  std::vector<std::string> names;
  for (const ResultColumn& column :
       engine.query(fmt::format("SELECT * FROM {} LIMIT 0", table.name)).columns) {
    if (std::find(table.lineage.begin(), table.lineage.end(), column.name) == table.lineage.end())
      names.push_back(column.name);
  }
  return fmt::format("SELECT {} FROM {}", join(names, ", "), table.name);
}

// The rows of `engine` that there are too many of, `sign` times the surplus.
void collect(Engine& engine, const std::string& select, Surplus surplus, int sign, size_t shown,
             QueryResult& some) {
  EachRow rows([&](const ResultRow& row) {
    const auto found = surplus.find(hash_of(row));
    if (found == surplus.end() || found->second * sign <= 0 || some.rows.size() >= shown) return;
    found->second -= sign;
    some.rows.push_back(row);
  });
  engine.query(select, rows);
  some.columns = rows.columns();
}

}  // namespace

std::vector<TableDiff> diff_warehouses(Engine& a, Engine& b, const Warehouse& warehouse, size_t shown) {
  std::vector<TableDiff> diffs;
  for (const TableFile& table : warehouse.star) {
    TableDiff diff;
    diff.table = table.name;
    const std::string select_a = select_of(a, table), select_b = select_of(b, table);
    Surplus surplus;
    const auto count = [&](Engine& engine, const std::string& select, int sign, int64_t& rows) {
      EachRow each([&](const ResultRow& row) {
        ++rows;
        surplus[hash_of(row)] += sign;
      });
      engine.query(select, each);
    };
    count(a, select_a, 1, diff.rows_a);
    count(b, select_b, -1, diff.rows_b);
    std::erase_if(surplus, [](const auto& entry) { return entry.second == 0; });
    for (const auto& [hash, more] : surplus) (more > 0 ? diff.only_a : diff.only_b) += std::abs(more);
    if (diff.only_a > 0) collect(a, select_a, surplus, 1, shown, diff.some_only_a);
    if (diff.only_b > 0) collect(b, select_b, surplus, -1, shown, diff.some_only_b);
    diffs.push_back(std::move(diff));
  }
  return diffs;
}

}  // namespace sparkify
