// SPDX-License-Identifier: Apache-2.0

internal import Agent

/// The options behind a command's name: `--name VALUE`, `--name=VALUE` and `--flag`, each once.
struct CallOptions {
    private var values: [String: String] = [:]
    private var flags: Set<String> = []

    /// - Throws: for an option that is not among these, and for anything else.
    init(_ arguments: [String], values valued: Set<String>, flags known: Set<String> = []) throws(AgentProblem) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let name = parts[0]
            if known.contains(argument) {
                flags.insert(argument)
            } else if valued.contains(name) {
                guard let value = parts.count == 2 ? parts[1] : rest.popFirst() else {
                    throw AgentProblem(.wrongUse, "\(name) needs a value")
                }
                guard values.updateValue(value, forKey: name) == nil else {
                    throw AgentProblem(.wrongUse, "\(name) is there twice")
                }
            } else {
                throw AgentProblem(.wrongUse, "'\(argument)' is not known here; --help lists what is")
            }
        }
    }

    subscript(name: String) -> String? { values[name] }

    func has(_ flag: String) -> Bool { flags.contains(flag) }
}
