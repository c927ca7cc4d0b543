#include "scan/record_shape.h"

#include <algorithm>

namespace sparkify {

void RecordShape::learn(std::string_view record, const std::vector<std::string_view>& values) {
  literals_.clear();
  const char* at = record.data();
  for (const std::string_view value : values) {
    literals_.emplace_back(std::string_view(at, value.data()));
    at = value.data() + value.size();
  }
  literals_.emplace_back(std::string_view(at, record.data() + record.size()));
  newlines_ = std::count(record.begin(), record.end(), '\n');
}

RecordShape::Literal::Literal(std::string_view text) : bytes(text.size()) {
  for (Word& word : words) {
    const size_t word_bytes = std::min(text.size(), sizeof word.bytes);
    std::memcpy(&word.bytes, text.data(), word_bytes);
    std::memset(&word.mask, 0xFF, word_bytes);
    text.remove_prefix(word_bytes);
  }
  rest = text;
}

bool RecordShape::Literal::rest_stands_at(const char* at, const char* end) const {
  return end - at >= static_cast<ptrdiff_t>(bytes) &&
         std::string_view(at + bytes - rest.size(), rest.size()) == rest;
}

}  // namespace sparkify
