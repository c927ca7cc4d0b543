#pragma once
// Turns a JSON scalar into a column's value as Amazon Redshift's COPY does, so that every engine gets the
// same rows: "" is NULL where no text belongs, 1540919166796.0 is an integer, a number may stand where text
// belongs.

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

// For a value that is not NULL, and every type but kText, whose value is the scalar's text.
Coerced coerce(const JsonScalar& scalar, ColumnType type);

}  // namespace sparkify
