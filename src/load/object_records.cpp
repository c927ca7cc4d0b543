#include "load/object_records.h"

#include <algorithm>

#include "scan/object_scanner.h"

namespace sparkify {

namespace {

// Asks for a column that no record has: each is rejected, and told with its text and its place.
RecordFormat format_that_rejects_all() {
  constexpr const char* kNoKey = "\x01 no key is called so";
  return {{"records",
           {{"object_id", ColumnType::kBigInt},
            {"record_id", ColumnType::kBigInt},
            {"nothing", ColumnType::kText, true}}},
          {{std::string(kNoKey)}}};
}

constexpr size_t kMostJoinedBytes = 64 * 1024;  // a line may be the whole object

void join(ObjectRecord& first, const ObjectRecord& next) {
  if (next.byte - first.byte + static_cast<int64_t>(next.text.size()) > int64_t{kMostJoinedBytes}) return;
  first.text.resize(static_cast<size_t>(next.byte - first.byte), ' ');
  first.text += next.text;
}

}  // namespace

void read_records(ObjectStore& store, const Object& object, const std::function<bool(ObjectRecord)>& take) {
  const RecordFormat format = format_that_rejects_all();
  RowBatch batch(format.schema);
  RecordParser parser(format);
  ScanOutput output(batch, parser);
  ObjectScanner scanner(1, object.size_bytes, store.open(object));
  for (bool more = true; more;) {
    more = scanner.scan_block(output);
    for (Reject& record : scanner.take_rejects()) {
      if (!take({record.record, record.line, record.byte, std::move(record.raw)})) return;
    }
  }
}

std::map<int64_t, ObjectRecord> records_ending_at(ObjectStore& store, const Object& object,
                                                  const std::vector<int64_t>& lines) {
  struct Found {
    ObjectRecord record;
    bool ends_there = false;
  };
  std::map<int64_t, Found> found;
  for (const int64_t line : lines) found[line];
  auto next = found.begin();  // the first line that no record before has passed
  ObjectRecord last;
  read_records(store, object, [&](ObjectRecord record) {
    for (; next != found.end() && next->first < record.line; ++next) {
      if (next->second.record.number == 0) next->second.record = last;
    }
    const int64_t end = record.line + std::count(record.text.begin(), record.text.end(), '\n');
    for (auto at = next; at != found.end() && at->first <= end; ++at) {
      const bool ends_there = at->first == end;
      if (ends_there && at->second.ends_there) {
        join(at->second.record, record);
      } else if (ends_there || !at->second.ends_there) {
        at->second = {record, ends_there};
      }
    }
    last = std::move(record);
    return next != found.end();
  });
  for (; next != found.end(); ++next) {
    if (next->second.record.number == 0) next->second.record = last;
  }
  std::map<int64_t, ObjectRecord> records;
  for (auto& [line, at] : found) {
    if (at.record.number > 0) records.emplace(line, std::move(at.record));
  }
  return records;
}

}  // namespace sparkify
