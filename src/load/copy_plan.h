#pragma once
// Which objects an engine that reads them itself takes at once: of one source, one compression, in S3.

#include <vector>

#include "engine/object_copy.h"
#include "load/plan.h"

namespace sparkify {

struct ObjectCopyTask {
  size_t first = 0;  // index of the first object among the plan's tasks; the others follow it
  ObjectCopy copy;
};

// Orders the plan's tasks accordingly and numbers them anew. Throws UsageError where an object is not in S3.
std::vector<ObjectCopyTask> plan_copies(Plan& plan);

}  // namespace sparkify
