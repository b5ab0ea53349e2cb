// SPDX-License-Identifier: Apache-2.0
//
// The operators as their files define them; everybody else asks the catalogue.
#pragma once

#include "anonymizers/operator.hpp"

namespace retention::anonymizers {

extern const Operator kKeep;
extern const Operator kNull;
extern const Operator kEmpty;
extern const Operator kConstant;
extern const Operator kChoice;
extern const Operator kRandom;
extern const Operator kRedact;
extern const Operator kToken;
extern const Operator kPseudonym;
extern const Operator kHash;
extern const Operator kFake;
extern const Operator kShape;
extern const Operator kMask;
extern const Operator kPrefix;
extern const Operator kTruncate;
extern const Operator kGeneralize;
extern const Operator kShiftDate;
extern const Operator kNoise;
extern const Operator kShuffle;
extern const Operator kScrub;
extern const Operator kSql;
extern const Operator kJson;
extern const Operator kArray;
extern const Operator kHstore;
extern const Operator kXml;
extern const Operator kRemove;
extern const Operator kSearch;
extern const Operator kLargeObject;

} // namespace retention::anonymizers
