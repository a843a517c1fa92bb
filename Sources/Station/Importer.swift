// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Foundation
internal import Intake
internal import Rules
internal import Store
internal import Synchronization

/// Reads files into the store: one thread reads and decodes, the caller's writes.
///
/// Files are stored in few large commits, each of several files where they are small, while what comes slowly through a pipe is
/// stored at once.
package struct Importer {
    private let configuration: StationConfiguration
    private let gateway: String?

    /// What the reading thread tells the writing one.
    private enum Step: Sendable {
        /// The file is open, and so many events of it are stored already.
        case began(already: Int)
        case batch(SourceBlock, EventBatch, BatchMatches, read: UInt64, total: UInt64?)
        case failed(IntakeError)
    }

    /// How many refused lines of a file are named; all are counted.
    private static let namedProblems = 5
    /// Decoded blocks of about 1 MiB that wait for the writer: enough for a commit, few enough for little memory.
    private static let blocksAhead = 8
    /// Bytes that a commit holds at the most, but for its last block.
    private static let commitLimit = 16 << 20

    /// How many steps are on their way to the writing thread, so that it need not wait to know that there are none.
    private final class Backlog: Sendable {
        let count = Atomic<Int>(0)
    }

    /// An importer for `gateway`, or for the gateways that the files' paths name.
    package init(configuration: StationConfiguration, gateway: String?) {
        self.configuration = configuration
        self.gateway = gateway
    }

    /// Imports the files one after the other; a file that cannot be read is told and does not stop the others.
    ///
    /// - Throws: `UserMessage` where the store cannot be written.
    package func run(
        _ files: [String], progress: (ImportProgress) -> Void
    ) throws(UserMessage) -> ImportReport {
        let began = SystemClock.monotonicSeconds
        ReaderMemory.keepFreed()
        var report = ImportReport()
        do {
            if let gateway { _ = try SourcePattern("eve.json", gateway: gateway) }
            let writer = try StoreWriter(directory: configuration.dataDirectory)
            let rules = try StationRules.load(configuration, at: SystemClock.now)
            report.problems += rules.problems
            var gathered = Gathered(
                correlator: Correlator(rules.current), visitors: HoneypotVisitors(configuration))
            gathered.correlator.restore(try writer.correlations())
            gathered.visitors.restore(try writer.visitors())
            for file in files { try run(file, writer, &gathered, &report, progress) }
            try commit(&gathered, writer, &report, isLast: true)
            var news = LimitNews()
            report.problems += news.lines(about: gathered.limits.counts)
        } catch let failure as StoreError {
            throw UserMessage(failure)
        } catch let failure as IntakeError {
            throw UserMessage(.wrongUse, failure.message)
        } catch let failure as RuleShelfError {
            throw UserMessage(.environment, failure.message)
        } catch {
            throw UserMessage(.environment, "\(error)")
        }
        report.seconds = SystemClock.monotonicSeconds - began
        return report
    }

    /// Imports one file. What is left of it at its end may wait for other gateways' files: many small ones over the same days
    /// would rewrite the same counts with each commit.
    private func run(
        _ file: String, _ writer: StoreWriter, _ gathered: inout Gathered, _ report: inout ImportReport,
        _ progress: (ImportProgress) -> Void
    ) throws {
        let gateway = gateway ?? ImportedGateway.named(by: file, plan: SourcePlan(configuration: configuration))
        // A file is known by what is committed of its gateway.
        if gathered.parts.contains(where: { $0.bookmark.gateway == gateway }) { try commit(&gathered, writer, &report) }
        gathered.bookmark = nil
        let comesSlowly = !Self.isRegular(file)
        let known = try writer.bookmarks(gateway: gateway)
        let steps = Handoff<Step>(capacity: Self.blocksAhead)
        let backlog = Backlog()
        let copy = StoredCopy(directory: configuration.dataDirectory, gateway: gateway)
        let rules = gathered.correlator.rules
        // No file is of a honeypot and of another gateway, so it needs no visitors but those before it.
        let visitors = gathered.visitors
        let reader = Thread {
            let matcher = BatchMatcher(rules)
            Self.read(file, gateway: gateway, known: known, copy, matcher, visitors, into: steps, backlog)
        }
        reader.stackSize = 8 << 20
        reader.start()
        defer { steps.close() }
        var named = 0
        while let step = steps.take() {
            let isLast = backlog.count.subtract(1, ordering: .acquiringAndReleasing).newValue == 0
            switch step {
            case .failed(let failure):
                try commit(&gathered, writer, &report)
                // The first failure ends the call and is told then; the others are told beside it.
                if report.failure == nil {
                    report.failure = UserMessage(failure)
                } else {
                    report.problems.append(failure.message)
                }
                return
            case .began(let already):
                report.duplicates += already
                if already > 0 { try writer.countDuplicates(already, gateway: gateway) }
            case .batch(let block, let batch, let matches, let read, let total):
                for rejection in batch.rejections.prefix(max(0, Self.namedProblems - named)) {
                    report.problems.append(rejection.problem(in: file))
                }
                named += batch.rejections.count
                gathered.add(block, batch, matches)
                guard comesSlowly && isLast || gathered.bytes >= Self.commitLimit else { continue }
                try commit(&gathered, writer, &report)
                progress(ImportProgress(path: file, events: report.events, read: read, total: total))
            }
        }
        if comesSlowly { try commit(&gathered, writer, &report) }
        if named > Self.namedProblems {
            report.problems.append("\(file): \(named - Self.namedProblems) more lines refused.")
        }
        report.files += 1
    }

    private static func isRegular(_ path: String) -> Bool {
        let resolved = URL(filePath: path).resolvingSymlinksInPath().path
        let type = try? FileManager.default.attributesOfItem(atPath: resolved)[.type] as? FileAttributeType
        return path != "-" && type == .typeRegular
    }

    /// Blocks that are to be committed together, in order, of one file or several.
    private struct Gathered {
        var correlator: Correlator
        var visitors: HoneypotVisitors
        var limits = LimitTally()
        var parts: [StoreWriter.Part] = []
        var bytes = 0
        /// The position behind the last block of the present file.
        var bookmark: Bookmark?

        mutating func add(_ block: SourceBlock, _ batch: EventBatch, _ found: BatchMatches) {
            let after = (bookmark ?? block.before).advanced(over: block, events: batch.events.count)
            bookmark = after
            bytes += batch.bytes.count
            visitors.take(found.visits)
            limits.take(found)
            let matches = correlator.take(found, of: batch, after: after, now: SystemClock.now)
            parts.append(StoreWriter.Part(batch: batch, after: after, matches: matches))
        }
    }

    /// Commits what was gathered, if anything was; the last commit holds all that correlations remember.
    private func commit(
        _ gathered: inout Gathered, _ writer: StoreWriter, _ report: inout ImportReport, isLast: Bool = false
    ) throws(StoreError) {
        let now = SystemClock.now
        let states = isLast ? gathered.correlator.changedStates() : nil
        guard !gathered.parts.isEmpty || states?.isEmpty == false else { return }
        let kept = states ?? gathered.correlator.dueStates(now: now)
        let done = try writer.append(
            gathered.parts, correlations: kept, visitors: gathered.visitors.unkept(),
            limitHits: gathered.limits.unkept(now: now), arrived: now)
        gathered.correlator.noteKept(Set(kept.keys))
        gathered.visitors.noteKept()
        gathered.limits.noteKept()
        report.problems += writer.takeNotices().map(\.line)
        report.events += done.stored
        report.duplicates += done.duplicates
        report.matches += done.matches
        report.rejected += gathered.parts.reduce(0) { $0 + $1.batch.rejections.count }
        report.bytes += UInt64(gathered.bytes)
        // From its first commit on, a source has a number.
        gathered = Gathered(
            correlator: gathered.correlator, visitors: gathered.visitors, limits: gathered.limits,
            bookmark: done.bookmarks.last ?? gathered.bookmark)
    }

    /// Reads and decodes one file on a thread of its own.
    private static func read(
        _ path: String, gateway: String, known: [Bookmark], _ copy: StoredCopy,
        _ matcher: consuming BatchMatcher, _ visitors: HoneypotVisitors, into steps: Handoff<Step>,
        _ backlog: Backlog
    ) {
        defer { steps.close() }
        func put(_ step: Step) -> Bool {
            backlog.count.add(1, ordering: .acquiringAndReleasing)
            return steps.put(step)
        }
        do {
            guard
                var reader = try open(
                    path, gateway: gateway, known: known, copy, began: { _ = put(.began(already: $0)) })
            else { return }
            var decoder = EveDecoder()
            while let block = try reader.next() {
                let progress = reader.progress
                let (batch, found) = matcher.decode(
                    block.lines, by: &decoder, of: gateway, visitors: visitors)
                guard put(.batch(block, batch, found, read: progress.read, total: progress.total)) else { return }
            }
        } catch {
            _ = put(.failed(error))
        }
    }

    /// Opens the file behind what is stored of it, under whatever name and compression it was stored; `began` gets how many
    /// events that is. `nil` where all of it is stored, as it is an older copy of a file that has grown since.
    private static func open(
        _ path: String, gateway: String, known: [Bookmark], _ copy: StoredCopy, began: (Int) -> Void
    ) throws(IntakeError) -> ImportReader? {
        var reader = try ImportReader(path: path, gateway: gateway)
        var longer: Bookmark?
        for bookmark in known.sorted(by: { $0.offset > $1.offset }) {
            do {
                guard try reader.resume(at: bookmark) else { continue }
                began(Int(clamping: bookmark.events))
                return reader
            } catch .endsBefore where path != "-" {
                // It begins alike and goes on otherwise or not at all: another source, unless an older bookmark fits.
                longer = longer ?? bookmark
                reader = try ImportReader(path: path, gateway: gateway)
            }
        }
        if let longer, let events = try copy.events(of: path, shorterThan: longer.offset) {
            began(events)
            return nil
        }
        return reader
    }
}
