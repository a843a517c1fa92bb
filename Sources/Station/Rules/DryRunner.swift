// SPDX-License-Identifier: Apache-2.0

internal import Dispatch
internal import EVE
package import Query
package import Sigma
package import Store

/// Runs rules under edit over stored events.
///
/// Both texts are run over the events, whatever is stored of matches: a rule may be newer than an event. Events are matched on two
/// threads of low priority; the caller's waits, and tells what is known meanwhile.
///
/// A correlation is run over the events in the order of their times, each gateway by itself, with the rules that it names; it knows
/// nothing of what was more than its timespan before the window, and a match counts at the event that completes it. Of other rules
/// only filters take part. A filter by itself matches nothing.
package struct DryRunner: Sendable {
    private let store: StoreReader
    private let mapping: MappingSet
    private let options: SigmaOptions

    /// Two run at a time: the machine is the station's too.
    private static let threads = 2
    /// When the first answer is told, in milliseconds, and how long after it the next ones.
    private static let firstPause = 60
    private static let pause = 150
    /// How much lower than the console's and the station's the priority of the threads is.
    private static let niceness: Int32 = 5

    /// A runner over the events of a store, with what its rules are read with.
    package init(_ store: StoreReader, mapping: MappingSet = .builtin, options: SigmaOptions = SigmaOptions()) {
        self.store = store
        self.mapping = mapping
        self.options = options
    }

    /// Runs both texts of a request beside the rules of the store. `progress` gets what is known after some sixty milliseconds, and then
    /// several times a second. The last word is the answer; it is partial after a cancellation.
    ///
    /// - Throws: `QueryFailure`.
    package func run(
        _ request: DryRunRequest, among known: KnownRules = KnownRules(), until cancellation: Cancellation,
        progress: (RuleDryRun) -> Void = { _ in }
    ) throws(QueryFailure) -> RuleDryRun {
        let began = SystemClock.monotonicSeconds
        let program = DryRunProgram(
            saved: request.saved, edited: request.edited, known: known.without(request.rule), mapping: mapping,
            options: options)
        let tally = DryRunTally(request, program)
        guard !tally.result.hasErrors else { return tally.answer }
        let range = TimeRange(
            start: program.hasCorrelations
                ? request.range.start.advanced(byMicroseconds: -program.needs.lead) : request.range.start,
            end: request.range.end)
        let filter = Filter.all([program.needs.filter, request.filter]).simplified
        let scan = LineScan(
            store,
            LineScan.Request(
                filter: filter, opened: program.needs.opened, range: range, isDescending: !program.hasCorrelations))
        let work = DryRunWork(program, scan, tally, cancellation)
        let group = work.start(Self.threads, niceness: Self.niceness)
        var telling = Telling(store, began: began, until: cancellation)
        do throws(QueryFailure) {
            telling.total = try total(filter, range)
            var due = began + Double(Self.firstPause) / 1000
            while group.wait(timeout: .now() + max(0, due - SystemClock.monotonicSeconds)) == .timedOut {
                progress(try telling.answer(work.tally))
                due = SystemClock.monotonicSeconds + Double(Self.pause) / 1000
            }
        } catch {
            // The threads look at it, and nobody waits for them any more.
            cancellation.cancel()
            throw error
        }
        if let failure = work.failure { throw failure }
        let hasAll = try scan.hasAllFiles() && work.tally.lost == 0
        return try telling.answer(work.tally, isExact: hasAll && !cancellation.isCancelled)
    }

    /// The events that the rule could look at; fewer where counting them takes long.
    private func total(_ filter: Filter, _ range: TimeRange) throws(QueryFailure) -> Int {
        let patience = Cancellation(deadline: .now + .milliseconds(Self.firstPause / 2))
        return try store.count(CountRequest(by: [], filter: filter, range: range), until: patience).total
    }

    /// Makes answers of what was counted so far.
    private struct Telling {
        var total = 0
        private let store: StoreReader
        private let began: Double
        private let cancellation: Cancellation
        private var known: [EventID: EventRow] = [:]

        init(_ store: StoreReader, began: Double, until cancellation: Cancellation) {
            self.store = store
            self.began = began
            self.cancellation = cancellation
        }

        mutating func answer(_ tally: DryRunTally, isExact: Bool = false) throws(QueryFailure) -> RuleDryRun {
            var answer = tally.answer
            let newest = tally.newest
            let missing = newest.map(\.id).filter { known[$0] == nil }
            let kept = known
            known = [:]
            for detail in try store.details(of: missing, until: cancellation) { known[detail.row.id] = detail.row }
            for hit in newest {
                guard let row = known[hit.id] ?? kept[hit.id] else { continue }
                known[hit.id] = row
                answer.hits.append(RuleDryRun.Hit(change: hit.change, row: row))
            }
            answer.isExact = isExact
            answer.total = isExact ? answer.scanned : max(total, answer.scanned)
            answer.seconds = SystemClock.monotonicSeconds - began
            return answer
        }
    }
}
