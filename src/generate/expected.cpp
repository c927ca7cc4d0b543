#include "generate/expected.h"

#include <nlohmann/json.hpp>

#include "generate/output_file.h"

namespace sparkify {

int64_t Expected::rejects() const {
  int64_t sum = 0;
  for (const auto& [code, records] : reject_codes) sum += records;
  return sum;
}

void Expected::write(const std::filesystem::path& file) const {
  const nlohmann::json json = {{"objects", objects},
                               {"event_records", event_records},
                               {"rejects", rejects()},
                               {"reject_codes", reject_codes},
                               {"drift", drift},
                               {"matched_songplays", matched_songplays},
                               {"tables",
                                {{"songplays", songplays},
                                 {"unmatched_plays", songplays - matched_songplays},
                                 {"users", users},
                                 {"songs", songs},
                                 {"artists", artists},
                                 {"time", time}}}};
  write_file(file, json.dump(2) + '\n');
}

}  // namespace sparkify
