// SPDX-License-Identifier: Apache-2.0

import Rules
import SuricataRules

/// A signature with a good head, `msg`, `sid` and `rev`, and `options` between them.
func rule(_ options: String) -> String {
    #"alert tcp any any -> any any (msg:"a"; \#(options) sid:1; rev:1;)"#
}

/// The problems of a file as `line:column weight message`.
func problems(_ text: String) -> [String] {
    SignatureFile.parse(text).problems.map(shown)
}

/// A problem as `line:column weight message`.
func shown(_ problem: RuleProblem) -> String {
    "\(problem.position.line):\(problem.position.column) \(problem.weight) \(problem.message)"
}
