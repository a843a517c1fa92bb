// SPDX-License-Identifier: Apache-2.0

import Assets
import Rules

extension AssetReading {
    init(text: String) {
        self.init(Array(text.utf8))
    }

    /// Each problem in one line.
    var lines: [String] {
        problems.map { problem in
            let what = problem.weight == .warning ? "warning: \(problem.message)" : problem.message
            return "\(problem.position.line):\(problem.position.column) \(what)"
                + (problem.help.isEmpty ? "" : " | \(problem.help)")
        }
    }
}
