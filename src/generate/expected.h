#pragma once
// The answers that a load of the generated data must give, kept beside the data as expected.json.

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

namespace sparkify {

struct Expected {
  int64_t event_records = 0;  // as written, repeated ones among them
  int64_t songplays = 0, matched_songplays = 0, users = 0, songs = 0, artists = 0, time = 0;
  int64_t objects = 0;
  std::map<std::string, int64_t> reject_codes;
  std::map<std::string, int64_t> drift;  // "unknown deviceId" and the like: records

  int64_t rejects() const;
  void write(const std::filesystem::path& file) const;
};

}  // namespace sparkify
