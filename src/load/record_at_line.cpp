#include "load/record_at_line.h"

#include <algorithm>

#include "base/text.h"
#include "scan/object_scanner.h"
#include "source/decompress.h"

namespace sparkify {

namespace {

// The first lines of another reader.
class FirstLines : public ByteReader {
 public:
  FirstLines(std::unique_ptr<ByteReader> bytes, int64_t lines) : bytes_(std::move(bytes)), left_(lines) {}
  size_t read(char* into, size_t capacity_bytes) override {
    if (left_ <= 0) return 0;
    const size_t size = bytes_->read(into, capacity_bytes);
    for (size_t i = 0; i < size; ++i) {
      if (into[i] == '\n' && --left_ == 0) return i + 1;
    }
    return size;
  }

 private:
  std::unique_ptr<ByteReader> bytes_;
  int64_t left_;
};

// How many records start in the first lines. Their values do not matter: the format asks for none.
int64_t records_in(ObjectStore& store, const Object& object, int64_t lines) {
  if (lines <= 0) return 0;
  const RecordFormat format = {
      {"lines", {{"object_id", ColumnType::kBigInt}, {"record_id", ColumnType::kBigInt}, {"nothing"}}},
      {{std::string("\x01 no key is called so")}}};
  RowBatch batch(format.schema);
  RecordParser parser(format);
  ScanOutput output(batch, parser);
  ObjectScanner scanner(1, object.size_bytes,
                        std::make_unique<FirstLines>(decompress(store.open(object)), lines));
  while (scanner.scan_block(output)) {
    scanner.take_rejects();
    output.forget_rows();
  }
  return scanner.counts().records;
}

std::string text_from(ObjectStore& store, const Object& object, int64_t line) {
  const std::unique_ptr<ByteReader> bytes = decompress(store.open(object));
  std::string text;
  char buffer[64 * 1024];
  while (const size_t size = bytes->read(buffer, sizeof buffer)) {
    const char* start = buffer;
    const char* const end = buffer + size;
    for (; line > 1 && start < end; --line) {
      start = std::find(start, end, '\n');
      if (start == end) break;
      ++start;
    }
    if (line == 1) text.append(start, end);
    if (text.size() > kMaxRecordBytes) break;
  }
  return text;
}

}  // namespace

RecordAtLine record_at_line(ObjectStore& store, const Object& object, int64_t line) {
  RecordAtLine found;
  found.text = text_from(store, object, line);
  if (trim(std::string_view(found.text).substr(0, found.text.find('\n'))).empty()) return found;
  const int64_t before = records_in(store, object, line - 1), with = records_in(store, object, line);
  found.is_first_line = with > before;
  found.record = found.is_first_line ? before + 1 : before;
  return found;
}

}  // namespace sparkify
