// SPDX-License-Identifier: Apache-2.0

internal import Canvas

extension FieldRow {
    /// The row as the tree widget draws it.
    var treeRow: TreeRow {
        let fold: TreeRow.Fold =
            switch kind {
            case .container(let isFolded): isFolded ? .folded : .unfolded
            case .string, .number, .word: .leaf
            }
        return TreeRow(depth: depth, fold: fold, name: label.isEmpty ? "(no name)" : label, value: value)
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
