#pragma once
// One block of an object -> rows and rejects. A record is one JSON object wherever it starts and ends; white
// space separates records, as for COPY.

#include <cstdint>
#include <string>
#include <vector>

#include "scan/object_reader.h"
#include "scan/reject.h"
#include "scan/scan_output.h"

namespace sparkify {

struct ScanCounts {
  int64_t records = 0;  // rows + rejects
  int64_t rejects = 0;
  int64_t bytes = 0;  // decompressed

  int64_t rows() const { return records - rejects; }
  void add(const ScanCounts& other);
};

// What stands before a block in its object.
struct ScanPosition {
  int64_t records = 0;
  int64_t lines = 0;
};

struct ScannedBlock {
  ScanCounts counts;
  int64_t newlines = 0;
  std::vector<Reject> rejects;
};

class BlockScanner {
 public:
  // The numbers of records and lines go on from `before`. `object_id` is positive.
  BlockScanner(int64_t object_id, Block& block, ScanOutput& output, const ScanPosition& before);

  // Afterwards `block.at` is the first byte that was not used. Once.
  ScannedBlock scan();

 private:
  bool scan_record();
  void add_row();
  void add_reject(size_t end, const char* code, std::string message, size_t position,
                  const Column* column = nullptr);
  bool reject_broken(size_t wrong_at, const char* message);
  bool reject_too_large(size_t end);
  bool discard_line();
  void advance(size_t to);
  int64_t line() const { return before_.lines + scanned_.newlines + 1; }

  int64_t object_id_;
  Block& block_;
  ScanOutput& output_;
  ScanPosition before_;
  ScannedBlock scanned_;
};

// Throws Error where an object has more records than there are numbers for.
void require_numbers(int64_t object_id, int64_t records);

}  // namespace sparkify
