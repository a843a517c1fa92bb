// SPDX-License-Identifier: Apache-2.0

import Collector
import EVE
import Fixtures
import Intake
import Synchronization

@testable import Station

/// A shipper as bad as any may be: it sends what was not acknowledged again, in windows cut anew and in any order, of files that are
/// emptied and filled again.
final class ShipperModel: Sendable {
    private struct Window {
        var lines: [(file: String?, offset: UInt64, text: String)]
        var isAcknowledged = false
    }

    private struct State {
        var random: SeededGenerator
        var number = 0
        var files: [String: UInt64] = [:]
        var windows: [Window] = []
        var written: [String] = []
    }

    private let state: Mutex<State>
    let gateway: String

    init(gateway: String, seed: UInt64) {
        self.gateway = gateway
        state = Mutex(State(random: SeededGenerator(seed: seed)))
    }

    /// All lines that were ever written.
    var written: [String] { state.withLock { $0.written } }
    var isDone: Bool { state.withLock { $0.windows.allSatisfy(\.isAcknowledged) } }

    /// Writes some lines into the files and sends them, the most of them in windows; what comes of them is put into `queue`.
    func send(to queue: CollectedQueue) {
        let count = state.withLock { state in
            for _ in 0..<Int.random(in: 1...4, using: &state.random) { write(&state) }
            return state.windows.count
        }
        for index in max(0, count - 4)..<count { put(index, into: queue) }
    }

    /// After a break: what was not acknowledged comes again, and a part of what was.
    func sendAgain(to queue: CollectedQueue) {
        let order = state.withLock { state in
            var open = state.windows.indices.filter { !state.windows[$0].isAcknowledged }
            open += state.windows.indices.suffix(6).filter { !open.contains($0) }
            return open.shuffled(using: &state.random)
        }
        for index in order { put(index, into: queue) }
    }

    private func put(_ index: Int, into queue: CollectedQueue) {
        let lines = state.withLock { state in
            var lines = ShippedLines()
            for line in state.windows[index].lines { lines.add(line.text.utf8, file: line.file, offset: line.offset) }
            return lines
        }
        queue.put(
            CollectedBatch(gateway: gateway, lines: lines) { [self] in
                state.withLock { $0.windows[index].isAcknowledged = true }
            })
    }

    private func write(_ state: inout State) {
        var window = Window(lines: [])
        for _ in 0..<Int.random(in: 1...7, using: &state.random) {
            let file = ["a", "b", nil].randomElement(using: &state.random) ?? nil
            // Emptied under its name.
            if Int.random(in: 0..<25, using: &state.random) == 0, let file { state.files[file] = 0 }
            // Sensors write the same line twice now and then, one behind the other.
            let isSame =
                file != nil && window.lines.last?.file == file && Int.random(in: 0..<6, using: &state.random) == 0
            if !isSame { state.number += 1 }
            let text = String(flowLines(state.number..<state.number + 1).dropLast())
            let offset = file.map { state.files[$0, default: 0] } ?? 0
            window.lines.append((file, offset, text))
            state.written.append(text)
            if let file { state.files[file] = offset + UInt64(text.utf8.count) + 1 }
            // Some lines are filtered by the shipper.
            if let file, Int.random(in: 0..<5, using: &state.random) == 0 { state.files[file, default: 0] += 40 }
        }
        state.windows.append(window)
    }
}
