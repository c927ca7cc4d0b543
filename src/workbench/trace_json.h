#pragma once
// Rejects and traces as JSON.

#include <string>

#include "load/rejects.h"
#include "load/trace.h"

namespace sparkify {

std::string reject_json(const StoredReject& reject);
std::string trace_json(const Trace& trace);

}  // namespace sparkify
