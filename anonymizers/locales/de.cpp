// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/locales/locales.hpp"

namespace retention::anonymizers {

namespace {

constexpr std::string_view kFirstNames[] = {
    "Achim",     "Adelheid",   "Albert",    "Alexander", "Alexandra", "Alfred",    "Amelie",    "Andrea",
    "Andreas",   "Anette",     "Angela",    "Anja",      "Anke",      "Anna",      "Anneliese", "Antje",
    "Anton",     "Armin",      "Arne",      "Astrid",    "Axel",      "Barbara",   "Beate",     "Ben",
    "Benjamin",  "Bernd",      "Bernhard",  "Bettina",   "Birgit",    "Brigitte",  "Bruno",     "Carina",
    "Carla",     "Carsten",    "Charlotte", "Christa",   "Christian", "Christina", "Christoph", "Clara",
    "Claudia",   "Clemens",    "Cornelia",  "Dagmar",    "Daniel",    "Daniela",   "Dennis",    "Detlef",
    "Dieter",    "Dirk",       "Doris",     "Dorothea",  "Eberhard",  "Edith",     "Elena",     "Elfriede",
    "Elisabeth", "Elke",       "Ella",      "Emil",      "Emilia",    "Emma",      "Erich",     "Erika",
    "Ernst",     "Erwin",      "Eva",       "Fabian",    "Felix",     "Finn",      "Florian",   "Frank",
    "Franz",     "Franziska",  "Frieda",    "Friedrich", "Fritz",     "Gabriele",  "Georg",     "Gerd",
    "Gerhard",   "Gerlinde",   "Gertrud",   "Gisela",    "Greta",     "Gudrun",    "Hannah",    "Hannelore",
    "Hannes",    "Hans",       "Harald",    "Hartmut",   "Hedwig",    "Heike",     "Heiko",     "Heinrich",
    "Heinz",     "Helene",     "Helga",     "Helmut",    "Henning",   "Herbert",   "Hermann",   "Hilde",
    "Holger",    "Horst",      "Hubert",    "Ida",       "Ilona",     "Ilse",      "Ines",      "Inge",
    "Ingeborg",  "Ingo",       "Ingrid",    "Irene",     "Iris",      "Isabell",   "Jakob",     "Jan",
    "Jana",      "Jens",       "Joachim",   "Jochen",    "Johann",    "Johanna",   "Johannes",  "Jonas",
    "Josef",     "Judith",     "Julia",     "Julian",    "Juliane",   "Jutta",     "Kai",       "Karin",
    "Karl",      "Karla",      "Karsten",   "Katharina", "Katja",     "Katrin",    "Kerstin",   "Kevin",
    "Klara",     "Klaus",      "Konrad",    "Kristina",  "Kurt",      "Lars",      "Laura",     "Lea",
    "Lena",      "Leon",       "Leonie",    "Lina",      "Linda",     "Lisa",      "Lothar",    "Louis",
    "Luca",      "Ludwig",     "Luise",     "Lukas",     "Magdalena", "Maja",      "Manfred",   "Manuela",
    "Marc",      "Marcel",     "Margarete", "Maria",     "Marianne",  "Marie",     "Marina",    "Mario",
    "Marion",    "Markus",     "Marlene",   "Martha",    "Martin",    "Martina",   "Mathilde",  "Matthias",
    "Max",       "Maximilian", "Melanie",   "Michael",   "Michaela",  "Monika",    "Moritz",    "Nadine",
    "Nadja",     "Nicole",     "Niklas",    "Nils",      "Nina",      "Nora",      "Norbert",   "Olaf",
    "Oliver",    "Oskar",      "Otto",      "Patrick",   "Paul",      "Paula",     "Peter",     "Petra",
    "Philipp",   "Pia",        "Rainer",    "Ralf",      "Regina",    "Reinhard",  "Renate",    "Richard",
    "Rita",      "Robert",     "Roland",    "Rolf",      "Rosemarie", "Rudolf",    "Ruth",      "Sabine",
    "Sabrina",   "Samuel",     "Sandra",    "Sarah",     "Sebastian", "Silke",     "Silvia",    "Simon",
    "Simone",    "Sofia",      "Sonja",     "Stefan",    "Stefanie",  "Susanne",   "Sven",      "Svenja",
    "Tanja",     "Theo",       "Theresa",   "Thomas",    "Thorsten",  "Tim",       "Tina",      "Tobias",
    "Tom",       "Udo",        "Ulrich",    "Ulrike",    "Ursula",    "Ute",       "Uwe",       "Vanessa",
    "Vera",      "Verena",     "Viktor",    "Volker",    "Walter",    "Waltraud",  "Wanda",     "Werner",
    "Wilhelm",   "Wilma",      "Wolfgang",  "Yvonne",
};

constexpr std::string_view kLastNames[] = {
    "Abel",      "Ackermann",  "Adam",        "Ahrens",      "Albers",     "Albrecht",   "Anders",   "Appel",
    "Arndt",     "Arnold",     "Bach",        "Bachmann",    "Bader",      "Barth",      "Barthel",  "Bauer",
    "Baum",      "Baumann",    "Baumgartner", "Beck",        "Becker",     "Beckmann",   "Beer",     "Behrendt",
    "Behrens",   "Bender",     "Berger",      "Bergmann",    "Bernhardt",  "Beyer",      "Binder",   "Blank",
    "Block",     "Blum",       "Bock",        "Born",        "Brandt",     "Braun",      "Breuer",   "Brinkmann",
    "Brunner",   "Bruns",      "Buchholz",    "Burger",      "Burkhardt",  "Busch",      "Busse",    "Christ",
    "Claus",     "Conrad",     "Dietrich",    "Dietz",       "Dorn",       "Eberhardt",  "Ebert",    "Eckert",
    "Eder",      "Ehlers",     "Eichhorn",    "Engel",       "Erdmann",    "Ernst",      "Esser",    "Falk",
    "Feldmann",  "Fiedler",    "Fink",        "Fischer",     "Frank",      "Franke",     "Franz",    "Frey",
    "Fricke",    "Friedrich",  "Fritsch",     "Fritz",       "Fromm",      "Fuchs",      "Funk",     "Gabriel",
    "Gebhardt",  "Geiger",     "Gerber",      "Gerlach",     "Giese",      "Graf",       "Grimm",    "Gross",
    "Gruber",    "Haas",       "Hagen",       "Hahn",        "Hansen",     "Harms",      "Hartmann", "Hartwig",
    "Haupt",     "Hecht",      "Heck",        "Hein",        "Heine",      "Heinemann",  "Heinrich", "Heinz",
    "Heller",    "Henkel",     "Hennig",      "Hensel",      "Hermann",    "Herold",     "Herrmann", "Herzog",
    "Hess",      "Hesse",      "Heuer",       "Hildebrandt", "Hinz",       "Hirsch",     "Hoffmann", "Hofmann",
    "Hohmann",   "Holz",       "Horn",        "Huber",       "Jacob",      "Jahn",       "Jansen",   "Janssen",
    "John",      "Jung",       "Kaiser",      "Karl",        "Kaufmann",   "Keil",       "Keller",   "Kellner",
    "Kern",      "Kessler",    "Kiefer",      "Kirchner",    "Klaus",      "Klein",      "Klemm",    "Klug",
    "Knapp",     "Knoll",      "Koch",        "Konrad",      "Kopp",       "Kraft",      "Kramer",   "Kraus",
    "Krause",    "Krauss",     "Krebs",       "Kremer",      "Kretschmer", "Krieger",    "Kroll",    "Kruse",
    "Kuhn",      "Kunz",       "Kunze",       "Lang",        "Lange",      "Langer",     "Lauer",    "Lechner",
    "Lehmann",   "Lemke",      "Lenz",        "Lindner",     "Linke",      "Lorenz",     "Ludwig",   "Lutz",
    "Maier",     "Mann",       "Marquardt",   "Martens",     "Martin",     "Marx",       "Maurer",   "May",
    "Mayer",     "Meier",      "Meister",     "Menzel",      "Merkel",     "Mertens",    "Metz",     "Metzger",
    "Meyer",     "Michel",     "Mohr",        "Moser",       "Nagel",      "Naumann",    "Neubauer", "Neumann",
    "Nickel",    "Nowak",      "Ott",         "Otto",        "Paul",       "Peters",     "Petersen", "Pfeifer",
    "Pfeiffer",  "Pohl",       "Popp",        "Preuss",      "Probst",     "Rau",        "Reich",    "Reichert",
    "Reimann",   "Reimer",     "Reinhardt",   "Reuter",      "Richter",    "Riedel",     "Ritter",   "Rohde",
    "Rose",      "Roth",       "Rudolph",     "Runge",       "Sander",     "Sauer",      "Schade",   "Schenk",
    "Schilling", "Schindler",  "Schlegel",    "Schmid",      "Schmidt",    "Schmitt",    "Schmitz",  "Schneider",
    "Scholz",    "Schott",     "Schramm",     "Schreiber",   "Schreiner",  "Schubert",   "Schulte",  "Schulz",
    "Schulze",   "Schumacher", "Schumann",    "Schuster",    "Schwarz",    "Seidel",     "Seifert",  "Seitz",
    "Siebert",   "Simon",      "Singer",      "Sommer",      "Springer",   "Stahl",      "Stark",    "Stein",
    "Steiner",   "Stephan",    "Stock",       "Stoll",       "Straub",     "Strauss",    "Sturm",    "Thiel",
    "Thiele",    "Thomas",     "Ulrich",      "Unger",       "Urban",      "Vetter",     "Vogel",    "Vogt",
    "Voigt",     "Volk",       "Vollmer",     "Voss",        "Wagner",     "Wahl",       "Walter",   "Walther",
    "Weber",     "Wegener",    "Weigel",      "Weis",        "Weiss",      "Wendt",      "Wenzel",   "Werner",
    "Westphal",  "Wiese",      "Wild",        "Wilhelm",     "Wilke",      "Winkler",    "Winter",   "Wirth",
    "Witt",      "Wolf",       "Wolff",       "Wolter",      "Wulf",       "Wunderlich", "Zander",   "Zeller",
    "Ziegler",   "Zimmer",     "Zimmermann",
};

constexpr std::string_view kStreets[] = {
    "Ackerweg",      "Ahornallee",     "Ahornweg",      "Alte Gasse",    "Am Anger",     "Am Bach",      "Am Bahnhof",
    "Am Berg",       "Am Graben",      "Am Hang",       "Am Markt",      "Am Park",      "Am Rathaus",   "Am Ring",
    "Am Sportplatz", "Am Waldrand",    "Amselweg",      "An der Kirche", "Asternweg",    "Auenweg",      "Bachweg",
    "Bahnhofsplatz", "Bergweg",        "Birkenallee",   "Birkenweg",     "Blumenweg",    "Brunnengasse", "Brunnenweg",
    "Buchenweg",     "Burgweg",        "Dahlienweg",    "Dorfplatz",     "Drosselweg",   "Eibenweg",     "Eichenallee",
    "Eichenweg",     "Erlenweg",       "Eschenweg",     "Fasanenweg",    "Feldweg",      "Fichtenweg",   "Finkenweg",
    "Fliederweg",    "Forstweg",       "Friedensplatz", "Friedhofsweg",  "Gartenweg",    "Gewerbepark",  "Ginsterweg",
    "Hafenplatz",    "Hasenweg",       "Heideweg",      "Hirschgasse",   "Hofgasse",     "Holunderweg",  "Im Winkel",
    "Kapellenweg",   "Kastanienallee", "Kastanienweg",  "Kiefernweg",    "Kirchgasse",   "Kirchplatz",   "Kirchweg",
    "Kirschenweg",   "Klosterweg",     "Lerchenweg",    "Lindenallee",   "Lindenplatz",  "Lindenweg",    "Marktgasse",
    "Marktplatz",    "Meisenweg",      "Mittelweg",     "Nelkenweg",     "Neuer Markt",  "Neuer Weg",    "Nordring",
    "Obstgarten",    "Pappelallee",    "Pfarrgasse",    "Rathausplatz",  "Ringweg",      "Rosengasse",   "Rosenweg",
    "Schillerplatz", "Schlossallee",   "Schlossplatz",  "Schulweg",      "Schwalbenweg", "Seeweg",       "Sonnenweg",
    "Starenweg",     "Steinweg",       "Tannenweg",     "Tulpenweg",     "Uferweg",      "Ulmenweg",     "Veilchenweg",
    "Waldweg",       "Wiesenweg",
};

constexpr std::string_view kCities[] = {
    "Aachen",        "Augsburg",     "Bamberg",     "Bautzen",      "Bayreuth",      "Berlin",      "Bielefeld",
    "Bochum",        "Bonn",         "Brandenburg", "Braunschweig", "Bremen",        "Bremerhaven", "Celle",
    "Chemnitz",      "Coburg",       "Cottbus",     "Cuxhaven",     "Darmstadt",     "Dessau",      "Detmold",
    "Dortmund",      "Dresden",      "Duisburg",    "Eisenach",     "Emden",         "Erfurt",      "Erlangen",
    "Essen",         "Esslingen",    "Flensburg",   "Frankfurt",    "Freiberg",      "Freiburg",    "Fulda",
    "Gelsenkirchen", "Gera",         "Gotha",       "Greifswald",   "Hagen",         "Halle",       "Hamburg",
    "Hameln",        "Hamm",         "Hanau",       "Hannover",     "Heidelberg",    "Heilbronn",   "Herne",
    "Hildesheim",    "Ingolstadt",   "Iserlohn",    "Jena",         "Karlsruhe",     "Kassel",      "Kempten",
    "Kiel",          "Koblenz",      "Konstanz",    "Krefeld",      "Landshut",      "Leipzig",     "Leverkusen",
    "Ludwigsburg",   "Ludwigshafen", "Magdeburg",   "Mainz",        "Mannheim",      "Marburg",     "Minden",
    "Neuss",         "Oberhausen",   "Offenbach",   "Oldenburg",    "Paderborn",     "Passau",      "Pforzheim",
    "Plauen",        "Potsdam",      "Ratingen",    "Regensburg",   "Remscheid",     "Reutlingen",  "Rosenheim",
    "Rostock",       "Schwerin",     "Siegen",      "Solingen",     "Stralsund",     "Stuttgart",   "Suhl",
    "Trier",         "Ulm",          "Weimar",      "Wiesbaden",    "Wilhelmshaven", "Wismar",      "Witten",
    "Wolfsburg",     "Worms",        "Wuppertal",   "Zwickau",
};

constexpr std::string_view kCompanyWords[] = {
    "Adler",     "Alpen",      "Anker",     "Aurora",    "Bergland",  "Blaustein", "Brandberg",   "Brunnen",
    "Burgblick", "Central",    "Domblick",  "Donau",     "Eichenhof", "Elbland",   "Fortuna",     "Goldberg",
    "Grenzland", "Hafen",      "Hansa",     "Harz",      "Heideland", "Hochwald",  "Holstein",    "Isarblick",
    "Kompass",   "Kristall",   "Kronen",    "Lindenhof", "Main",      "Merkur",    "Mittelland",  "Morgenstern",
    "Neckar",    "Nordlicht",  "Nordstern", "Nova",      "Oberland",  "Optima",    "Orion",       "Ostsee",
    "Panorama",  "Phoenix",    "Regional",  "Rheinland", "Rosenberg", "Saale",     "Schwarzwald", "Seeblick",
    "Silber",    "Sonnenberg", "Spree",     "Stadtpark", "Sternberg", "Taunus",    "Union",       "Vogelsberg",
    "Waldhof",   "Weserland",  "Westfalen", "Wiesental", "Zenit",
};

constexpr std::string_view kCompanyTrades[] = {
    "Anlagen",    "Bau",       "Beratung",  "Catering", "Dach",        "Design",         "Druck",
    "Elektro",    "Energie",   "Garten",    "Handel",   "Haustechnik", "Hausverwaltung", "Holzbau",
    "Immobilien", "Logistik",  "Maschinen", "Medien",   "Metallbau",   "Reinigung",      "Reisen",
    "Software",   "Spedition", "Systeme",   "Technik",  "Textil",      "Transporte",     "Werkzeuge",
};

constexpr std::string_view kFirstDigits[] = {"1", "2", "3", "4", "5", "6", "7", "8", "9"};

// What the Bundesnetzagentur has set aside for media (Mitteilung 148/2021): Berlin, Frankfurt, Hamburg, Cologne and
// Munich, a thousand numbers each.
constexpr std::string_view kDramaNumbers[] = {"+493023125", "+496990009", "+494066969", "+492214710", "+498999998"};

} // namespace

constinit const Locale kGerman{
    .name = "de",
    .first_names = kFirstNames,
    .last_names = kLastNames,
    .streets = kStreets,
    .cities = kCities,
    .company_words = kCompanyWords,
    .company_trades = kCompanyTrades,
    .company_form = "GmbH",
    .phone = {.prefixes = kDramaNumbers, .pattern = "###"},
    .postcode = {.prefixes = kFirstDigits, .pattern = "####"},
    // The first digit of a Bankleitzahl is its clearing area, and these are numbered from 1 to 8.
    .account = {.country = "DE", .bank = "00000000", .digits = 10},
};

} // namespace retention::anonymizers
