// The guide slip (案内票): what a resident takes along after the counter: where to go next, until when, with
// what. Neutral: no number, no address, and of a protected person nothing but the counter's name is asked for
// by the caller.
#pragma once

#include <string>
#include <vector>

#include "forms/interview/interview.h"

namespace forms {

struct GuideStop {
    std::string counter;             // 子育て支援の窓口
    std::string procedure;           // 児童手当の認定請求
    std::vector<std::string> names;  // for whom; empty: the household
    std::string until;               // 12月7日(月)まで; empty: no period
    std::string law;
    bool late{false};
    std::vector<std::string> bring;
};

struct GuideSlip {
    std::vector<GuideStop> stops;    // what is not done at this counter, in the order of the procedures
    std::vector<std::string> bring;  // for what is done here and still lacks papers
};

GuideSlip guide_slip(const AnswerView& view);

// "11月24日(火)まで", "11月24日(火)まで・本日最終日", "11月20日(金)まで・4日過ぎています",
// "起算日は職員が決めてください". Empty: the date it counts from is not known at all.
std::string deadline_words(const Deadline& deadline);

}  // namespace forms
