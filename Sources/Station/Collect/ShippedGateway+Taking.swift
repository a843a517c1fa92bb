// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Intake
internal import Store

extension ShippedGateway {
    /// Divides the lines of one file after the other into runs.
    struct Taking {
        let lines: ShippedLines
        private(set) var runs: [Run] = []
        private(set) var duplicates = 0

        init(lines: ShippedLines) {
            self.lines = lines
        }

        /// Takes the lines of one file: those behind all others as they come, of the rest those that the store has not.
        mutating func take(
            _ indices: [Int], of file: String?, _ source: inout ShippedSource,
            _ counts: ([UInt8]) throws(StoreError) -> [Int?]
        ) throws(StoreError) {
            let held = try held(indices, &source, counts)
            source.noteAsked(bytes: held.keys.reduce(0) { $0 + lines.range(of: $1).count })
            var run: [Int] = []
            var late: [Int] = []
            for index in indices {
                let offset = lines.lines[index].offset
                if held[index] == true {
                    duplicates += 1
                } else if source.isBehind(offset: offset, run.last.map { end(of: $0) }) {
                    run.append(index)
                } else if offset == 0, file != nil {
                    // The file was emptied and filled anew.
                    finish(&run, of: file, &source)
                    source.restart()
                    run.append(index)
                } else {
                    late.append(index)
                }
            }
            finish(&run, of: file, &source)
            finishLate(late, of: file, &source)
        }

        /// Which of the lines are there already, of those that the store must be asked for.
        ///
        /// A sensor may write the same line twice. So the store tells how often it has it, and as many places are taken for those.
        private func held(
            _ indices: [Int], _ source: inout ShippedSource, _ counts: ([UInt8]) throws(StoreError) -> [Int?]
        ) throws(StoreError) -> [Int: Bool] {
            var asked: [Int] = []
            var next: UInt64?
            for index in indices {
                let offset = lines.lines[index].offset
                if source.isNew(offset: offset, behind: next) { next = end(of: index) } else { asked.append(index) }
            }
            guard !asked.isEmpty else { return [:] }
            let answers = try counts(asked.flatMap { lines.bytes[lines.range(of: $0)] })
            var held: [Int: Bool] = [:]
            // Lines without a place are told apart by their order.
            var order: UInt64 = 0
            var places = ShippedPlaces()
            for (index, count) in zip(asked, answers) {
                let line = lines.lines[index]
                // The store keeps no line that is no event. Such a one is taken for one that came before where its place says so.
                guard let count else {
                    held[index] = line.file != nil && !source.isBehind(offset: line.offset)
                    continue
                }
                let bytes = lines.bytes[lines.range(of: index)]
                if line.file != nil {
                    held[index] = source.asked.isKnown(bytes, at: line.offset, of: count)
                } else {
                    order += 1
                    held[index] = places.isKnown(bytes, at: order, of: count)
                }
            }
            return held
        }

        private func end(of index: Int) -> UInt64 {
            lines.lines[index].offset + UInt64(lines.range(of: index).count)
        }

        private mutating func finish(_ run: inout [Int], of file: String?, _ source: inout ShippedSource) {
            guard let last = run.last else { return }
            let before = source.advance(to: end(of: last), lines: run.count)
            add(run, of: file, source, before, places: run.map { end(of: $0) }, isLate: false)
            run.removeAll()
        }

        private mutating func finishLate(_ late: [Int], of file: String?, _ source: inout ShippedSource) {
            guard !late.isEmpty else { return }
            let bytes = late.map { lines.range(of: $0).count }
            let before = source.advanceLate(bytes: bytes.reduce(0, +), lines: late.count)
            var place = before.offset
            let places = bytes.map { count in
                place += UInt64(count)
                return place
            }
            add(late, of: file, source, before, places: places, isLate: true)
        }

        private mutating func add(
            _ indices: [Int], of file: String?, _ source: ShippedSource, _ before: Bookmark, places: [UInt64],
            isLate: Bool
        ) {
            var bytes: [UInt8] = []
            var ends: [Int] = []
            var refusals: [Int: Rejection.Reason] = [:]
            for index in indices {
                if let reason = lines.refusals[index] { refusals[ends.count] = reason }
                bytes += lines.bytes[lines.range(of: index)]
                ends.append(bytes.count)
            }
            runs.append(
                Run(
                    file: file, isLate: isLate, generation: source.generation, bytes: bytes, ends: ends, places: places,
                    refusals: refusals, before: before))
        }
    }
}
