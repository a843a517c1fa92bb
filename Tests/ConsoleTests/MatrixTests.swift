// SPDX-License-Identifier: Apache-2.0

import Canvas
import EVE
import Query
import Testing

@testable import Console

@Suite("Matrix of signatures and gateways") struct MatrixTests {
    /// Rows of a count by gateway, number, text and severity.
    private static func table(
        _ rows: [(gateway: String, id: Int64, text: String, severity: Int64, count: Int)], missing: Int = 0
    ) -> CountTable {
        CountTable(
            rows: rows.map {
                .init(
                    key: [.text($0.gateway), .integer($0.id), .text($0.text), .integer($0.severity)], count: $0.count)
            }, missing: missing, total: rows.reduce(missing) { $0 + $1.count })
    }

    /// So many signatures at so many gateways, each cell another number.
    private static func city(signatures: Int, gateways: Int) -> SmallCity {
        var city = SmallCity()
        var index = 0
        for signature in 0..<signatures {
            for gateway in 0..<gateways where signature % 4 != 3 || gateway == signature % gateways {
                for _ in 0...((signature + 3 * gateway) % 5) {
                    index += 1
                    var event = SmallCity.alert(index, at: SmallCity.now.advanced(byMicroseconds: Int64(-index * 1000)))
                    event.row.gateway = "gw-\(gateway)"
                    event.row.alert?.signatureID = UInt32(1000 + signature)
                    event.row.alert?.signature = "Rule \(signature)"
                    event.row.alert?.severity = UInt8(1 + signature % 3)
                    city.events.append(event)
                }
            }
        }
        city.events.reverse()
        return city
    }

    // MARK: Numbers

    @Test("severity 1 comes first, then the count; gateways by their count") func order() {
        let matrix = AlertMatrix(
            Self.table([
                ("b", 7, "loud", 3, 90), ("a", 9, "worst", 1, 2), ("c", 8, "middle", 2, 40), ("a", 8, "middle", 2, 60),
            ]))
        #expect(matrix.signatures.map(\.id) == [9, 8, 7])
        #expect(matrix.gateways.map(\.name) == ["b", "a", "c"])
        #expect(matrix.gateways.map(\.count) == [90, 62, 40])
        #expect(matrix.most == 90)
        #expect(matrix.high == 2)
        #expect(matrix.signatures.map(\.isOfOneGateway) == [true, false, true])
    }

    @Test("a signature that was reworded is one row, by its number, with its usual text and its worst severity")
    func reworded() {
        let matrix = AlertMatrix(
            Self.table([("a", 7, "new words", 2, 5), ("a", 7, "old words", 3, 9), ("b", 7, "new words", 2, 1)]))
        #expect(matrix.signatures.count == 1)
        #expect(matrix.signatures.first?.text == "old words")
        #expect(matrix.signatures.first?.severity == 2)
        #expect(matrix.signatures.first?.count == 15)
        #expect(matrix.signatures.first?.cells.values.sorted() == [1, 14])
    }

    @Test("cells and what is missing sum to the total, also where an answer has another shape") func sums() {
        var table = Self.table([("a", 7, "x", 2, 5), ("b", 8, "y", 1, 3)], missing: 4)
        table.rows.append(.init(key: [.text("a")], count: 6))
        table.total += 6
        let matrix = AlertMatrix(table)
        let cells = matrix.signatures.flatMap(\.cells.values).reduce(0, +)
        #expect(cells + matrix.missing == matrix.total)
        #expect(matrix.missing == 10)
    }

    @Test("the cursor stays on its cell when rows and columns change places, and inside when they are gone")
    func cursor() {
        let matrix = AlertMatrix(Self.table([("a", 7, "x", 2, 5), ("b", 8, "y", 2, 9)]))
        let cursor = AlertMatrix.Cursor(row: 0, column: 0, signature: 7, gateway: "a")
        let spot = matrix.spot(cursor, columns: matrix.gateways)
        #expect(spot?.row == 1 && spot?.column == 1)
        let gone = AlertMatrix.Cursor(row: 40, column: 50, signature: 1, gateway: "z")
        let last = matrix.spot(gone, columns: matrix.gateways)
        #expect(last?.row == 1 && last?.column == 1)
        #expect(AlertMatrix(CountTable()).spot(cursor, columns: []) == nil)
    }

