#include "scan/drift.h"

#include <algorithm>

namespace sparkify {

void DriftCounts::add(const DriftCounts& other) {
  columns.resize(std::max(columns.size(), other.columns.size()));
  for (size_t i = 0; i < other.columns.size(); ++i) {
    columns[i].missing += other.columns[i].missing;
    for (size_t kind = 0; kind < columns[i].kinds.size(); ++kind) {
      columns[i].kinds[kind] += other.columns[i].kinds[kind];
    }
  }
  for (const auto& [key, records] : other.unknown) unknown[key] += records;
}

}  // namespace sparkify
