// SPDX-License-Identifier: Apache-2.0

import Canvas
import EVE
import Query
import Testing

@testable import Console

@Suite("Keys of the matrix") struct MatrixKeyTests {
    @Test(
        "M shows the matrix over the same time and filter, Backspace and Esc go back",
        arguments: ["<Backspace>", "<Esc>"])
    func opens(back: String) {
        var desk = Desk()
        desk.run("j<Enter>t2")
        let overview = desk.state.place
        desk.run("M")
        #expect(desk.state.place.depth == .matrix)
        #expect(desk.state.place.chips == overview.chips)
        #expect(desk.state.place.period == overview.period)
        #expect(desk.row(1).contains("Alerts › matrix"))
        desk.run(back)
        #expect(desk.state.place == overview)
    }

    @Test("the palette shows the matrix from every pane", arguments: ["1", "2", "3", "5", "2o"])
    func palette(script: String) {
        var desk = Desk()
        desk.run(script + ":matrix<Enter>")
        #expect(desk.state.place.pane == .alerts)
        #expect(desk.state.place.depth == .matrix)
        desk.run("1")
        #expect(desk.state.place.depth == .overview)
    }

    @Test("the numbers are those of the store") func numbers() throws {
        var desk = Desk()
        desk.run("M")
        let matrix = try #require(desk.state.overviews.matrix)
        let found = desk.city.matching(desk.state.place.listFilter, desk.state.range)
        #expect(matrix.total == found.count)
        for signature in matrix.signatures {
            for (column, gateway) in matrix.gateways.enumerated() {
                let count = found.count {
                    $0.row.gateway == gateway.name && $0.row.alert?.signatureID == UInt32(signature.id)
                }
                #expect(signature.cells[column] ?? 0 == count)
            }
        }
    }

    @Test("arrows and letters move the cell, which ends at the edges") func moves() throws {
        var desk = Desk()
        desk.run("M<Home>hhhh")
        let matrix = try #require(desk.state.overviews.matrix)
        #expect(desk.state.matrixView.spot?.column == 0)
        desk.run("j<Right>")
        #expect(desk.state.matrixView.spot?.row == 1)
        #expect(desk.state.matrixView.spot?.column == 1)
        #expect(desk.row(2).contains(matrix.gateways[1].name))
        desk.run("Glllllllll")
        #expect(desk.state.matrixView.spot?.row == matrix.signatures.count - 1)
        #expect(desk.state.matrixView.spot?.column == matrix.gateways.count - 1)
    }

    @Test("Enter adds gateway and signature as chips and shows the overview of them") func enter() throws {
        var desk = Desk()
        desk.run("Mj")
        let spot = try #require(desk.state.matrixView.spot)
        let matrix = try #require(desk.state.overviews.matrix)
        let count = matrix.signatures[spot.row].cells[spot.column]
        desk.run("<Enter>")
        #expect(desk.state.place.depth == .overview)
        #expect(
            desk.state.place.chips.map(\.label) == [
                "gateway:\(matrix.gateways[spot.column].name)", "@sid:\(matrix.signatures[spot.row].id)",
            ])
        #expect(desk.state.overviews.alerts?.total.total == count)
        desk.run("<Backspace>")
        #expect(desk.state.place.depth == .matrix)
        #expect(desk.state.place.chips.isEmpty)
        #expect(desk.state.matrixView.spot?.row == spot.row)
    }

    @Test("o lists the alerts of the cell, as many as it says, and Esc leads back to the matrix") func list() throws {
        var desk = Desk()
        desk.run("Mj")
        let spot = try #require(desk.state.matrixView.spot)
        let count = desk.state.overviews.matrix?.signatures[spot.row].cells[spot.column]
        desk.run("o")
        #expect(desk.state.place.depth == .list)
        #expect(desk.state.list.total == count)
        desk.run("<Esc>")
        #expect(desk.state.place.depth == .matrix)
        #expect(desk.state.place.chips.isEmpty)
    }

    @Test("a cell without alerts is no filter, and says so", arguments: ["<Enter>", "o"]) func nothing(key: String) {
        var desk = Desk(MatrixTests.city(signatures: 8, gateways: 3))
        // The last row of those that fire at one gateway only.
        desk.run("MG")
        let matrix = desk.state.overviews.matrix
        let row = matrix?.signatures.firstIndex(where: \.isOfOneGateway) ?? 0
        desk.run("gg" + String(repeating: "j", count: row) + "hhh")
        let view = desk.state.matrixView
        while desk.state.matrixView.spot.map({ view.matrix.signatures[row].cells[$0.column] != nil }) ?? false {
            desk.run("l")
        }
        desk.run(key)
        #expect(desk.state.place.depth == .matrix)
        #expect(desk.state.place.chips.isEmpty)
        #expect(desk.state.notices.shown?.notice.text.contains("No alert") == true)
    }

    @Test("y copies the cell") func copies() {
        var desk = Desk()
        desk.run("My2")
        guard case .copy(let text, _)? = desk.effects.last else {
            Issue.record("nothing was copied but \(desk.effects)")
            return
        }
        #expect(text.split(separator: "\t").count == 4)
    }

    // MARK: Freshness

    @Test("it follows what is stored, once a second at the most, and not while it is frozen") func follows() {
        var desk = Desk()
        desk.run("M")
        func asked() -> Int {
            desk.asked.count {
                if case .count(let request) = $0 { request.by == AlertMatrix.dimensions } else { false }
            }
        }
        let before = asked()
        for token in 0..<10 { desk.send(.storeChanged(token: Int64(token))) }
        #expect(asked() == before)
        desk.wait(seconds: 1)
        #expect(asked() == before + 1)
        desk.run("f")
        desk.send(.storeChanged(token: 11))
        desk.wait(seconds: 5)
        #expect(asked() == before + 1)
    }

    @Test("a late answer of the overview does not come into the matrix, nor the other way round") func late() {
        var desk = Desk(answers: false)
        desk.answerAll()
        desk.run("M")
        desk.run("1")
        #expect(desk.state.requests.waiting.count { $0.key == .overview } == 1)
        desk.answerAll()
        #expect(desk.state.overviews.matrix == nil)
        #expect(desk.state.overviews.alerts != nil)
    }
}
