#pragma once
// The handlers of the API, a file for each kind; routes.cpp says which path each has. They throw Error.

#include "workbench/message.h"
#include "workbench/workbench.h"

namespace sparkify {

// report_handlers.cpp
WebAnswer get_reports(Workbench& workbench, const WebRequest& request);
WebAnswer get_report(Workbench& workbench, const WebRequest& request);
WebAnswer get_report_block(Workbench& workbench, const WebRequest& request);
WebAnswer get_report_events(Workbench& workbench, const WebRequest& request);

// query_handlers.cpp
WebAnswer post_query(Workbench& workbench, const WebRequest& request);
WebAnswer post_cancel(Workbench& workbench, const WebRequest& request);
WebAnswer get_result(Workbench& workbench, const WebRequest& request);
WebAnswer post_explain(Workbench& workbench, const WebRequest& request);

// result_export.cpp
WebAnswer get_export(Workbench& workbench, const WebRequest& request);

// catalogue_handlers.cpp
WebAnswer get_catalogue(Workbench& workbench, const WebRequest& request);
WebAnswer get_table(Workbench& workbench, const WebRequest& request);
WebAnswer get_lineage(Workbench& workbench, const WebRequest& request);

// load_handlers.cpp
WebAnswer get_loads(Workbench& workbench, const WebRequest& request);
WebAnswer get_load_objects(Workbench& workbench, const WebRequest& request);
WebAnswer get_live_load(Workbench& workbench, const WebRequest& request);
WebAnswer get_drift(Workbench& workbench, const WebRequest& request);

// reject_handlers.cpp
WebAnswer get_rejects(Workbench& workbench, const WebRequest& request);
WebAnswer get_trace(Workbench& workbench, const WebRequest& request);
WebAnswer post_replay(Workbench& workbench, const WebRequest& request);

// saved_queries.cpp
WebAnswer get_saved(Workbench& workbench, const WebRequest& request);
WebAnswer put_saved(Workbench& workbench, const WebRequest& request);
WebAnswer delete_saved(Workbench& workbench, const WebRequest& request);

}  // namespace sparkify
