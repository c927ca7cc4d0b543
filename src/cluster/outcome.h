#pragma once
// What stands in the state file: before anything is made, when all is there, and what it has cost since.

#include <cstdint>
#include <optional>
#include <string>

#include "cluster/state.h"
#include "cluster/step.h"

namespace sparkify {

// What is about to be made, so that a `down` after a kill knows it. Keeps what `before` knows.
ClusterState intended_state(const Site& site, const std::optional<ClusterState>& before);

struct ClusterStatus {
  bool exists = false, is_ours = false;
  std::string status;  // in AWS's words, in lower case
  std::string detail;  // "2 x ra3.large, private"
  bool is_running = false, is_private = false;
};

// Asks AWS, and brings `state` up to date: endpoint, secret, size with its price, times.
ClusterStatus refresh(Site& site, ClusterState& state, int64_t now);

// Compute on demand only. None where no price is known. `state` must be fresh.
std::optional<double> dollars_so_far(Site& site, const ClusterState& state, int64_t now);

}  // namespace sparkify
