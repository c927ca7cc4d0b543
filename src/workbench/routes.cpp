#include "workbench/routes.h"

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "workbench/handlers.h"

namespace sparkify {

namespace {

struct Route {
  const char* method;
  const char* path;  // a word in capitals stands for any
  WebAnswer (*handle)(Workbench& workbench, const WebRequest& request);
};

WebAnswer get_info(Workbench& workbench, const WebRequest&) {
  const WorkbenchOptions& options = workbench.options();
  WebAnswer answer;
  answer.body = nlohmann::json{{"program", "sparkify"},
                               {"version", SPARKIFY_VERSION},
                               {"target", shown_target(options.target)},
                               {"engine", options.dialect},
                               {"warehouse", options.warehouse_folder},
                               {"read_only", true},
                               {"limits", {{"seconds", options.max_seconds}, {"rows", options.max_rows}}},
                               {"replay", options.allow_replay},
                               {"editable", !options.warehouse_folder.empty()}}
                    .dump();
  return answer;
}

constexpr Route kRoutes[] = {
    {"GET", "info", get_info},
    {"GET", "reports", get_reports},
    {"GET", "reports/NAME", get_report},
    {"GET", "reports/NAME/events", get_report_events},
    {"GET", "reports/NAME/blocks/ID", get_report_block},
    {"POST", "query", post_query},
    {"POST", "query/ID/cancel", post_cancel},
    {"GET", "results/RESULT", get_result},
    {"GET", "results/RESULT/export", get_export},
    {"POST", "explain", post_explain},
    {"GET", "catalogue", get_catalogue},
    {"GET", "catalogue/SCHEMA/TABLE", get_table},
    {"GET", "lineage", get_lineage},
    {"GET", "trace", get_trace},
    {"GET", "loads", get_loads},
    {"GET", "loads/live", get_live_load},
    {"GET", "loads/ID/objects", get_load_objects},
    {"GET", "drift", get_drift},
    {"GET", "rejects", get_rejects},
    {"POST", "replay", post_replay},
    {"GET", "saved", get_saved},
    {"PUT", "saved/NAME", put_saved},
    {"DELETE", "saved/NAME", delete_saved},
};

bool matches(const std::string& pattern, const std::vector<std::string>& path) {
  const std::vector<std::string> words = split(pattern, '/');
  if (words.size() != path.size()) return false;
  for (size_t i = 0; i < words.size(); ++i) {
    const bool any = words[i][0] >= 'A' && words[i][0] <= 'Z';
    if (any ? path[i].empty() : words[i] != path[i]) return false;
  }
  return true;
}

}  // namespace

WebAnswer answer(Workbench& workbench, const WebRequest& request) {
  try {
    bool known_path = false;
    for (const Route& route : kRoutes) {
      if (!matches(route.path, request.path)) continue;
      if (request.method == route.method) return route.handle(workbench, request);
      known_path = true;
    }
    throw WebError(known_path ? 405 : 404,
                   "the API has no " + request.method + " " + join(request.path, "/"));
  } catch (const std::exception& error) {
    return error_answer(error);
  }
}

}  // namespace sparkify
