#include "generate/behaviour.h"

#include <algorithm>
#include <array>
#include <span>

namespace sparkify {

namespace {

constexpr std::array<PageFacts, kPages> kFacts = {{{"NextSong", "PUT", 200},
                                                   {"Home", "GET", 200},
                                                   {"Login", "PUT", 307},
                                                   {"Logout", "PUT", 307},
                                                   {"Downgrade", "GET", 200},
                                                   {"Settings", "GET", 200},
                                                   {"Help", "GET", 200},
                                                   {"About", "GET", 200},
                                                   {"Upgrade", "GET", 200},
                                                   {"Save Settings", "PUT", 307},
                                                   {"Error", "GET", 404},
                                                   {"Submit Upgrade", "PUT", 307},
                                                   {"Submit Downgrade", "PUT", 307}}};

struct Step {
  Page to;
  double probability;  // what is left to 1 ends the session
};

using enum Page;
constexpr Step kAfterPlayFree[] = {{kNextSong, .5}, {kHome, .02},      {kLogout, .02}, {kUpgrade, .01},
                                   {kHelp, .005},   {kSettings, .005}, {kError, .001}};
constexpr Step kAfterPlayPaid[] = {{kNextSong, .925}, {kHome, .02},      {kLogout, .01}, {kDowngrade, .01},
                                   {kHelp, .004},     {kSettings, .005}, {kError, .001}};
constexpr Step kAfterHome[] = {{kNextSong, .85}, {kLogout, .02},   {kSettings, .02}, {kHelp, .02},
                               {kAbout, .01},    {kUpgrade, .005}, {kError, .002}};
constexpr Step kAfterHomeLoggedOut[] = {
    {kLogin, .45}, {kHome, .1}, {kAbout, .05}, {kHelp, .05}, {kError, .005}};
constexpr Step kAfterUpgrade[] = {{kSubmitUpgrade, .3}, {kNextSong, .5}, {kHome, .1}};
constexpr Step kAfterDowngrade[] = {{kSubmitDowngrade, .04}, {kNextSong, .86}, {kHome, .05}};
constexpr Step kAfterSettings[] = {{kSaveSettings, .2}, {kNextSong, .6}, {kHome, .1}};
constexpr Step kToHome[] = {{kHome, 1}};
constexpr Step kAfterOther[] = {{kNextSong, .6}, {kHome, .3}};

std::span<const Step> steps_after(const Event& event) {
  if (!event.logged_in) return event.page == kLogin ? std::span<const Step>(kToHome) : kAfterHomeLoggedOut;
  switch (event.page) {
    case kNextSong:
      return event.paid ? std::span<const Step>(kAfterPlayPaid) : kAfterPlayFree;
    case kHome:
      return kAfterHome;
    case kUpgrade:
      return kAfterUpgrade;
    case kDowngrade:
      return kAfterDowngrade;
    case kSettings:
      return kAfterSettings;
    case kLogout:
    case kSaveSettings:
    case kSubmitUpgrade:
    case kSubmitDowngrade:
      return kToHome;
    default:
      return kAfterOther;
  }
}

constexpr int64_t kSecondMs = 1000;

// How likely a session starts at this time, of 1 at the busiest: the hours of a day, and quiet weekends.
double busyness(int64_t ms) {
  constexpr std::array<double, 24> kHours = {.29, .28, .22, .20, .25, .30, .34, .33, .38, .50, .58, .62,
                                             .57, .60, .80, .88, 1.0, .91, .92, .68, .66, .52, .40, .37};
  constexpr std::array<double, 7> kDays = {.40, .75, .80, 1.0, .78, .92, .50};  // from Sunday
  const int64_t hours = ms / (3600 * 1000);
  const int64_t days = hours / 24;
  return kHours[static_cast<size_t>(hours % 24)] *
         kDays[static_cast<size_t>((days + 4) % 7)];  // 1970 began on a Thursday
}

}  // namespace

const PageFacts& page_facts(Page page) { return kFacts[static_cast<size_t>(page)]; }

Listener::Listener(uint32_t index, uint32_t listeners, uint64_t seed, int64_t first_ms, int64_t end_ms,
                   double activity)
    : random_(seed, index), listeners_(listeners) {
  constexpr double kMedianGapMs = 2.0 * static_cast<double>(kDayMs);
  session_gap_ms_ = random_.log_normal(kMedianGapMs, 0.9) / activity;
  event_.user = index + 1;
  event_.paid = random_.chance(0.22);
  // A tenth of the listeners register in the course of time.
  const int64_t joined_ms =
      random_.chance(0.1)
          ? first_ms + kSecondMs * static_cast<int64_t>(
                                       random_.below(static_cast<uint64_t>((end_ms - first_ms) / kSecondMs)))
          : first_ms;
  start_session(joined_ms);
}

// The next time at which a session starts, of a Poisson process whose rate follows the daily cycle (by
// thinning).
void Listener::start_session(int64_t after_ms) {
  constexpr double kMeanBusyness = 0.38;
  int64_t ms = after_ms;
  do {
    ms += kSecondMs *
          (1 + static_cast<int64_t>(random_.exponential(session_gap_ms_ * kMeanBusyness) / kSecondMs));
  } while (!random_.chance(busyness(ms)));
  event_.ts_ms = ms;
  event_.session = sessions_++ * listeners_ + event_.user;
  event_.item = 0;
  event_.logged_in = random_.chance(0.93);
  event_.page = kHome;
  if (event_.logged_in && random_.chance(0.35)) event_.page = kNextSong;
}

void Listener::advance(int64_t until_ms, const Catalogue& catalogue, std::vector<Event>& events) {
  while (event_.ts_ms < until_ms) {
    if (event_.page == kNextSong) event_.song = catalogue.draw(random_);
    events.push_back(event_);
    next_event(catalogue);
  }
}

void Listener::next_event(const Catalogue& catalogue) {
  const Event last = event_;
  double left = random_.uniform();
  for (const Step& step : steps_after(last)) {
    left -= step.probability;
    if (left >= 0) continue;
    if (last.page == kLogin) event_.logged_in = true;
    if (last.page == kLogout) event_.logged_in = false;
    if (last.page == kSubmitUpgrade) event_.paid = true;
    if (last.page == kSubmitDowngrade) event_.paid = false;
    follow(step.to, last.ts_ms, catalogue);
    return;
  }
  constexpr int64_t kBetweenSessionsMs = 30 * 60 * 1000;
  start_session(last.ts_ms + kBetweenSessionsMs);
}

void Listener::follow(Page page, int64_t after_ms, const Catalogue& catalogue) {
  const bool after_play = event_.page == kNextSong;
  int64_t gap_seconds = 1;
  if (page_facts(event_.page).status != 307) {
    const int64_t song_seconds = after_play ? catalogue.song(event_.song).seconds : 0;
    if (after_play && page == kNextSong) {
      gap_seconds = song_seconds;
    } else {
      gap_seconds = 1 + static_cast<int64_t>(random_.log_normal(20, 1.0));
      if (after_play) gap_seconds = std::min(gap_seconds, song_seconds);
    }
  }
  event_.ts_ms = after_ms + gap_seconds * kSecondMs;
  event_.page = page;
  ++event_.item;
}

}  // namespace sparkify
