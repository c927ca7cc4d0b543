#pragma once
// Cuts one JSON value out of text that is known to have one there. Inline, as the scanner asks for every
// value.

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "scan/coerce.h"
#include "scan/json_walk.h"
#include "scan/plain_text.h"

namespace sparkify {

struct LeadingDigits {
  uint64_t value;
  uint32_t count;
};

// The digits that the eight bytes at `at` start with. (Eight are read as by Lemire and Mula in fast_float;
// fewer as if zeros stood before them.)
inline LeadingDigits leading_digits(const char* at) {
  static_assert(std::endian::native == std::endian::little);
  constexpr uint64_t kHighHalves = 0xF0F0F0F0F0F0F0F0, kZeros = 0x3030303030303030,
                     kSixes = 0x0606060606060606;
  constexpr uint64_t kPairs = 0x000000FF000000FF;
  uint64_t word;
  std::memcpy(&word, at, sizeof word);
  const uint64_t others = ((word & kHighHalves) ^ kZeros) | (((word + kSixes) & kHighHalves) ^ kZeros);
  const auto count = static_cast<uint32_t>(std::countr_zero(others)) / 8;
  if (count == 0) return {0, 0};
  word = (word & ~kHighHalves) << (64 - 8 * count);
  word = word * 10 + (word >> 8);
  word = (word & kPairs) * (100 + (uint64_t{1'000'000} << 32)) +
         ((word >> 16) & kPairs) * (1 + (uint64_t{10'000} << 32));
  return {word >> 32, count};
}

// All digits from `at`, behind those of `value`, which overflows where they are too many; returns one past
// them.
inline const char* cut_digits(const char* at, uint64_t& value) {
  for (;;) {
    const LeadingDigits digits = leading_digits(at);
    value = value * static_cast<uint64_t>(kPowersOfTen[digits.count]) + digits.value;
    at += digits.count;
    if (digits.count < sizeof(uint64_t)) return at;
  }
}

// A number without sign and exponent, of few enough digits for an int64_t; returns one past it, or nullptr.
// What stands behind the text is no digit, and 8 bytes of it are readable.
inline const char* cut_decimal(const char* at, JsonScalar& value) {
  constexpr ptrdiff_t kMostBytes = 18;
  uint64_t digits = 0;
  const char* whole_end = cut_digits(at, digits);
  if (whole_end == at || (*at == '0' && whole_end > at + 1)) return nullptr;
  const char* end = whole_end;
  if (*end == '.') {
    end = cut_digits(whole_end + 1, digits);
    if (end == whole_end + 1) return nullptr;
  }
  if (end - at > kMostBytes || *end == 'e' || *end == 'E') return nullptr;
  value = {.kind = JsonKind::kNumber,
           .is_decimal = true,
           .decimals = static_cast<uint8_t>(end == whole_end ? 0 : end - whole_end - 1),
           .text = {at, end},
           .digits = static_cast<int64_t>(digits)};
  return end;
}

// A string from behind its opening quote, with its escapes as they stand there.
struct CutString {
  const char* end;  // its closing quote, or nullptr
  bool has_escapes;
  bool is_ascii;
};

inline CutString cut_string(const char* at, const char* end) {
  PlainText plain = plain_text(at, end);
  CutString string{nullptr, false, plain.is_ascii};
  while (plain.end < end && *plain.end == '\\') {
    string.has_escapes = true;
    plain = plain_text(plain.end + 2, end);
    string.is_ascii = string.is_ascii && plain.is_ascii;
  }
  if (plain.end < end && *plain.end == '"') string.end = plain.end;
  return string;
}

// Any other scalar; returns one past it, or nullptr.
inline const char* cut_word(const char* at, const char* end, JsonScalar& value) {
  const std::string_view text(at, end);
  const auto word = [&](std::string_view known, JsonKind kind) -> const char* {
    if (!text.starts_with(known)) return nullptr;
    value = {.kind = kind, .text = text.substr(0, known.size())};
    return at + known.size();
  };
  if (*at == 'n') return word("null", JsonKind::kNull);
  if (*at == 't') return word("true", JsonKind::kBoolean);
  if (*at == 'f') return word("false", JsonKind::kBoolean);
  value = {.kind = JsonKind::kNumber, .text = text.substr(0, json_number_bytes(text))};
  return value.text.empty() ? nullptr : at + value.text.size();
}

}  // namespace sparkify
