// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import CameraJobs
internal import Glibc
internal import Models

/// `vedette-anonymizer watch`: looks after cameras of a gateway, with this very program as the worker.
enum WatchCommand {
    static func run(_ arguments: [String]) -> Int32 {
        guard let program = own else {
            say("it cannot be told where this program is; is /proc there?")
            return 3
        }
        return CameraSupervisor.run(
            arguments, program: program,
            models: { folder, _ throws(JobFailure) in
                guard let folder else { return [] }
                do throws(ModelProblem) { return try ModelFolder(path: folder).selected() } catch {
                    throw JobFailure(.model, "\(error.line); copy the station's models anew, readable for this user")
                }
            }, say: { say($0) })
    }

    /// The path of this program.
    private static var own: String? {
        var path = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        let count = unsafe readlink("/proc/self/exe", &path, path.count - 1)
        return count > 0 ? String(decoding: path[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
    }

    private static func say(_ text: String) {
        let line = Array("vedette-anonymizer: \(text)\n".utf8)
        _ = unsafe line.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
