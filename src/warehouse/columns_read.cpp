#include "warehouse/columns_read.h"

#include "base/text.h"
#include "scan/record_format.h"

namespace sparkify {

namespace {

// Whether a `*` stands anywhere but in count(*). It may be a product: no harm then.
bool may_take_every_column(std::string_view sql) {
  for (size_t at = sql.find('*'); at != sql.npos; at = sql.find('*', at + 1)) {
    if (at == 0 || sql[at - 1] != '(') return true;
  }
  return false;
}

}  // namespace

std::set<std::string> columns_not_read(const Warehouse& warehouse, const StagingFile& staging) {
  std::set<std::string> left;
  for (size_t i = kLineageColumns; i < staging.schema.columns.size(); ++i)
    left.insert(staging.schema.columns[i].name);
  for (const TableFile& table : warehouse.star) {
    for (const LoadStep& step : table.load) {
      const std::string sql = lower(step.sql);
      if (!mentions(sql, lower(staging.name))) continue;
      if (may_take_every_column(sql)) return {};
      std::erase_if(left, [&](const std::string& column) { return mentions(sql, lower(column)); });
    }
  }
  return left;
}

}  // namespace sparkify
