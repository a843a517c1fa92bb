// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query
internal import Store

/// Counts what the pieces of a dry run give, in whatever order they come.
struct DryRunTally: Sendable {
    /// A match that may be shown.
    struct Newest: Sendable {
        var id: EventID
        var change: RuleDryRun.Change
    }

    private let range: TimeRange
    private let lastDay: Instant
    private let hasSaved: Bool
    private let truePositives: Set<EventID>
    private let falsePositives: Set<EventID>
    private var correlating: DryRunCorrelating?
    private(set) var result: RuleDryRun
    private(set) var lost = 0
    /// The newest matches so far, in no order, some more than are told.
    private var candidates: [Newest] = []
    private var savedGateways: Set<String> = []
    private var editedGateways: Set<String> = []
    private var savedCosts: [Int] = []
    private var editedCosts: [Int] = []

    /// How many measurements are kept of each text.
    private static let costLimit = 10_000

    init(_ request: DryRunRequest, _ program: DryRunProgram) {
        range = request.range
        lastDay = max(request.range.start, request.range.end.advanced(byMicroseconds: -Instant.microsecondsPerDay))
        hasSaved = request.saved != nil
        truePositives = request.truePositives
        falsePositives = request.falsePositives
        correlating = program.hasCorrelations ? DryRunCorrelating(program.parts) : nil
        result = RuleDryRun(grid: request.grid)
        result.types = program.needs.types
        result.problems = program.problems
        guard hasSaved else { return }
        result.saved = RuleDryRun.Figures()
        result.saved?.truePositives = 0
        result.saved?.falsePositives = 0
        result.edited.truePositives = 0
        result.edited.falsePositives = 0
    }

    /// Adds a piece.
    mutating func add(_ found: DryRunPiece, of piece: LineScan.Piece) {
        result.scanned += piece.events
        lost += piece.lost
        savedCosts += found.savedCosts.prefix(Self.costLimit - savedCosts.count)
        editedCosts += found.editedCosts.prefix(Self.costLimit - editedCosts.count)
        let more = correlating?.take(found.entries, index: piece.index) ?? []
        for finding in found.findings { add(finding) }
        for finding in more { add(finding) }
        cutCandidates()
    }

    private mutating func add(_ finding: DryRunPiece.Finding) {
        let head = finding.head
        guard range.contains(head.time) else { return }
        let isSaved = finding.texts.contains(.saved)
        let isEdited = finding.texts.contains(.edited)
        let change: RuleDryRun.Change = isSaved ? (isEdited ? .kept : .lost) : .gained
        let isTrue = truePositives.contains(head.id)
        let isFalse = falsePositives.contains(head.id)
        result.counts.add(change, isTruePositive: isTrue)
        if let bucket = result.grid.index(of: head.time) { result.buckets[bucket].add(change, isTruePositive: isTrue) }
        let isLate = head.time >= lastDay
        if isSaved {
            result.saved?.matches += 1
            if isLate { result.saved?.matchesLastDay += 1 }
            savedGateways.insert(head.gateway)
            if isTrue { result.saved?.truePositives? += 1 }
            if isFalse { result.saved?.falsePositives? += 1 }
        }
        if isEdited {
            result.edited.matches += 1
            if isLate { result.edited.matchesLastDay += 1 }
            editedGateways.insert(head.gateway)
            if isTrue { result.edited.truePositives? += 1 }
            if isFalse { result.edited.falsePositives? += 1 }
        }
        candidates.append(Newest(id: head.id, change: change))
        if candidates.count > 8 * RuleDryRun.hitLimit { cutCandidates() }
    }

    private mutating func cutCandidates() {
        guard candidates.count > RuleDryRun.hitLimit else { return }
        candidates.sort { $0.id > $1.id }
        candidates.removeLast(candidates.count - RuleDryRun.hitLimit)
    }

    /// The newest matches, newest first.
    var newest: [Newest] { candidates.sorted { $0.id > $1.id } }

    /// The answer so far, without hits.
    var answer: RuleDryRun {
        var answer = result
        answer.edited.gateways = editedGateways.count
        answer.edited.nanosecondsPerEvent = Self.mean(editedCosts)
        answer.saved?.gateways = savedGateways.count
        answer.saved?.nanosecondsPerEvent = Self.mean(savedCosts)
        return answer
    }

    /// The mean without the highest and the lowest twentieth, where the thread was interrupted; `nil` of a few.
    private static func mean(_ costs: [Int]) -> Int? {
        guard costs.count >= 8 else { return nil }
        let kept = costs.sorted().dropFirst(costs.count / 20).dropLast(costs.count / 20)
        return max(0, kept.reduce(0, +) / kept.count)
    }
}
