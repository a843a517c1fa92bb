// SPDX-License-Identifier: Apache-2.0

internal import Assets
internal import Canvas

extension FieldRow {
    /// The row as the tree widget draws it, with the name of the asset at its address, if it has one.
    func treeRow(naming assets: AssetBook) -> TreeRow {
        let fold: TreeRow.Fold =
            switch kind {
            case .container(let isFolded): isFolded ? .folded : .unfolded
            case .string, .number, .word: .leaf
            }
        return TreeRow(
            depth: depth, fold: fold, name: label.isEmpty ? "(no name)" : label,
            value: value + assetName(assets))
    }

    private func assetName(_ assets: AssetBook) -> StyledLine {
        guard kind == .string, let asset = assets.asset(named: text) else { return [] }
        return StyledLine("  \(asset.name)", .accent)
    }

    private var value: StyledLine {
        switch kind {
        case .container(let isFolded): isFolded ? StyledLine(text, .textDim) : []
        case .string: text.isEmpty ? StyledLine("(empty)", .textDim, .italic) : StyledLine(text, .text)
        case .number: StyledLine(text, .syntaxNumber)
        case .word: StyledLine(text, .syntaxModifier)
        }
    }
}
