#pragma once
// One load in the transaction that is open: plan, windows or copies, the warehouse's SQL, ledger,
// reconciliation, checks, commit.

#include "load/loader.h"
#include "load/plan.h"

namespace sparkify {

// Commits `transaction` where there is something to load. Throws Error.
LoadReport run_load(Engine& engine, const Warehouse& warehouse, const LoadOptions& options,
                    LoadProgress& progress, Transaction& transaction, Listing listing);

}  // namespace sparkify
