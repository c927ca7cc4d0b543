#pragma once
// For engines that read objects themselves: what they are told to stage, and what became of it.

#include <cstdint>
#include <string>
#include <vector>

#include "scan/reject.h"
#include "scan/schema.h"

namespace sparkify {

struct ObjectCopy {
  Schema schema;                     // of the staging table
  std::string jsonpaths;             // s3://bucket/key; empty: 'auto'
  std::vector<std::string> objects;  // s3://bucket/key, each
  std::string compression;           // GZIP, ZSTD or "": of all of them
  int64_t first_object_id = 0;       // ids count up in their order
};

struct ObjectCopyResult {
  std::vector<int64_t> records;  // of each object
  std::vector<Reject> rejects;   // without the raw text, which the engine does not tell
};

}  // namespace sparkify
