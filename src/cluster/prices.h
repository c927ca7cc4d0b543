#pragma once
// What Redshift costs on demand, as AWS published it on one day. AWS changes prices: --price-per-hour says
// another, and aws.amazon.com/redshift/pricing has today's.

#include <optional>
#include <string>
#include <vector>

namespace sparkify {

inline constexpr const char* kPricesAsOf = "2025-01-15";
inline constexpr double kStorageDollarsPerGbMonth = 0.024;

std::optional<double> node_dollars_per_hour(const std::string& region, const std::string& node_type);
std::optional<double> rpu_dollars_per_hour(const std::string& region);

// Every type that clusters are made of today, cheap ones first.
const std::vector<std::string>& node_types();
// What replaced a type that is no longer made; "" for all others.
std::string replacement_of(const std::string& node_type);

}  // namespace sparkify
