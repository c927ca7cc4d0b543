#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/cluster.h"
#include "cluster/leftovers.h"

namespace sparkify {

ExitCode cluster_down(ClusterSession& session) {
  const std::vector<Step> steps = cluster_steps(*session.site, session.settings.text("final-snapshot"));
  std::vector<Looked> there = look_at(steps);
  std::erase_if(there, [](const Looked& looked) {
    return looked.found.presence == Presence::kAbsent || !looked.step->remove;
  });
  nlohmann::json removed = nlohmann::json::array();
  for (const Looked& looked : there) {
    fmt::print(stderr, "  {:<16} {:<24} {}\n", looked.step->kind, looked.step->name, looked.found.detail);
    if (looked.found.presence != Presence::kForeign)
      removed.push_back(looked.step->kind + " " + looked.step->name);
  }
  if (session.settings.is_set("dry-run")) {
    if (session.settings.is_set("json"))
      fmt::print("{}\n", nlohmann::json{{"would_remove", removed}}.dump(2));
    return ExitCode::kFine;
  }
  if (!removed.empty()) {
    const bool keeps_data = session.settings.is_set("final-snapshot");
    confirm(session.settings,
            keeps_data ? "Remove it, after a snapshot?" : "Remove it, with all data in it?");
  }
  remove_all(steps, *session.site, print_news);
  const Leftovers leftovers = find_leftovers(*session.site);
  if (leftovers.things.empty()) remove_cluster_state(session.state_file);
  if (session.settings.is_set("json")) {
    fmt::print(
        "{}\n",
        nlohmann::json{{"removed", removed}, {"left", leftovers.things}, {"not_looked", leftovers.not_looked}}
            .dump(2));
  } else {
    if (session.settings.is_set("final-snapshot") && !removed.empty())
      fmt::print("the snapshot {} keeps the data, and costs storage\n",
                 session.settings.text("final-snapshot"));
    for (const std::string& where : leftovers.not_looked) fmt::print("could not look for {}\n", where);
    for (const std::string& thing : leftovers.things) fmt::print("left: {}\n", thing);
    if (!leftovers.things.empty())
      fmt::print(
          "what is left may be of another kind or name: sparkify cluster down with --serverless or --cluster "
          "NAME removes it\n");
    if (leftovers.things.empty())
      fmt::print("{} carries the tag {}={}\n", leftovers.not_looked.empty() ? "nothing" : "nothing else",
                 kProjectTag, session.wanted.cluster);
  }
  return leftovers.things.empty() && leftovers.not_looked.empty() ? ExitCode::kFine : ExitCode::kFailed;
}

}  // namespace sparkify
