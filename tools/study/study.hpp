// What the study program can be asked, and the markdown it answers with. Owns the requests; refuses
// to know how arguments are parsed (tools/study/main.cpp) and how one world is run.
#pragma once

#include <cstdint>
#include <string>

#include "tools/commands.hpp"

namespace overbuild::study {

struct StudyRequest {
  ConfigRequest configuration;  ///< a posterior was read (preload)
  std::uint32_t worlds = 20;    ///< seeds of a comparison, or replicates
};

/// What each role's decisions add: base and frozen runs of the same seeds, and how decisions vary.
std::string roles_study(const StudyRequest&);

/// Worlds with drawn priors: quantiles of the outcome, what moves it, and whether all are sound.
std::string replicates_study(const StudyRequest&);

/// How failures cluster, what creditors recover, which builders fail, and who bears the loss.
std::string bankruptcy_study(const StudyRequest&);

/// What emerges for a configuration and every switch beside it: order of leaving the API, margins,
/// elasticity. Test: tests/tools/test_migration.cpp.
std::string emergence_study(const StudyRequest&);

/// Each rule with a switch and each block of them, alone, and taken from what is configured or
/// added to it: scores where there is a record, capital spending, its worst years, failures.
std::string blocks_study(const StudyRequest&);

/// What builders' belief in a leap and the public story do to capital spending, in pairs of worlds.
std::string orders_study(const StudyRequest&);

/// Values of labs, capital spending and failures where funds value scenarios of demand, and with
/// the belief in a leap taken from funds, from builders or from both.
std::string funds_study(const StudyRequest&);

/// Spreads, defaults and loans by predicted failure with the rules of credit off and on, beside the
/// record.
std::string credit_study(const StudyRequest&);

/// How a configuration ends: capital spending after its peak, hours used, rents beside full cost
/// and failures by class of firm, as distributions over worlds.
std::string outcomes_study(const StudyRequest&);

/// What decides labs' sales ten years after the opening: rules and numbers changed one at a time,
/// over the same draws, with how often each guard on labs' decisions bound.
std::string labs_study(const StudyRequest&);

/// How much of an outcome is the sample of enterprises: spread over seeds and bias by the number of
/// simulated enterprises.
std::string sampling_study(const StudyRequest&);

/// The opening year beside the first simulated one.
std::string opening_study(const StudyRequest&);

/// Each lesson of configs/lessons beside its base, with the demand of the base and with its growth
/// held constant.
std::string contrasts_study(const StudyRequest&);

/// How often telecom from 1996 and cloud computing from 2009 end in a bust, as they were and with
/// inputs of each other. The request names no configuration.
std::string pair_study(const StudyRequest&);

/// Numbers of behaviour fitted to the training targets of a configuration's evidence, as YAML.
std::string fit_study(const StudyRequest&);

}  // namespace overbuild::study
