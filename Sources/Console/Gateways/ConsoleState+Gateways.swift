// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query

extension ConsoleState {
    /// Who may send, and what came over a day, change slowly: they are asked for so many microseconds after the last answer.
    private static let registryRest: Int64 = 5_000_000
    private static let activityRest: Int64 = 10_000_000

    /// Every gateway that anything is known of, as the pane lists them.
    var gatewayRows: [GatewayRow] { GatewayRow.all(in: self, by: fleet.order) }

    /// The gateway under the cursor.
    var selectedGateway: GatewayRow? {
        let rows = gatewayRows
        return rows.first { $0.name == gatewayCursor } ?? rows.first
    }

    // MARK: Asking

    mutating func loadGateways() -> [Effect] {
        var effects = ask(.gateways, for: .gateways)
        if isOld(.enrolled, after: Self.registryRest) { effects += ask(.enrolled, for: .enrolled) }
        if isOld(.gatewayActivity, after: Self.activityRest) {
            effects += ask(.gatewayActivity(GatewaysState.grid(now: now)), for: .gatewayActivity)
        }
        return effects + loadGatewayRules()
    }

    private func isOld(_ slot: Slot, after rest: Int64) -> Bool {
        guard requests.waiting[slot] == nil else { return false }
        return answeredAt[slot].map { $0.advanced(byMicroseconds: rest) <= now } ?? true
    }

    // MARK: Keys

    mutating func moveGatewayCursor(_ step: CursorStep) {
        let names = gatewayRows.map(\.name)
        guard !names.isEmpty else { return }
        let old = gatewayCursor.flatMap { names.firstIndex(of: $0) } ?? 0
        let target: Int =
            switch step {
            case .by(let rows): old + rows
            case .page(let pages): old + pages * 10
            case .first: 0
            case .last: names.count - 1
            }
        gatewayCursor = names[min(max(0, target), names.count - 1)]
    }

    mutating func showGatewayPage() -> [Effect] {
        guard let gateway = selectedGateway else { return remark("There is no gateway") }
        return go(to: .gateway(gateway.name))
    }

    mutating func showGatewayEvents() -> [Effect] {
        guard let gateway = selectedGateway else { return remark("There is no gateway") }
        return go { place in
            place.pane = .events
            place.depth = .list
            place.chips = BarChip.split(Entity.gateway(gateway.name).filter)
            place.sort = .time
            place.isDescending = true
        }
    }

    /// The next order; the cursor stays on its gateway.
    mutating func changeGatewayOrder() -> [Effect] {
        gatewayCursor = selectedGateway?.name
        fleet.order = fleet.order.next
        return []
    }
}
