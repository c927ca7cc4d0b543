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
  std::string_view text;
  bool was_escaped = false;  // a string whose escapes may stand for any character
};

struct Coerced {
  const char* reject_code = nullptr;  // set: the value does not fit the column
  bool is_null = false;
  union {
    int64_t integer = 0;  // kBoolean, integers, kTimestamp (microseconds)
    double real;
  };
};

// For every type but kText, whose value is the scalar's text.
Coerced coerce(const JsonScalar& scalar, ColumnType type);

}  // namespace sparkify
