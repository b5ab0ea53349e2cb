// SPDX-License-Identifier: Apache-2.0
//
// Paths into JSON and XML, as anonymizers take them.
#include "anonymizers/json_path.hpp"
#include "anonymizers/xml_path.hpp"
#include "tests/fuzz/claim.hpp"

using namespace retention;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = fuzz::text_of(data, size);
    const auto json = anonymizers::read_json_path(text);
    if (const auto* path = std::get_if<anonymizers::JsonPath>(&json))
        fuzz::claim(anonymizers::leads_through(*path, *path), "a path leads through itself");
    else
        fuzz::claim(!std::get<anonymizers::Refusal>(json).message.empty(), "a refusal says something");
    const auto xml = anonymizers::read_xml_path(text);
    if (const auto* path = std::get_if<anonymizers::XmlPath>(&xml))
        fuzz::claim(!path->elements.empty() || !path->attribute.empty(), "a path names something");
    return 0;
}
