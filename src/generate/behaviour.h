#pragma once
// How listeners behave: a Markov chain over (page, auth, status, method, level), as eventsim's
// (github.com/Interana/eventsim), with the times between events drawn from exponential and log-normal laws,
// a daily cycle, quiet weekends, and users who register in the course of time.
// Two laws hold for every case: a play that follows a play starts int(length) seconds after it, and what
// follows a redirect (status 307) comes 1 second after it.

#include <cstdint>
#include <string_view>
#include <vector>

#include "generate/catalogue.h"
#include "generate/random.h"

namespace sparkify {

enum class Page : uint8_t {
  kNextSong,
  kHome,
  kLogin,
  kLogout,
  kDowngrade,
  kSettings,
  kHelp,
  kAbout,
  kUpgrade,
  kSaveSettings,
  kError,
  kSubmitUpgrade,
  kSubmitDowngrade
};
inline constexpr int kPages = 13;

struct PageFacts {
  std::string_view name, method;
  int status;
};
const PageFacts& page_facts(Page page);

struct Event {
  int64_t ts_ms;
  uint32_t user;
  uint32_t session;
  uint32_t song;  // of a NextSong
  uint16_t item;
  Page page;
  bool logged_in;
  bool paid;
};

inline constexpr int64_t kDayMs = 24 * 3600 * 1000;

// One listener's life, day after day.
class Listener {
 public:
  // `activity` scales how often sessions start. Times are ms since 1970.
  Listener(uint32_t index, uint32_t listeners, uint64_t seed, int64_t first_ms, int64_t end_ms,
           double activity);

  // Appends the events before `until_ms` that were not appended before.
  void advance(int64_t until_ms, const Catalogue& catalogue, std::vector<Event>& events);

 private:
  void start_session(int64_t after_ms);
  void next_event(const Catalogue& catalogue);
  void follow(Page page, int64_t after_ms, const Catalogue& catalogue);

  Random random_;
  Event event_{};  // the next one
  double session_gap_ms_;
  uint32_t listeners_;
  uint32_t sessions_ = 0;
};

}  // namespace sparkify
