// SPDX-License-Identifier: Apache-2.0

/// Something in a store that is not as it should be.
package struct StoreProblem: Sendable, Equatable {
    /// The file, from the data directory on: `days/2026-11-02.db`.
    package var path: String
    /// What is wrong.
    package var what: String
    /// Where in the file; empty where it is the whole of it.
    package var place: String
    /// What to do.
    package var advice: String

    /// The problem in one line for a person.
    package var line: String {
        "\(path): \(what)\(place.isEmpty ? "" : ", \(place)"); \(advice)"
    }

    static let repair = "stop the writer and run `vedette doctor --repair --thorough`"
}

/// Problems as they are found: the first of each file, and a count of the others.
struct ProblemList {
    private(set) var problems: [StoreProblem] = []
    /// How many were found in all.
    private(set) var count = 0
    private var byPath: [String: Int] = [:]
    private var order: [String] = []

    /// How many of a file are told one by one.
    private static let limit = 20

    mutating func add(_ path: String, _ what: String, at place: String = "", advice: String = StoreProblem.repair) {
        count += 1
        if byPath[path] == nil { order.append(path) }
        byPath[path, default: 0] += 1
        guard byPath[path, default: 0] <= Self.limit else { return }
        problems.append(StoreProblem(path: path, what: what, place: place, advice: advice))
    }

    /// How many were found in a file.
    func count(of path: String) -> Int { byPath[path] ?? 0 }

    /// Takes back what was said of a day's files.
    mutating func forget(_ partition: Partition) {
        for path in [StoreDirectory.name(of: partition), StoreDirectory.rawName(of: partition)] {
            count -= byPath[path] ?? 0
            byPath[path] = 0
            problems.removeAll { $0.path == path }
        }
    }

    /// Those told, each file's together, and behind them how many more the file has.
    var told: [StoreProblem] {
        order.flatMap { path in
            var own = problems.filter { $0.path == path }
            let rest = byPath[path, default: 0] - own.count
            if rest > 0 {
                own.append(
                    StoreProblem(path: path, what: "\(rest) more problems", place: "", advice: StoreProblem.repair))
            }
            return own
        }
    }
}
