#pragma once
// Random numbers that are the same on every machine, compiler and number of threads: splitmix64 (Steele, Lea
// and Flood, OOPSLA 2014) and the laws that behaviour is drawn from. std's distributions differ between
// libraries.

#include <cmath>
#include <cstdint>
#include <numbers>

namespace sparkify {

class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  // An independent stream for a thing (a user, a song) of a seed.
  Random(uint64_t seed, uint64_t stream) : state_(seed * 0x9E3779B97F4A7C15 ^ mix(stream + 1)) { next(); }

  uint64_t next() {
    state_ += 0x9E3779B97F4A7C15;
    return mix(state_);
  }
  double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }  // [0, 1)
  uint64_t below(uint64_t bound) { return static_cast<uint64_t>(uniform() * static_cast<double>(bound)); }
  bool chance(double probability) { return uniform() < probability; }
  double exponential(double mean) { return -mean * std::log(1.0 - uniform()); }
  double normal() {  // Box and Muller
    const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
    return radius * std::cos(2.0 * std::numbers::pi * uniform());
  }
  double log_normal(double median, double sigma) { return median * std::exp(sigma * normal()); }

 private:
  static uint64_t mix(uint64_t z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }
  uint64_t state_;
};

}  // namespace sparkify
