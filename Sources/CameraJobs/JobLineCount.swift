// SPDX-License-Identifier: Apache-2.0

/// The numbers of a job's lines. A try has a million of them, so that after a crash, which forgets how many were used, the next one is still
/// higher than all before it.
struct JobLineCount: Codable {
    private var progress = 0

    private static let ofTry = 1_000_000
    /// The last line of a try, whatever came of it.
    private static let last = 900_000

    init() {}

    /// A try begins.
    mutating func begin(_ number: Int) -> Int {
        progress = 0
        return number * Self.ofTry
    }

    /// A try goes on.
    mutating func goOn(_ number: Int) -> Int {
        progress = min(progress + 1, Self.last - 1)
        return number * Self.ofTry + progress
    }

    /// A try is over.
    func end(_ number: Int) -> Int { number * Self.ofTry + Self.last }
}
