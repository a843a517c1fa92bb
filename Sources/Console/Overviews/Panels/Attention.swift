// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import Devices
internal import EVE
internal import Query

/// What wants attention: silent gateways, the longest first, devices that are not to be believed or do not answer, then gateways that
/// drop packets.
struct Attention {
    /// One gateway and what is wrong with it.
    struct Item {
        var mark: StyledLine.Span
        var gateway: String
        var words: String
        var role: Role
        var isLoud: Bool
    }

    let items: [Item]

    /// Of each kind no more are named.
    private static let most = 6

    init(activity: [GatewayActivity], grid: BucketGrid, context: DrawContext) {
        let silent = NoteLane.silent(activity, grid: grid, context: context).prefix(Self.most).map { entry in
            let age = entry.last.map {
                Figure.age(seconds: Int((context.now.microseconds - $0.microseconds) / 1_000_000))
            }
            return Item(
                mark: .glyph(.silent), gateway: entry.gateway, words: "silent \(age ?? "always")", role: .stateSilent,
                isLoud: true)
        }
        let dropping = activity.filter { $0.drops.contains { $0 > 0 } }.prefix(Self.most).map { gateway in
            Item(
                mark: .text("v", .stateWarn, .bold), gateway: gateway.gateway,
                words: "\(Figure.compact(gateway.drops.reduce(0, +))) dropped", role: .stateWarn, isLoud: false)
        }
        // A gateway is the device of its name in small letters.
        let known = Set(silent.map { $0.gateway.lowercased() })
        let devices = (context.ingest.devices?.troubled ?? []).filter { !known.contains($0.name.lowercased()) }
            .prefix(Self.most).map { device in
                let (age, overflow) = context.now.microseconds.subtractingReportingOverflow(device.since.microseconds)
                let words = overflow ? "" : " \(Figure.age(seconds: Int(max(0, age) / 1_000_000)))"
                return Item(
                    mark: device.state.span, gateway: device.name, words: device.state.word + words,
                    role: device.state.role, isLoud: true)
            }
        items = silent + devices + dropping
    }

    /// A line for each, names in a column; for the side column.
    var lines: [StyledLine] {
        items.map { item in
            let name = item.gateway
            let padded =
                name.count < 18 ? name + String(repeating: " ", count: 18 - name.count) : String(name.prefix(18))
            return [item.mark, .text(" \(padded) ", .text, item.isLoud ? .bold : []), .text(item.words, item.role)]
        }
    }

    /// All in one line, for screens without a side column.
    var line: StyledLine {
        guard !items.isEmpty else { return StyledLine("no gateway is silent, none drops packets", .textDim) }
        var line: StyledLine = []
        for (index, item) in items.enumerated() {
            if index > 0 { line.spans.append(.text("   ")) }
            line.spans += [
                item.mark, .text(" \(item.gateway) ", .text, item.isLoud ? .bold : []), .text(item.words, item.role),
            ]
        }
        return line
    }
}
