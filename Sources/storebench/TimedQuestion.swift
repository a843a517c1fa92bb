// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import Console
internal import EVE
internal import Query
internal import Store

/// One kind of question, asked again and again about other things or at other times.
struct TimedQuestion {
    /// What is asked, as the table calls it.
    var name: String
    /// What makes two of one name differ: a size of the screen.
    var shape = ""
    /// How many things there are to ask about.
    var variants = 1
    /// Asks for the `index`th time; returns how much came.
    var ask: (StoreReader, Int) throws(QueryFailure) -> Int

    static func all(extent: TimeRange, sample: StoredSample) -> [TimedQuestion] {
        screens(end: extent.end) + counts() + flows(sample.flows)
            + addresses(sample.common, "a common") + addresses(sample.rare, "a rare")
            + addresses(sample.absent, "an absent")
    }

    // MARK: Screens

    private static let sizes = [Size(columns: 160, rows: 48), Size(columns: 200, rows: 60)]

    private static func screens(end: Instant) -> [TimedQuestion] {
        var all: [TimedQuestion] = []
        for (days, period) in [(Int64(1), "24 h"), (7, "7 d")] {
            for size in sizes {
                let shape = "\(size.columns)x\(size.rows)"
                for (pane, name) in [(Pane.alerts, "alerts overview"), (.events, "events overview")] {
                    all.append(
                        screen(ConsoleQuestions(pane: pane, days: days, size: size), "\(name), \(period)", shape, end))
                }
            }
            // The matrix asks the same at every size.
            let matrix = ConsoleQuestions(pane: .alerts, depth: .matrix, days: days, size: sizes[0])
            all.append(screen(matrix, "matrix, \(period)", "", end))
        }
        return all
    }

    /// A screen as it is asked anew second after second: the clock goes on, so that no two questions are the same.
    private static func screen(
        _ questions: ConsoleQuestions, _ name: String, _ shape: String, _ end: Instant
    ) -> TimedQuestion {
        TimedQuestion(name: name, shape: shape) { store, index throws(QueryFailure) in
            let now = end.advanced(byMicroseconds: Int64(index) * 1_000_000)
            return try questions.question(now: now)?.ask(store) ?? 0
        }
    }

    // MARK: Counts and searches

    private static func counts() -> [TimedQuestion] {
        [("stats by type", Field.eventType), ("stats by gateway", .gateway)].map { name, field in
            TimedQuestion(name: "\(name), everything") { store, _ throws(QueryFailure) in
                try store.count(CountRequest(by: [.field(field)]), until: Cancellation()).total
            }
        }
    }

    private static func flows(_ rows: [EventRow]) -> [TimedQuestion] {
        guard !rows.isEmpty else { return [] }
        // `vedette events --filter flow_id:N --raw`, over all time.
        let everywhere = TimedQuestion(name: "one flow with raw events", variants: rows.count) {
            store, index throws(QueryFailure) in
            let flow = rows[index % rows.count].flowID ?? 0
            let filter = Filter.test(.flowID, .equals(.integer(flow)))
            return try raw(PageRequest(filter: filter, limit: .max, withSummary: false), store)
        }
        // What Enter on an event of a list asks at first.
        let event = TimedQuestion(name: "one event with raw bytes", variants: rows.count) {
            store, index throws(QueryFailure) in
            try store.detail(rows[index % rows.count].id) == nil ? 0 : 1
        }
        return [everywhere, event]
    }

    private static func addresses(_ addresses: [IPAddress], _ kind: String) -> [TimedQuestion] {
        guard !addresses.isEmpty else { return [] }
        let name = "newest 100 of \(kind) address with raw"
        return [
            TimedQuestion(name: name, variants: addresses.count) { store, index throws(QueryFailure) in
                let filter = Filter.eitherAddress(.equals(.address(addresses[index % addresses.count])))
                return try raw(PageRequest(filter: filter, limit: 100, withSummary: false), store)
            }
        ]
    }

    private static func raw(_ request: PageRequest, _ store: StoreReader) throws(QueryFailure) -> Int {
        var count = 0
        try store.forEachRaw(request, until: Cancellation()) { _, _ in
            count += 1
            return true
        }
        return count
    }
}
