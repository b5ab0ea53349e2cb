// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/locales/locales.hpp"

namespace retention::anonymizers {

namespace {

constexpr std::string_view kFirstNames[] = {
    "Aad",      "Adriaan", "Agnes",    "Albert",   "Alexander", "Amber",    "Amira",      "Anita",   "Anja",
    "Anke",     "Anna",    "Anne",     "Annelies", "Annemarie", "Anouk",    "Antoon",     "Arie",    "Arjen",
    "Arnold",   "Arthur",  "Astrid",   "Bart",     "Bas",       "Bastiaan", "Ben",        "Bianca",  "Bram",
    "Brigitte", "Carla",   "Carlijn",  "Caroline", "Cees",      "Chantal",  "Christa",    "Claudia", "Coen",
    "Cor",      "Corrie",  "Daan",     "Daniel",   "David",     "Debbie",   "Dennis",     "Diana",   "Dick",
    "Dirk",     "Eefje",   "Elise",    "Ellen",    "Els",       "Elske",    "Emma",       "Erik",    "Esther",
    "Eva",      "Evelien", "Femke",    "Fenna",    "Ferdinand", "Fleur",    "Floor",      "Floris",  "Frank",
    "Frans",    "Fred",    "Frederik", "Freek",    "Geert",     "Gerard",   "Gerda",      "Gerrit",  "Gert",
    "Gijs",     "Greet",   "Guus",     "Hanna",    "Hanneke",   "Hans",     "Harm",       "Harry",   "Heleen",
    "Hendrik",  "Henk",    "Henny",    "Herman",   "Hilde",     "Hugo",     "Ilse",       "Inge",    "Ingrid",
    "Irene",    "Iris",    "Isa",      "Ivo",      "Jaap",      "Jacob",    "Jacqueline", "Jan",     "Janneke",
    "Jasmijn",  "Jasper",  "Jelle",    "Jeroen",   "Jesse",     "Jet",      "Jip",        "Job",     "Joke",
    "Jolanda",  "Joost",   "Joris",    "Jos",      "Judith",    "Julia",    "Jurgen",     "Karel",   "Karin",
    "Katja",    "Kees",    "Kim",      "Klaartje", "Klaas",     "Koen",     "Kristel",    "Lars",    "Laura",
    "Lennart",  "Leo",     "Lida",     "Lieke",    "Linda",     "Lisa",     "Lisette",    "Loes",    "Lotte",
    "Lucas",    "Luuk",    "Maaike",   "Maarten",  "Manon",     "Marc",     "Margreet",   "Maria",   "Marianne",
    "Marieke",  "Marijke", "Marit",    "Marjan",   "Mark",      "Marleen",  "Marloes",    "Martijn", "Mathijs",
    "Maud",     "Max",     "Mees",     "Menno",    "Merel",     "Michiel",  "Mieke",      "Miranda", "Mirjam",
    "Monique",  "Nanda",   "Natasja",  "Nel",      "Nico",      "Niek",     "Niels",      "Nina",    "Noor",
    "Olaf",     "Olga",    "Oscar",    "Patrick",  "Paul",      "Paula",    "Peter",      "Petra",   "Pien",
    "Pieter",   "Pim",     "Quirijn",  "Rachid",   "Ralph",     "Remco",    "Renate",     "Rianne",  "Richard",
    "Rick",     "Rik",     "Rob",      "Robert",   "Robin",     "Roel",     "Roos",       "Rosa",    "Ruben",
    "Rutger",   "Ruud",    "Samira",   "Sander",   "Sandra",    "Sanne",    "Saskia",     "Sem",     "Silvia",
    "Simon",    "Sjoerd",  "Sofie",    "Stefan",   "Sven",      "Sylvia",   "Tamara",     "Teun",    "Theo",
    "Thijs",    "Thomas",  "Tim",      "Tineke",   "Tjeerd",    "Tom",      "Ton",        "Trudy",   "Truus",
    "Ursula",   "Vera",    "Victor",   "Vincent",  "Wendy",     "Wessel",   "Wilhelm",    "Willem",  "Wilma",
    "Wim",      "Wouter",  "Yvonne",   "Zoe",
};

constexpr std::string_view kLastNames[] = {
    "Aarts",      "Alberts",     "Appelman",  "Arends",      "Arts",        "Baars",      "Backer",     "Bakker",
    "Bakx",       "Barends",     "Bax",       "Beekman",     "Berends",     "Bergsma",    "Bernards",   "Blok",
    "Blom",       "Boer",        "Boersma",   "Bogaard",     "Bolt",        "Boogaard",   "Boon",       "Bos",
    "Bosch",      "Bosma",       "Bosman",    "Bouma",       "Bouwman",     "Brands",     "Brandsma",   "Brink",
    "Broekhuis",  "Broers",      "Brouwer",   "Bruin",       "Buijs",       "Burger",     "Coenen",     "Cornelissen",
    "Cremers",    "Daalder",     "Dekker",    "Derks",       "Diepeveen",   "Dijk",       "Dijkman",    "Dijkstra",
    "Doorn",      "Driessen",    "Drost",     "Egberts",     "Elzinga",     "Engelen",    "Evers",      "Faber",
    "Feenstra",   "Gerrits",     "Gerritsen", "Goossens",    "Graaf",       "Groen",      "Groot",      "Haan",
    "Hagen",      "Hamers",      "Hanssen",   "Harmsen",     "Heijmans",    "Hendriks",   "Hendriksen", "Hermans",
    "Hoekstra",   "Hofman",      "Hofstra",   "Hollander",   "Hoogendoorn", "Horst",      "Huisman",    "Jacobs",
    "Jager",      "Jans",        "Jansen",    "Janssen",     "Jonker",      "Joosten",    "Kamp",       "Kampen",
    "Keizer",     "Kerkhof",     "Klaassen",  "Klein",       "Kok",         "Koning",     "Konings",    "Koopman",
    "Koopmans",   "Koster",      "Kramer",    "Kroon",       "Kuiper",      "Kuipers",    "Lammers",    "Lange",
    "Leeuw",      "Lemmens",     "Linden",    "Linders",     "Loon",        "Maas",       "Maassen",    "Martens",
    "Mathijssen", "Meijer",      "Mertens",   "Meulen",      "Michiels",    "Middelkoop", "Moerman",    "Mol",
    "Molenaar",   "Mulder",      "Muller",    "Nagel",       "Nieuwenhuis", "Nijhuis",    "Nijland",    "Noordhoek",
    "Oosterhof",  "Oosterhuis",  "Otten",     "Pauw",        "Peeters",     "Peters",     "Petersen",   "Pieters",
    "Poel",       "Pool",        "Post",      "Postma",      "Prins",       "Prinsen",    "Reijnders",  "Ridder",
    "Rietveld",   "Roelofs",     "Romeijn",   "Rooijakkers", "Roos",        "Ruiter",     "Rutten",     "Sanders",
    "Schaap",     "Scheepers",   "Schipper",  "Scholten",    "Schouten",    "Schreuder",  "Schreurs",   "Schut",
    "Simons",     "Slagter",     "Smeets",    "Smit",        "Smits",       "Smulders",   "Snijders",   "Spaans",
    "Stam",       "Steenbergen", "Stolk",     "Swart",       "Teunissen",   "Theunissen", "Tiemersma",  "Timmer",
    "Timmermans", "Tuinman",     "Ubbink",    "Veen",        "Veenstra",    "Veldhuis",   "Veldman",    "Verbeek",
    "Verhagen",   "Verhoef",     "Verhoeven", "Vermeer",     "Vermeulen",   "Versteeg",   "Vink",       "Visser",
    "Vliet",      "Vogels",      "Vos",       "Vries",       "Vroom",       "Wagenaar",   "Westra",     "Wiersma",
    "Wijnen",     "Willems",     "Willemsen", "Winter",      "Witte",       "Wolters",    "Wouters",    "Zanden",
    "Zijlstra",   "Zwart",
};

constexpr std::string_view kStreets[] = {
    "Acacialaan",       "Akkerweg",      "Anjerstraat",  "Beatrixstraat",  "Beethovenlaan",  "Berkenlaan",
    "Bernhardstraat",   "Beukenlaan",    "Bloemstraat",  "Boomgaard",      "Brugstraat",     "Buitenweg",
    "Burgemeesterlaan", "Dahliastraat",  "De Dreef",     "De Hoek",        "Dennenlaan",     "Dijkweg",
    "Dorpsplein",       "Dorpsstraat",   "Duinweg",      "Eikenlaan",      "Eikenstraat",    "Emmastraat",
    "Esdoornlaan",      "Fazantstraat",  "Grotestraat",  "Haven",          "Havenstraat",    "Heideweg",
    "Hertenlaan",       "Hoofdstraat",   "Hoogstraat",   "Industrieweg",   "Irenestraat",    "Julianalaan",
    "Kanaalweg",        "Kastanjelaan",  "Kerkplein",    "Kerkstraat",     "Kerkweg",        "Kloosterstraat",
    "Koningstraat",     "Lange Straat",  "Leliestraat",  "Lijsterstraat",  "Lindelaan",      "Lindenstraat",
    "Margrietstraat",   "Marktplein",    "Meerweg",      "Meidoornlaan",   "Merelstraat",    "Molenstraat",
    "Molenweg",         "Mozartlaan",    "Nieuwe Weg",   "Nieuwstraat",    "Noordeinde",     "Noorderweg",
    "Oranjestraat",     "Oude Weg",      "Parallelweg",  "Parklaan",       "Pastoriestraat", "Populierenlaan",
    "Raadhuisplein",    "Rembrandtlaan", "Rijksweg",     "Ringweg",        "Rozenstraat",    "Schoolstraat",
    "Singel",           "Spoorstraat",   "Sportlaan",    "Stationsplein",  "Stationsweg",    "Tulpstraat",
    "Veldweg",          "Vijverweg",     "Wilgenlaan",   "Wilhelminalaan", "Zandweg",        "Zonnelaan",
    "Zuideinde",        "Zuiderweg",     "Zwaluwstraat",
};

constexpr std::string_view kCities[] = {
    "Alkmaar",    "Almelo",     "Almere",      "Alphen",     "Amersfoort",     "Amstelveen", "Amsterdam",
    "Apeldoorn",  "Arnhem",     "Assen",       "Barneveld",  "Bergen op Zoom", "Beverwijk",  "Breda",
    "Bussum",     "Capelle",    "Castricum",   "Coevorden",  "Culemborg",      "Delft",      "Delfzijl",
    "Den Haag",   "Den Helder", "Deventer",    "Doetinchem", "Dokkum",         "Dordrecht",  "Drachten",
    "Ede",        "Eindhoven",  "Emmen",       "Enkhuizen",  "Enschede",       "Geldrop",    "Goes",
    "Gorinchem",  "Gouda",      "Groningen",   "Haarlem",    "Hardenberg",     "Harderwijk", "Heerenveen",
    "Heerlen",    "Helmond",    "Hengelo",     "Hilversum",  "Hoogeveen",      "Hoorn",      "Houten",
    "Huizen",     "Kampen",     "Katwijk",     "Leeuwarden", "Leiden",         "Lelystad",   "Maastricht",
    "Meppel",     "Middelburg", "Nieuwegein",  "Nijmegen",   "Oosterhout",     "Oss",        "Purmerend",
    "Roermond",   "Roosendaal", "Rotterdam",   "Schiedam",   "Sittard",        "Sneek",      "Stadskanaal",
    "Steenwijk",  "Terneuzen",  "Tiel",        "Tilburg",    "Utrecht",        "Veendam",    "Veenendaal",
    "Venlo",      "Venray",     "Vlaardingen", "Vlissingen", "Waalwijk",       "Wageningen", "Weert",
    "Winschoten", "Woerden",    "Zaandam",     "Zeist",      "Zevenaar",       "Zoetermeer", "Zutphen",
    "Zwolle",
};

constexpr std::string_view kCompanyWords[] = {
    "Adelaar",    "Akker",     "Alliantie",   "Anker",      "Baken",        "Bergzicht", "Bronwater",  "Centraal",
    "Combinatie", "Dennenhof", "Dijkzicht",   "Driehoek",   "Eendracht",    "Eikenhof",  "Flevo",      "Haven",
    "Heidezicht", "Helder",    "Hoogland",    "Horizon",    "Kompas",       "Kruispunt", "Lindenhof",  "Maasland",
    "Meerzicht",  "Merwede",   "Molenwiek",   "Morgenster", "Noorderlicht", "Noordzee",  "Oostpoort",  "Oranje",
    "Polder",     "Poort",     "Regenboog",   "Rijnland",   "Rivierenland", "Schakel",   "Sterrenhof", "Stroomland",
    "Toekomst",   "Toren",     "Vechtstroom", "Veluwe",     "Voorland",     "Waterkant", "Westpoort",  "Wilgenhof",
    "Zandhof",    "Zilver",    "Zonnehof",    "Zuiderzee",  "Zwaan",
};

constexpr std::string_view kCompanyTrades[] = {
    "Administratie", "Advies",       "Autobedrijf", "Bakkerij", "Beheer",    "Bouw",
    "Catering",      "Design",       "Diensten",    "Drukwerk", "Energie",   "Groenvoorziening",
    "Handel",        "Installaties", "Interieur",   "Keukens",  "Logistiek", "Makelaardij",
    "Metaal",        "Onderhoud",    "Opslag",      "Reizen",   "Schilders", "Schoonmaak",
    "Software",      "Techniek",     "Transport",   "Vastgoed", "Verhuur",
};

constexpr std::string_view kFirstDigits[] = {"1", "2", "3", "4", "5", "6", "7", "8", "9"};

// The Netherlands have set no numbers aside for fiction. No area code of the numbering plan (Nummerplan telefoon- en
// ISDN-diensten) begins with 019, so that these ring nowhere.
constexpr std::string_view kUnassignedNumbers[] = {"+3119"};

} // namespace

constinit const Locale kDutch{
    .name = "nl",
    .first_names = kFirstNames,
    .last_names = kLastNames,
    .streets = kStreets,
    .cities = kCities,
    .company_words = kCompanyWords,
    .company_trades = kCompanyTrades,
    .company_form = "B.V.",
    .phone = {.prefixes = kUnassignedNumbers, .pattern = "#######"},
    .postcode = {.prefixes = kFirstDigits, .pattern = "### @@"},
    // No bank is called XXXX.
    .account = {.country = "NL", .bank = "XXXX", .digits = 10},
};

} // namespace retention::anonymizers