    // MARK: Keys

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
        var desk = Desk(Self.city(signatures: 8, gateways: 3))
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

    // MARK: Picture

    /// The numbers in a row of the screen from cell `first` on.
    private static func numbers(_ row: String, from first: Int) -> [Int] {
        String(row.dropFirst(first).map { $0.isNumber || $0 == "," ? $0 : " " })
            .split(separator: " ").compactMap { Int($0.filter { $0 != "," }) }
    }

    @Test(
        "at every width and height each row, Other and the total sum to what stands behind them",
        arguments: [(60, 16), (80, 24), (100, 20), (120, 40), (160, 48), (400, 100)])
    func parts(columns: Int, rows: Int) throws {
        var desk = Desk(Self.city(signatures: 30, gateways: 12), columns: columns, rows: rows)
        for script in ["M", "G", "lllllllllllll", "gg"] {
            desk.run(script)
            let matrix = try #require(desk.state.overviews.matrix)
            let lines = desk.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            // Behind the text, which is as wide as the least that it gets, since every rule is short.
            let start = 3 + max(20, min(36, columns * 3 / 10))
            let shown = lines.filter { $0.contains("Rule ") && !$0.contains("━") }
            for line in shown + lines.filter({ $0.contains("Total") || $0.contains("Other (") }) {
                let found = Self.numbers(line, from: start)
                let parts = found.dropLast().reduce(0, +)
                #expect(parts == found.last, "\(line)")
            }
            let other = lines.first { $0.contains("Other (") }
            let sum = (shown + (other.map { [$0] } ?? [])).reduce(0) {
                $0 + (Self.numbers($1, from: start).last ?? 0)
            }
            #expect(sum == matrix.total)
        }
    }

    @Test("columns that do not fit are counted, and the cursor brings them in") func hiddenColumns() {
        var desk = Desk(Self.city(signatures: 6, gateways: 30), columns: 80, rows: 24)
        desk.run("M")
        #expect(desk.row(3).contains("+2"), "\(desk.row(3))")
        let last = desk.state.matrixView.columns.last?.name ?? "none"
        desk.run(String(repeating: "l", count: 40))
        #expect(desk.row(2).contains(last), "\(desk.row(2))")
    }

    @Test("a silent gateway has its mark, also without any alert, and its word in the title") func silent() {
        var city = SmallCity.withEvents(600)
        for index in city.events.indices where city.events[index].row.gateway == "gw-school-2" {
            city.events[index].row.gateway = "gw-market"
        }
        var desk = Desk(city)
        desk.run("M")
        #expect(desk.state.matrixView.columns.map(\.name).last == "gw-school-2")
        #expect(desk.row(3).contains("◌school-2"), "\(desk.row(3))")
        desk.run("lll")
        #expect(desk.row(2).contains("gw-school-2"))
        #expect(desk.row(2).contains("SILENT"))
        // A filter by gateway may be what leaves it out.
        desk.run("/gateway:gw-market<Enter>")
        #expect(desk.state.matrixView.columns.map(\.name) == ["gw-market"])
    }

    @Test("numbers are never cut, however large") func large() {
        var desk = Desk(columns: 80, rows: 24)
        desk.run("M")
        desk.state.overviews.matrix = AlertMatrix(
            Self.table([
                ("gw-a", 1, "first", 1, 12_345_678), ("gw-b", 1, "first", 1, 999), ("gw-a", 2, "second", 2, 8_765),
                ("gw-b", 3, "third", 2, 100_000),
            ]))
        #expect(desk.text.contains("12 M"))
        #expect(desk.text.contains("8,765"))
        #expect(desk.text.contains("100 k"))
        #expect(desk.text.contains("12,455,442"))
        #expect(!desk.row(4).contains("…"))
    }
}
