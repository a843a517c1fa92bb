// SPDX-License-Identifier: Apache-2.0

internal import Collector
internal import EVE
internal import Glibc
internal import Intake
internal import Rules
internal import Store

/// One round after the other over all followed files: read, decode, commit. The ingest thread alone uses it.
final class FollowRound {
    /// The decoded lines of one block, on their way into the store.
    struct Part {
        /// Where they come from.
        enum Origin {
            case file(FollowedFile, SourceKey)
            case shipped(ShippedGateway, ShippedGateway.Run)
        }

        let origin: Origin
        let content: StoreWriter.Part
    }

    private let writer: StoreWriter
    private let plan: SourcePlan
    private var files: [FollowedFile] = []
    /// The logs of sensors that write into sockets, which tell what these dropped.
    private var logs: [FollowedFile] = []
    /// Those that are not followed yet.
    private var nextLogs: [StationConfiguration.GatewaySocket]
    /// What shippers send; `nil` where nothing is collected.
    private let collected: CollectedRound?
    private var decoder = EveDecoder()
    private let rules: StationRules
    private var matcher: BatchMatcher
    private var correlator: Correlator
    private var visitors: HoneypotVisitors
    /// Signed readings among the lines.
    private let readings: ReadingIntake
    /// What gateways say of their video jobs.
    private let jobs: JobIntake
    /// Which rules' expressions were given up.
    private(set) var limits = LimitTally()
    /// What keeps rules from being used, in lines for a person.
    private(set) var ruleTrouble: [String] = []
    private var nextLook = Instant(microseconds: .min)
    private var watch = ChangeWatch()
    private var nextScan = Instant(microseconds: .min)
    private var nextTelling = 0.0

    /// How often the configured patterns are looked up anew, in microseconds.
    private static let scanInterval: Int64 = 5_000_000
    /// Bytes that a commit holds at the most, so that memory stays flat while catching up.
    private static let commitLimit = 8 << 20
    /// Bytes of a sensor's log in a round.
    private static let logBudget = 256 << 10

    /// How often the rule store is looked at, in microseconds.
    private static let lookInterval: Int64 = 500_000

    /// A round that stores by `writer` and matches `rules`.
    ///
    /// - Throws: `StoreError` where it cannot be read what correlations remember.
    /// - Parameter queue: where gateways' lines wait that come over the network.
    init(
        configuration: StationConfiguration, writer: StoreWriter, rules: StationRules, queue: CollectedQueue? = nil
    ) throws(StoreError) {
        self.writer = writer
        readings = ReadingIntake(directory: configuration.dataDirectory)
        jobs = JobIntake(directory: configuration.dataDirectory)
        collected = queue.map { CollectedRound(queue: $0, writer: writer) }
        self.rules = rules
        matcher = BatchMatcher(rules.current)
        var correlator = Correlator(rules.current)
        correlator.restore(try writer.correlations())
        self.correlator = correlator
        var visitors = HoneypotVisitors(configuration)
        visitors.restore(try writer.visitors())
        self.visitors = visitors
        plan = SourcePlan(configuration: configuration)
        nextLogs = configuration.sockets.filter { $0.log != nil }
    }

    /// What the files bring now, decoded.
    func gather(now: Instant) -> [Part] {
        if now >= nextScan || now.advanced(byMicroseconds: Self.scanInterval) < nextScan {
            scan()
            nextScan = now.advanced(byMicroseconds: Self.scanInterval)
        }
        if now >= nextLook || now.advanced(byMicroseconds: Self.lookInterval) < nextLook {
            takeUpRules()
            nextLook = now.advanced(byMicroseconds: Self.lookInterval)
        }
        var parts: [Part] = []
        var bytes = 0
        // The first file of a round is another each time, since a full commit ends the round.
        if !files.isEmpty { files.append(files.removeFirst()) }
        for file in files where bytes < Self.commitLimit {
            for block in file.poll(now: now, budget: Follower.budget) {
                bytes += block.lines.bytes.count
                let decoded = decode(block.lines, of: file.gateway)
                let bookmark = file.advance(over: block, events: decoded.batch.events.count)
                parts.append(
                    Part(origin: .file(file, block.source), content: content(decoded, after: bookmark, now: now)))
            }
        }
        gatherLogs(now: now, into: &parts)
        if bytes < Self.commitLimit { gatherCollected(limit: Self.commitLimit - bytes, now: now, into: &parts) }
        return parts
    }

