// SPDX-License-Identifier: Apache-2.0

internal import Sigma

/// Stored events in memory, on which rules are timed.
struct CostSample {
    private var bytes: [UInt8] = []
    private var lines: [(range: Range<Int>, type: Int)] = []
    private var types: [String] = []

    /// How many events it has at the most, and how many bytes before the last of them.
    private static let countLimit = 2000
    private static let byteLimit = 4 << 20
    /// How often all events are matched. The fastest round counts: what disturbs a measurement makes it longer.
    private static let rounds = 3
    /// How long a round lasts at the most, in nanoseconds, but for its first event.
    private static let roundLimit = 200_000_000

    var count: Int { lines.count }
    var isFull: Bool { lines.count >= Self.countLimit || bytes.count >= Self.byteLimit }

    mutating func add(_ line: [UInt8], type: String) {
        let number = types.firstIndex(of: type) ?? types.count
        if number == types.count { types.append(type) }
        lines.append((bytes.count..<bytes.count + line.count, number))
        bytes += line
    }

    /// Nanoseconds for one event with this program, each on the route of its type, as the station matches it; `nil` without events.
    /// `pause` is called before each round.
    func time(_ program: SigmaProgram, pause: () -> Void) -> Double? {
        guard !lines.isEmpty else { return nil }
        var matcher = SigmaMatcher(program)
        let routes = types.map { program.route(ofType: $0) }
        var best = Double.infinity
        for _ in 0..<Self.rounds {
            pause()
            var done = 0
            let began = SystemClock.monotonicNanoseconds
            var spent = 0
            for line in lines where spent < Self.roundLimit {
                // Every line was checked when it was stored.
                _ = try? matcher.match(bytes.span.extracting(line.range), on: routes[line.type])
                done += 1
                spent = max(0, SystemClock.monotonicNanoseconds - began)
            }
            best = min(best, Double(spent) / Double(done))
        }
        return best
    }
}
