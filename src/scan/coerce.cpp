#include "scan/coerce.h"

#include <charconv>
#include <cmath>
#include <limits>
#include <string>

#include "base/text.h"
#include "scan/json_walk.h"
#include "scan/reject.h"

namespace sparkify {

namespace {

Coerced null() {
  Coerced value;
  value.is_null = true;
  return value;
}

Coerced reject(const char* code) {
  Coerced value;
  value.reject_code = code;
  return value;
}

bool is_number(const JsonScalar& scalar) {
  return scalar.kind == JsonKind::kNumber || json_number_bytes(scalar.text) == scalar.text.size();
}

Coerced to_double(const JsonScalar& scalar) {
  if (!is_number(scalar)) return reject(reject_code::kNotANumber);
  const std::string_view text = scalar.text;
  Coerced value;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value.real);
  if (error == std::errc::result_out_of_range) return reject(reject_code::kOutOfRange);
  return value;
}

// Sets `value` where `text` is digits alone, and few of them.
bool read_digits(std::string_view text, int64_t& value) {
  constexpr size_t kMostDigits = 18;
  if (text.size() > kMostDigits || (text[0] == '0' && text.size() > 1)) return false;
  value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return false;
    value = value * 10 + (c - '0');
  }
  return true;
}

Coerced to_integer(const JsonScalar& scalar, int64_t low, int64_t high) {
  const std::string_view text = scalar.text;
  Coerced value;
  if (read_digits(text, value.integer)) {
    if (value.integer < low || value.integer > high) return reject(reject_code::kOutOfRange);
    return value;
  }
  if (!is_number(scalar)) return reject(reject_code::kNotAnInteger);
  const char* last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, value.integer);
  if (error == std::errc::result_out_of_range) return reject(reject_code::kOutOfRange);
  constexpr int64_t kExactInDouble = int64_t{1} << 53;
  const bool is_plain = end == last || (std::string_view(end, last) == ".0" &&
                                        value.integer < kExactInDouble && value.integer > -kExactInDouble);
  if (!is_plain) {  // a fraction or an exponent: an integer all the same where nothing is lost
    const Coerced real = to_double(scalar);
    if (real.reject_code != nullptr) return real;
    if (std::trunc(real.real) != real.real) return reject(reject_code::kNotAnInteger);
    constexpr double kTwoTo63 = 9223372036854775808.0;
    if (real.real < -kTwoTo63 || real.real >= kTwoTo63) return reject(reject_code::kOutOfRange);
    value.integer = static_cast<int64_t>(real.real);
  }
  if (value.integer < low || value.integer > high) return reject(reject_code::kOutOfRange);
  return value;
}

template <typename T>
Coerced to_integer(const JsonScalar& scalar) {
  return to_integer(scalar, std::numeric_limits<T>::min(), std::numeric_limits<T>::max());
}

// TIMEFORMAT 'epochmillisecs', within the years that every engine's TIMESTAMP holds.
Coerced to_timestamp(const JsonScalar& scalar) {
  constexpr int64_t kYear0001Ms = -62135596800000, kYear9999Ms = 253402300799999;
  Coerced value = to_integer(scalar, kYear0001Ms, kYear9999Ms);
  if (value.reject_code == reject_code::kNotAnInteger) return reject(reject_code::kNotATimestamp);
  if (value.reject_code == nullptr) value.integer *= 1000;
  return value;
}

Coerced to_boolean(std::string_view text) {
  const std::string word = lower(text);
  Coerced value;
  if (word == "true" || word == "t" || word == "yes" || word == "y" || word == "1") {
    value.integer = 1;
  } else if (word != "false" && word != "f" && word != "no" && word != "n" && word != "0") {
    return reject(reject_code::kNotABoolean);
  }
  return value;
}

}  // namespace

Coerced coerce(const JsonScalar& scalar, ColumnType type) {
  if (scalar.kind == JsonKind::kNull) return null();
  const JsonScalar trimmed = {scalar.kind,
                              scalar.kind == JsonKind::kString ? trim(scalar.text) : scalar.text};
  if (trimmed.text.empty()) return null();
  switch (type) {
    case ColumnType::kBoolean:
      return to_boolean(trimmed.text);
    case ColumnType::kSmallInt:
      return to_integer<int16_t>(trimmed);
    case ColumnType::kInteger:
      return to_integer<int32_t>(trimmed);
    case ColumnType::kBigInt:
      return to_integer<int64_t>(trimmed);
    case ColumnType::kDouble:
      return to_double(trimmed);
    case ColumnType::kTimestamp:
      return to_timestamp(trimmed);
    case ColumnType::kText:
      break;
  }
  return {};
}

}  // namespace sparkify