    /// Counts what sensors dropped by what their logs tell. Their lines are no events, and none is kept.
    private func gatherLogs(now: Instant, into parts: inout [Part]) {
        for log in logs {
            for block in log.poll(now: now, budget: Self.logBudget) {
                let bookmark = log.advance(over: block, events: 0)
                var content = StoreWriter.Part(batch: EventBatch(end: bookmark.offset), after: bookmark)
                content.socketDrops = SocketDrops.count(in: block.lines)
                parts.append(Part(origin: .file(log, block.source), content: content))
            }
        }
    }

    private func gatherCollected(limit: Int, now: Instant, into parts: inout [Part]) {
        guard let collected else { return }
        for (gateway, run) in collected.gather(limit: limit, now: now) {
            let block = LineBlock(bytes: run.bytes, offset: 0, firstLine: run.before.lines + 1)
            var decoded = decode(block, of: gateway.name)
            decoded.batch.place(lines: run.ends, ends: run.places, reasons: run.refusals)
            let bookmark = gateway.advance(over: run, events: decoded.batch.events.count)
            parts.append(
                Part(origin: .shipped(gateway, run), content: content(decoded, after: bookmark, now: now)))
        }
    }

    /// Why what gateways send waits, or is not counted; empty while all is well.
    var collectedTrouble: String {
        let uncounted = logs.filter { !$0.trouble.isEmpty }
            .map { "what \($0.gateway) drops is not counted: \($0.trouble)" }
        return ([collected?.trouble ?? "", readings.trouble, jobs.trouble] + uncounted).filter { !$0.isEmpty }
            .joined(separator: "; ")
    }

    /// Whether gateways wait for acknowledgements to send more.
    var isBusy: Bool { collected?.isBusy ?? false }

    /// Whether lines were gathered that are to be acknowledged, also where nothing of them is new.
    var hasGathered: Bool { collected?.hasGathered ?? false }

    private func decode(_ block: LineBlock, of gateway: String) -> (batch: EventBatch, found: BatchMatches) {
        let (batch, found) = matcher.decode(block, by: &decoder, of: gateway, visitors: visitors)
        readings.look(batch, of: gateway)
        jobs.look(batch, of: gateway)
        return (batch, found)
    }

    /// What is stored of decoded lines, once what rules remember of them is noted.
    private func content(
        _ decoded: (batch: EventBatch, found: BatchMatches), after bookmark: Bookmark, now: Instant
    ) -> StoreWriter.Part {
        visitors.take(decoded.found.visits)
        limits.take(decoded.found)
        let matches = correlator.take(decoded.found, of: decoded.batch, after: bookmark, now: now)
        return StoreWriter.Part(batch: decoded.batch, after: bookmark, matches: matches)
    }

    /// Commits the parts in as few transactions as sources allow; the number of events stored, and of those that were not
    /// as their day was dropped.
    func commit(_ parts: [Part], arrived: Instant) throws(StoreError) -> (stored: Int, late: Int) {
        // Before their lines: what is judged twice is kept once, and a line that is stored does not come again.
        readings.keep()
        jobs.keep(at: arrived)
        let states = correlator.dueStates(now: arrived)
        let done = try writer.append(
            parts.map(\.content), correlations: states, visitors: visitors.unkept(),
            limitHits: limits.unkept(now: arrived), arrived: arrived)
        correlator.noteKept(Set(states.keys))
        visitors.noteKept()
        limits.noteKept()
        for (part, bookmark) in zip(parts, done.bookmarks) {
            switch part.origin {
            case .file(let file, let source):
                file.committed(bookmark, of: source)
                file.lastArrival = arrived
            case .shipped(let gateway, let run):
                gateway.committed(bookmark, of: run)
                gateway.lastArrival = arrived
            }
        }
        collected?.acknowledge()
        let events = parts.reduce(0) { $0 + $1.content.batch.events.count }
        return (done.stored, events - done.stored - done.duplicates)
    }

