#include "load/object_line.h"

#include <algorithm>
#include <vector>

#include "scan/reject.h"
#include "source/decompress.h"

namespace sparkify {

ObjectLine read_line(ObjectStore& store, const Object& object, int64_t line) {
  const std::unique_ptr<ByteReader> bytes = decompress(store.open(object));
  std::vector<char> buffer(1 << 20);
  ObjectLine found;
  int64_t at_line = 1, at_byte = 0;
  for (;;) {
    const size_t read = bytes->read(buffer.data(), buffer.size());
    if (read == 0) return found;
    const char* from = buffer.data();
    const char* const end = from + read;
    while (from < end) {
      const char* const stop = std::find(from, end, '\n');
      if (at_line == line) {
        if (found.text.empty()) found.byte = at_byte;
        const size_t room = kMaxRecordBytes - found.text.size();
        found.text.append(from, std::min<size_t>(room, static_cast<size_t>(stop - from)));
        if (stop < end || room == 0) return found;
      }
      at_byte += stop - from + (stop < end ? 1 : 0);
      at_line += stop < end ? 1 : 0;
      from = stop < end ? stop + 1 : end;
    }
  }
}

}  // namespace sparkify
