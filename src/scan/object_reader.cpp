#include "scan/object_reader.h"

#include <algorithm>
#include <cstring>

#include "scan/record_parser.h"
#include "source/decompress.h"

namespace sparkify {

namespace {

constexpr size_t kBlockBytes = 256 * 1024;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Where the last record that is not whole may start: after the last line that ends with } and is followed by
// a line that starts with {. Within JSON a } is never followed by a {, nor does a string go over a line's
// end, and what is not JSON ends before a line that starts with {: no record and no reject has such a place
// inside. Or the end, where no such place is near it.
size_t last_sure_start(std::string_view text) {
  constexpr size_t kNearBytes = 16 * 1024;
  const size_t skipped = text.size() - std::min(text.size(), kNearBytes);
  const std::string_view near = text.substr(skipped);
  size_t line_end = near.rfind("\n{");
  while (line_end != near.npos && line_end >= 2) {
    const size_t before = near[line_end - 1] == '\r' ? line_end - 2 : line_end - 1;
    if (near[before] == '}') return skipped + line_end + 1;
    line_end = near.rfind("\n{", line_end - 1);
  }
  return text.size();
}

}  // namespace

ObjectReader::ObjectReader(uint64_t size_bytes, std::unique_ptr<ByteReader> bytes)
    : expected_bytes_(size_bytes), bytes_(decompress(std::move(bytes))) {}

Block ObjectReader::read(std::vector<char>& buffer) {
  // One byte more than expected, so that a small object's end is seen in its first block.
  const size_t fresh_bytes = std::clamp<size_t>(expected_bytes_ + 1, 64, kBlockBytes);
  const size_t capacity = carry_.size() + fresh_bytes;
  buffer.resize(std::max(buffer.size(), capacity + RecordParser::kPaddingBytes));
  std::memcpy(buffer.data(), carry_.data(), carry_.size());
  size_t size = carry_.size();
  Block block;
  try {
    while (size < capacity && !block.last) {
      const size_t read = bytes_->read(buffer.data() + size, capacity - size);
      size += read;
      block.last = read == 0;
    }
  } catch (const BadCompression& damage) {
    block.damage = damage.what();
    block.last = true;
  }
  expected_bytes_ = kBlockBytes;
  std::memset(buffer.data() + size, ' ', RecordParser::kPaddingBytes);
  block.text = {buffer.data(), size};
  block.read_bytes = static_cast<int64_t>(size - carry_.size());
  block.byte = byte_;
  block.discarding = discarding_;
  if (byte_ == 0 && block.text.starts_with(kByteOrderMark)) block.at = kByteOrderMark.size();
  block.end = block.last ? size : last_sure_start(block.text);
  carry_.assign(block.text.substr(block.end));
  byte_ += static_cast<int64_t>(block.end);
  discarding_ = false;
  if (block.last) bytes_.reset();
  return block;
}

void ObjectReader::put_back(const Block& scanned) {
  carry_.assign(scanned.text.substr(scanned.at));
  byte_ = scanned.byte + static_cast<int64_t>(scanned.at);
  discarding_ = scanned.discarding;
}

}  // namespace sparkify
