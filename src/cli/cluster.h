#pragma once
// What the sub-commands of `sparkify cluster` share.

#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>

#include "aws/aws_client.h"
#include "cluster/apply.h"
#include "cluster/outcome.h"
#include "cluster/state.h"
#include "cluster/step.h"
#include "cluster/wanted.h"
#include "config/settings.h"

namespace sparkify {

struct ClusterSession {
  explicit ClusterSession(const Settings& of);

  const Settings& settings;
  std::string state_file;
  std::optional<ClusterState> state;
  ClusterWanted wanted;
  std::unique_ptr<AwsClient> aws;
  std::unique_ptr<Site> site;  // the steps refer to what stands above
};

// Ctrl-C ends the next wait.
void stop_at_interrupts();

// Throws UsageError where nobody can be asked, Error where the answer is no. --yes answers.
void confirm(const Settings& settings, const std::string& question);

// A line on stderr for each change.
void print_news(const Step& step, std::string_view news);

std::string dollars(double amount);  // $1.09, $793

// What is there already stays as it is, and costs what it costs. Throws Error where a flag wants it
// otherwise.
void take_what_is_there(ClusterSession& session);

// What `up` would look at; `steps` must live as long.
std::vector<Looked> cluster_plan_of(const std::vector<Step>& steps);
bool is_to_be_done(const Looked& looked);
void print_plan(const ClusterSession& session, const std::vector<Looked>& plan, std::FILE* out);

ExitCode cluster_plan(ClusterSession& session);
ExitCode cluster_up(ClusterSession& session);
ExitCode cluster_status(ClusterSession& session);
ExitCode cluster_pause(ClusterSession& session);
ExitCode cluster_resume(ClusterSession& session);
ExitCode cluster_down(ClusterSession& session);

// Warns where the cluster of the state file has outlived its --ttl.
void warn_of_expired_cluster(const Settings& settings);

}  // namespace sparkify
