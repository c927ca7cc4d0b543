#include "scan/object_scanner.h"

#include <iterator>
#include <utility>

namespace sparkify {

ObjectScanner::ObjectScanner(int64_t object_id, uint64_t size_bytes, std::unique_ptr<ByteReader> bytes)
    : object_id_(object_id), reader_(size_bytes, std::move(bytes)) {}

std::vector<Reject> ObjectScanner::take_rejects() { return std::exchange(rejects_, {}); }

bool ObjectScanner::scan_block(ScanOutput& output) {
  if (reader_.ended()) return false;
  Block block = reader_.read(buffer_);
  ScannedBlock scanned = BlockScanner(object_id_, block, output, position_).scan();
  if (!block.ends_with_record()) reader_.put_back(block);
  counts_.add(scanned.counts);
  require_numbers(object_id_, counts_.records);
  position_.records += scanned.counts.records;
  position_.lines += scanned.newlines;
  std::move(scanned.rejects.begin(), scanned.rejects.end(), std::back_inserter(rejects_));
  return !reader_.ended();
}

}  // namespace sparkify
