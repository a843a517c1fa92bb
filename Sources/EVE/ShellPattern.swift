// SPDX-License-Identifier: Apache-2.0

/// A pattern of names, of files or gateways: `*`, `?`, `[a-z]`, `[!a-z]`. Its time grows with the product of both lengths at the most.
///
/// Source: Python 3 library reference, `fnmatch`.
package struct ShellPattern {
    private enum Step {
        case any
        case one((Unicode.Scalar) -> Bool)
    }

    private var steps: [Step] = []

    package init(_ text: String) {
        let scalars = Array(text.unicodeScalars)
        var place = 0
        while place < scalars.count {
            let scalar = scalars[place]
            place += 1
            switch scalar {
            case "*": steps.append(.any)
            case "?": steps.append(.one { _ in true })
            case "[":
                guard let end = Self.end(of: scalars, at: place) else {
                    steps.append(.one { $0 == "[" })
                    continue
                }
                steps.append(Self.set(scalars[place..<end]))
                place = end + 1
            default: steps.append(.one { $0 == scalar })
            }
        }
    }

    /// Where a set ends that begins there; a bracket that stands first in it is one of it.
    private static func end(of scalars: [Unicode.Scalar], at start: Int) -> Int? {
        var first = start
        if first < scalars.count, scalars[first] == "!" { first += 1 }
        if first < scalars.count, scalars[first] == "]" { first += 1 }
        guard first < scalars.count else { return nil }
        return scalars[first...].firstIndex(of: "]")
    }

    private static func set(_ text: ArraySlice<Unicode.Scalar>) -> Step {
        let isOther = text.first == "!"
        let members = Array(isOther ? text.dropFirst() : text)
        var ranges: [(Unicode.Scalar, Unicode.Scalar)] = []
        var place = 0
        while place < members.count {
            if place + 2 < members.count, members[place + 1] == "-" {
                ranges.append((members[place], members[place + 2]))
                place += 3
            } else {
                ranges.append((members[place], members[place]))
                place += 1
            }
        }
        return .one { scalar in ranges.contains { $0.0 <= scalar && scalar <= $0.1 } != isOther }
    }

    /// Whether all of a name fits.
    package func fits(_ name: String) -> Bool {
        let scalars = Array(name.unicodeScalars)
        var (step, place) = (0, 0)
        var back: (step: Int, place: Int)?
        while place < scalars.count {
            if step < steps.count, case .one(let takes) = steps[step], takes(scalars[place]) {
                step += 1
                place += 1
            } else if step < steps.count, case .any = steps[step] {
                back = (step, place)
                step += 1
            } else if let last = back {
                // The last star takes one more.
                back = (last.step, last.place + 1)
                (step, place) = (last.step + 1, last.place + 1)
            } else {
                return false
            }
        }
        return steps[step...].allSatisfy { if case .any = $0 { true } else { false } }
    }
}
