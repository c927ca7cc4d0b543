#include "cli/command_line.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <map>

#include "base/text.h"
#include "cli/cluster.h"
#include "cli/command.h"
#include "config/options.h"

namespace sparkify {

namespace {

// What CLI11 fills for one command.
struct Parsed {
  std::map<std::string, std::vector<std::string>> values;
  std::map<std::string, bool> switches;
  std::vector<std::string> arguments;
};

std::string help_of(const Option& option) {
  std::string help(option.help);
  if (!option.default_value.empty()) help += fmt::format(" [{}]", option.default_value);
  if (!option.environment.empty()) help += fmt::format("; also {}", option.environment);
  return help;
}

void add_option(CLI::App& app, const Option& option, Parsed& parsed) {
  const std::string name(option.name), flag = "--" + name;
  if (option.kind == OptionKind::kSwitch) {
    app.add_flag(flag, parsed.switches[name], help_of(option));
    return;
  }
  CLI::Option* added = app.add_option(flag, parsed.values[name], help_of(option));
  added->type_name(std::string(option.value_name))->expected(1)->allow_extra_args(false);
  added->multi_option_policy(option.kind == OptionKind::kRepeated ? CLI::MultiOptionPolicy::TakeAll
                                                                  : CLI::MultiOptionPolicy::Throw);
}

}  // namespace

ExitCode run_command_line(int argc, char** argv) {
  CLI::App app{"sparkify: JSON event logs and song metadata into a star schema you can trust", "sparkify"};
  app.set_version_flag("--version", "sparkify " SPARKIFY_VERSION);
  app.require_subcommand(0, 1);
  std::vector<Parsed> parsed(commands().size());
  std::vector<CLI::App*> subcommands;
  std::vector<std::string> names;
  for (size_t i = 0; i < commands().size(); ++i) {
    const Command& command = commands()[i];
    CLI::App* subcommand = app.add_subcommand(std::string(command.name), std::string(command.summary));
    names.emplace_back(command.name);
    if (!command.alias.empty()) {
      subcommand->alias(std::string(command.alias));
      names.emplace_back(command.alias);
    }
    if (command.max_arguments > 0) {
      subcommand->add_option(std::string(command.arguments), parsed[i].arguments)
          ->expected(static_cast<int>(command.min_arguments), static_cast<int>(command.max_arguments))
          ->required(command.min_arguments > 0);
    }
    add_option(*subcommand, option("config"), parsed[i]);
    for (const std::string_view name : command.options) add_option(*subcommand, option(name), parsed[i]);
    subcommand->footer("Examples:\n" + std::string(command.examples));
    subcommands.push_back(subcommand);
  }
  if (argc > 1 && argv[1][0] != '-' && std::find(names.begin(), names.end(), argv[1]) == names.end()) {
    throw UsageError(fmt::format("there is no command {}", argv[1]),
                     did_you_mean(argv[1], names, "sparkify --help"));
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {
      app.exit(error);
      return ExitCode::kFine;
    }
    std::string hint = "sparkify --help";
    for (size_t i = 0; i < subcommands.size(); ++i) {
      if (!subcommands[i]->parsed()) continue;
      hint = fmt::format("sparkify {} --help", commands()[i].name);
      std::vector<std::string> flags = {"--config"};
      for (const std::string_view name : commands()[i].options) flags.push_back("--" + std::string(name));
      for (int a = 2; a < argc; ++a) {
        const std::string word = std::string(argv[a]).substr(0, std::string_view(argv[a]).find('='));
        if (word.starts_with("--") && std::find(flags.begin(), flags.end(), word) == flags.end()) {
          hint = did_you_mean(word, flags, "sparkify --help");
        }
      }
    }
    throw UsageError(error.what(), hint);
  }
  for (size_t i = 0; i < subcommands.size(); ++i) {
    if (!subcommands[i]->parsed()) continue;
    std::map<std::string, std::vector<std::string>> flags;
    for (const auto& [name, values] : parsed[i].values) {
      if (!values.empty()) flags[name] = values;
    }
    for (const auto& [name, on] : parsed[i].switches) {
      if (on) flags[name] = {"true"};
    }
    CommandContext context{Settings(std::move(flags), [](const char* name) { return std::getenv(name); }),
                           std::move(parsed[i].arguments)};
    warn_of_expired_cluster(context.settings);
    return commands()[i].run(context);
  }
  fmt::print("{}", app.help());
  return ExitCode::kFine;
}

}  // namespace sparkify
