// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Indicators
internal import Sigma

/// Looks up the values that a Sigma matcher has read, so that indicators cost no walk of their own. One thread has it; it allocates
/// only where something is found.
struct IndicatorFinder {
    /// What was found in one set, and in which fields.
    struct Found {
        /// Indices of the set, in the order of the event's fields; one that several fields lead to comes several times.
        fileprivate(set) var indicators: [Int] = []
        /// For each of them the number of the field.
        fileprivate(set) var fields: [Int] = []

        fileprivate mutating func clear() {
            indicators.removeAll(keepingCapacity: true)
            fields.removeAll(keepingCapacity: true)
        }

        /// The indicators found since the last call are in this field.
        fileprivate mutating func note(_ field: Int) {
            while fields.count < indicators.count { fields.append(field) }
        }
    }

    /// The request of an event, whose parts are fields of their own.
    private struct Request {
        var host: [UInt8] = []
        var target: [UInt8] = []
        var port: UInt16?

        mutating func clear() {
            host.removeAll(keepingCapacity: true)
            target.removeAll(keepingCapacity: true)
            port = nil
        }
    }

    /// What is found of the last event.
    private(set) var inLists = Found()
    private(set) var inVisitors = Found()
    private var request = Request()
    /// By the number of the field.
    private let contents: [IndicatorField.Content?]
    private let isWanted: [Bool]
    private let hostField: Int?
    private let portField: Int?

    private static let hostName = "http.hostname"
    private static let portName = "http.http_port"

    /// The event fields that a program must read for it.
    static var fieldNames: [String] { IndicatorField.all.map { "\($0.path)" } + [portName] }

    init(_ program: SigmaProgram) {
        let roles = Dictionary(
            IndicatorField.all.map { ("\($0.path)", $0.content) }, uniquingKeysWith: { first, _ in first })
        contents = program.fieldNames.map { roles[$0] }
        hostField = program.fieldNames.firstIndex(of: Self.hostName)
        portField = program.fieldNames.firstIndex(of: Self.portName)
        isWanted = program.fieldNames.map { roles[$0] != nil || $0 == Self.portName }
    }

    /// Looks at the last event of `matcher`, whose line is given again and which was at `time`.
    mutating func look(
        _ matcher: borrowing SigmaMatcher, in line: Span<UInt8>, at time: Instant, lists: IndicatorSet,
        visitors: IndicatorOverlay
    ) {
        inLists.clear()
        inVisitors.clear()
        request.clear()
        var targetField: Int?
        matcher.forEachText(of: isWanted, in: line) { field, text in
            if field == hostField, request.host.isEmpty { request.host.take(text) }
            if field == portField, request.port == nil { request.port = text.port }
            guard let content = contents[field] else { return }
            if content == .requestTarget {
                guard request.target.isEmpty else { return }
                request.target.take(text)
                targetField = field
            } else {
                if !lists.isEmpty { lists.addMatches(content, text, at: time, to: &inLists.indicators) }
                if visitors.count > 0 {
                    visitors.addMatches(to: &inVisitors.indicators) { set, found in
                        set.addMatches(content, text, at: time, to: &found)
                    }
                }
                inLists.note(field)
                inVisitors.note(field)
            }
        }
        if let targetField { lookUpRequest(targetField, at: time, lists, visitors) }
    }

    private mutating func lookUpRequest(
        _ field: Int, at time: Instant, _ lists: IndicatorSet, _ visitors: IndicatorOverlay
    ) {
        let request = request
        func look(_ set: IndicatorSet, _ found: inout [Int]) {
            set.addMatches(
                host: request.host.span, port: request.port, target: request.target.span, at: time, to: &found)
        }
        look(lists, &inLists.indicators)
        inLists.note(field)
        visitors.addMatches(to: &inVisitors.indicators, look)
        inVisitors.note(field)
    }
}

extension [UInt8] {
    /// Becomes `text`, unless that is longer than any indicator.
    fileprivate mutating func take(_ text: Span<UInt8>) {
        guard text.count <= 2 * IndicatorValue.byteLimit else { return }
        for index in text.indices { append(text[index]) }
    }
}

extension Span<UInt8> {
    /// The port that these digits write; `nil` if they write none.
    fileprivate var port: UInt16? {
        guard 1...5 ~= count else { return nil }
        var number = 0
        for index in indices {
            guard 0x30...0x39 ~= self[index] else { return nil }
            number = number * 10 + Int(self[index] - 0x30)
        }
        return UInt16(exactly: number)
    }
}
