#include "config/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "base/error.h"
#include "base/text.h"
#include "config/options.h"

namespace sparkify {

namespace {

std::string upper(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return result;
}

std::string source_variable(const std::string& name) { return "SPARKIFY_SOURCE_" + upper(name); }

}  // namespace

Settings::Settings(std::map<std::string, std::vector<std::string>> flags, Environment environment)
    : flags_(std::move(flags)), environment_(std::move(environment)) {
  const Setting config = get("config");
  file_ = config.text;
  std::ifstream stream(file_);
  if (!stream) {
    if (config.place == SettingPlace::kDefault) return;
    throw UsageError(fmt::format("cannot read the config file {} (from {})", file_, config.origin),
                     "sparkify init writes one");
  }
  if (std::filesystem::is_directory(file_))
    throw UsageError(fmt::format("the config file {} (from {}) is a folder", file_, config.origin),
                     "name a file");
  std::stringstream text;
  text << stream.rdbuf();
  entries_ = parse_ini(without_byte_order_mark(text.str()), file_);
  refuse_unknown_keys();
}

void Settings::refuse_unknown_keys() const {
  std::set<std::string> sections;
  for (const std::string& key : known_config_keys()) sections.insert(key.substr(0, key.find('.')));
  for (const IniEntry& entry : entries_) {
    const std::string key = entry.section + "." + entry.key;
    const bool section_known = sections.contains(entry.section);
    if (entry.section == "s3") continue;  // any key names a source; the plan refuses those that nothing takes
    if (std::find(known_config_keys().begin(), known_config_keys().end(), key) != known_config_keys().end())
      continue;
    std::vector<std::string> candidates;
    for (const std::string& known : known_config_keys()) {
      if (!section_known) candidates.push_back(upper(known.substr(0, known.find('.'))));
      if (section_known && known.starts_with(entry.section + "."))
        candidates.push_back(upper(known.substr(entry.section.size() + 1)));
    }
    throw UsageError(
        section_known ? fmt::format("{}:{}: unknown key {} in [{}]", file_, entry.line, upper(entry.key),
                                    upper(entry.section))
                      : fmt::format("{}:{}: unknown section [{}]", file_, entry.line, upper(entry.section)),
        did_you_mean(section_known ? entry.key : entry.section, candidates,
                     "sparkify init prints the sections and keys there are"));
  }
}

Setting Settings::get(std::string_view name) const {
  const Option& wanted = option(name);
  if (const auto flag = flags_.find(std::string(name)); flag != flags_.end() && !flag->second.empty()) {
    if (flag->second.back().empty())
      throw UsageError(fmt::format("--{} is empty", name), "give it a value, or leave it out");
    return {flag->second.back(), fmt::format("--{}", name), SettingPlace::kFlag};
  }
  for (const std::string& variable : split_words(wanted.environment)) {
    if (const char* value = environment_(variable.c_str()); value != nullptr && *value != '\0') {
      return {value, fmt::format("{} in the environment", variable), SettingPlace::kEnvironment};
    }
  }
  for (const std::string& key : split_words(wanted.config_key)) {
    if (std::optional<Setting> setting = in_file(key)) return *setting;
  }
  return {std::string(wanted.default_value), "the default", SettingPlace::kDefault};
}

std::optional<Setting> Settings::in_file(std::string_view key) const {
  for (const IniEntry& entry : entries_) {
    if (entry.section + "." + entry.key == key && !entry.value.empty())
      return Setting{entry.value, fmt::format("{}:{}", file_, entry.line), SettingPlace::kFile};
  }
  return std::nullopt;
}

bool Settings::is_set(std::string_view name) const {
  if (option(name).kind == OptionKind::kSwitch) return flags_.contains(std::string(name));
  return !get(name).text.empty();
}

int64_t Settings::integer(std::string_view name) const {
  const Setting setting = get(name);
  int64_t value = -1;
  const char* last = setting.text.data() + setting.text.size();
  const auto [end, error] = std::from_chars(setting.text.data(), last, value);
  if (error != std::errc() || end != last || value < 0) {
    throw UsageError(fmt::format("{} is {} (from {}), which is no whole number of 0 or more", name,
                                 setting.text, setting.origin));
  }
  return value;
}

uint64_t Settings::bytes(std::string_view name) const {
  const Setting setting = get(name);
  static const std::map<std::string, uint64_t> units = {{"", 1},
                                                        {"b", 1},
                                                        {"kb", 1000},
                                                        {"mb", 1000'000},
                                                        {"gb", 1000'000'000},
                                                        {"kib", 1024},
                                                        {"mib", 1024 * 1024},
                                                        {"gib", 1024 * 1024 * 1024}};
  uint64_t value = 0;
  const char* last = setting.text.data() + setting.text.size();
  const auto [end, error] = std::from_chars(setting.text.data(), last, value);
  const auto unit = units.find(lower(trim({end, static_cast<size_t>(last - end)})));
  if (error != std::errc() || unit == units.end() || value == 0 || value > UINT64_MAX / unit->second) {
    throw UsageError(
        fmt::format("{} is {} (from {}), which is no amount of memory", name, setting.text, setting.origin),
        "write 512MB or 2GiB");
  }
  return value * unit->second;
}

std::map<std::string, Setting> Settings::sources(const std::vector<std::string>& names) const {
  std::map<std::string, Setting> found;
  for (const IniEntry& entry : entries_) {
    const std::string key = entry.section + "." + entry.key;
    const auto& known = known_config_keys();
    if (entry.section != "s3" || std::find(known.begin(), known.end(), key) != known.end()) continue;
    if (!entry.value.empty()) found[entry.key] = *in_file(key);
  }
  for (const std::string& name : names) {
    const std::string variable = source_variable(name);
    if (const char* value = environment_(variable.c_str()); value != nullptr && *value != '\0') {
      found[name] = {value, variable + " in the environment", SettingPlace::kEnvironment};
    }
  }
  if (const auto flags = flags_.find("source"); flags != flags_.end()) {
    for (const std::string& flag : flags->second) {
      const size_t separator = flag.find('=');
      if (separator == flag.npos || separator == 0 || separator + 1 == flag.size()) {
        throw UsageError(fmt::format("--source {} is not NAME=LOCATION", flag),
                         "for example --source log_data=./log_data");
      }
      found[lower(flag.substr(0, separator))] = {flag.substr(separator + 1), "--source", SettingPlace::kFlag};
    }
  }
  return found;
}

std::string Settings::places_of_source(const std::string& name) const {
  return fmt::format("--source {}=LOCATION, {} in the environment, [S3] {} in {}{}", name,
                     source_variable(name), upper(name), file_,
                     entries_.empty() ? " (not there, or empty)" : "");
}

}  // namespace sparkify
