// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import Glibc

/// The folder of a stream's files, numbered on from those that are there: a stream that broke off goes on in it.
struct SegmentFolder {
    private let path: String
    private let name: String
    private var number = 0

    /// - Throws: `JobFailure` of kind output, where it cannot be made.
    init(path: String) throws(JobFailure) {
        guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw JobFailure(.output, "\(path): \(SystemText.of(errno))")
        }
        self.path = path
        name = path.split(separator: "/").last.map(String.init) ?? "stream"
    }

    /// The next name that nothing has.
    mutating func next() -> String {
        var target = ""
        repeat {
            number += 1
            let digits = String(number)
            target = "\(path)/\(name)-\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits).mp4"
        } while unsafe access(target, F_OK) == 0
        return target
    }
}
