// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Programs

/// The worker's program, where it is installed.
package struct WorkerProgram: Sendable, Hashable {
    package static let name = "vedette-anonymizer"

    package let path: String

    package init(path: String) { self.path = path }

    /// The one that is configured, else the one beside this program, else the one on the PATH; `nil` where there is none.
    ///
    /// - Parameter own: the path of this program.
    package static func find(configured: String?, beside own: String) -> WorkerProgram? {
        if let configured { return ProgramSearch.path(of: configured).map(WorkerProgram.init) }
        let beside = (own as NSString).deletingLastPathComponent + "/" + name
        return (ProgramSearch.path(of: beside) ?? ProgramSearch.path(of: name)).map(WorkerProgram.init)
    }

    /// Why nothing can be processed where there is none, in one line with what to do.
    package static let absence =
        "\(name) is not installed, so no video is processed; install it beside vedette, or say where it is by 'anonymizer: worker:'"

    /// What it says of itself within some seconds, its first line; `nil` where it says nothing.
    package func version(while isWanted: () -> Bool) -> String? {
        let call = BoundedProcess(path: path, arguments: ["--version"], folder: "/", answer: .output)
        guard case .ended(.status(0), let answer)? = try? call.run(while: isWanted) else { return nil }
        return String(decoding: answer.prefix(200), as: UTF8.self).split(separator: "\n").first.map(String.init)
    }
}
