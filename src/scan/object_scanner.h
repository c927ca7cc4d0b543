#pragma once
// One object's bytes -> rows and rejects, a block at a time, so that an object of any size needs little
// memory. A record is one JSON object wherever it starts and ends; white space separates records, as for
// COPY. Used by one thread at a time; it may be another thread for each block.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "scan/record_parser.h"
#include "scan/reject.h"
#include "scan/row_batch.h"
#include "source/object.h"

namespace sparkify {

struct ScanCounts {
  int64_t records = 0;  // rows + rejects
  int64_t rejects = 0;
  int64_t bytes = 0;  // decompressed
};

// What a thread brings: where full chunks go, its parser, a buffer for bytes, the chunk it fills and its
// strings.
struct ScanOutput {
  RowBatch& batch;
  RecordParser& parser;
  std::vector<char>& buffer;
  std::unique_ptr<ColumnChunk> chunk;
  std::shared_ptr<TextPool> texts;
};

class ObjectScanner {
 public:
  // `size_bytes` is a hint for the first buffer. `object_id` is positive.
  ObjectScanner(int64_t object_id, uint64_t size_bytes, std::unique_ptr<ByteReader> bytes);

  // Scans the next block into `output`. False once the object has ended. Throws Error where reading fails.
  bool scan_block(ScanOutput& output);

  int64_t object_id() const { return object_id_; }
  const ScanCounts& counts() const { return counts_; }
  std::vector<Reject> take_rejects();

 private:
  struct Block;

  void read_block(Block& block, std::vector<char>& buffer);
  bool scan_record(Block& block, ScanOutput& output);
  void add_row(ScanOutput& output);
  void add_reject(const Block& block, size_t end, const char* code, std::string message, size_t position,
                  const Column* column = nullptr);
  bool reject_broken(Block& block, size_t wrong_at, const char* message);
  bool discard_line(Block& block);
  void advance(Block& block, size_t to);

  int64_t object_id_;
  uint64_t expected_bytes_;
  std::unique_ptr<ByteReader> bytes_;
  bool ended_ = false;
  bool discarding_ = false;  // within a record that is too large, up to the line's end
  std::string carry_;        // the start of a record whose end was not in the block
  int64_t byte_ = 0;         // offset in the object of the block's first byte
  int64_t line_ = 1;         // of the next record
  std::string damage_;       // of compressed data: the bytes end there
  ScanCounts counts_;
  std::vector<Reject> rejects_;
};

}  // namespace sparkify
