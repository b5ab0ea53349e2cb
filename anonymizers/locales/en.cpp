// SPDX-License-Identifier: Apache-2.0
#include "anonymizers/locales/locales.hpp"

namespace retention::anonymizers {

namespace {

constexpr std::string_view kFirstNames[] = {
    "Adam",      "Aidan",       "Alan",       "Albert",   "Alexander", "Alfie",    "Alice",     "Alison",    "Amanda",
    "Amber",     "Amelia",      "Amy",        "Andrew",   "Angela",    "Ann",      "Anna",      "Anthony",   "Arthur",
    "Audrey",    "Barbara",     "Beatrice",   "Ben",      "Beth",      "Bethany",  "Brenda",    "Brian",     "Bruce",
    "Callum",    "Carl",        "Carol",      "Caroline", "Catherine", "Charles",  "Charlotte", "Cheryl",    "Chloe",
    "Christine", "Christopher", "Claire",     "Clive",    "Colin",     "Connor",   "Craig",     "Daisy",     "Daniel",
    "David",     "Dawn",        "Deborah",    "Denise",   "Dennis",    "Derek",    "Diana",     "Donald",    "Donna",
    "Dorothy",   "Douglas",     "Duncan",     "Dylan",    "Edith",     "Edward",   "Eleanor",   "Elizabeth", "Ella",
    "Ellen",     "Ellie",       "Emily",      "Emma",     "Eric",      "Erin",     "Esther",    "Ethan",     "Evelyn",
    "Fiona",     "Florence",    "Frances",    "Frank",    "Frederick", "Gareth",   "Gary",      "Gavin",     "Gemma",
    "Geoffrey",  "George",      "Georgia",    "Gerald",   "Gillian",   "Gordon",   "Grace",     "Graham",    "Gregory",
    "Hannah",    "Harold",      "Harriet",    "Harry",    "Hazel",     "Heather",  "Helen",     "Henry",     "Hilary",
    "Holly",     "Howard",      "Hugh",       "Ian",      "Imogen",    "Irene",    "Isabel",    "Isla",      "Ivy",
    "Jack",      "Jacob",       "Jacqueline", "Jade",     "James",     "Jamie",    "Jane",      "Janet",     "Janice",
    "Jason",     "Jean",        "Jeffrey",    "Jennifer", "Jeremy",    "Jessica",  "Jill",      "Joan",      "Joanna",
    "Joe",       "John",        "Jonathan",   "Joseph",   "Joshua",    "Joyce",    "Judith",    "Julia",     "Julian",
    "Karen",     "Katherine",   "Katie",      "Keith",    "Kelly",     "Kenneth",  "Kerry",     "Kevin",     "Kieran",
    "Laura",     "Lauren",      "Leah",       "Lee",      "Leonard",   "Lesley",   "Lewis",     "Liam",      "Lily",
    "Linda",     "Lisa",        "Louise",     "Lucy",     "Luke",      "Lynn",     "Malcolm",   "Margaret",  "Marion",
    "Mark",      "Martin",      "Mary",       "Matthew",  "Maureen",   "Megan",    "Melanie",   "Michael",   "Michelle",
    "Millie",    "Molly",       "Nancy",      "Naomi",    "Natalie",   "Nathan",   "Neil",      "Nicholas",  "Nicola",
    "Nigel",     "Norman",      "Oliver",     "Olivia",   "Oscar",     "Owen",     "Pamela",    "Patricia",  "Patrick",
    "Paul",      "Paula",       "Pauline",    "Peter",    "Philip",    "Phoebe",   "Polly",     "Rachel",    "Ralph",
    "Raymond",   "Rebecca",     "Richard",    "Robert",   "Robin",     "Roger",    "Ronald",    "Rose",      "Rosemary",
    "Ruby",      "Russell",     "Ruth",       "Ryan",     "Sally",     "Samantha", "Samuel",    "Sandra",    "Sarah",
    "Scott",     "Sean",        "Sharon",     "Sheila",   "Shirley",   "Simon",    "Sophie",    "Stanley",   "Stella",
    "Stephanie", "Stephen",     "Stuart",     "Susan",    "Suzanne",   "Sylvia",   "Teresa",    "Thomas",    "Timothy",
    "Tina",      "Toby",        "Tracy",      "Trevor",   "Valerie",   "Vera",     "Veronica",  "Victor",    "Victoria",
    "Vincent",   "Violet",      "Walter",     "Wendy",    "William",   "Yvonne",   "Zoe",
};

constexpr std::string_view kLastNames[] = {
    "Adams",      "Allen",      "Anderson",   "Andrews",   "Armstrong", "Arnold",   "Atkinson",   "Austin",
    "Bailey",     "Baker",      "Ball",       "Barker",    "Barnes",    "Barrett",  "Bates",      "Baxter",
    "Bell",       "Bennett",    "Berry",      "Bishop",    "Black",     "Booth",    "Bradley",    "Brooks",
    "Brown",      "Bryant",     "Burgess",    "Burke",     "Burns",     "Burton",   "Butler",     "Byrne",
    "Cameron",    "Campbell",   "Carpenter",  "Carr",      "Carter",    "Chambers", "Chapman",    "Clark",
    "Clarke",     "Cole",       "Coleman",    "Collins",   "Cook",      "Cooper",   "Cox",        "Craig",
    "Crawford",   "Cunningham", "Curtis",     "Davidson",  "Davies",    "Davis",    "Dawson",     "Day",
    "Dean",       "Dixon",      "Douglas",    "Doyle",     "Duncan",    "Dunn",     "Edwards",    "Elliott",
    "Ellis",      "Evans",      "Ferguson",   "Field",     "Fisher",    "Fleming",  "Fletcher",   "Ford",
    "Foster",     "Fox",        "Francis",    "Fraser",    "Freeman",   "French",   "Fuller",     "Gardner",
    "George",     "Gibson",     "Gilbert",    "Gill",      "Gordon",    "Graham",   "Grant",      "Gray",
    "Green",      "Griffiths",  "Hall",       "Hamilton",  "Harding",   "Harper",   "Harris",     "Harrison",
    "Hart",       "Harvey",     "Hawkins",    "Hayes",     "Henderson", "Henry",    "Hicks",      "Higgins",
    "Hill",       "Holland",    "Holmes",     "Hopkins",   "Houghton",  "Howard",   "Howell",     "Hudson",
    "Hughes",     "Hunt",       "Hunter",     "Hussain",   "Jackson",   "James",    "Jenkins",    "Jennings",
    "Johnson",    "Johnston",   "Jones",      "Jordan",    "Kelly",     "Kennedy",  "King",       "Knight",
    "Lambert",    "Lane",       "Lawrence",   "Lawson",    "Lee",       "Lewis",    "Little",     "Lloyd",
    "Long",       "Lowe",       "Lynch",      "Macdonald", "Mann",      "Marsh",    "Marshall",   "Martin",
    "Mason",      "Matthews",   "May",        "Mccarthy",  "Mills",     "Mitchell", "Moore",      "Morgan",
    "Morris",     "Morrison",   "Moss",       "Murphy",    "Murray",    "Newman",   "Newton",     "Nicholls",
    "Norris",     "Oliver",     "Osborne",    "Owen",      "Page",      "Palmer",   "Parker",     "Parry",
    "Parsons",    "Patel",      "Paterson",   "Payne",     "Pearce",    "Pearson",  "Perkins",    "Perry",
    "Peters",     "Phillips",   "Poole",      "Porter",    "Potter",    "Powell",   "Pratt",      "Price",
    "Pritchard",  "Quinn",      "Read",       "Rees",      "Reid",      "Reynolds", "Rhodes",     "Richards",
    "Richardson", "Riley",      "Roberts",    "Robertson", "Robinson",  "Robson",   "Rogers",     "Rose",
    "Ross",       "Rowe",       "Russell",    "Ryan",      "Sanders",   "Saunders", "Scott",      "Sharp",
    "Shaw",       "Shepherd",   "Simpson",    "Slater",    "Smith",     "Spencer",  "Stephenson", "Stevens",
    "Stewart",    "Stone",      "Sutton",     "Taylor",    "Thomas",    "Thompson", "Thomson",    "Tucker",
    "Turner",     "Wade",       "Walker",     "Wallis",    "Walsh",     "Walters",  "Ward",       "Warren",
    "Watkins",    "Watson",     "Watts",      "Webb",      "Webster",   "Wells",    "West",       "White",
    "Wilkinson",  "Williams",   "Williamson", "Willis",    "Wilson",    "Wood",     "Woods",      "Wright",
    "Yates",      "Young",
};

constexpr std::string_view kStreets[] = {
    "Abbey Road",     "Albert Road",     "Alexandra Road",   "Ash Grove",     "Beech Close",     "Beech Road",
    "Bridge Street",  "Broad Street",    "Castle Street",    "Cedar Close",   "Chapel Lane",     "Chapel Street",
    "Cherry Close",   "Chestnut Avenue", "Church Lane",      "Church Road",   "Church Street",   "Cross Street",
    "Elm Grove",      "Elm Road",        "George Street",    "Green Lane",    "Grove Road",      "Hawthorn Road",
    "Hazel Close",    "High Street",     "Highfield Road",   "Hill Road",     "Hill Street",     "Holly Close",
    "Kings Road",     "Kingsway",        "Lime Grove",       "Main Road",     "Main Street",     "Manor Road",
    "Maple Close",    "Market Street",   "Meadow Lane",      "Mill Lane",     "Mill Road",       "New Road",
    "New Street",     "North Road",      "North Street",     "Oak Avenue",    "Oak Road",        "Orchard Close",
    "Oxford Road",    "Park Avenue",     "Park Lane",        "Park Road",     "Poplar Road",     "Queen Street",
    "Queens Road",    "Rectory Lane",    "Richmond Road",    "School Lane",   "School Road",     "South Road",
    "South Street",   "Spring Gardens",  "Springfield Road", "Station Road",  "The Avenue",      "The Crescent",
    "The Green",      "Union Street",    "Vicarage Lane",    "Victoria Road", "Victoria Street", "Walnut Close",
    "Water Lane",     "Wellington Road", "West Street",      "Willow Close",  "Windsor Road",    "Woodland Avenue",
    "Woodlands Road", "York Road",
};

constexpr std::string_view kCities[] = {
    "Aberdeen",    "Bangor",        "Bath",         "Bedford",      "Belfast",     "Birmingham", "Blackburn",
    "Blackpool",   "Bolton",        "Bournemouth",  "Bradford",     "Brighton",    "Bristol",    "Burnley",
    "Bury",        "Cambridge",     "Canterbury",   "Cardiff",      "Carlisle",    "Chelmsford", "Chester",
    "Colchester",  "Coventry",      "Crawley",      "Crewe",        "Darlington",  "Derby",      "Derry",
    "Doncaster",   "Dudley",        "Dundee",       "Durham",       "Eastbourne",  "Edinburgh",  "Exeter",
    "Gateshead",   "Glasgow",       "Gloucester",   "Grimsby",      "Halifax",     "Harrogate",  "Hartlepool",
    "Hastings",    "Hereford",      "Huddersfield", "Hull",         "Inverness",   "Ipswich",    "Lancaster",
    "Leeds",       "Leicester",     "Lincoln",      "Lisburn",      "Liverpool",   "London",     "Luton",
    "Maidstone",   "Manchester",    "Newcastle",    "Newport",      "Northampton", "Norwich",    "Nottingham",
    "Oldham",      "Oxford",        "Perth",        "Peterborough", "Plymouth",    "Poole",      "Portsmouth",
    "Preston",     "Reading",       "Rochdale",     "Salford",      "Salisbury",   "Sheffield",  "Slough",
    "Southampton", "Stirling",      "Stockport",    "Stoke",        "Sunderland",  "Swansea",    "Swindon",
    "Telford",     "Torquay",       "Truro",        "Wakefield",    "Warrington",  "Watford",    "Wigan",
    "Winchester",  "Wolverhampton", "Worcester",    "Worthing",     "Wrexham",     "York",
};

constexpr std::string_view kCompanyWords[] = {
    "Albion",      "Anchor",     "Apex",       "Ashford",   "Aurora",    "Beacon",    "Blackwood",  "Bluebell",
    "Bridgewater", "Brightside", "Brookfield", "Cedar",     "Central",   "Clearview", "Compass",    "Crown",
    "Eagle",       "Eastgate",   "Elmwood",    "Evergreen", "Fairfield", "Falcon",    "Greenfield", "Harbour",
    "Heritage",    "Highland",   "Horizon",    "Ivory",     "Keystone",  "Lakeside",  "Lighthouse", "Meridian",
    "Millbrook",   "Northern",   "Oakwood",    "Orchard",   "Orion",     "Parkside",  "Phoenix",    "Pinnacle",
    "Redwood",     "Regent",     "Riverside",  "Sovereign", "Summit",    "Swan",      "Thornfield", "Trident",
    "Unity",       "Westbridge",
};

constexpr std::string_view kCompanyTrades[] = {
    "Bakery",    "Builders", "Catering", "Cleaning",  "Consulting", "Design",   "Electrical", "Engineering", "Foods",
    "Furniture", "Homes",    "Joinery",  "Logistics", "Motors",     "Plumbing", "Print",      "Roofing",     "Services",
    "Software",  "Storage",  "Supplies", "Systems",   "Textiles",   "Trading",  "Transport",  "Travel",
};

constexpr std::string_view kPostcodeAreas[] = {
    "AB", "AL", "BA", "BB", "BD", "BH", "BL", "BN", "BR", "BS", "CA", "CB", "CF", "CH", "CM", "CO", "CR", "CT",
    "CV", "CW", "DA", "DD", "DE", "DG", "DH", "DL", "DN", "DT", "DY", "EH", "EN", "EX", "FK", "FY", "GL", "GU",
    "HA", "HD", "HG", "HP", "HR", "HU", "HX", "IG", "IP", "KT", "KY", "LA", "LD", "LE", "LL", "LN", "LS", "LU",
    "ME", "MK", "ML", "NE", "NG", "NN", "NP", "NR", "OL", "OX", "PA", "PE", "PH", "PL", "PO", "PR", "RG", "RH",
    "RM", "SA", "SE", "SG", "SK", "SL", "SM", "SN", "SO", "SP", "SR", "SS", "ST", "SW", "SY", "TA", "TD", "TF",
    "TN", "TQ", "TR", "TS", "TW", "UB", "WA", "WC", "WD", "WF", "WN", "WR", "WS", "WV", "YO"};

// What Ofcom has set aside for drama: mobile, no area, London, Leeds, Bristol, Birmingham, Edinburgh and Manchester, a
// thousand numbers each (Telephone numbers for use in TV and radio drama programmes).
constexpr std::string_view kDramaNumbers[] = {"+447700900", "+441632960", "+442079460", "+441134960",
                                              "+441174960", "+441214960", "+441314960", "+441614960"};

} // namespace

constinit const Locale kEnglish{
    .name = "en",
    .first_names = kFirstNames,
    .last_names = kLastNames,
    .streets = kStreets,
    .is_house_number_first = true,
    .cities = kCities,
    .company_words = kCompanyWords,
    .company_trades = kCompanyTrades,
    .company_form = "Ltd",
    .phone = {.prefixes = kDramaNumbers, .pattern = "###"},
    .postcode = {.prefixes = kPostcodeAreas, .pattern = "# #@@"},
    // No bank is called XXXX, or has the sort code 00-00-00.
    .account = {.country = "GB", .bank = "XXXX000000", .digits = 8},
};

} // namespace retention::anonymizers
