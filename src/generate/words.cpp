#include "generate/words.h"

#include <array>

namespace sparkify {

namespace {

constexpr auto kWomen = std::to_array<std::string_view>(
    {"Ada",    "Amelie", "Beatrix", "Carmen", "Dalia", "Edith", "Freya", "Greta", "Hana",
     "Ines",   "Jasmin", "Kira",    "Leonie", "Maren", "Nadia", "Olga",  "Paula", "Renée",
     "Saskia", "Tamara", "Ulla",    "Vera",   "Wanda", "Yara",  "Zoé"});
constexpr auto kMen = std::to_array<std::string_view>(
    {"Anton",   "Bruno",  "Casper", "Dmitri", "Emil",   "Falk",   "Gustav", "Hugo",
     "Igor",    "Jonas",  "Karl",   "Lars",   "Matteo", "Niels",  "Oskar",  "Pavel",
     "Quentin", "Rafael", "Søren",  "Theo",   "Uwe",    "Viktor", "Willem", "Xaver"});
constexpr auto kLast = std::to_array<std::string_view>(
    {"Abbott", "Birch",   "Castell",  "Dunmore",   "Eastwick",  "Farrow",   "Glover",   "Hartwell",
     "Ingram", "Jansen",  "Kessler",  "Lindqvist", "Marlow",    "Northway", "O'Dell",   "Pemberton",
     "Quill",  "Rosales", "Sorensen", "Thackeray", "Underhill", "Vance",    "Whitlock", "Yarrow",
     "Zimmer", "Müller",  "Ibáñez",   "Okafor",    "Tanaka",    "Varga"});
constexpr auto kPlaces = std::to_array<std::string_view>({"Alder Falls-Riverton, OH",
                                                          "Bayview-Port Clement, CA",
                                                          "Cedar Junction, TX",
                                                          "Dunes City-Marram, FL",
                                                          "Eastfield-Holloway-Stone Bridge, NY-NJ",
                                                          "Fairhaven, WA",
                                                          "Granite Hills-Lowell Park, MA-NH",
                                                          "Harborough-Saint Ives, IL-IN-WI",
                                                          "Iron Lake, MN",
                                                          "Juniper Springs, AZ",
                                                          "Kingsbridge-Old Mill, PA-NJ-DE",
                                                          "Lakeshore-Birchmount, MI",
                                                          "Meadowbrook, GA",
                                                          "New Carrick-Ashford, OR-WA",
                                                          "Orchard Valley-Greenwood, CO",
                                                          "Pinecrest, NC-SC",
                                                          "Quarry Point, TN",
                                                          "Redwater-Sand Creek, NV",
                                                          "Silver Bay, AK",
                                                          "Three Oaks-Linden, VA"});
constexpr auto kAgents = std::to_array<std::string_view>(
    {"\"Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/36.0.1985.125 "
     "Safari/537.36\"",
     "\"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_9_4) AppleWebKit/537.77.4 (KHTML, like Gecko) "
     "Version/7.0.5 Safari/537.77.4\"",
     "\"Mozilla/5.0 (Windows NT 6.3; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/36.0.1985.143 "
     "Safari/537.36\"",
     "\"Mozilla/5.0 (iPhone; CPU iPhone OS 7_1_2 like Mac OS X) AppleWebKit/537.51.2 (KHTML, like Gecko) "
     "Version/7.0 Mobile/11D257 Safari/9537.53\"",
     "\"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/37.0.2062.94 "
     "Safari/537.36\"",
     "Mozilla/5.0 (Windows NT 6.1; WOW64; rv:31.0) Gecko/20100101 Firefox/31.0",
     "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.9; rv:31.0) Gecko/20100101 Firefox/31.0",
     "Mozilla/5.0 (X11; Ubuntu; Linux i686; rv:31.0) Gecko/20100101 Firefox/31.0",
     "Mozilla/5.0 (compatible; MSIE 9.0; Windows NT 6.1; WOW64; Trident/5.0)"});
constexpr auto kTitle = std::to_array<std::string_view>(
    {"Amber",     "Answer",   "Blue",    "Café",     "Carousel",   "Dancing", "Desert", "Echoes",   "Evening",
     "Falling",   "Golden",   "Harbour", "Hollow",   "Iron",       "July",    "Kites",  "Lanterns", "Letters",
     "Midnight",  "Mirrors",  "Neon",    "November", "Orbit",      "Paper",   "Quiet",  "Rain",     "River",
     "Satellite", "Señorita", "Shadows", "Silver",   "Slow",       "Static",  "Summer", "Thunder",  "Tonight",
     "Velvet",    "Walking",  "Window",  "Winter",   "Übermorgen", "(Live)",  "Don't",  "Part 2"});
constexpr auto kBand = std::to_array<std::string_view>(
    {"Arcade",   "Astral",    "Brass",    "Copper",  "Crimson",  "Electric",  "Foxes",   "Ghosts",
     "Giants",   "Hearts",    "Hotel",    "Island",  "Jazz",     "Kings",     "Lions",   "Lunar",
     "Magnolia", "Neptune",   "Northern", "Owls",    "Paradise", "Pilots",    "Quartet", "Radio",
     "Republic", "Rivers",    "Saints",   "Sisters", "Society",  "Soul",      "Stereo",  "Tigers",
     "Union",    "Vagabonds", "Wolves",   "Zephyr",  "Björk's",  "Motörcade", "Señor",   "Trio"});

}  // namespace

std::span<const std::string_view> women_names() { return kWomen; }
std::span<const std::string_view> men_names() { return kMen; }
std::span<const std::string_view> last_names() { return kLast; }
std::span<const std::string_view> places() { return kPlaces; }
std::span<const std::string_view> user_agents() { return kAgents; }
std::span<const std::string_view> title_words() { return kTitle; }
std::span<const std::string_view> band_words() { return kBand; }

}  // namespace sparkify
