#pragma once
// One object -> rows and rejects by one thread, a block at a time, so that an object of any size needs little
// memory.

#include <cstdint>
#include <memory>
#include <vector>

#include "scan/block_scanner.h"

namespace sparkify {

class ObjectScanner {
 public:
  // `size_bytes` is a hint for the first block. `object_id` is positive.
  ObjectScanner(int64_t object_id, uint64_t size_bytes, std::unique_ptr<ByteReader> bytes);

  // Scans the next block into `output`. False once the object has ended. Throws Error where reading fails.
  bool scan_block(ScanOutput& output);

  const ScanCounts& counts() const { return counts_; }
  std::vector<Reject> take_rejects();

 private:
  int64_t object_id_;
  ObjectReader reader_;
  ScanPosition position_;
  std::vector<char> buffer_;
  ScanCounts counts_;
  std::vector<Reject> rejects_;
};

}  // namespace sparkify
