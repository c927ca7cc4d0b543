#include "generate/catalogue.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <future>

#include "base/error.h"
#include "generate/json_text.h"
#include "generate/output_file.h"
#include "generate/words.h"

namespace sparkify {

namespace {

constexpr double kPlaysOutsideCatalogue = 0.1;
constexpr double kTail = 2.5;  // a song's rank is N * u^kTail
enum Stream : uint64_t {
  kSongs = uint64_t{1} << 40,
  kArtists = uint64_t{2} << 40,
  kPlaces = uint64_t{3} << 40
};

std::string_view pick(Random& random, std::span<const std::string_view> words) {
  return words[random.below(words.size())];
}

std::string id(std::string_view prefix, Random& random, int length) {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  std::string text(prefix);
  for (int i = 0; i < length; ++i) text += kLetters[random.below(kLetters.size())];
  return text;
}

std::string band_name(Random& random, int64_t artist) {
  if (random.chance(0.01)) return fmt::format("{}", 100 + artist % 1900);  // bands whose name is a number
  std::string name = random.chance(0.3) ? "The " : "";
  name += pick(random, band_words());
  name += ' ';
  name += pick(random, band_words());
  return name;
}

bool is_number(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

Catalogue::Catalogue(int64_t songs, uint64_t seed)
    : seed_(seed), catalogued_(songs), artists_(std::max<int64_t>(1, songs * 2 / 3)) {
  const int64_t others = std::max<int64_t>(1, songs / 4);
  for (int64_t i = 0; i < songs + others; ++i) {
    const Facts fact = facts(i);
    const Unicode unicode = i % 2 == 0 ? Unicode::kUtf8 : Unicode::kEscaped;
    songs_.push_back({{"\"artist\":" + json_string(fact.artist_name, Slashes::kEscaped, unicode),
                       fmt::format("\"length\":{}", fact.duration),
                       "\"song\":" + json_string(fact.title, Slashes::kEscaped, unicode)},
                      static_cast<int>(fact.duration)});
  }
}

Catalogue::Facts Catalogue::facts(int64_t index) const {
  Random random(seed_, kSongs + static_cast<uint64_t>(index));
  Facts facts;
  facts.artist =
      index < artists_ ? index : static_cast<int64_t>(random.below(static_cast<uint64_t>(artists_)));
  Random artist(seed_, kArtists + static_cast<uint64_t>(facts.artist));
  facts.artist_name = band_name(artist, facts.artist);
  facts.artist_id = id("AR", artist, 16);
  if (random.chance(0.08)) facts.artist_name += " feat. " + band_name(random, index);
  const uint64_t words = 1 + random.below(3);
  for (uint64_t i = 0; i < words; ++i) {
    facts.title += i == 0 ? "" : " ";
    facts.title += pick(random, title_words());
  }
  facts.song_id = id("SO", random, 16);
  facts.duration = std::round(random.log_normal(235.0, 0.35) * 1e5) / 1e5;
  facts.duration = std::clamp(facts.duration, 20.0, 3000.0);
  return facts;
}

uint32_t Catalogue::draw(Random& random) const {
  const bool outside = random.chance(kPlaysOutsideCatalogue);
  const auto count =
      static_cast<double>(outside ? static_cast<int64_t>(songs_.size()) - catalogued_ : catalogued_);
  const auto rank = static_cast<int64_t>(count * std::pow(random.uniform(), kTail));
  return static_cast<uint32_t>(outside ? catalogued_ + rank : rank);
}

std::string Catalogue::song_file(int64_t index) const {
  const Facts fact = facts(index);
  Random place(seed_, kPlaces + static_cast<uint64_t>(fact.artist));
  std::string location, latitude = "null", longitude = "null";
  if (place.chance(0.6)) {
    location = pick(place, places());
    if (place.chance(0.5)) {
      latitude = fmt::format("{:.5f}", place.uniform() * 140 - 70);
      longitude = fmt::format("{:.5f}", place.uniform() * 360 - 180);
    }
  }
  const auto text = [](std::string_view value) {
    return json_string(value, Slashes::kPlain, Unicode::kEscaped);
  };
  return fmt::format(
      "{{\"num_songs\": 1, \"artist_id\": \"{}\", \"artist_latitude\": {}, \"artist_longitude\": {}, "
      "\"artist_location\": {}, \"artist_name\": {}, \"song_id\": \"{}\", \"title\": {}, \"duration\": {}, "
      "\"year\": {}}}",
      fact.artist_id, latitude, longitude, text(location),
      is_number(fact.artist_name) ? fact.artist_name : text(fact.artist_name), fact.song_id, text(fact.title),
      fact.duration, index % 3 == 0 ? 0 : 1960 + index % 51);
}

int64_t Catalogue::write(const std::filesystem::path& directory, int threads) const {
  constexpr int kLetters = 26;
  const auto letter = [](int64_t n) { return static_cast<char>('A' + n % kLetters); };
  std::atomic<int64_t> bytes{0}, next{0};
  const auto folder = [&](int64_t n) {
    return directory / std::string(1, letter(n / (kLetters * kLetters))) /
           std::string(1, letter(n / kLetters)) / std::string(1, letter(n));
  };
  constexpr int64_t kSongsAFolder = 20;
  const auto work = [&] {
    for (int64_t i = next++; i < catalogued_; i = next++) {
      const int64_t n = i / kSongsAFolder;
      Random random(seed_, kSongs + static_cast<uint64_t>(i));
      const std::string name = fmt::format("TR{}{}{}{}.json", letter(n / (kLetters * kLetters)),
                                           letter(n / kLetters), letter(n), id("", random, 13));
      const std::string text = song_file(i);
      write_file(folder(n) / name, text);
      bytes += static_cast<int64_t>(text.size());
    }
  };
  std::vector<std::future<void>> workers;
  for (int i = 0; i < threads; ++i) workers.push_back(std::async(std::launch::async, work));
  for (auto& worker : workers) worker.get();
  return bytes;
}

}  // namespace sparkify
