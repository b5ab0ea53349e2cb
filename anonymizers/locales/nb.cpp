// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/locales/locales.hpp"

namespace retention::anonymizers {

namespace {

constexpr std::string_view kFirstNames[] = {
    "Agnes",     "Aleksander", "Alexander", "Alf",       "Alfred",     "Alida",     "Alma",      "Amalie",
    "Amanda",    "Anders",     "Andrea",    "Andreas",   "Anette",     "Anita",     "Anja",      "Anna",
    "Anne",      "Annika",     "Aril",      "Arild",     "Arne",       "Arnt",      "Arvid",     "Aslak",
    "Astrid",    "Aurora",     "Beate",     "Benedikte", "Benjamin",   "Bente",     "Berit",     "Bernt",
    "Birger",    "Birgit",     "Birgitte",  "Bjarne",    "Bodil",      "Brita",     "Britt",     "Camilla",
    "Caroline",  "Cathrine",   "Cecilie",   "Charlotte", "Christian",  "Christina", "Christine", "Christoffer",
    "Dag",       "Dagfinn",    "Dagny",     "Daniel",    "David",      "Dina",      "Edel",      "Edith",
    "Edvard",    "Egil",       "Eilert",    "Einar",     "Eirik",      "Eivind",    "Eli",       "Elin",
    "Elisabeth", "Ella",       "Ellen",     "Elsa",      "Else",       "Emil",      "Emilie",    "Emma",
    "Endre",     "Erik",       "Erika",     "Erlend",    "Erling",     "Espen",     "Esther",    "Eva",
    "Even",      "Finn",       "Fredrik",   "Frida",     "Frode",      "Geir",      "Georg",     "Gerd",
    "Gjermund",  "Grete",      "Gro",       "Gunhild",   "Gunn",       "Gunnar",    "Guri",      "Guro",
    "Gustav",    "Hanna",      "Hanne",     "Hans",      "Harald",     "Hedda",     "Hege",      "Heidi",
    "Helene",    "Helga",      "Helge",     "Henning",   "Henriette",  "Henrik",    "Herman",    "Hilda",
    "Hilde",     "Hildegunn",  "Inga",      "Inge",      "Ingeborg",   "Inger",     "Ingrid",    "Ingunn",
    "Ingvild",   "Irene",      "Iselin",    "Ivar",      "Iver",       "Jakob",     "Jan",       "Janne",
    "Jarle",     "Jenny",      "Jens",      "Joakim",    "Johan",      "Johanna",   "Johanne",   "Johannes",
    "John",      "Jon",        "Jonas",     "Jorunn",    "Jostein",    "Julie",     "Kai",       "Kaja",
    "Kari",      "Karin",      "Karl",      "Karoline",  "Kasper",     "Katrine",   "Kenneth",   "Ketil",
    "Kim",       "Kine",       "Kirsten",   "Kjell",     "Kjersti",    "Kjetil",    "Klara",     "Knut",
    "Kolbein",   "Kristian",   "Kristin",   "Kristine",  "Kristoffer", "Laila",     "Lars",      "Lasse",
    "Laura",     "Leif",       "Lena",      "Lene",      "Lilly",      "Linda",     "Line",      "Linn",
    "Linnea",    "Lise",       "Liv",       "Lukas",     "Magne",      "Magnhild",  "Magnus",    "Maja",
    "Malin",     "Margit",     "Maria",     "Marianne",  "Marie",      "Marit",     "Marius",    "Markus",
    "Marte",     "Martha",     "Martin",    "Mathias",   "Mathilde",   "Mats",      "Merete",    "Mette",
    "Mia",       "Mikkel",     "Mona",      "Monica",    "Morten",     "Nils",      "Nina",      "Nora",
    "Oda",       "Odd",        "Oddvar",    "Odin",      "Ola",        "Olav",      "Ole",       "Oline",
    "Oskar",     "Ottar",      "Otto",      "Paul",      "Peder",      "Per",       "Petra",     "Petter",
    "Ragna",     "Ragnar",     "Ragnhild",  "Randi",     "Reidar",     "Reidun",    "Roald",     "Robert",
    "Rolf",      "Ronny",      "Roy",       "Runar",     "Rune",       "Ruth",      "Sander",    "Sara",
    "Sebastian", "Selma",      "Sidsel",    "Sigmund",   "Signe",      "Sigrid",    "Sigrun",    "Sigurd",
    "Silje",     "Simen",      "Sindre",    "Siri",      "Siv",        "Sivert",    "Sofie",     "Solfrid",
    "Solveig",   "Stein",      "Steinar",   "Stian",     "Stig",       "Stine",     "Sunniva",   "Svanhild",
    "Svein",     "Sverre",     "Synne",     "Tage",      "Tarjei",     "Terje",     "Thea",      "Thomas",
    "Thor",      "Tiril",      "Tobias",    "Tom",       "Tomas",      "Tone",      "Tonje",     "Tor",
    "Tora",      "Tore",       "Torgeir",   "Torhild",   "Torill",     "Torleif",   "Tormod",    "Torstein",
    "Torunn",    "Trine",      "Trond",     "Trude",     "Trygve",     "Turid",     "Ulrik",     "Una",
    "Unni",      "Vegard",     "Vera",      "Vetle",     "Vibeke",     "Vidar",     "Viktor",    "Vilde",
    "William",   "Yngve",
};

constexpr std::string_view kLastNames[] = {
    "Aas",          "Aasen",        "Abrahamsen",   "Ahmed",      "Alm",         "Amundsen",      "Andersen",
    "Andreassen",   "Andresen",     "Antonsen",     "Arnesen",    "Arntzen",     "Aune",          "Bakke",
    "Bakkeli",      "Bakken",       "Berg",         "Berge",      "Berger",      "Berget",        "Berglund",
    "Bergseth",     "Bernhardsen",  "Berntsen",     "Birkeland",  "Bjerkan",     "Bjerke",        "Blom",
    "Borgen",       "Brekke",       "Brenden",      "Brun",       "Bruun",       "Bye",           "Christensen",
    "Christiansen", "Dahl",         "Dahle",        "Dahlen",     "Dale",        "Danielsen",     "Davidsen",
    "Edvardsen",    "Egeland",      "Eide",         "Ekeland",    "Eliassen",    "Ellefsen",      "Ellingsen",
    "Engebretsen",  "Engen",        "Enger",        "Eriksen",    "Espeland",    "Evensen",       "Falk",
    "Ferdinandsen", "Fjeld",        "Fjellheim",    "Foss",       "Fossum",      "Fredriksen",    "Fuglestad",
    "Furuseth",     "Gabrielsen",   "Gjerde",       "Gran",       "Granli",      "Gulbrandsen",   "Gulliksen",
    "Gundersen",    "Gustavsen",    "Haga",         "Hageland",   "Hagen",       "Halvorsen",     "Hammer",
    "Hamre",        "Hansen",       "Hanssen",      "Haug",       "Haugan",      "Hauge",         "Haugen",
    "Haugland",     "Hegge",        "Heggland",     "Helgesen",   "Helland",     "Helle",         "Hellesen",
    "Hemmingsen",   "Henriksen",    "Hermansen",    "Hetland",    "Hoel",        "Hoff",          "Hofstad",
    "Holen",        "Holm",         "Holmen",       "Holst",      "Holte",       "Holter",        "Hovland",
    "Huseby",       "Ingebrigtsen", "Isaksen",      "Iversen",    "Jacobsen",    "Jakobsen",      "Jensen",
    "Jenssen",      "Jeppesen",     "Johannessen",  "Johansen",   "Johnsen",     "Johnsrud",      "Jonassen",
    "Jordheim",     "Josefsen",     "Karlsen",      "Kjos",       "Klausen",     "Kleiven",       "Kleppe",
    "Knutsen",      "Kolstad",      "Korneliussen", "Kristensen", "Kristiansen", "Kristoffersen", "Kvale",
    "Kvam",         "Kvamme",       "Langeland",    "Larsen",     "Larssen",     "Lauritzen",     "Lervik",
    "Lie",          "Lien",         "Lind",         "Lindberg",   "Loftesnes",   "Lorentzen",     "Lund",
    "Lunde",        "Lyngstad",     "Madsen",       "Magnussen",  "Markussen",   "Martinsen",     "Mathiesen",
    "Mathisen",     "Mikalsen",     "Mikkelsen",    "Moe",        "Moen",        "Molvik",        "Monsen",
    "Mortensen",    "Myhre",        "Myhrvold",     "Myklebust",  "Myrvold",     "Nesheim",       "Ness",
    "Nikolaisen",   "Nilsen",       "Nilssen",      "Nordahl",    "Nordby",      "Nordli",        "Norheim",
    "Nygaard",      "Odden",        "Olaussen",     "Olsen",      "Opsahl",      "Ottesen",       "Paulsen",
    "Pedersen",     "Pettersen",    "Rasmussen",    "Reitan",     "Riise",       "Ringstad",      "Rogstad",
    "Roland",       "Rud",          "Rustad",       "Ruud",       "Sagen",       "Samuelsen",     "Sand",
    "Sandberg",     "Sande",        "Sandnes",      "Sandvik",    "Simonsen",    "Sivertsen",     "Sjursen",
    "Skaar",        "Skarstein",    "Skjelbred",    "Skogen",     "Skoglund",    "Slettebakk",    "Solbakken",
    "Solberg",      "Solheim",      "Solli",        "Solvang",    "Steen",       "Stene",         "Stensrud",
    "Stokke",       "Strand",       "Strande",      "Strandli",   "Sundby",      "Sunde",         "Svendsen",
    "Svensson",     "Syversen",     "Tangen",       "Teigen",     "Thomassen",   "Thorsen",       "Torgersen",
    "Torp",         "Tveit",        "Tveiten",      "Ueland",     "Ulriksen",    "Vatne",         "Vik",
    "Viken",        "Vinje",        "Vold",         "Wang",       "Westby",      "Wiik",          "Wold",
};

constexpr std::string_view kStreets[] = {
    "Akerveien",    "Almeveien",     "Bakkegata",     "Bakkeveien", "Bankgata",    "Bekkefaret",   "Bekkeveien",
    "Bergveien",    "Bjerkealleen",  "Blomsterveien", "Boligveien", "Brattbakken", "Bregneveien",  "Brinken",
    "Bruveien",     "Byveien",       "Dalsveien",     "Damveien",   "Elveveien",   "Engveien",     "Eplehagen",
    "Fabrikkveien", "Fagerliveien",  "Fjellveien",    "Fjordgata",  "Fjordveien",  "Fossveien",    "Furulia",
    "Furuveien",    "Gamleveien",    "Gartnerveien",  "Granlia",    "Granveien",   "Grensegata",   "Hagegata",
    "Hasselveien",  "Haugveien",     "Havnegata",     "Heggeveien", "Heiveien",    "Hovedgata",    "Industriveien",
    "Jernbanegata", "Kanalgata",     "Kirkebakken",   "Kirkegata",  "Kirkeveien",  "Klokkerveien", "Kongens gate",
    "Kornveien",    "Kyrkjegata",    "Lagerveien",    "Leirveien",  "Liaveien",    "Lilleveien",   "Lindeveien",
    "Lyngveien",    "Markveien",     "Meieriveien",   "Moloveien",  "Mosseveien",  "Myrveien",     "Nedre gate",
    "Neptunveien",  "Nordliveien",   "Nordveien",     "Nyveien",    "Parkgata",    "Parkveien",    "Postveien",
    "Prestegata",   "Prinsens gate", "Ringveien",     "Rognveien",  "Rosenveien",  "Sagveien",     "Sandveien",
    "Seljeveien",   "Sentralveien",  "Sentrumsveien", "Skogveien",  "Skoleveien",  "Solbakken",    "Solsvingen",
    "Solveien",     "Stasjonsveien", "Steinveien",    "Storgata",   "Strandgata",  "Strandveien",  "Syrinveien",
    "Tallveien",    "Toppen",        "Torggata",      "Tverrgata",  "Tverrveien",  "Utsikten",     "Valmueveien",
    "Vestveien",    "Vikveien",      "Vinkelveien",
};

constexpr std::string_view kCities[] = {
    "Alta",       "Arendal",     "Asker",       "Askim",        "Bergen",       "Brandbu",     "Brevik",
    "Bryne",      "Drammen",     "Egersund",    "Eidsvoll",     "Elverum",      "Fagernes",    "Farsund",
    "Fauske",     "Flekkefjord", "Fredrikstad", "Gol",          "Grimstad",     "Halden",      "Hamar",
    "Hammerfest", "Harstad",     "Haugesund",   "Hokksund",     "Holmestrand",  "Horten",      "Jessheim",
    "Kirkenes",   "Kongsberg",   "Kongsvinger", "Kristiansand", "Kristiansund", "Kvinesdal",   "Larvik",
    "Leirvik",    "Levanger",    "Lierbyen",    "Lillehammer",  "Lillesand",    "Mandal",      "Melhus",
    "Moelv",      "Molde",       "Moss",        "Mysen",        "Namsos",       "Narvik",      "Nesoddtangen",
    "Notodden",   "Odda",        "Orkanger",    "Oslo",         "Otta",         "Porsgrunn",   "Raufoss",
    "Rena",       "Rjukan",      "Sandefjord",  "Sandnes",      "Sarpsborg",    "Sauda",       "Ski",
    "Skien",      "Sogndal",     "Sortland",    "Stange",       "Stavanger",    "Steinkjer",   "Stokke",
    "Stord",      "Stryn",       "Svelvik",     "Tananger",     "Trondheim",    "Tvedestrand", "Ulsteinvik",
    "Vadheim",    "Verdal",      "Vinstra",     "Volda",        "Voss",
};

constexpr std::string_view kCompanyWords[] = {
    "Aurora",    "Bakkehus",  "Bjerkely",  "Breidablikk", "Brygga",        "Dalheim",    "Delfin",    "Dovre",
    "Elveland",  "Fagerheim", "Fjellheim", "Fjord",       "Fjordlys",      "Fokus",      "Folgefonn", "Fram",
    "Furuheim",  "Gimle",     "Granheim",  "Gullvik",     "Hardanger",     "Havblikk",   "Havly",     "Heimdal",
    "Kompass",   "Kystlinje", "Lyngheim",  "Midnattsol",  "Morgenstjerne", "Nordavind",  "Nordlys",   "Nordpol",
    "Nordvest",  "Polaris",   "Rondane",   "Sagatun",     "Sentrum",       "Skogheim",   "Skogly",    "Solheim",
    "Solsiden",  "Soltun",    "Sommerro",  "Stjerne",     "Storfjord",     "Strandheim", "Sunnfjord", "Telemark",
    "Tindetopp", "Trollheim", "Utsikt",    "Valhall",     "Varde",         "Vestfjord",  "Vestland",  "Vikingland",
};

constexpr std::string_view kCompanyTrades[] = {
    "Anlegg",   "Bakeri",    "Bemanning", "Bil",       "Bygg",       "Catering",   "Data",   "Design",
    "Drift",    "Eiendom",   "Elektro",   "Energi",    "Entreprise", "Hagesenter", "Handel", "Industri",
    "Kontor",   "Logistikk", "Maling",    "Mekaniske", "Reiser",     "Renhold",    "Rens",   "Service",
    "Snekkeri", "Spedisjon", "Tak",       "Teknikk",   "Tekstil",    "Transport",  "Utleie", "Verksted",
};

constexpr std::string_view kFirstDigits[] = {"1", "2", "3", "4", "5", "6", "7", "8", "9"};

// Norway has set no numbers aside for fiction. The numbering plan of Nkom has given the series 60 no use, so that these
// ring nowhere.
constexpr std::string_view kUnassignedNumbers[] = {"+4760"};

} // namespace

constinit const Locale kNorwegian{
    .name = "nb",
    .first_names = kFirstNames,
    .last_names = kLastNames,
    .streets = kStreets,
    .cities = kCities,
    .company_words = kCompanyWords,
    .company_trades = kCompanyTrades,
    .company_form = "AS",
    .phone = {.prefixes = kUnassignedNumbers, .pattern = "######"},
    .postcode = {.prefixes = kFirstDigits, .pattern = "###"},
    // No bank is registered under 0000.
    .account = {.country = "NO", .bank = "0000", .digits = 6, .own_check = AccountCheck::Modulus11},
};

} // namespace retention::anonymizers
