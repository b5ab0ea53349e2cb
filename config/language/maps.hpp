// SPDX-License-Identifier: Apache-2.0
//
// Every map of the policy language, of its tests and of the settings whose keys are known.
#pragma once

#include "config/language/description.hpp"

namespace retention::config::language {

extern const Map kPolicy;
extern const Map kSubject;
extern const Map kSchedule;
extern const Map kLink;
extern const Map kFact;
extern const Map kConsent;
extern const Map kConsentColumns;
extern const Map kPurpose;
extern const Map kRule;
extern const Map kFloor;
extern const Map kHold;
extern const Map kUnlessShared;
extern const Map kLimits;

extern const Map kPolicyTests;
extern const Map kTest;
extern const Map kExpected;
extern const Map kExpectedRule;
extern const Map kNext;

extern const Map kSettings;
extern const Map kDatabase;
extern const Map kPace;
extern const Map kAccess;
extern const Map kApproval;
extern const Map kCount;
extern const Map kMetrics;
extern const Map kLog;

// What stands at the keys that are no maps of known keys themselves.
extern const Kind kLinks;
extern const Kind kFacts;
extern const Kind kClasses;
extern const Kind kRules;
extern const Kind kFloors;
extern const Kind kHolds;
extern const Kind kActions;
extern const Kind kAction;
extern const Kind kTreatment;
extern const Kind kRows; // the words for whole rows
extern const Kind kDatabases;
extern const Kind kTestRows;
extern const Kind kExpectations;
extern const Kind kAfterwards;
extern const Kind kStates; // of a rule, as a test expects them
extern const Kind kFrom; // exact, end_of_month, end_of_year

} // namespace retention::config::language
