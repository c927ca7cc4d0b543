#include "cli/cluster.h"

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <ctime>
#include <iostream>
#include <map>
#include <thread>

#include "base/text.h"
#include "cli/command.h"
#include "cluster/own_address.h"

namespace sparkify {

namespace {

std::atomic<bool> interrupted{false};

void interrupt(int signal) {
  interrupted = true;
  std::signal(signal, SIG_DFL);
}

int64_t last_news_ms = 0;  // when something was printed
bool is_waiting_shown = false;

int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

// How long nothing has changed: each second on a terminal, each minute elsewhere.
void show_waiting() {
  static int64_t shown_ms = 0;
  const bool is_terminal = ::isatty(STDERR_FILENO) != 0;
  const int64_t every_ms = is_terminal ? 1000 : 60'000, now = now_ms();
  if (now - std::max(shown_ms, last_news_ms) < every_ms) return;
  shown_ms = now;
  const std::string waited = format_seconds(static_cast<double>(now - last_news_ms) / 1000);
  fmt::print(stderr, "{}  ... {}{}", is_terminal ? "\r\033[K" : "", waited, is_terminal ? "" : "\n");
  std::fflush(stderr);
  is_waiting_shown = is_terminal;
}

void pause_unless_interrupted(int64_t ms) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(ms);
  do {
    if (interrupted)
      throw Error("interrupted", "the same command goes on from here; sparkify cluster down removes all");
    show_waiting();
    std::this_thread::sleep_for(std::chrono::milliseconds(std::min<int64_t>(ms, 50)));
  } while (std::chrono::steady_clock::now() < until);
}

// The role may reach what the settings name as sources, and write where they say to stage.
std::vector<S3Place> s3_places(const Settings& settings) {
  std::vector<std::string> names;
  std::vector<std::string> single_objects;
  for (const StagingFile& staging : open_warehouse(settings, "redshift").staging) {
    names.push_back(staging.source);
    if (staging.jsonpaths_source.empty()) continue;
    names.push_back(staging.jsonpaths_source);
    single_objects.push_back(staging.jsonpaths_source);
  }
  std::vector<S3Place> places;
  for (const auto& [name, setting] : settings.sources(names)) {
    if (!is_s3_location(setting.text)) continue;
    const bool is_one = std::find(single_objects.begin(), single_objects.end(), name) != single_objects.end();
    places.push_back({parse_s3_location(setting.text, setting.origin), !is_one, false});
  }
  for (const char* name : {"staging", "manifests"}) {
    const Setting setting = settings.get(name);
    if (setting.text.empty()) continue;
    if (!is_s3_location(setting.text))
      throw UsageError(fmt::format("{} is {} (from {})", name, setting.text, setting.origin),
                       "Redshift reads from S3: s3://bucket/prefix");
    S3Location location = parse_s3_location(setting.text, setting.origin);
    if (!location.key.empty() && !location.key.ends_with('/')) location.key += '/';
    places.push_back({std::move(location), true, name == std::string_view("staging")});
  }
  return places;
}

void warn_of_password_in_file(const Settings& settings, const ClusterWanted& wanted) {
  const Setting password = settings.get("db-password");
  if (password.text.empty() || !wanted.password.empty()) return;
  fmt::print(stderr,
             "warning: the password at {} is not used: Secrets Manager makes one and keeps it, or set "
             "SPARKIFY_DB_PASSWORD in the environment\n",
             password.origin);
}

ExitCode run(CommandContext& context) {
  static const std::map<std::string, ExitCode (*)(ClusterSession&)> actions = {
      {"plan", cluster_plan},   {"up", cluster_up},         {"status", cluster_status},
      {"pause", cluster_pause}, {"resume", cluster_resume}, {"down", cluster_down}};
  const std::string& name = context.arguments[0];
  const auto action = actions.find(name);
  if (action == actions.end()) {
    std::vector<std::string> names;
    for (const auto& [known, function] : actions) names.push_back(known);
    throw UsageError(fmt::format("there is no command cluster {}", name),
                     did_you_mean(name, names, "plan, up, status, pause, resume or down"));
  }
  ClusterSession session(context.settings);
  if (name == "plan" || name == "up") {
    warn_of_password_in_file(context.settings, session.wanted);
    if (session.wanted.is_public && session.wanted.my_address.empty()) {
      session.wanted.my_address =
          own_address(context.settings.environment(), context.settings.text("ca-bundle"));
    }
  }
  stop_at_interrupts();
  last_news_ms = now_ms();
  return action->second(session);
}

}  // namespace

