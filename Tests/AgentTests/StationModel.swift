// SPDX-License-Identifier: Apache-2.0

import Collector
import Crypto
import EVE
import Fixtures
import Glibc
import Intake
import Synchronization

/// A station's collector with a store in memory, which notes what comes, in the order in which it comes.
final class StationModel: Sendable {
    struct Stored: Sendable {
        /// Lines by file and offset, as they came first.
        var lines: [String: [UInt8]] = [:]
        /// The same lines in their order, those that came again not counted.
        var order: [String] = []
        /// How many came again.
        var repeated = 0
        /// A place came with other bytes than before.
        var contradictions = 0
        /// What was refused or came without a place, such as events about the agent itself.
        var others: [String] = []
    }

    let queue = CollectedQueue()
    let collector: Collector
    let stored = Mutex(Stored())

    init(
        _ tls: TLSCase, port: Int = 0, gateway: @escaping @Sendable (Certificate) -> String? = { $0.commonName }
    ) throws {
        let access = Collector.Access(
            identity: tls.station, authority: tls.authority.certificate, gateway: gateway)
        collector = try Collector(host: "127.0.0.1", port: port, access: access, queue: queue)
    }

    deinit { end() }

    private let isEnded = Mutex(false)

    /// Ends the station: nobody listens on its port any more.
    func end() {
        let wasEnded = isEnded.withLock { isEnded in
            defer { isEnded = true }
            return isEnded
        }
        if !wasEnded { collector.end() }
    }

    /// How many events have been taken, those that came again too.
    var taken: Int { stored.withLock { $0.order.count + $0.repeated + $0.others.count } }

    /// Stores all that has come, and acknowledges it if that is wanted.
    func take(acknowledging: Bool = true) {
        for batch in queue.take(limit: .max) {
            stored.withLock { stored in
                for index in batch.lines.lines.indices { Self.store(batch.lines, index, in: &stored) }
            }
            if acknowledging { batch.acknowledge() }
        }
    }

    private static func store(_ lines: ShippedLines, _ index: Int, in stored: inout Stored) {
        let line = Array(lines.bytes[lines.range(of: index)].dropLast())
        guard lines.refusals[index] == nil, let file = lines.lines[index].file else {
            stored.others.append(String(decoding: line, as: UTF8.self))
            return
        }
        let place = "\(lines.files[file])@\(lines.lines[index].offset)"
        if let known = stored.lines[place] {
            stored.repeated += 1
            if known != line { stored.contradictions += 1 }
        } else {
            stored.lines[place] = line
            stored.order.append(String(decoding: line, as: UTF8.self))
        }
    }

    /// How many lines came again.
    var repeated: Int { stored.withLock { $0.repeated } }

    /// The lines in the order in which they came first.
    var order: [String] { stored.withLock { $0.order } }
}
