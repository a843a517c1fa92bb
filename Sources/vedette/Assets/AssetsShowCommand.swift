// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Assets
internal import EVE
internal import Rules
internal import Station

/// `vedette assets show`: the asset at an address.
struct AssetsShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Prints the asset at an address.",
        discussion: "Exit code 1 says that nothing is known of the address.")

    @Argument(help: "An IP address, or a hardware address.")
    var address: String

    @OptionGroup var station: StationOptions

    @Option(help: ArgumentHelp("The file of assets, instead of the configuration's.", valueName: "file"))
    var file: String?

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        guard IPAddress(address) != nil || MACAddress(address) != nil else {
            throw UserMessage(
                .wrongUse, "'\(address)' is no address.", help: "Give one such as 10.20.4.40 or 02:4c:49:0b:00:47.")
        }
        guard let path = try file ?? station.loadConfiguration().assets else {
            throw UserMessage(
                .wrongUse, "the configuration names no file of assets.",
                help: "Give one with --file, or 'assets: FILE' there; see docs/configuration.md.")
        }
        let reading = try AssetFile.read(path)
        if reading.errorCount > 0 {
            StandardError.print("vedette: \(path) has problems; 'vedette assets check' tells them.")
        }
        guard let asset = reading.book.asset(named: address) else {
            throw UserMessage(.notSo, "\(address) is of no asset in \(path).", help: "")
        }
        var output = StandardOutput()
        if json {
            try output.write(line: asset.json.bytes)
        } else {
            try output.write(hostile: asset.name)
            for (label, text) in lines(asset, path) where !text.isEmpty {
                let blanks = String(repeating: " ", count: 13 - label.count)
                try output.write(hostile: "  \(label)\(blanks)\(text)")
            }
        }
        try output.flush()
    }

    private func lines(_ asset: Asset, _ path: String) -> [(label: String, text: String)] {
        [
            ("what", asset.what), ("owner", asset.owner), ("street", asset.street),
            ("criticality", asset.criticality.rawValue), ("groups", asset.groups.joined(separator: ", ")),
            ("addresses", asset.addresses.joined(separator: ", ")),
            ("macs", asset.macs.map(\.description).joined(separator: ", ")), ("note", asset.note),
            ("from", "\(path):\(asset.position.line)"),
        ]
    }
}
