#pragma once
// The text of one line of an object, for rejects of engines that tell no more than the line's number.

#include <cstdint>
#include <string>

#include "source/object.h"

namespace sparkify {

struct ObjectLine {
  int64_t byte = 0;  // where it starts, decompressed
  std::string text;  // at most kMaxRecordBytes
};

// Lines count from 1; an empty text where there is no such line. Throws Error where reading fails.
ObjectLine read_line(ObjectStore& store, const Object& object, int64_t line);

}  // namespace sparkify
