// SPDX-License-Identifier: Apache-2.0
#include "daemon/drafting/vocabulary.hpp"

#include "daemon/drafting/name_words.hpp"

#include <array>

namespace retention::drafting {

namespace {

struct Entry {
    Meaning meaning;
    std::string_view phrases;
};

constexpr std::array kColumns{
    Entry{Meaning::FirstName,
          "first_name firstname given_name givenname forename fname first_given_name second_given_name middle_name middlename "
          "middle_initial initials christian_name call_name voornaam voornamen voorletters roepnaam tussenvoegsel vorname vornamen "
          "rufname prenom prenoms fornavn mellomnavn"},
    Entry{Meaning::LastName,
          "last_name lastname surname family_name familyname lname maiden_name birth_name achternaam geboortenaam meisjesnaam "
          "nachname familienname geburtsname nom nom_de_famille nom_famille etternavn efternamn"},
    Entry{Meaning::FullName,
          "name full_name fullname display_name displayname real_name realname legal_name contact_name person_name customer_name "
          "client_name member_name patron_name employee_name user_full_name holder_name account_holder recipient_name billing_name "
          "shipping_name guardian signature author updated_by created_by modified_by sender recipient attn naam volledige_naam "
          "tenaamstelling vollstaendiger_name empfaenger nom_complet destinataire navn fullt_navn kontaktperson contactpersoon "
          "contact_person"},
    Entry{Meaning::Salutation, "salutation honorific prefix suffix name_prefix name_suffix aanhef anrede civilite tiltale"},
    Entry{Meaning::UserName,
          "user_name username usrname login login_name loginname nickname nick alias handle screen_name user_login "
          "gebruikersnaam benutzername pseudo identifiant brukernavn"},
    Entry{Meaning::Email,
          "email e_mail mail email_address emailaddress mail_address mailadres emailadres e_mailadres mailadresse courriel adresse_mail "
          "epost e_post epostadresse"},
    Entry{Meaning::Phone,
          "phone phone_number telephone telephone_number tel mobile mobile_number cell cellphone cell_phone fax msisdn whatsapp "
          "sms_notify phone_notify telefoon telefoonnummer mobiel mobiele_nummer telefon telefonnummer mobil handy handynummer "
          "portable numero_de_telephone mobilnummer"},
    Entry{Meaning::Street,
          "street street_name street_address address address_line addressline addr home_address postal_address billing_address "
          "shipping_address delivery_address mailing_address straat straatnaam adres strasse str anschrift adresse rue voie gate "
          "gateadresse"},
    Entry{Meaning::HouseNumber, "house_number house_no housenumber street_number huisnummer huisnr hausnummer hausnr numero_rue husnummer"},
    Entry{Meaning::Postcode, "postcode postal_code postalcode post_code zip zipcode zip_code postal plz postleitzahl code_postal cp postnummer postnr"},
    Entry{Meaning::City, "city town village locality woonplaats plaats stad gemeente ort stadt wohnort ville commune poststed by_sted municipality"},
    Entry{Meaning::Region, "province county region district bundesland departement fylke neighbourhood neighborhood suburb"},
    Entry{Meaning::Country, "country country_code nationality_code land landcode pays"},
    Entry{Meaning::Coordinates, "latitude longitude lat lng lon coordinates coordinate geolocation geo gps geom position breedtegraad lengtegraad"},
    Entry{Meaning::BirthDate,
          "birth birthdate birth_date birthday date_of_birth dob born birth_year year_of_birth geboortedatum geboren geboortejaar "
          "geburtsdatum geburtstag naissance date_naissance date_de_naissance fodselsdato fodt"},
    Entry{Meaning::Trait,
          "gender sex pronouns marital_status religion ethnicity race nationality disability diagnosis blood_type allergies union_member "
          "political salary wage income geslacht salaris loon gehalt lohn salaire lonn burgerlijke_staat nationaliteit geschlecht familienstand staatsangehoerigkeit sexe genre_personne kjonn "
          "sivilstand"},
    Entry{Meaning::BankAccount,
          "iban bic bank_account bankaccount account_number acc_number account_no acc_no bank_number sort_code rekeningnummer bankrekening iban_nummer "
          "kontonummer bankverbindung compte_bancaire rib bankkonto"},
    Entry{Meaning::Card, "card_number cardnumber credit_card creditcard cc_number debit_card pan kaartnummer kartennummer kortnummer card_holder"},
    Entry{Meaning::NationalNumber,
          "bsn ssn social_security social_security_number passport passport_number passport_no national_id national_number nin nino "
          "tax_number tax_id taxid tin vat_number id_number id_card identity_number ident_value driver_license driving_licence "
          "drivers_license licence_number personal_code burgerservicenummer sofinummer btw_nummer steuer_id steuernummer "
          "steueridentifikationsnummer ausweisnummer sozialversicherungsnummer numero_securite_sociale nir personnummer "
          "fodselsnummer pesel cpf dni"},
    Entry{Meaning::IpAddress, "ip ip_address ipaddress ip_addr ipaddr remote_addr remote_address client_ip last_ip ipv mac_address"},
    Entry{Meaning::Device, "user_agent useragent browser device_id device fingerprint advertising_id imei"},
    Entry{Meaning::Secret,
          "password passwd pwd passphrase secret token access_token refresh_token reset_token api_key apikey private_key otp totp "
          "password_hash salt session_key session_id pin cvv cvc wachtwoord passwort kennwort mot_de_passe passord"},
    Entry{Meaning::Picture, "photo picture image avatar portrait photo_url avatar_url image_url thumbnail foto pasfoto lichtbild photo_identite bilde"},
    Entry{Meaning::File, "file_name filename file file_path attachment scan upload document_path bestandsnaam dateiname fichier filnavn"},
    Entry{Meaning::WebAddress, "url website homepage web_site webpage linkedin facebook twitter instagram mastodon profile_url"},
    Entry{Meaning::Company, "company company_name employer organisation organization organisation_name organization_name firm bedrijf "
                            "bedrijfsnaam werkgever firma firmenname arbeitgeber entreprise societe employeur bedrift arbeidsgiver"},
    Entry{Meaning::ForeignId,
          "external_id ext_id foreign_id remote_id crm_id salesforce_id google_id facebook_id stripe_id ldap_dn ldap_id external_ref "
          "external_reference customer_number client_number member_number membership_number patron_number employee_number barcode "
          "klantnummer lidnummer personeelsnummer kundennummer mitgliedsnummer personalnummer numero_client kundenummer"},
    Entry{Meaning::FreeText,
          "name_keywords keywords note notes comment comments remark remarks description descr body message text content memo bio biography about summary "
          "status_msg status_message status_text feedback question answer review reason details story transcript opmerking opmerkingen notitie omschrijving beschrijving bericht "
          "toelichting bemerkung bemerkungen notiz notizen beschreibung nachricht kommentar commentaire remarque texte merknad "
          "beskrivelse melding"},
    Entry{Meaning::Title, "title subject headline onderwerp titel betreff objet titre emne tittel"},
    Entry{Meaning::Document, "custom custom_fields extra metadata properties props attributes payload raw settings preferences data"},
    Entry{Meaning::State,
          "status state stage phase type kind category class level role standing fase soort categorie zustand stand art statut etat genre "
          "tilstand slag"},
    Entry{Meaning::Language, "language lang locale timezone time_zone currency currency_code taal valuta sprache waehrung langue devise sprak"},
    Entry{Meaning::Amount,
          "amount total price balance quantity count score rate fee sum discount tax points weight bedrag prijs aantal betrag preis anzahl "
          "montant prix belop antall"},
    Entry{Meaning::Label, "number code sku slug label tag tags version invoice_number order_number reference product_name item_name file_type "
                          "host_name hostname table_name type_name class_name event_name template template_name source purpose legal_basis"},
};

// The last word says what it is: an `email_type` is no mail address. But for what is known by all of its words.
constexpr std::string_view kTraits = "marital_status blood_type blood_group";
constexpr std::string_view kStateEndings = "status state stage type kind category format version algorithm flag mode method template typ soort art";
constexpr std::string_view kCountEndings = "count total amount number_of qty length size position index";
constexpr std::string_view kLanguageEndings = "language lang locale timezone currency";

constexpr std::string_view kFormerWords =
    "former former_customer ex ex_customer inactive closed cancelled canceled churned lapsed left ended expired terminated archived deleted "
    "resigned unsubscribed gone past lost former_member former_employee alumni alumnus oud oud_klant voormalig opgezegd beeindigd vertrokken "
    "inactief ehemalig gekuendigt inaktiv beendet ancien resilie inactif parti tidligere avsluttet";
constexpr std::string_view kProspectWords =
    "prospect lead interested interest candidate applicant potential enquiry inquiry new pending trial interessent prospekt belangstellende "
    "anwaerter interesse potentiel aspirant";
constexpr std::string_view kCurrentWords =
    "customer active client member current patron employee enabled subscriber live klant actief lid kunde aktiv mitglied actif membre "
    "aktuell medlem regular";

} // namespace

std::string_view name_of(Meaning meaning) noexcept {
    switch (meaning) {
    case Meaning::FirstName: return "first name";
    case Meaning::LastName: return "last name";
    case Meaning::FullName: return "name of a person";
    case Meaning::UserName: return "user name";
    case Meaning::Email: return "mail address";
    case Meaning::Phone: return "telephone number";
    case Meaning::Salutation: return "form of address";
    case Meaning::Street: return "address";
    case Meaning::HouseNumber: return "house number";
    case Meaning::Postcode: return "postcode";
    case Meaning::City: return "place";
    case Meaning::Region: return "region";
    case Meaning::Coordinates: return "coordinates";
    case Meaning::BirthDate: return "date of birth";
    case Meaning::Trait: return "personal trait";
    case Meaning::BankAccount: return "bank account";
    case Meaning::Card: return "card number";
    case Meaning::NationalNumber: return "official number";
    case Meaning::IpAddress: return "network address";
    case Meaning::Device: return "device";
    case Meaning::Secret: return "secret";
    case Meaning::Picture: return "picture";
    case Meaning::File: return "file";
    case Meaning::WebAddress: return "web address";
    case Meaning::Company: return "company";
    case Meaning::ForeignId: return "number in another system";
    case Meaning::FreeText: return "free text";
    case Meaning::Title: return "title";
    case Meaning::Document: return "document of many fields";
    case Meaning::SearchVector: return "search words";
    case Meaning::Key: return "own key";
    case Meaning::Reference: return "reference";
    case Meaning::Flag: return "yes or no";
    case Meaning::State: return "state or kind";
    case Meaning::Country: return "country";
    case Meaning::Language: return "language or locale";
    case Meaning::Amount: return "number or amount";
    case Meaning::Moment: return "moment";
    case Meaning::Label: return "label";
    case Meaning::Generated: return "generated from others";
    case Meaning::Unknown: break;
    }
    return "not known";
}

bool is_personal(Meaning meaning) noexcept {
    return meaning <= Meaning::SearchVector;
}

std::optional<Meaning> meaning_of_name(const std::vector<std::string>& words) {
    if (words.size() > 1 && longest_phrase(words, kTraits) > 0)
        return Meaning::Trait;
    if (words.size() > 1) {
        if (has_word({words.back()}, kStateEndings))
            return Meaning::State;
        if (has_word({words.back()}, kCountEndings))
            return Meaning::Amount;
        if (has_word({words.back()}, kLanguageEndings))
            return Meaning::Language;
    }
    std::optional<Meaning> found;
    std::size_t longest = 0;
    for (const auto& entry : kColumns)
        if (const auto length = longest_phrase(words, entry.phrases); length > longest) {
            longest = length;
            found = entry.meaning;
        }
    return found;
}

std::vector<std::string_view> column_phrases() {
    std::vector<std::string_view> all;
    for (const auto& entry : kColumns)
        all.push_back(entry.phrases);
    return all;
}

std::optional<StateWord> state_of_word(std::string_view word) {
    const auto words = words_of_name(word);
    const auto former = longest_phrase(words, kFormerWords);
    const auto prospect = longest_phrase(words, kProspectWords);
    const auto current = longest_phrase(words, kCurrentWords);
    if (former > 0)
        return StateWord::Former;
    if (prospect > 0)
        return StateWord::Prospect;
    if (current > 0)
        return StateWord::Current;
    return std::nullopt;
}

} // namespace retention::drafting
