#include "cluster/prices.h"

#include <map>

namespace sparkify {

namespace {

struct RegionPrices {
  double rpu_hour;
  std::map<std::string, double> node_hour;
};

const std::map<std::string, RegionPrices>& regions() {
  static const std::map<std::string, double> american = {
      {"ra3.large", 0.543}, {"ra3.xlplus", 1.086}, {"ra3.4xlarge", 3.26}, {"ra3.16xlarge", 13.04}};
  static const std::map<std::string, RegionPrices> table = {
      {"us-east-1", {0.375, american}},
      {"us-east-2", {0.375, american}},
      {"us-west-2", {0.375, american}},
  };
  return table;
}

}  // namespace

std::optional<double> node_dollars_per_hour(const std::string& region, const std::string& node_type) {
  const auto prices = regions().find(region);
  if (prices == regions().end()) return std::nullopt;
  const auto price = prices->second.node_hour.find(node_type);
  if (price == prices->second.node_hour.end()) return std::nullopt;
  return price->second;
}

std::optional<double> rpu_dollars_per_hour(const std::string& region) {
  const auto prices = regions().find(region);
  if (prices == regions().end()) return std::nullopt;
  return prices->second.rpu_hour;
}

const std::vector<std::string>& node_types() {
  static const std::vector<std::string> types = {"rg.large",   "ra3.large",   "rg.xlarge",   "ra3.xlplus",
                                                 "rg.4xlarge", "ra3.4xlarge", "rg.12xlarge", "ra3.16xlarge"};
  return types;
}

std::string replacement_of(const std::string& node_type) {
  static const std::map<std::string, std::string> replaced = {
      {"dc1.large", "ra3.large or rg.large"},    {"dc1.8xlarge", "ra3.4xlarge or rg.4xlarge"},
      {"dc2.large", "ra3.large or rg.large"},    {"dc2.8xlarge", "ra3.4xlarge or rg.4xlarge"},
      {"ds2.xlarge", "ra3.xlplus or rg.xlarge"}, {"ds2.8xlarge", "ra3.4xlarge or rg.4xlarge"}};
  const auto found = replaced.find(node_type);
  return found == replaced.end() ? "" : found->second;
}

}  // namespace sparkify
