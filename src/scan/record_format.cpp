#include "scan/record_format.h"

namespace sparkify {

Schema RecordFormat::rows() const {
  Schema rows = schema;
  std::erase_if(rows.columns, [&](const Column& column) { return not_kept.contains(column.name); });
  return rows;
}

}  // namespace sparkify
