#pragma once
// After a `down`: is anything left that carries the project's tags?

#include <string>
#include <vector>

#include "cluster/step.h"

namespace sparkify {

struct Leftovers {
  std::vector<std::string> things;      // "security group sparkify-dwh"
  std::vector<std::string> not_looked;  // where AWS did not let us look, and why
};

Leftovers find_leftovers(Site& site);

}  // namespace sparkify
