// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import Canvas

extension BarView {
    /// How the queue stands, and what came of today's jobs.
    var jobCounts: StyledLine {
        guard let board = state.jobs.board else { return [.text(Pane.jobs.title, .textStrong, .bold)] }
        func count(_ value: Int) -> String { Figure.grouped(value) }
        var line: StyledLine = [
            .text("\(count(board.running)) running", .textStrong, .bold), .text(", \(count(board.queued)) queued"),
        ]
        if !state.jobs.text.isEmpty { line.spans += [.text("  with "), .text(state.jobs.text, .textStrong, .bold)] }
        line.spans.append(.text("   today: \(count(board.succeededToday)) succeeded", .textDim))
        if board.failedToday > 0 {
            line.spans.append(.text("  \(count(board.failedToday)) failed closed", .stateBad))
        }
        if board.cancelledToday > 0 {
            line.spans.append(.text("  \(count(board.cancelledToday)) cancelled", .textDim))
        }
        return line
    }

    var jobTotals: PieceRow {
        guard let board = state.jobs.board else { return PieceRow([]) }
        var pieces: [PieceRow.Piece] = []
        if board.absence != nil {
            pieces.append(.init(StyledLine("cannot run here", .stateBad, .bold), priority: 1))
        } else {
            let busy = "\(board.running) of \(board.workers) \(board.workers == 1 ? "worker" : "workers") busy"
            pieces.append(.init(StyledLine(busy, .text), priority: 2))
        }
        if state.jobs.failure != nil { pieces.append(.init(StyledLine("old", .stateBad, .bold), priority: 1)) }
        let folders = board.watchFolders
        pieces.append(
            .init(StyledLine("\(folders) watch \(folders == 1 ? "folder" : "folders")", .textDim), priority: 3))
        return PieceRow(pieces)
    }
}
