#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <thread>

#include "cli/command.h"
#include "load/live_progress.h"
#include "workbench/server.h"

namespace sparkify {

namespace {

bool is_loopback(const std::string& host) {
  return host == "127.0.0.1" || host == "::1" || host == "localhost";
}

ServerOptions server_options(const Settings& settings) {
  ServerOptions options;
  options.host = settings.text("host");
  options.allow_remote = settings.is_set("allow-remote");
  const int64_t port = settings.integer("port");
  if (port > 65535) throw UsageError(fmt::format("there is no port {}", port));
  options.port = static_cast<int>(port);
  if (!is_loopback(options.host) && !options.allow_remote) {
    throw UsageError(
        fmt::format("--host {} lets other machines in", options.host),
        "add --allow-remote if they should; the token and the data go over the network in the clear");
  }
  return options;
}

WorkbenchOptions workbench_options(const Settings& settings) {
  WorkbenchOptions options;
  options.target = settings.text("to");
  options.warehouse_folder = settings.text("warehouse");
  options.queries_folder = settings.text("queries");
  options.max_rows = settings.integer("max-rows");
  options.max_seconds = settings.integer("max-seconds");
  options.allow_replay = settings.is_set("allow-replay");
  options.export_folder = private_folder();
  const ReadLimits limits{true, options.export_folder, options.max_seconds};
  options.open_reader = [&settings, limits] { return open_limited_target(settings, limits); };
  options.open_writer = [&settings] { return open_target(settings, false); };
  options.load_options = [&settings] { return source_options(settings); };
  if (options.max_rows == 0 || options.max_seconds == 0)
    throw UsageError("--max-rows and --max-seconds are at least 1");
  return options;
}

ExitCode run(CommandContext& context) {
  const Settings& settings = context.settings;
  const ServerOptions server = server_options(settings);
  WorkbenchOptions options = workbench_options(settings);
  options.dialect = open_target(settings, true)->dialect();  // waits for a load
  // Before any thread starts, so that all of them leave these signals to the one that waits for them.
  sigset_t ending;
  sigemptyset(&ending);
  sigaddset(&ending, SIGINT);
  sigaddset(&ending, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &ending, nullptr);
  Workbench workbench(std::move(options));
  read_warehouse(workbench.options().warehouse_folder,
                 workbench.options().dialect);  // its errors come at once
  Server http(workbench, server);
  fmt::print("{}\nCtrl-C ends it.\n", http.url());
  std::fflush(stdout);
  std::atomic<bool> told{false};
  std::thread waiting([&] {
    int signal = 0;
    sigwait(&ending, &signal);
    if (told.exchange(true)) return;
    std::thread([ending] {  // again: at once, whatever a query is at
      int again = 0;
      sigwait(&ending, &again);
      std::_Exit(static_cast<int>(ExitCode::kFailed));
    })
        .detach();
    http.stop();
  });
  http.run();
  if (!told.exchange(true)) ::kill(::getpid(), SIGTERM);  // ended by itself: for the thread that waits
  waiting.join();
  return ExitCode::kFine;
}

}  // namespace

Command serve_command() {
  return {"serve",
          "",
          "Open the workbench: reports, queries and loads in the browser",
          "",
          0,
          0,
          {"to",           "warehouse",    "source",          "port",         "host",
           "allow-remote", "max-rows",     "max-seconds",     "queries",      "allow-replay",
           "threads",      "memory-limit", "region",          "endpoint-url", "addressing-style",
           "ca-bundle",    "timeout",      "no-sign-request", "iam-role",     "staging"},
          "  sparkify serve\n  sparkify serve --to postgres://analyst@db.example.org/warehouse --port 0\n"
          "  sparkify serve --warehouse warehouse      # reports can be edited while the page is open\n",
          run};
}

}  // namespace sparkify