    /// Matches with what the rule store holds now. A batch sees one rule set; correlations that stay go on.
    private func takeUpRules() {
        do throws(RuleShelfError) {
            let isNew = try rules.refresh()
            ruleTrouble = rules.problems
            guard isNew else { return }
        } catch {
            // The rules stay as they are; the next look tries again.
            ruleTrouble = [error.message]
            return
        }
        let old = correlator
        matcher = BatchMatcher(rules.current)
        correlator = Correlator(rules.current)
        correlator.adopt(old)
    }

    /// What was done since the last call about days that were damaged.
    func takeNotices() -> [RepairAction] { writer.takeNotices() }

    /// Drops the days that are not kept any longer.
    func applyRetention(_ policy: RetentionPolicy, now: Instant) throws(StoreError) -> [DroppedDay] {
        try writer.applyRetention(policy, now: now)
    }

    /// Waits until a followed file may have changed, or the time is over; where there is no inotify, just for the time.
    func waitForChange(milliseconds: Int32) {
        var waiting = [watch.descriptor, collected?.signal.descriptor ?? -1].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        _ = unsafe poll(&waiting, nfds_t(waiting.count), milliseconds)
        _ = watch.drain()
    }

    /// Whether every followed file has been read to its end.
    ///
    /// With `waitsForMissing`, a file that is not there yet counts as unread: it may be about to come.
    func hasReadAll(waitsForMissing: Bool) -> Bool {
        if files.isEmpty, waitsForMissing { return false }
        return files.allSatisfy { $0.isPresent ? $0.bytesBehind == 0 : !waitsForMissing }
    }

    /// How many gateways there are, about.
    var gatewayCount: Int { files.count + (collected?.gatewayCount ?? 0) }

    /// Whether half a second has gone since this was last so.
    func isTellingDue(seconds: Double) -> Bool {
        guard seconds >= nextTelling else { return false }
        nextTelling = seconds + 0.5
        return true
    }

    /// How the followed gateways stand.
    var gateways: [FollowStatus.Gateway] {
        var byName: [String: FollowStatus.Gateway] = [:]
        for file in files {
            var gateway = byName[file.gateway] ?? FollowStatus.Gateway(name: file.gateway)
            gateway.bytesBehind += file.bytesBehind
            gateway.lastArrival = [gateway.lastArrival, file.lastArrival].compactMap { $0 }.max()
            if gateway.trouble.isEmpty { gateway.trouble = file.trouble }
            byName[file.gateway] = gateway
        }
        collected?.forEachGateway { shipped in
            var gateway = byName[shipped.name] ?? FollowStatus.Gateway(name: shipped.name)
            gateway.lastArrival = [gateway.lastArrival, shipped.lastArrival].compactMap { $0 }.max()
            byName[shipped.name] = gateway
        }
        return byName.values.sorted { $0.name < $1.name }
    }

    /// Takes up files that have appeared. A file that has gone keeps its tailer: it may come back.
    private func scan() {
        let known = Set(files.map(\.path))
        for source in plan.sources() where !known.contains(source.path) {
            // Without its bookmarks a file would be stored twice, so it waits for the next look.
            guard let bookmarks = try? writer.bookmarks(gateway: source.gateway) else { continue }
            files.append(FollowedFile(path: source.path, gateway: source.gateway, known: bookmarks))
            watch.watch(source.path)
        }
        nextLogs.removeAll { socket in
            guard let path = socket.log else { return true }
            guard let bookmarks = try? writer.bookmarks(gateway: socket.gateway) else { return false }
            logs.append(FollowedFile(path: path, gateway: socket.gateway, known: bookmarks))
            watch.watch(path)
            return true
        }
    }
}
