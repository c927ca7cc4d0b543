#include "aws/profile.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "base/text.h"

namespace sparkify {

namespace {

std::string_view unquoted(std::string_view text) {
  const bool is_quoted = text.size() >= 2 && (text[0] == '\'' || text[0] == '"') && text.back() == text[0];
  return is_quoted ? text.substr(1, text.size() - 2) : text;
}

std::string_view without_comment(std::string_view value) {
  for (const std::string_view start : {" #", " ;", "\t#", "\t;"}) value = value.substr(0, value.find(start));
  return trim(value);
}

// Of [name], or [profile name] as the config file has it; what follows the ] is a comment.
std::string_view profile_in(std::string_view section) {
  std::string_view name = trim(section.substr(1, section.find(']') - 1));
  constexpr std::string_view kPrefix = "profile";
  if (name.size() > kPrefix.size() && name.starts_with(kPrefix) &&
      (name[kPrefix.size()] == ' ' || name[kPrefix.size()] == '\t'))
    name = trim(name.substr(kPrefix.size()));
  return unquoted(name);
}

}  // namespace

Profile parse_profile(std::string_view text, std::string_view name) {
  Profile profile;
  bool is_wanted = false;
  size_t key_indent = text.npos;  // of the last key; lines with more are nested under it
  for (const std::string_view raw : split_views(text, '\n')) {
    const std::string_view line = trim(raw);
    const size_t indent = raw.find_first_not_of(" \t");
    if (line.empty() || line[0] == '#' || line[0] == ';' || indent > key_indent) continue;
    if (line[0] == '[') {
      is_wanted = profile_in(line) == name;
      key_indent = text.npos;
      continue;
    }
    key_indent = indent;
    const size_t separator = line.find_first_of("=:");
    if (!is_wanted || separator == line.npos) continue;
    profile[lower(trim(line.substr(0, separator)))] = unquoted(without_comment(line.substr(separator + 1)));
  }
  return profile;
}

Profile read_profile(const std::string& file, std::string_view name) {
  std::ifstream stream(file);
  std::stringstream text;
  if (stream) text << stream.rdbuf();
  return parse_profile(text.str(), name);
}

}  // namespace sparkify
