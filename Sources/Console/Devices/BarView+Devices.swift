// SPDX-License-Identifier: Apache-2.0

internal import Attestation
internal import Canvas
internal import Devices

extension BarView {
    /// The way to the device under the cursor.
    var deviceCrumbs: StyledLine {
        var line: StyledLine = [.text(Pane.devices.title, .textStrong, .bold)]
        guard let device = state.selectedDevice else { return line }
        line.spans += [.text(" "), .glyph(.crumb, .textDim), .text(" \(device.name)")]
        if device.gateway != device.name { line.spans.append(.text("  on \(device.gateway)", .textDim)) }
        if !device.deviceClass.isEmpty { line.spans.append(.text("  class \(device.deviceClass)", .textDim)) }
        return line
    }

    /// How many devices stand how, the worst first.
    var deviceTotals: PieceRow {
        guard let rows = state.devices.summaries, !rows.isEmpty else { return PieceRow([]) }
        let number = "\(Figure.grouped(rows.count)) \(rows.count == 1 ? "device" : "devices")"
        var pieces = [PieceRow.Piece(StyledLine(number, .textStrong, .bold), priority: 1)]
        if state.devices.failure != nil {
            pieces.append(.init(StyledLine("old", .stateBad, .bold), priority: 1))
        }
        let counts = Dictionary(grouping: rows, by: \.state.word).mapValues(\.count)
        for (index, word) in DeviceState.words.enumerated() {
            guard let count = counts[word] else { continue }
            let mark = DeviceState.mark(ofWord: word)
            pieces.append(
                .init(
                    [.glyph(mark), .text(" \(Figure.grouped(count)) "), .text(word, mark.role ?? .text)],
                    priority: 2 + index))
        }
        return PieceRow(pieces)
    }
}
