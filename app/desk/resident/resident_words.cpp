#include "app/desk/resident/resident_words.h"

#include <algorithm>

namespace app::desk {

namespace {

std::string filled(std::string text, const std::string& mark, int number) {
    if (const auto at = text.find(mark); at != std::string::npos)
        text.replace(at, mark.size(), std::to_string(number));
    return text;
}

void fill(Said& said, const std::string& mark, int number) {
    said.words = filled(std::move(said.words), mark, number);
    said.japanese = filled(std::move(said.japanese), mark, number);
}

const std::string* word_in(const std::map<std::string, std::string>& words, const std::string& key) {
    const auto at = words.find(key);
    return at == words.end() ? nullptr : &at->second;
}

void append(std::string& text, const std::string& between, const std::string& more) {
    if (!more.empty()) text += (text.empty() ? "" : between) + more;
}

}  // namespace

ResidentWords::ResidentWords(std::vector<ResidentLanguage> languages) : languages_(std::move(languages)) {}

const ResidentLanguage* ResidentWords::find(const std::string& id) const {
    const auto at =
        std::find_if(languages_.begin(), languages_.end(), [&](const auto& one) { return one.id == id; });
    return at == languages_.end() ? nullptr : &*at;
}

bool ResidentWords::choose(const std::string& id) {
    if (find(id) == nullptr) return false;
    chosen_ = id;
    return true;
}

const std::vector<std::string>& ResidentWords::fonts() const {
    static const std::vector<std::string> none;
    const auto* language = find(chosen_);
    return language == nullptr ? none : language->fonts;
}

Said ResidentWords::pick(const std::string* words, const std::string& japanese) const {
    if (chosen_ == "ja") return {japanese, "", false};
    if (words != nullptr) return {*words, *words == japanese ? "" : japanese, false};
    return {japanese.empty() ? "" : fallback_mark + japanese, "", true};
}

Said ResidentWords::screen(const std::string& key) const {
    const auto* japanese = find("ja");
    const auto* language = find(chosen_);
    if (japanese == nullptr || language == nullptr) return {};
    const auto* base = word_in(japanese->screens, key);
    return pick(word_in(language->screens, key), base == nullptr ? "" : *base);
}

Said ResidentWords::screen(const std::string& key, int n) const {
    Said said = screen(key);
    fill(said, "{n}", n);
    return said;
}

Said ResidentWords::screen(const std::string& key, int n, int m) const {
    Said said = screen(key, n);
    fill(said, "{m}", m);
    return said;
}

Said ResidentWords::label(const std::string& japanese) const {
    const auto* language = find(chosen_);
    return pick(language == nullptr ? nullptr : word_in(language->labels, japanese), japanese);
}

Said ResidentWords::consent(const ResidentConsent& consent) const {
    const auto* language = find(chosen_);
    return pick(language == nullptr ? nullptr : word_in(language->consents, consent.key), consent.text);
}

Said ResidentWords::value(const ResidentLine& line) const {
    Said out;
    for (std::size_t i = 0; i < line.chosen.size(); ++i) {
        const Said word = label(line.chosen[i]);
        const int copies = i < line.copies.size() ? line.copies[i] : 0;
        const Said count = copies > 0 ? screen("copies", copies) : Said{};
        const std::string japanese = word.japanese.empty() ? line.chosen[i] : word.japanese;
        append(out.words, "、", word.words + (copies > 0 ? "　" + count.words : ""));
        append(out.japanese, "、",
               japanese + (copies > 0 ? "　" + (count.japanese.empty() ? count.words : count.japanese) : ""));
        out.fell_back = out.fell_back || word.fell_back;
    }
    append(out.words, "、", line.text);
    append(out.japanese, "、", line.text);
    if (chosen_ != "ja" && !line.western.empty()) out.words = line.western + "　" + out.words;
    if (chosen_ == "ja" || out.words == out.japanese || line.chosen.empty() || out.fell_back)
        out.japanese.clear();
    return out;
}

Said ResidentWords::title(const ResidentLine& line) const {
    Said out = label(line.label);
    if (line.number == 0) return out;
    const Said group = label(line.group);
    const Said number = screen("person_n", line.number);
    const std::string tail_japanese = out.japanese.empty() ? line.label : out.japanese;
    const std::string number_japanese = number.japanese.empty() ? number.words : number.japanese;
    const bool foreign = chosen_ != "ja";
    out.words = group.words + "　" + number.words + "　" + out.words;
    out.japanese = foreign ? line.group + "　" + number_japanese + "　" + tail_japanese : "";
    out.fell_back = out.fell_back || group.fell_back || number.fell_back;
    return out;
}

}  // namespace app::desk
