#pragma once
// Which of an object's records starts at a line.

#include <cstdint>
#include <string>

#include "source/object.h"

namespace sparkify {

struct RecordAtLine {
  int64_t record = 0;          // 1 for the object's first; 0: there is none
  bool is_first_line = false;  // the record starts at this line, rather than before it
  std::string text;            // as it stands in the object
};

// Throws Error where reading fails.
RecordAtLine record_at_line(ObjectStore& store, const Object& object, int64_t line);

}  // namespace sparkify
