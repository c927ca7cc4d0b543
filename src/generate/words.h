#pragma once
// Made-up words to make up people, places, songs and artists from.

#include <span>
#include <string_view>

namespace sparkify {

std::span<const std::string_view> women_names();
std::span<const std::string_view> men_names();
std::span<const std::string_view> last_names();
std::span<const std::string_view> places();
std::span<const std::string_view> user_agents();
std::span<const std::string_view> title_words();
std::span<const std::string_view> band_words();

}  // namespace sparkify
