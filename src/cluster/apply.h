#pragma once
// Carries a plan out, forwards for `up` and backwards for `down`. Every step may have been done before, in
// part or in whole, by a run that was killed anywhere.

#include <functional>
#include <string_view>
#include <vector>

#include "cluster/step.h"

namespace sparkify {

struct Looked {
  const Step* step;
  Found found;
};

// One look at each step, without changing anything.
std::vector<Looked> look_at(const std::vector<Step>& steps);

// Called at each change: "made", "waiting: creating", "removed", ...
using StepNews = std::function<void(const Step& step, std::string_view news)>;

// Makes what is not there and waits for it. Throws Error where something is in the way.
void make_all(const std::vector<Step>& steps, Site& site, const StepNews& news);

// Removes what is there, waits until it is gone, and leaves what is not ours.
void remove_all(const std::vector<Step>& steps, Site& site, const StepNews& news);

}  // namespace sparkify
