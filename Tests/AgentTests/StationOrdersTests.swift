// SPDX-License-Identifier: Apache-2.0

import Crypto
import EVE
import Enrolment
import Fixtures
import Foundation
import Pushes
import Testing

@testable import Agent
@testable import Collector

@Suite("Orders of a station's own collector")
struct StationOrdersTests {
    @Test("are followed, taken back and told, over one line that is made anew when the station is")
    func course() throws {
        let tls = try TLSCase()
        let model = try RulesModel()
        func listen(_ port: Int = 0) throws -> (OrdersBook, EnrolmentListener) {
            let book = OrdersBook(OrdersLimits()) { $0.commonName }
            let listener = try EnrolmentListener(
                host: "127.0.0.1", port: port, identity: tls.station, authority: tls.authority.certificate, orders: book
            ) { _, _, _ in .init(.refused("not here"), note: "") }
            return (book, listener)
        }
        var (book, listener) = try listen()
        let port = listener.port
        defer { listener.end() }
        try tls.enrol(model.folder, enrolment: port, collector: 1)
        var pace = model.pace
        pace.pause = 1000
        pace.longestPause = 20_000
        let desk = SensorDesk(PushReport(.none, agent: "0"))
        let end = Pipe()
        let say: @Sendable (String) -> Void = { [lines = model.lines] in lines.add($0) }
        let watch = SensorWatch(
            model.settings, folder: model.folder, pace: pace, desk: desk,
            stop: end.fileHandleForReading.fileDescriptor, say: say)
        let link = OrdersLink(folder: model.folder, pace: pace, desk: desk, say: say)
        defer {
            link.end()
            try? end.fileHandleForWriting.close()
            watch.waitForEnd()
        }
        func tells(_ state: PushReport.State, _ number: Int) -> Bool {
            becomesTrue {
                book.lines().contains {
                    $0.gateway == "gw-harbour" && $0.report.state == state && $0.report.number == number
                }
            }
        }
        #expect(tells(.none, 0))
        let good = try RulesModel.order(1, RulesModel.rules("one", "two"), "suppress gen_id 1, sig_id 7\n")
        for (order, state) in [
            (good, PushReport.State.verified),
            (try RulesModel.order(2, RulesModel.rules("one", "two", "at-check")), .refused),
            (try RulesModel.order(3, RulesModel.rules("one", "two", "at-reload")), .rolledBack),
        ] {
            #expect(book.send(try SignedPush(order, by: tls.station.key).line, number: order.number, to: "gw-harbour"))
            #expect(tells(state, order.number))
            let report = book.lines().first?.report
            #expect(report?.revision == good.files.revision)
            #expect(report?.sensor?.loaded == 7, "\(String(describing: report))")
        }
        listener.end()
        (book, listener) = try listen(port)
        #expect(tells(.rolledBack, 3))
    }
}
