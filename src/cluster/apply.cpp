#include "cluster/apply.h"

#include <fmt/format.h>

#include <algorithm>

namespace sparkify {

namespace {

std::string named(const Step& step) { return fmt::format("{} {}", step.kind, step.name); }

// A fresh role takes seconds to be known outside of IAM.
bool is_role_unknown_yet(const AwsError& error, const Site& site) {
  const std::string message = error.what();
  return error.status() == 400 &&
         (message.find(site.role_arn()) != message.npos || message.find("IAM role") != message.npos ||
          message.find("IamRole") != message.npos);
}

Error in_the_way(const Step& step, const Found& found) {
  return Error(
      fmt::format("there is a {} already, which sparkify did not make ({})", named(step), found.detail),
      "sparkify uses and deletes only what carries its tags: choose another name with --cluster or "
      "--role-name, or remove it yourself");
}

// Calls `make`; false where that has to be tried again.
bool make(const Step& step, const Site& site, int polls) {
  constexpr int kSettlingPolls = 24;  // two minutes
  try {
    step.make();
    return true;
  } catch (const AwsError& error) {
    if (error.kind() == AwsErrorKind::kExists || error.kind() == AwsErrorKind::kBusy) return false;
    // What another step has just made is not known everywhere at once.
    const bool is_unknown_yet = error.kind() == AwsErrorKind::kGone || is_role_unknown_yet(error, site);
    if (is_unknown_yet && polls < kSettlingPolls) return false;
    throw;
  }
}

void make_one(const Step& step, Site& site, const StepNews& news) {
  bool made = false;
  std::string told;
  Found found;
  for (int polls = 0; polls < step.patience_polls; ++polls) {
    found = step.look();
    switch (found.presence) {
      case Presence::kPresent:
        return news(step, made ? "made" : "there already");
      case Presence::kForeign:
        throw in_the_way(step, found);
      case Presence::kFailed:
        throw Error(fmt::format("the {} failed: {}", named(step), found.detail),
                    "sparkify cluster down removes it; then try again");
      case Presence::kAbsent:
      case Presence::kPartial:
        if (make(step, site, polls) && !made) {
          news(step, "asked for");
          made = true;
          site.aws.pause(0);
          continue;  // most things are there at once
        }
        break;
      case Presence::kComing:
      case Presence::kLeaving:
        break;
    }
    if (found.detail != told) news(step, "waiting: " + found.detail);
    told = found.detail;
    site.aws.pause(site.wanted.poll_ms);
  }
  throw Error(fmt::format("gave up waiting for the {}: {}", named(step), found.detail),
              "run sparkify cluster up again: it goes on from here");
}

void remove_one(const Step& step, Site& site, const StepNews& news) {
  bool removed = false;
  std::string told;
  Found found;
  for (int polls = 0; polls < step.patience_polls; ++polls) {
    found = step.look();
    if (found.presence == Presence::kAbsent) {
      if (removed) news(step, "removed");
      return;
    }
    if (found.presence == Presence::kForeign) return news(step, "left alone: sparkify did not make it");
    if (found.presence == Presence::kLeaving) {
      removed = true;
    } else {
      try {
        step.remove();
        removed = true;
        if (polls == 0) {
          site.aws.pause(0);
          continue;  // most things are gone at once
        }
      } catch (const AwsError& error) {
        if (error.kind() != AwsErrorKind::kBusy && error.kind() != AwsErrorKind::kGone) throw;
      }
    }
    const std::string detail = "waiting until it is gone: " + found.detail;
    if (detail != told) news(step, detail);
    told = detail;
    site.aws.pause(site.wanted.poll_ms);
  }
  throw Error(fmt::format("gave up waiting for the {} to go: {}", named(step), found.detail),
              "run sparkify cluster down again: it goes on from here");
}

}  // namespace

std::vector<Looked> look_at(const std::vector<Step>& steps) {
  std::vector<Looked> looked;
  for (const Step& step : steps) looked.push_back({&step, step.look()});
  return looked;
}

void make_all(const std::vector<Step>& steps, Site& site, const StepNews& news) {
  for (const Step& step : steps) {
    if (!step.is_wanted) continue;
    site.aws.pause(0);
    try {
      make_one(step, site, news);
    } catch (const Error& error) {
      if (!step.is_optional) throw;
      site.aws.pause(0);  // throws where that was an interrupt
      return news(step, fmt::format("not made, nor what follows: {}", error.what()));
    }
  }
}

void remove_all(const std::vector<Step>& steps, Site& site, const StepNews& news) {
  for (size_t i = steps.size(); i-- > 0;) {
    site.aws.pause(0);
    if (steps[i].remove) remove_one(steps[i], site, news);
  }
}

}  // namespace sparkify
