#include "scan/record_shape.h"

#include <algorithm>
#include <cstring>

#include "scan/json_walk.h"
#include "scan/plain_text.h"

namespace sparkify {

namespace {

uint64_t load_word(const char* at) {
  uint64_t word;
  std::memcpy(&word, at, sizeof word);
  return word;
}

// A number without sign and exponent from `at`, of few enough digits for an int64_t; returns one past it, or
// nullptr. What stands behind the text is no digit.
const char* cut_decimal(const char* at, JsonScalar& value) {
  constexpr ptrdiff_t kMostBytes = 18;
  const char* behind = at;
  uint64_t digits = 0;
  const auto take_digits = [&] {
    const char* start = behind;
    for (; '0' <= *behind && *behind <= '9'; ++behind)
      digits = digits * 10 + static_cast<uint64_t>(*behind - '0');
    return behind - start;
  };
  const ptrdiff_t whole = take_digits();
  if (whole == 0 || (*at == '0' && whole > 1)) return nullptr;
  ptrdiff_t decimals = 0;
  if (*behind == '.') {
    ++behind;
    decimals = take_digits();
    if (decimals == 0) return nullptr;
  }
  if (behind - at > kMostBytes || *behind == 'e' || *behind == 'E') return nullptr;
  value = {.kind = JsonKind::kNumber,
           .is_decimal = true,
           .decimals = static_cast<uint8_t>(decimals),
           .text = {at, behind},
           .digits = static_cast<int64_t>(digits)};
  return behind;
}

// A string from behind its opening quote; returns one past it, or nullptr.
const char* cut_string(const char* at, const char* end, const TextPool& texts, RecordShape::Value& value,
                       bool& is_ascii) {
  const bool was_long = value.is_known || value.scalar.text.size() >= TextPool::kLongJsonBytes;
  value.is_known = false;
  if (value.is_kept_text && was_long) {
    const TextPool::KnownJson known = texts.find_json(at, end);
    if (known.end != nullptr) {
      value.is_known = true;
      value.number = known.number;
      return known.end + 1;
    }
  }
  PlainText plain = plain_text(at, end);
  is_ascii = is_ascii && plain.is_ascii;
  bool escapes = false;
  while (plain.end < end && *plain.end == '\\') {
    escapes = true;
    plain = plain_text(plain.end + 2, end);
    is_ascii = is_ascii && plain.is_ascii;
  }
  if (plain.end >= end || *plain.end != '"') return nullptr;
  value.scalar = {.kind = JsonKind::kString, .was_escaped = escapes, .text = {at, plain.end}};
  if (value.is_kept_text && !escapes) value.prefetched = texts.prefetch(value.scalar.text);
  return plain.end + 1;
}

// One value from `at`; returns one past it, or nullptr. Clears `is_ascii` where a string is not.
const char* cut_value(const char* at, const char* end, const TextPool& texts, RecordShape::Value& value,
                      bool& is_ascii) {
  if (at == end) return nullptr;
  if (*at == '"') return cut_string(at + 1, end, texts, value, is_ascii);
  value.is_known = false;
  JsonScalar& scalar = value.scalar;
  if (const char* behind = cut_decimal(at, scalar)) return behind;
  const auto word = [&](std::string_view text, JsonKind kind) -> const char* {
    if (!std::string_view(at, end).starts_with(text)) return nullptr;
    scalar = {.kind = kind, .text = {at, text.size()}};
    return at + text.size();
  };
  if (*at == 'n') return word("null", JsonKind::kNull);
  if (*at == 't') return word("true", JsonKind::kBoolean);
  if (*at == 'f') return word("false", JsonKind::kBoolean);
  scalar = {.kind = JsonKind::kNumber, .text = {at, json_number_bytes({at, end})}};
  return scalar.text.empty() ? nullptr : at + scalar.text.size();
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

void RecordShape::learn(std::string_view record, const std::vector<Token>& tokens) {
  before_.clear();
  values_.clear();
  after_.clear();
  const char* at = record.data();
  for (const Token& token : tokens) {
    before_.emplace_back(std::string_view(at, token.json.data()));
    values_.push_back({.is_kept_text = token.is_kept_text});
    at = token.json.data() + token.json.size();
  }
  after_.emplace_back(std::string_view(at, record.data() + record.size()));
  newlines_ = std::count(record.begin(), record.end(), '\n');
}

size_t RecordShape::cut(std::string_view text, const TextPool& texts, bool& is_ascii) {
  if (after_.empty()) return 0;
  const char* at = text.data();
  const char* end = at + text.size();
  is_ascii = true;
  for (size_t i = 0; i < before_.size(); ++i) {
    if (!before_[i].stands_at(at, end)) return 0;
    at = cut_value(at + before_[i].size_bytes, end, texts, values_[i], is_ascii);
    if (at == nullptr) return 0;
  }
  if (!after_[0].stands_at(at, end)) return 0;
  return static_cast<size_t>(at - text.data()) + after_[0].size_bytes;
}

}  // namespace sparkify
