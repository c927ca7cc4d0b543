#include "load/record_at_line.h"

#include <algorithm>

#include "load/object_records.h"

namespace sparkify {

RecordAtLine record_at_line(ObjectStore& store, const Object& object, int64_t line) {
  RecordAtLine found;
  int64_t last_line = 0;
  read_records(store, object, [&](ObjectRecord record) {
    if (record.line > line || found.is_first_line) return false;
    last_line = record.line + std::count(record.text.begin(), record.text.end(), '\n');
    found = {record.number, record.line == line, std::move(record.text)};
    return true;
  });
  return last_line < line ? RecordAtLine{} : found;
}

}  // namespace sparkify
