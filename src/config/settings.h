#pragma once
// The value of each option, and where it came from: flag, environment, config file, default, in this order.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/ini.h"

namespace sparkify {

enum class SettingPlace { kFlag, kEnvironment, kFile, kDefault };

struct Setting {
  std::string text;
  std::string origin;  // "--to", "SPARKIFY_TO in the environment", "dwh.cfg:12", "the default"
  SettingPlace place = SettingPlace::kDefault;

  // For this one command, rather than kept in a file.
  bool is_said_now() const { return place == SettingPlace::kFlag || place == SettingPlace::kEnvironment; }
};

class Settings {
 public:
  using Environment = std::function<const char*(const char* name)>;  // std::getenv, or a test's

  // `flags` holds the values given on the command line by option name. Reads the config file, if there is
  // one.
  Settings(std::map<std::string, std::vector<std::string>> flags, Environment environment);

  Setting get(std::string_view name) const;
  // What the config file says under section.key, for what no flag may hold, such as secrets.
  std::optional<Setting> in_file(std::string_view key) const;
  const Environment& environment() const { return environment_; }
  std::string text(std::string_view name) const { return get(name).text; }
  bool is_set(std::string_view name) const;      // given anywhere, or a switch that is on
  int64_t integer(std::string_view name) const;  // throws UsageError where it is none, or negative
  uint64_t bytes(std::string_view name) const;   // "512MB", "2GiB"

  // The sources given anywhere, by name in lower case.
  std::map<std::string, Setting> sources(const std::vector<std::string>& names) const;
  // Every place where a source's location could have been given, for the error that it was not.
  std::string places_of_source(const std::string& name) const;

 private:
  void refuse_unknown_keys() const;

  std::map<std::string, std::vector<std::string>> flags_;
  Environment environment_;
  std::string file_;
  std::vector<IniEntry> entries_;
};

}  // namespace sparkify
