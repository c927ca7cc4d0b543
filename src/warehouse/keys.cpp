#include "warehouse/keys.h"

#include "base/text.h"

namespace sparkify {

std::map<std::string, std::string> declared_keys(const Warehouse& warehouse) {
  constexpr std::string_view kDeclaration = "PRIMARY KEY (";
  std::map<std::string, std::string> keys;
  for (const TableFile& table : warehouse.star) {
    const size_t at = table.text.find(kDeclaration);
    if (at == table.text.npos) continue;
    const size_t start = at + kDeclaration.size();
    const std::string column = table.text.substr(start, table.text.find(')', start) - start);
    if (column.find(',') == column.npos) keys[table.name] = trim(column);
  }
  return keys;
}

}  // namespace sparkify
