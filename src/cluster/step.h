#pragma once
// The plan as data: each thing that `up` makes and `down` removes, in the order in which it is made.

#include <functional>
#include <string>
#include <vector>

#include "aws/ec2.h"
#include "aws/iam.h"
#include "aws/redshift.h"
#include "aws/redshift_serverless.h"
#include "aws/sts.h"
#include "cluster/wanted.h"

namespace sparkify {

enum class Presence {
  kAbsent,
  kPartial,  // there, but not as it should be: making it again mends it
  kComing,   // on its way: creating, resuming, ...
  kPresent,
  kLeaving,  // being deleted
  kForeign,  // of that name, but without our tags: neither used nor deleted
  kFailed,
};

struct Found {
  Presence presence = Presence::kAbsent;
  std::string detail;  // in AWS's words
};

struct Step {
  std::string kind, name;  // "IAM role", "dwhRole"
  std::string will;        // what is made, for people
  std::function<Found()> look;
  std::function<void()> make;    // may be called again where an answer was lost
  std::function<void()> remove;  // likewise
  double dollars_per_hour = 0;
  bool is_wanted = true;     // not so: only `down` looks at it
  bool is_optional = false;  // `up` goes on without it
  int patience_polls = 60;
};

// What the steps share; `security_group` and the like are known once the step that finds them has looked.
struct Site {
  AwsClient& aws;
  const ClusterWanted& wanted;
  CallerIdentity caller;
  Tags tags;
  std::string vpc;
  std::string security_group;

  std::string role_arn() const;
  std::string cluster_arn() const;
  bool is_ours(const Tags& found) const;
  std::string resource_name(const std::string& suffix) const;  // of what has no name of its own
};

inline constexpr const char* kProjectTag = "sparkify:project";
inline constexpr const char* kRolePath = "/sparkify/";  // roles are listed by path, not by tag

Site make_site(AwsClient& aws, const ClusterWanted& wanted);

// All steps, those that are not wanted too. `site` must live as long as they do.
std::vector<Step> cluster_steps(Site& site, const std::string& final_snapshot = "");

std::vector<Step> role_steps(Site& site);
std::vector<Step> network_steps(Site& site);
std::vector<Step> provisioned_steps(Site& site, const std::string& final_snapshot);
std::vector<Step> serverless_steps(Site& site, const std::string& final_snapshot);
std::vector<Step> pause_steps(Site& site);

}  // namespace sparkify
