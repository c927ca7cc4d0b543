#pragma once
// The records of an object as they stand in it, for those who know no more than a line.

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "source/object.h"

namespace sparkify {

struct ObjectRecord {
  int64_t number = 0;  // 1 for the object's first
  int64_t line = 0;    // where it starts; lines count from 1
  int64_t byte = 0;    // decompressed
  std::string text;    // the start of one that is over kMaxRecordBytes
};

// In order, until `take` returns false. Throws Error where reading fails.
void read_records(ObjectStore& store, const Object& object, const std::function<bool(ObjectRecord)>& take);

// By each of `lines`: the record that ends there, or several as one text of up to 64 KB; else the one that
// the line is in or behind. None where the object has no record up to there. Reads the object once.
std::map<int64_t, ObjectRecord> records_ending_at(ObjectStore& store, const Object& object,
                                                  const std::vector<int64_t>& lines);

}  // namespace sparkify
