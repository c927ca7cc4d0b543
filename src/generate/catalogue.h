#pragma once
// The songs that are played: those of the catalogue (song_data), and some that the catalogue lacks.

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "generate/random.h"

namespace sparkify {

struct Song {
  std::string event_fields[3];  // as events write them: "artist":"...", "length":..., "song":"..."
  int seconds;                  // int(length): the next play comes so much later
};

class Catalogue {
 public:
  Catalogue(int64_t songs, uint64_t seed);

  // A song by a long-tailed law; about one play in ten is of a song that the catalogue lacks.
  uint32_t draw(Random& random) const;
  const Song& song(uint32_t index) const { return songs_[index]; }
  bool in_catalogue(uint32_t index) const { return index < catalogued_; }
  int64_t artists() const { return artists_; }

  // Writes song_data/A/B/C/TR....json below `directory`; returns the bytes.
  int64_t write(const std::filesystem::path& directory, int threads) const;

 private:
  struct Facts {
    std::string title, artist_name, artist_id, song_id;
    double duration;
    int64_t artist;
  };
  Facts facts(int64_t index) const;
  std::string song_file(int64_t index) const;

  uint64_t seed_;
  int64_t catalogued_;
  int64_t artists_;
  std::vector<Song> songs_;  // the catalogue's, then the others
};

}  // namespace sparkify
