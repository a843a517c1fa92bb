// SPDX-License-Identifier: Apache-2.0

internal import Collector
internal import EVE
internal import Intake
internal import Store

/// What gateways have sent, from the queue to the acknowledgement. The ingest thread alone uses it.
final class CollectedRound {
    private let queue: CollectedQueue
    private let writer: StoreWriter
    private var byName: [String: ShippedGateway] = [:]
    /// Taken from the queue, and not gathered yet.
    private var waiting: [CollectedBatch] = []
    /// Gathered, and not stored yet.
    private var gathered: [CollectedBatch] = []
    /// Lines that came again, by gateway, to be counted with the next commit.
    private var duplicates: [String: Int] = [:]
    private var decoder = EveDecoder()

    init(queue: CollectedQueue, writer: StoreWriter) {
        self.queue = queue
        self.writer = writer
    }

    /// Whether senders sent so much last that more of it is to be expected at once.
    private(set) var isBusy = false

    /// Lines of a round that are much: a window of a shipper that lags.
    private static let busyLines = 256

    /// Why lines of a gateway wait that the store must be asked about; empty while all is well.
    private(set) var trouble = ""

    /// Whether anything waits for `acknowledge`.
    var hasGathered: Bool { !gathered.isEmpty }

    var signal: WakeSignal { queue.signal }

    var gatewayCount: Int { byName.count }

    func forEachGateway(_ body: (ShippedGateway) -> Void) { for gateway in byName.values { body(gateway) } }

    /// What is to be stored next: runs of at most about `limit` bytes, in the order of each source.
    ///
    /// What the store must be asked about waits until all before it is committed, and with it what the gateway sent later. So does what
    /// the store cannot be asked about now.
    func gather(limit: Int, now: Instant) -> [(ShippedGateway, ShippedGateway.Run)] {
        waiting += queue.take(limit: limit)
        var runs: [(ShippedGateway, ShippedGateway.Run)] = []
        var busy: Set<String> = []
        var blocked: Set<String> = []
        var left: [CollectedBatch] = []
        var bytes = 0
        trouble = ""
        for batch in waiting {
            guard bytes < limit, !blocked.contains(batch.gateway),
                let (gateway, taken) = take(batch, isFirst: !busy.contains(batch.gateway), now: now)
            else {
                blocked.insert(batch.gateway)
                left.append(batch)
                continue
            }
            busy.insert(batch.gateway)
            if taken.duplicates > 0 { duplicates[batch.gateway, default: 0] += taken.duplicates }
            runs += taken.runs.map { (gateway, $0) }
            gathered.append(batch)
            bytes += batch.lines.bytes.count
            queue.release(bytes: batch.lines.bytes.count)
        }
        waiting = left
        isBusy = gathered.reduce(0) { $0 + $1.lines.lines.count } >= Self.busyLines
        return runs
    }

    /// What of a batch is to be stored; `nil` where it must wait.
    private func take(
        _ batch: CollectedBatch, isFirst: Bool, now: Instant
    ) -> (ShippedGateway, (runs: [ShippedGateway.Run], duplicates: Int))? {
        do throws(StoreError) {
            let gateway = try gateway(batch.gateway)
            guard isFirst || gateway.isAllNew(batch.lines) else { return nil }
            let taken = try gateway.take(batch.lines) { lines throws(StoreError) in
                try held(lines, of: batch.gateway, at: now)
            }
            return (gateway, taken)
        } catch {
            trouble = "what \(batch.gateway) sends waits: \(error.message)"
            return nil
        }
    }

    /// Tells the senders that all that was gathered is stored.
    func acknowledge() {
        for batch in gathered { batch.acknowledge() }
        gathered.removeAll()
        for (gateway, count) in duplicates {
            // A count that is lost is told by nothing else; the events themselves are there.
            guard (try? writer.countDuplicates(count, gateway: gateway)) != nil else { continue }
            duplicates[gateway] = nil
        }
    }

    private func gateway(_ name: String) throws(StoreError) -> ShippedGateway {
        if let known = byName[name] { return known }
        let gateway = ShippedGateway(name, known: try writer.shippedBookmarks(gateway: name))
        byName[name] = gateway
        return gateway
    }

    private func held(_ lines: [UInt8], of gateway: String, at now: Instant) throws(StoreError) -> [Int?] {
        let batch = decoder.decode(LineBlock(bytes: lines, offset: 0, firstLine: 1))
        let held = try writer.held(batch, gateway: gateway, arrived: now)
        let byEnd = Dictionary(uniqueKeysWithValues: zip(batch.ends, held))
        return lines.indices.filter { lines[$0] == UInt8(ascii: "\n") }.map { byEnd[UInt64($0 + 1)] }
    }
}
