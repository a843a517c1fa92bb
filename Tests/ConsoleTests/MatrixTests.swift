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
    static func city(signatures: Int, gateways: Int) -> SmallCity {
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

    @Test("alerts without a signature have a row of their own, which no cell takes part in") func missing() {
        var desk = Desk(columns: 60, rows: 16)
        desk.run("M")
        desk.state.overviews.matrix = AlertMatrix(Self.table([("a", 7, "x", 2, 5), ("b", 8, "y", 1, 3)], missing: 4))
        #expect(desk.text.contains("Missing signature"))
        #expect(desk.text.split(separator: "\n").contains { $0.contains("Total") && $0.contains("12") })
    }
}
