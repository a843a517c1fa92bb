// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Query
internal import Station
internal import Store

/// `storebench query`: what the console and the command line ask, warm and cold, and how long each answer took.
struct QueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query", abstract: "Times the questions of console and command line on a store.")

    @Option(help: "The store's directory.")
    var data: String

    @Option(help: "How often each question is asked in a warm cache.")
    var warm = 40

    @Option(help: "How often each question is asked of files that are not in the page cache.")
    var cold = 7

    @Option(help: "Moments at which flows and addresses are sampled.")
    var moments = 400

    @Option(help: "Only questions whose name holds this text.")
    var only: String?

    /// Askings before the first one that counts, so that files, pages and the allocator are warm.
    private static let warmUp = 3

    func run() throws {
        let store = StoreReader(directory: data)
        guard let extent = try store.extent() else { throw UserMessage(.wrongUse, "\(data) holds no events.") }
        let sample = try StoredSample(of: store, extent: extent, moments: moments, count: warm)
        for question in TimedQuestion.all(extent: extent, sample: sample)
        where only.map({ question.name.contains($0) }) ?? true {
            try measure(question)
        }
    }

    private func measure(_ question: TimedQuestion) throws {
        var rows: [JSONValue] = []
        var warmTimes: [Double] = []
        do {
            let store = StoreReader(directory: data)
            // Each of the things asked about once, or they would be told as warm while their pages are not.
            for index in 0..<max(Self.warmUp, min(question.variants, warm)) { _ = try question.ask(store, index) }
            for index in 0..<warm {
                let (time, count) = try timed { try question.ask(store, index) }
                warmTimes.append(time)
                rows.append(.int(count))
            }
        }
        var coldTimes: [Double] = []
        for index in 0..<cold {
            PageCache.drop(data)
            let store = StoreReader(directory: data)
            coldTimes.append(try timed { try question.ask(store, index) }.milliseconds)
        }
        JSONValue.print([
            ("question", .string(question.name)), ("shape", .string(question.shape)),
            ("warm_ms", .array(warmTimes.map(JSONValue.double))), ("cold_ms", .array(coldTimes.map(JSONValue.double))),
            ("rows", .array(rows)),
        ])
    }

    private func timed(_ body: () throws -> Int) rethrows -> (milliseconds: Double, count: Int) {
        let began = SystemClock.monotonicSeconds
        let count = try body()
        return ((SystemClock.monotonicSeconds - began) * 1000, count)
    }
}
