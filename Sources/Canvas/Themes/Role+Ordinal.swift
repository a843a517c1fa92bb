// SPDX-License-Identifier: Apache-2.0

extension Role {
    /// Its place in `allCases`: a table, since looking it up there is too slow for every cell of a screen.
    var ordinal: Int {
        switch self {
        case .background: 0
        case .backgroundBar: 1
        case .backgroundPopup: 2
        case .backgroundCursor: 3
        case .backgroundChip: 4
        case .text: 5
        case .textStrong: 6
        case .textDim: 7
        case .ink: 8
        case .border: 9
        case .borderFocus: 10
        case .key: 11
        case .accent: 12
        case .urgencyCritical: 13
        case .urgencyHigh: 14
        case .urgencyMedium: 15
        case .urgencyLow: 16
        case .urgencyInfo: 17
        case .severity1: 18
        case .severity2: 19
        case .severity3: 20
        case .trustTrusted: 21
        case .trustFlagged: 22
        case .trustFailed: 23
        case .trustNone: 24
        case .trustSilent: 25
        case .stateGood: 26
        case .stateWarn: 27
        case .stateBad: 28
        case .stateSilent: 29
        case .deltaUp: 30
        case .deltaDown: 31
        case .chartSeverity1: 32
        case .chartSeverity2: 33
        case .chartSeverity3: 34
        case .chartOther: 35
        case .bar: 36
        case .barTrack: 37
        case .spark: 38
        case .syntaxKey: 39
        case .syntaxString: 40
        case .syntaxNumber: 41
        case .syntaxModifier: 42
        case .syntaxComment: 43
        case .dryKept: 44
        case .dryGained: 45
        case .dryLost: 46
        }
    }

    /// Whether it is made to stand behind text; other roles do so only in charts and under ink.
    var isGround: Bool {
        switch self {
        case .background, .backgroundBar, .backgroundPopup, .backgroundCursor, .backgroundChip: true
        default: false
        }
    }
}
