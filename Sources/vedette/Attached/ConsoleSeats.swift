// SPDX-License-Identifier: Apache-2.0

/// How many consoles may be attached: of one user, in all, and how often one may come.
struct ConsoleSeats {
    private var taken: [UInt32: Int] = [:]
    /// When a user's consoles of the last minute came, in seconds that only grow.
    private var arrivals: [UInt32: [Double]] = [:]

    /// Consoles of one user, and of all of them.
    static let mostOfUser = 8
    static let most = 64
    /// Consoles of one user that may come within a minute: each is a process to start.
    static let mostOfMinute = 60
    private static let minute = 60.0

    var count: Int { taken.values.reduce(0, +) }

    /// Takes a place for a user's console.
    ///
    /// - Returns: why there is none, in a line for that user; `nil` where one was taken.
    mutating func take(_ user: UInt32, at seconds: Double) -> String? {
        guard taken[user, default: 0] < Self.mostOfUser else {
            return "you have \(Self.mostOfUser) consoles open already. Leave one of them"
        }
        guard count < Self.most else {
            return "\(Self.most) consoles are attached already. Try again when somebody has left"
        }
        let recent = (arrivals[user] ?? []).filter { $0 > seconds - Self.minute }
        guard recent.count < Self.mostOfMinute else {
            return "you came \(Self.mostOfMinute) times within a minute. Try again in a minute"
        }
        arrivals[user] = recent + [seconds]
        taken[user, default: 0] += 1
        return nil
    }

    /// Gives a place back.
    mutating func free(_ user: UInt32) {
        guard let count = taken[user] else { return }
        taken[user] = count > 1 ? count - 1 : nil
        if taken[user] == nil, arrivals.count > 1024 { arrivals = arrivals.filter { taken[$0.key] != nil } }
    }
}
