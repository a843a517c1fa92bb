// SPDX-License-Identifier: Apache-2.0

internal import Processes

/// The worker's program, where it is installed.
package struct WorkerProgram: Sendable, Hashable {
    package static let name = "vedette-anonymizer"

    package let path: String

    package init(path: String) { self.path = path }

    /// What it says of itself within some seconds, its first line; `nil` where it says nothing.
    package func version(while isWanted: () -> Bool) -> String? {
        let call = BoundedProcess(path: path, arguments: ["--version"], folder: "/", answer: .output)
        guard case .ended(.status(0), let answer)? = try? call.run(while: isWanted) else { return nil }
        return String(decoding: answer.prefix(200), as: UTF8.self).split(separator: "\n").first.map(String.init)
    }
}
