// SPDX-License-Identifier: Apache-2.0

internal import Collector
internal import Crypto
internal import EVE
internal import Pushes
internal import Store

/// What the process that listens does about pushes, time after time: notes what gateways told, ends mutings whose time is over, signs and
/// sends what is wanted and not there. One thread uses it.
struct PushRound {
    private let store: PushStore
    private let book: OrdersBook
    private let key: PrivateKey
    private var hasBegun = false
    /// What could not be noted yet.
    private var waiting = WaitingNotes()
    private var token: Int64?
    private var wanted: [String: WantedRules] = [:]
    /// Gateways that keep mutings whose time is over, and why.
    private var stillMuted: [String: PushRefusal] = [:]
    /// Files that were sent last.
    private var known: [RulesRevision: SensorFiles] = [:]

    private static let knownLimit = 4

    /// - Parameter key: the station's, which signs.
    init(store: PushStore, book: OrdersBook, key: PrivateKey) {
        self.store = store
        self.book = book
        self.key = key
    }

    /// Does what is to be done now; the answer is what could not be, in one line, empty if all was.
    mutating func run(now: Instant) -> String {
        waiting.add(book.take(at: now))
        do throws(PushStoreFailure) {
            if !hasBegun {
                try store.closeLines()
                hasBegun = true
            }
            try store.note(waiting.notes)
            waiting = WaitingNotes()
            try look()
            // What they cannot be ended for is told, and keeps nothing else from going out.
            let trouble = endMutes(at: now)
            try look()
            let others = try send()
            return [trouble, others].filter { !$0.isEmpty }.joined(separator: "; ")
        } catch {
            return "rules of gateways: \(error.message)"
        }
    }

    /// Notes that no line is open any more.
    mutating func end(now: Instant) {
        waiting.add(book.take(at: now))
        // What cannot be written now is written when the next process begins.
        try? store.note(waiting.notes)
        try? store.closeLines()
    }

    private mutating func endMutes(at now: Instant) -> String {
        var passedOver: [String: PushRefusal] = [:]
        do throws(PushStoreFailure) {
            _ = try store.endMutes(at: now) { gateway, refusal in passedOver[gateway] = refusal }
            stillMuted.merge(passedOver) { _, new in new }
        } catch {
            return "mutings at gateways do not end: \(error.message)"
        }
        guard let (gateway, refusal) = stillMuted.min(by: { $0.key < $1.key }) else { return "" }
        let others = stillMuted.count == 1 ? "" : ", and \(stillMuted.count - 1) more"
        return "mutings do not end at \(gateway)\(others): \(refusal.message)"
    }

    private mutating func look() throws(PushStoreFailure) {
        let now = try store.orderToken()
        guard now != token else { return }
        let all = try store.gateways()
        let before = wanted
        wanted = all.reduce(into: [:]) { wanted, gateway in wanted[gateway.gateway] = gateway.wanted }
        // What was ordered since has no muting that is over.
        stillMuted = stillMuted.filter { wanted[$0.key] != nil && wanted[$0.key]?.number == before[$0.key]?.number }
        token = now
    }

    private mutating func send() throws(PushStoreFailure) -> String {
        var taken: [GatewayRules] = []
        for line in book.lines() where line.canTake {
            let rules = GatewayRules(
                gateway: line.gateway, wanted: wanted[line.gateway], report: line.report, isConnected: true,
                sent: line.sent)
            if rules.takenNumber != nil { taken.append(rules) }
            guard rules.needsOrder, let wanted = rules.wanted, let files = try files(of: wanted.revision) else {
                continue
            }
            // To build and to sign one costs more than all else here, and what finds no room now goes a round later. An order is longer
            // than its files.
            guard book.hasRoom(for: files.rules.utf8.count + files.thresholds.utf8.count) else { break }
            let order = PushOrder(
                gateway: line.name, number: wanted.number, files: files, mayRunFewer: wanted.mayRunFewer,
                person: wanted.person, time: wanted.time)
            let signed: SignedPush
            do throws(CryptoError) { signed = try SignedPush(order, by: key) } catch {
                return "rules of gateways cannot be signed: \(error)"
            }
            let bytes = signed.line
            let isSent = book.send(bytes, number: wanted.number, to: line.gateway)
            if !isSent, !book.hasRoom(for: bytes.count) { break }
        }
        // They go out under their new numbers with the next round.
        try store.renumber(taken)
        return ""
    }

    private mutating func files(of revision: RulesRevision) throws(PushStoreFailure) -> SensorFiles? {
        if let files = known[revision] { return files }
        guard let files = try store.files(of: revision) else { return nil }
        if known.count >= Self.knownLimit { known.removeAll() }
        known[revision] = files
        return files
    }
}
