// SPDX-License-Identifier: Apache-2.0

internal import Pushes

/// The line of orders: reports go to the station, and orders come from it.
final class OrdersLink: Sendable {
    private let line: StationLine<OrdersConnection.Arrival>
    private let desk: SensorDesk

    /// Begins to connect.
    init(folder: AgentFolder, pace: AgentPace, desk: SensorDesk, say: @escaping @Sendable (String) -> Void) {
        self.desk = desk
        line = StationLine(
            folder: folder, pace: pace, subject: "orders",
            listener: .init(take: { Self.take($0, desk) }, stand: { desk.link = $0 }, say: say)
        ) { tell in
            OrdersConnection(report: { desk.report }, interval: pace.report, tell: tell)
        }
        desk.listen { [line] in line.fire(OrdersConnection.ReportChanged()) }
        line.begin()
    }

    private static func take(_ arrival: OrdersConnection.Arrival, _ desk: SensorDesk) -> Bool {
        switch arrival {
        case .clock(let skew):
            desk.clock = skew
            return false
        case .order(let order):
            desk.put(order)
            return true
        }
    }

    /// Ends the connection; nothing is said of it.
    func end() {
        desk.listen {}
        line.end()
    }
}
