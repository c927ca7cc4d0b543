#pragma once
// A rejected record, repaired by hand, sent back. It is an object of its own with a name that derives from
// the reject, and takes the way of any load; so the ledger sees to it that it counts once.

#include <optional>
#include <string>

#include "load/loader.h"
#include "load/rejects.h"
#include "scan/reject.h"

namespace sparkify {

struct ReplayResult {
  enum class Status {
    kLoaded,
    kSkipped,   // the warehouse's SQL has no use for it; `reason` says why
    kRejected,  // again: nothing has changed
    kKnown,     // it was sent back before: nothing has changed
  };
  Status status;
  std::string reason;
  std::optional<Reject> reject;
};

// `options` says where jsonpaths files are, if the source needs one. Throws Error where the text is not one
// record, or the load fails.
ReplayResult replay(Engine& engine, const Warehouse& warehouse, const LoadOptions& options,
                    const StoredReject& reject, const std::string& repaired, LoadProgress& progress);

}  // namespace sparkify
