#include "generate/expected.h"

#include <fstream>
#include <nlohmann/json.hpp>

#include "base/error.h"

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
  std::ofstream stream(file);
  stream << json.dump(2) << '\n';
  stream.close();
  if (!stream) throw Error("cannot write " + file.string());
}

}  // namespace sparkify