ClusterSession::ClusterSession(const Settings& of)
    : settings(of),
      state_file(cluster_state_file(of)),
      state(read_cluster_state(state_file)),
      wanted(wanted_cluster(of, state)) {
  if (state && state->is_serverless != wanted.is_serverless) {
    throw UsageError(fmt::format("{} describes a provisioned cluster {}", state_file, state->cluster),
                     "sparkify cluster down first, or --config another.cfg");
  }
  wanted.places = s3_places(settings);
  AwsOptions options = aws_options(settings);
  if (options.region.empty() && state) options.region = state->region;
  options.pause = pause_unless_interrupted;
  aws = std::make_unique<AwsClient>(std::move(options));
  if (state && (state->cluster != wanted.cluster || state->region != aws->region())) {
    throw UsageError(
        fmt::format("{} describes the cluster {} in {}, not {} in {}", state_file, state->cluster,
                    state->region, wanted.cluster, aws->region()),
        fmt::format("sparkify cluster down --cluster {} --region {} first, or --config another.cfg",
                    state->cluster, state->region));
  }
  site = std::make_unique<Site>(make_site(*aws, wanted));
  if (state && state->account != site->caller.account) {
    throw UsageError(fmt::format("{} describes a cluster of account {}, but these credentials are of {}",
                                 state_file, state->account, site->caller.account),
                     "set AWS_PROFILE to the account's profile");
  }
}

void stop_at_interrupts() {
  std::signal(SIGINT, interrupt);
  std::signal(SIGTERM, interrupt);
}

void confirm(const Settings& settings, const std::string& question) {
  if (settings.is_set("yes")) return;
  if (::isatty(STDIN_FILENO) == 0) throw UsageError("nobody is there to be asked: " + question, "--yes");
  fmt::print(stderr, "{} [y/N] ", question);
  std::string answer;
  std::getline(std::cin, answer);
  if (lower(trim(answer)) != "y" && lower(trim(answer)) != "yes") throw Error("nothing was done");
}

void print_news(const Step& step, std::string_view news) {
  if (is_waiting_shown) fmt::print(stderr, "\r\033[K");
  is_waiting_shown = false;
  last_news_ms = now_ms();
  fmt::print(stderr, "{} {}: {}\n", step.kind, step.name, news);
}

std::string dollars(double amount) {
  return amount < 100 ? fmt::format("${:.2f}", amount) : fmt::format("${:.0f}", amount);
}

void warn_of_expired_cluster(const Settings& settings) {
  std::optional<ClusterState> state;
  try {
    state = read_cluster_state(cluster_state_file(settings));
  } catch (const Error&) {
    return;  // `cluster` commands say what is wrong with it
  }
  const int64_t now = std::time(nullptr);
  if (!state || state->expires_at == 0 || state->expires_at > now) return;
  fmt::print(stderr,
             "warning: the {} {} has outlived its --ttl by {} and may cost money: sparkify cluster down\n",
             state->is_serverless ? "workgroup" : "cluster", state->cluster,
             format_seconds(static_cast<double>(now - state->expires_at)));
}

Command cluster_command() {
  return {"cluster",
          "",
          "Make, watch, pause and remove a Redshift cluster",
          "plan|up|status|pause|resume|down",
          1,
          1,
          {"cluster",
           "cluster-type",
           "node-type",
           "nodes",
           "serverless",
           "base-capacity",
           "usage-limit",
           "db-name",
           "db-user",
           "db-port",
           "role-name",
           "subnets",
           "public",
           "my-ip",
           "ttl",
           "price-per-hour",
           "final-snapshot",
           "write-config",
           "source",
           "staging",
           "manifests",
           "warehouse",
           "region",
           "ca-bundle",
           "timeout",
           "yes",
           "dry-run",
           "debug",
           "json"},
          "  sparkify cluster plan\n"
          "  sparkify cluster up --public --ttl 2h\n"
          "  sparkify cluster up --serverless --usage-limit 16 --yes\n"
          "  sparkify cluster status --json\n"
          "  sparkify cluster down --final-snapshot before-the-holidays\n",
          run};
}

}  // namespace sparkify
