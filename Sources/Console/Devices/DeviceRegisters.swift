// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import Crypto
internal import Devices

/// The registers that are not as the reference, digit by digit and in words.
struct DeviceRegisters {
    let detail: DeviceDetail

    /// How many of those that differ are shown by their digits.
    private static let most = 2

    private var changed: [DeviceDetail.Register] { Array(detail.changed.prefix(Self.most)) }

    /// The rows that it takes.
    var rows: Int { 2 + 2 * changed.count }

    func draw(into surface: inout Surface, in rect: Rect) {
        PanelTitle(title, facts: facts).draw(on: &surface, in: rect)
        var y = rect.y + 1
        func line(_ label: String, _ value: String, _ role: Role, cut: Cut = .end, into surface: inout Surface) {
            guard y < rect.bottom else { return }
            surface.write(label, x: rect.x + 1, y: y, width: 10, style: Style(.textDim))
            surface.write(value, x: rect.x + 12, y: y, width: rect.columns - 13, style: Style(role), cut: cut)
            y += 1
        }
        for register in changed {
            let others = register.expected.count - 1
            let more = others > 0 ? " or \(others) more" : ""
            let expected = Self.grouped(register.expected.first ?? [])
            line("expected", expected + more, .text, cut: .middle, into: &surface)
            line("found", Self.grouped(register.found), .trustFailed, cut: .middle, into: &surface)
        }
        line("in words", PlatformRegister.difference(of: detail), .text, into: &surface)
    }

    private var title: String {
        guard let first = detail.changed.first else { return "Registers" }
        let count = detail.changed.count
        return count == 1
            ? "PCR \(first.index), \(PlatformRegister.name(of: first.index))"
            : PlatformRegister.list(detail.changed.map(\.index))
    }

    private var facts: String {
        let version = detail.summary.policyVersion
        guard version > 0 else { return "no reference yet" }
        let kind = detail.summary.deviceClass
        return "reference \(version)\(kind.isEmpty ? "" : ", class \(kind)")"
    }

    /// Digits in groups of eight.
    static func grouped(_ bytes: [UInt8]) -> String {
        stride(from: 0, to: bytes.count, by: 4).map { Hexadecimal.text(Array(bytes[$0..<min($0 + 4, bytes.count)])) }
            .joined(separator: " ")
    }
}
