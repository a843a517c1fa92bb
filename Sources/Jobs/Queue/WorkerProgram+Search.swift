// SPDX-License-Identifier: Apache-2.0

internal import Foundation
package import JobWork
internal import Programs

extension WorkerProgram {
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
}
