#pragma once
// Every option of the program, declared once: its flag, environment variable and place in dwh.cfg, its
// default and its help. Flags, --help and the lookup in settings.h come from this table.

#include <string>
#include <string_view>
#include <vector>

namespace sparkify {

enum class OptionKind { kText, kInteger, kBytes, kSwitch, kRepeated };

struct Option {
  std::string_view name;  // the flag without its dashes
  OptionKind kind;
  std::string_view value_name;   // in help
  std::string_view environment;  // variables, the first that is set counts; "" where there is none
  std::string_view config_key;   // section.key in lower case, likewise
  std::string_view default_value;
  std::string_view help;
};

const std::vector<Option>& options();
const Option& option(std::string_view name);

// Keys of dwh.cfg, section.key in lower case. Any other of [s3] names a source.
const std::vector<std::string>& known_config_keys();

}  // namespace sparkify
