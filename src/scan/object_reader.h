#pragma once
// An object's bytes -> blocks of records. Most blocks end where a record surely does, so that other threads
// may scan what follows meanwhile: one large object is scanned by all threads.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "source/object.h"

namespace sparkify {

struct Block {
  std::string_view text;    // in the buffer that it was read into; RecordParser::kPaddingBytes behind it
  size_t at = 0;            // the next byte to scan
  size_t end = 0;           // of the records to scan; what stands behind it is in the next block again
  int64_t byte = 0;         // offset of `text` in the object
  int64_t read_bytes = 0;   // decompressed
  bool last = false;        // the object ends with this block
  bool discarding = false;  // `at` is within a record that is too large, up to the line's end
  std::string damage;       // of compressed data: the bytes end there

  bool ends_with_record() const { return last || end < text.size(); }
};

class ObjectReader {
 public:
  // `size_bytes` is a hint for the first block.
  ObjectReader(uint64_t size_bytes, std::unique_ptr<ByteReader> bytes);

  bool ended() const { return bytes_ == nullptr; }

  // The next block, in `buffer`. Throws Error where reading fails. Used by one thread at a time.
  Block read(std::vector<char>& buffer);

  // What the scan left of a block that does not end with a record: the next starts with it.
  void put_back(const Block& scanned);

 private:
  uint64_t expected_bytes_;
  std::unique_ptr<ByteReader> bytes_;  // until the object's end
  std::string carry_;                  // the start of the next block
  int64_t byte_ = 0;                   // its offset in the object
  bool discarding_ = false;
};

}  // namespace sparkify
