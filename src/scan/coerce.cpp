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

Coerced reject(const char* code) { return {code, {}}; }

// Blanks around a string's value do not count.
std::string_view value_text(const JsonScalar& scalar) {
  return scalar.kind == JsonKind::kString ? trim(scalar.text) : scalar.text;
}

Coerced to_double(std::string_view text) {
  if (json_number_bytes(text) != text.size()) return reject(reject_code::kNotANumber);
  Coerced value;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value.real);
  if (error == std::errc::result_out_of_range) return reject(reject_code::kOutOfRange);
  value.real += 0.0;  // -0.0 is 0.0: engines differ in whether they are the same
  return value;
}

// A number with a sign, a fraction or an exponent, or text that is none.
Coerced to_integer(std::string_view text) {
  if (json_number_bytes(text) != text.size()) return reject(reject_code::kNotAnInteger);
  Coerced value;
  const char* last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, value.integer);
  if (error == std::errc::result_out_of_range) return reject(reject_code::kOutOfRange);
  const bool is_plain = end == last || (std::string_view(end, last) == ".0" &&
                                        value.integer < kExactInDouble && value.integer > -kExactInDouble);
  if (is_plain) return value;
  const Coerced real = to_double(text);  // an integer all the same where nothing is lost
  if (real.reject_code != nullptr) return real;
  if (std::trunc(real.real) != real.real) return reject(reject_code::kNotAnInteger);
  constexpr double kTwoTo63 = 9223372036854775808.0;
  if (real.real < -kTwoTo63 || real.real >= kTwoTo63) return reject(reject_code::kOutOfRange);
  value.integer = static_cast<int64_t>(real.real);
  return value;
}

Coerced to_integer(const JsonScalar& scalar, int64_t low, int64_t high) {
  Coerced value;
  if (!read_decimal(scalar, value.integer)) {
    const std::string_view text = value_text(scalar);
    if (!read_digits(text, value.integer)) value = to_integer(text);
  }
  if (value.reject_code == nullptr && (value.integer < low || value.integer > high))
    return reject(reject_code::kOutOfRange);
  return value;
}

Coerced to_double(const JsonScalar& scalar) {
  Coerced value;
  return read_decimal(scalar, value.real) ? value : to_double(value_text(scalar));
}

template <typename T>
Coerced to_integer(const JsonScalar& scalar) {
  return to_integer(scalar, std::numeric_limits<T>::min(), std::numeric_limits<T>::max());
}

Coerced to_timestamp(const JsonScalar& scalar) {
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

bool is_null_value(const JsonScalar& scalar) {
  return scalar.kind == JsonKind::kNull || value_text(scalar).empty();
}

Coerced coerce(const JsonScalar& scalar, ColumnType type) {
  switch (type) {
    case ColumnType::kBoolean:
      return to_boolean(value_text(scalar));
    case ColumnType::kSmallInt:
      return to_integer<int16_t>(scalar);
    case ColumnType::kInteger:
      return to_integer<int32_t>(scalar);
    case ColumnType::kBigInt:
      return to_integer<int64_t>(scalar);
    case ColumnType::kDouble:
      return to_double(scalar);
    case ColumnType::kTimestamp:
      return to_timestamp(scalar);
    case ColumnType::kText:
      break;
  }
  return {};
}

}  // namespace sparkify
