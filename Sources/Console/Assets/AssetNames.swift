// SPDX-License-Identifier: Apache-2.0

internal import Assets
internal import Canvas
internal import EVE

/// The names of assets beside addresses in lists.
struct AssetNames {
    let book: AssetBook
    /// Whether there is room for names, and anything to name.
    let areShown: Bool

    /// From so many columns up a list has room for them.
    private static let columnsLeast = 140
    /// How many columns wider a column of addresses may become by them.
    private static let room = 15

    init(_ book: AssetBook, columns: Int) {
        self.book = book
        areShown = !book.isEmpty && columns >= Self.columnsLeast
    }

    /// The best width of a column that is `best` wide without names, when it has these addresses in view.
    func best(_ best: Int, for addresses: some Sequence<IPAddress?>) -> Int {
        guard areShown else { return best }
        let names = addresses.lazy.compactMap { $0.flatMap { book.asset(at: $0)?.name } }
        return best + min(Self.room, names.map { 1 + $0.unicodeScalars.count }.max() ?? 0)
    }

    /// A text about an address, with the name of the asset at it.
    func entry(_ text: String, at address: IPAddress?) -> TableEntry {
        guard areShown, let name = address.flatMap({ book.asset(at: $0)?.name }) else {
            return .text(text, cut: .middle)
        }
        return .line([.text(text), .text(" \(name)", .textDim)])
    }
}

extension ConsoleState {
    /// An address with the name of the asset at it.
    func named(_ address: IPAddress) -> String {
        assets.asset(at: address).map { "\(address) \($0.name)" } ?? address.description
    }

    /// Takes other assets, by which groups are more or less urgent.
    mutating func take(_ book: AssetBook) -> [Effect] {
        assets = book
        return isStarted && place.pane == .inbox && place.depth == .overview ? loadInbox() : []
    }
}
