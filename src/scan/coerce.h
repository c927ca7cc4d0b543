#pragma once
// Turns a JSON scalar into a column's value as Amazon Redshift's COPY does, so that every engine gets the
// same rows: "" is NULL where no text belongs, 1540919166796.0 is an integer, a number may stand where text
// belongs.

#include <array>
#include <cstdint>
#include <string_view>

#include "scan/schema.h"

namespace sparkify {

enum class JsonKind : uint8_t { kNull, kString, kNumber, kBoolean, kNested };

// A value as it stands in the record: `text` is a string's unescaped text, or else the token itself.
struct JsonScalar {
  JsonKind kind;
  bool was_escaped = false;  // a string whose escapes may stand for any character
  bool is_decimal = false;   // a number read into the last two; not set of every one that could
  uint8_t decimals = 0;      // how many of its digits stand behind its point
  std::string_view text;
  int64_t digits = 0;  // without the point
};

// Whether it is NULL in a column that is not text: null, "" and blanks are.
bool is_null_value(const JsonScalar& scalar);

struct Coerced {
  const char* reject_code = nullptr;  // set: the value does not fit the column
  union {
    int64_t integer = 0;  // kBoolean, integers, kTimestamp (microseconds)
    double real;
  };
};

inline constexpr int64_t kExactInDouble = int64_t{1} << 53;  // and every integer below
inline constexpr std::array<int64_t, 19> kPowersOfTen = [] {
  std::array<int64_t, 19> powers{1};
  for (size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}();

// The four that follow are for most values: false says nothing of the others. Inline, as the scanner asks for
// every one.

// Sets `value` where double arithmetic makes it exactly (Clinger, PLDI 1990).
inline bool read_decimal(const JsonScalar& scalar, double& value) {
  if (!scalar.is_decimal || scalar.digits > kExactInDouble) return false;
  value = static_cast<double>(scalar.digits) / static_cast<double>(kPowersOfTen[scalar.decimals]);
  return true;
}

// The same where it is a whole number.
inline bool read_decimal(const JsonScalar& scalar, int64_t& value) {
  if (!scalar.is_decimal) return false;
  value = scalar.digits;
  if (scalar.decimals == 0) return true;
  const int64_t power = kPowersOfTen[scalar.decimals];
  value /= power;
  return value * power == scalar.digits && value < kExactInDouble;
}

// TIMEFORMAT 'epochmillisecs', within the years that every engine's TIMESTAMP holds.
inline constexpr int64_t kYear0001Ms = -62135596800000, kYear9999Ms = 253402300799999;
inline bool read_timestamp(const JsonScalar& scalar, int64_t& microseconds) {
  if (!read_decimal(scalar, microseconds) || microseconds > kYear9999Ms) return false;
  microseconds *= 1000;
  return true;
}

// Sets `value` where `text` is digits alone, and few of them.
inline bool read_digits(std::string_view text, int64_t& value) {
  constexpr size_t kMostDigits = 18;
  if (text.empty() || text.size() > kMostDigits || (text[0] == '0' && text.size() > 1)) return false;
  value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return false;
    value = value * 10 + (c - '0');
  }
  return true;
}

// For a value that is not NULL, and every type but kText, whose value is the scalar's text.
Coerced coerce(const JsonScalar& scalar, ColumnType type);

}  // namespace sparkify
