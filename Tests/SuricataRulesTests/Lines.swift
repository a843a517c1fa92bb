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

/// A generator whose numbers are the same in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
