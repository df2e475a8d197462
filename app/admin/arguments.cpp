#include "app/admin/arguments.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <list>
#include <map>
#include <sstream>

namespace app {

namespace {

struct Binding {
    const CommandSpec* spec;
    CLI::App* app;
    std::map<std::string, std::string> values;
    std::map<std::string, bool> flags;
    std::vector<std::string> arguments;
};

std::vector<std::string> split(const std::string& text) {
    std::istringstream in(text);
    return {std::istream_iterator<std::string>(in), {}};
}

// "case open" hangs under "case"; groups are made as they are met.
CLI::App* place(CLI::App& root, std::map<std::string, CLI::App*>& groups, const CommandSpec& spec) {
    const auto words = split(spec.words);
    if (words.size() == 1) return root.add_subcommand(words[0], spec.help);
    auto& group = groups[words[0]];
    if (group == nullptr) {
        group = root.add_subcommand(words[0], "");
        group->require_subcommand(1);
        group->fallthrough();
    }
    return group->add_subcommand(words[1], spec.help);
}

void bind(Binding& binding) {
    if (!binding.spec->arguments.empty()) {
        binding.app->add_option("arguments", binding.arguments, binding.spec->arguments)->expected(0, 10000);
    }
    for (const auto& option : binding.spec->options) {
        if (option.flag) {
            binding.app->add_flag("--" + option.name, binding.flags[option.name], option.help);
        } else {
            binding.app->add_option("--" + option.name, binding.values[option.name], option.help);
        }
    }
    binding.app->fallthrough();
}

Arguments taken_from(Binding& binding) {
    Arguments out;
    out.spec = binding.spec;
    out.command.words = split(binding.spec->words);
    out.command.arguments = binding.arguments;
    for (const auto& option : binding.spec->options) {
        if (option.flag && binding.flags[option.name]) out.command.options[option.name] = "1";
        if (!option.flag && binding.app->count("--" + option.name) > 0)
            out.command.options[option.name] = binding.values[option.name];
    }
    return out;
}

}  // namespace

std::optional<Arguments> parse_arguments(int argc, char** argv, int& exit_code) {
    CLI::App root("かかない 管理コマンド", "kakanai-admin");
    std::string store;
    bool json = false;
    bool secrets = false;
    root.add_option("--store", store, "保存データのフォルダー");
    root.add_flag("--json", json, "JSONで答える");
    root.add_flag("--secrets-stdin", secrets, "職員番号・パスワードなどを標準入力のJSONから受け取る");
    root.require_subcommand(1);
    std::map<std::string, CLI::App*> groups;
    std::list<Binding> bindings;
    for (const auto& spec : command_table()) {
        auto& binding = bindings.emplace_back();
        binding.spec = &spec;
        binding.app = place(root, groups, spec);
        bind(binding);
    }
    try {
        root.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        exit_code = root.exit(error) == 0 ? 0 : 2;
        return std::nullopt;
    }
    for (auto& binding : bindings) {
        if (!binding.app->parsed()) continue;
        Arguments out = taken_from(binding);
        out.store = store;
        out.json = json;
        out.secrets_stdin = secrets;
        return out;
    }
    exit_code = 2;
    return std::nullopt;
}

}  // namespace app
