#include "scan/record_shape.h"

#include <bit>
#include <cstring>

#include "scan/json_walk.h"

namespace sparkify {

namespace {

constexpr uint64_t kOnes = 0x0101010101010101, kHighBits = 0x8080808080808080;
static_assert(std::endian::native == std::endian::little);

uint64_t load_word(const char* at) {
  uint64_t word;
  std::memcpy(&word, at, sizeof word);
  return word;
}

// The first quote, backslash or control character from `at`, or a place behind `end`. Of the bits that mark
// bytes the lowest is exact (Mycroft's test for a zero byte).
const char* end_of_plain_text(const char* at, const char* end, uint64_t& high_bits) {
  for (; at < end; at += sizeof(uint64_t)) {
    const uint64_t word = load_word(at);
    const uint64_t quote = word ^ (kOnes * '"'), backslash = word ^ (kOnes * '\\');
    const uint64_t found =
        (((quote - kOnes) & ~quote) | ((backslash - kOnes) & ~backslash) | ((word - kOnes * ' ') & ~word)) &
        kHighBits;
    if (found != 0) {
      high_bits |= word & kHighBits & ((found & -found) - 1);
      return at + std::countr_zero(found) / 8;
    }
    high_bits |= word & kHighBits;
  }
  return at;
}

// One value from `at`; returns one past it, or nullptr.
const char* cut_value(const char* at, const char* end, JsonScalar& value, uint64_t& high_bits) {
  if (at == end) return nullptr;
  if (*at == '"') {
    const char* close = end_of_plain_text(++at, end, high_bits);
    bool escapes = false;
    while (close < end && *close == '\\') {
      escapes = true;
      close = end_of_plain_text(close + 2, end, high_bits);
    }
    if (close >= end || *close != '"') return nullptr;
    value = {JsonKind::kString, {at, close}, escapes};
    return close + 1;
  }
  const auto word = [&](std::string_view text, JsonKind kind) -> const char* {
    if (!std::string_view(at, end).starts_with(text)) return nullptr;
    value = {kind, {at, text.size()}};
    return at + text.size();
  };
  if (*at == 'n') return word("null", JsonKind::kNull);
  if (*at == 't') return word("true", JsonKind::kBoolean);
  if (*at == 'f') return word("false", JsonKind::kBoolean);
  value = {JsonKind::kNumber, {at, json_number_bytes({at, end})}};
  return value.text.empty() ? nullptr : at + value.text.size();
}

}  // namespace

RecordShape::Literal::Literal(std::string_view text) : size_bytes(text.size()) {
  for (size_t at = 0; at < text.size(); at += sizeof(uint64_t)) {
    Word word{0, 0};
    const size_t bytes = std::min(text.size() - at, sizeof(uint64_t));
    std::memcpy(&word.bytes, text.data() + at, bytes);
    std::memset(&word.mask, 0xFF, bytes);
    words.push_back(word);
  }
}

bool RecordShape::Literal::stands_at(const char* at, const char* end) const {
  if (end - at < static_cast<ptrdiff_t>(size_bytes)) return false;
  for (const Word& word : words) {
    if (((load_word(at) ^ word.bytes) & word.mask) != 0) return false;
    at += sizeof(uint64_t);
  }
  return true;
}

void RecordShape::learn(std::string_view record, const std::vector<std::string_view>& tokens) {
  before_.clear();
  after_.clear();
  const char* at = record.data();
  for (const std::string_view token : tokens) {
    before_.emplace_back(std::string_view(at, token.data()));
    at = token.data() + token.size();
  }
  after_.emplace_back(std::string_view(at, record.data() + record.size()));
}

RecordShape::Cut RecordShape::cut(std::string_view record, std::vector<JsonScalar>& values) const {
  if (after_.empty()) return Cut::kNo;
  values.resize(before_.size());
  const char* at = record.data();
  const char* end = at + record.size();
  uint64_t high_bits = 0;
  for (size_t i = 0; i < before_.size(); ++i) {
    if (!before_[i].stands_at(at, end)) return Cut::kNo;
    at = cut_value(at + before_[i].size_bytes, end, values[i], high_bits);
    if (at == nullptr) return Cut::kNo;
  }
  if (!after_[0].stands_at(at, end) || at + after_[0].size_bytes != end) return Cut::kNo;
  return high_bits == 0 ? Cut::kAscii : Cut::kUtf8Unchecked;
}

}  // namespace sparkify
