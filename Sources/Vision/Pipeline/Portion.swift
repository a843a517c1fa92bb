// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import Foundation

/// Some frames in a row of which it is known what is to be masked.
struct Portion: Sendable {
    /// The first frame's number.
    var first: Int
    /// Whether the camera stood still.
    var isFixed: Bool
    /// Of each frame: widened, cut at the picture's edges.
    var regions: [[Region]]
    /// The scene behind them, where the camera stands still.
    var plate: Plate?
    /// What the detectors have found until here.
    var tally: DetectionTally
}

/// What detectors found, by class.
struct DetectionTally: Sendable {
    private(set) var counts: [RegionClass: (number: Int, sum: Double, least: Double)] = [:]
    /// What the report is to say besides, once each.
    private(set) var notes: [String] = []
    /// What was not looked at as it should be, once each.
    private(set) var degraded: [String] = []

    mutating func add(_ found: [Region]) {
        for region in found {
            var count = counts[region.kind] ?? (0, 0, 1)
            count.number += 1
            count.sum += region.confidence
            count.least = min(count.least, region.confidence)
            counts[region.kind] = count
        }
    }

    mutating func note(_ line: String) {
        if !notes.contains(line), notes.count < 20 { notes.append(line) }
    }

    mutating func degrade(_ line: String) {
        if !degraded.contains(line), degraded.count < 20 { degraded.append(line) }
    }

    var classes: [JobReport.ClassCount] {
        RegionClass.allCases.compactMap { kind in
            counts[kind].map {
                .init(
                    kind: kind, detections: $0.number, meanConfidence: $0.sum / Double($0.number),
                    leastConfidence: $0.least)
            }
        }
    }
}

/// Hands portions from the thread that looks ahead to the one that fills; the former waits while one is not taken yet.
final class Handover: @unchecked Sendable {
    // @unchecked: every access to the variables happens under `condition`, which Swift cannot see; a Mutex has none to wait on.
    private let condition = NSCondition()
    private var waiting: Portion?
    private var end: Result<Void, JobFailure>?

    /// false where nobody wants it any more.
    func put(_ portion: Portion) -> Bool {
        condition.withLock {
            while waiting != nil, end == nil { condition.wait() }
            guard end == nil else { return false }
            waiting = portion
            condition.broadcast()
            return true
        }
    }

    /// Nothing more comes, or is wanted: the first reason counts. A portion that waits is still taken where all went well.
    func finish(_ result: Result<Void, JobFailure>) {
        condition.withLock {
            if end == nil { end = result }
            condition.broadcast()
        }
    }

    /// Whether nobody wants any more, or no more comes.
    var isOver: Bool { condition.withLock { end != nil } }

    /// The next portion; `nil` at the end.
    func take() throws(JobFailure) -> Portion? {
        let (portion, result): (Portion?, Result<Void, JobFailure>?) = condition.withLock {
            while waiting == nil, end == nil { condition.wait() }
            if case .failure = end { return (nil, end) }
            defer { waiting = nil }
            condition.broadcast()
            return (waiting, nil)
        }
        if case .failure(let failure)? = result { throw failure }
        return portion
    }
}
