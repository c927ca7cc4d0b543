#pragma once
// A command of the program: one file each, one line each in commands.cpp.

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "aws/aws_client.h"
#include "aws/s3_client.h"
#include "base/error.h"
#include "config/settings.h"
#include "engine/engine.h"
#include "load/loader.h"
#include "warehouse/warehouse.h"

namespace sparkify {

struct CommandContext {
  Settings settings;
  std::vector<std::string> arguments;  // what is neither a flag nor its value
};

struct Command {
  std::string_view name;
  std::string_view alias;  // "" where there is none
  std::string_view summary;
  std::string_view arguments;  // their names in help, "" where it takes none
  size_t min_arguments, max_arguments;
  std::vector<std::string_view> options;  // names in config/options.cpp, besides --config
  std::string_view examples;              // one a line
  ExitCode (*run)(CommandContext& context);
};

const std::vector<Command>& commands();

Command init_command();
Command doctor_command();
Command generate_command();
Command create_tables_command();
Command load_command();
Command check_command();
Command rejects_command();
Command query_command();
Command diff_command();
Command report_command();
Command sql_command();
Command cluster_command();
Command trace_command();
Command replay_command();
Command serve_command();

// What several commands start with. A target (that of --to, unless it is given) that another program has to
// itself is waited for, ten seconds at most, or until `cancelled`; the limited one throws BusyError at once.
std::unique_ptr<Engine> open_target(const Settings& settings, bool read_only,
                                    const std::atomic<bool>* cancelled = nullptr);
std::unique_ptr<Engine> open_target(const Settings& settings, const std::string& target, bool read_only,
                                    const std::atomic<bool>* cancelled = nullptr);
std::unique_ptr<Engine> open_limited_target(const Settings& settings, const ReadLimits& limits);
S3Options s3_options(const Settings& settings);
std::shared_ptr<const RedshiftOptions> redshift_options(const Settings& settings);
LoadOptions load_options(const Settings& settings);    // the sources, and how they are read
LoadOptions source_options(const Settings& settings);  // likewise; there may be none
AwsOptions aws_options(const Settings& settings);
std::shared_ptr<CredentialChain> credential_chain(const Settings& settings);
Warehouse open_warehouse(const Settings& settings, std::string_view dialect);

}  // namespace sparkify
