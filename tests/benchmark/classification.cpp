// SPDX-License-Identifier: Apache-2.0
//
// The census and the list of the due against the same typed by hand, in turns, in one session; prints milliseconds and ratios.
//
//   benchmark_classification DSN POLICY CENSUS.sql DUE.sql [ROUNDS]
#include "config/policy_reader.hpp"
#include "config/source.hpp"
#include "daemon/database/catalog.hpp"
#include "daemon/database/transaction.hpp"
#include "daemon/jobs/policy_check.hpp"
#include "policies/sql_text.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace {

using namespace retention;
using Clock = std::chrono::steady_clock;

std::string read(const std::string& path) {
    std::ifstream file(path);
    if (!file)
        throw std::runtime_error("can't read " + path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

// As one value over all rows and columns, so that nothing is left out because nobody looks at it.
std::string summed(std::string sql) {
    if (const auto end = sql.find_last_not_of(" ;\n"); end != std::string::npos)
        sql.resize(end + 1);
    return "select count(*), sum(hashtext(x::text)) from (" + sql + "\n) x";
}

class Benchmark {
public:
    Benchmark(const std::string& dsn, const std::string& policy_file)
        : session_(database::Dsn(dsn), {std::chrono::hours(1), std::chrono::seconds(5), std::chrono::hours(1)}) {
        policies::Findings findings;
        auto policy = config::read_policy(config::Source(policy_file, read(policy_file)), findings);
        if (!policy)
            throw std::runtime_error("the policy can't be read");
        database::Transaction reading(session_, database::Transaction::Mode::ReadOnly);
        const auto schema = std::make_shared<const policies::Schema>(database::read_catalog(reading));
        compiled_ = jobs::check_policy(reading, std::make_shared<const policies::Policy>(std::move(*policy)), schema).compiled;
        if (!compiled_)
            throw std::runtime_error("the policy does not fit");
    }

    // Ours has $1 as_of, the other's says now().
    void compare(const char* what, const std::string& ours, const std::string& by_hand, int rounds) {
        std::vector<double> own;
        std::vector<double> hand;
        std::vector<double> hand_with_memory;
        for (int round = 0; round < rounds; ++round) {
            hand.push_back(milliseconds(summed(by_hand), {}, false));
            own.push_back(milliseconds(summed(ours), {"now"}, true));
            hand_with_memory.push_back(milliseconds(summed(by_hand), {}, true));
        }
        std::printf("%-8s  %9.0f  %9.0f  %9.0f  %17.2f  %22.2f\n", what, median(own), median(hand), median(hand_with_memory),
                    median(own) / median(hand), median(own) / median(hand_with_memory));
    }

    const jobs::CompiledPolicy& policy() const { return *compiled_; }

private:
    double milliseconds(const std::string& sql, const database::Parameters& parameters, bool with_memory) {
        database::Transaction reading(session_, database::Transaction::Mode::ReadOnly, compiled_->policy->timezone());
        if (with_memory)
            reading.exec_once("memory", "select set_config('work_mem', '32MB', true)");   // as the planner has it
        const auto began = Clock::now();
        reading.exec_once("benchmark", sql, parameters);
        return std::chrono::duration<double, std::milli>(Clock::now() - began).count();
    }

    static double median(std::vector<double> values) {
        std::sort(values.begin(), values.end());
        return values[values.size() / 2];
    }

    database::Session session_;
    std::shared_ptr<const jobs::CompiledPolicy> compiled_;
};

} // namespace

int main(int argc, char** argv) {
    if (argc < 5) {
        std::cerr << "usage: benchmark_classification DSN POLICY CENSUS.sql DUE.sql [ROUNDS]\n";
        return 2;
    }
    try {
        Benchmark benchmark(argv[1], argv[2]);
        const int rounds = argc > 5 ? std::stoi(argv[5]) : 5;
        std::printf("%-8s  %9s  %9s  %9s  %17s  %22s\n", "medians", "ours ms", "hand ms", "hand 32MB", "ours / as typed", "ours / with our memory");
        benchmark.compare("census", benchmark.policy().census.sql, read(argv[3]), rounds);
        benchmark.compare("due", benchmark.policy().due.sql, read(argv[4]), rounds);
        return 0;
    } catch (const std::exception& error) {
        std::cerr << "benchmark_classification: " << error.what() << '\n';
        return 1;
    }
}
