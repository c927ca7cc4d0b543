#pragma once
// The rejects that the ledger keeps, and which of them were sent back repaired since (load/replay.h).

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/engine.h"

namespace sparkify {

struct StoredReject {
  int64_t load_id, object_id;
  std::string object, source;
  int64_t record, line, byte, position;
  std::optional<std::string> column_name;
  std::string code, message;
  std::optional<std::string> raw;
  bool replayed;
};

struct RejectFilter {
  std::optional<int64_t> load_id, object_id, record, line;
  std::string code;  // empty: any
  int64_t limit = 20, offset = 0;
};

std::vector<StoredReject> stored_rejects(Engine& engine, const RejectFilter& filter);  // by object and place
int64_t count_rejects(Engine& engine, const RejectFilter& filter);                     // without the limit

// What a repaired record is called as an object, so that the ledger knows it.
std::string replay_name(const std::string& object, int64_t record);

}  // namespace sparkify
