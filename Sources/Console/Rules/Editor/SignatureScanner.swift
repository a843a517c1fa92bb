// SPDX-License-Identifier: Apache-2.0

/// Walks over a signature up to the cursor and knows what may stand there.
struct SignatureScanner {
    /// A place of a signature.
    enum Place: Hashable {
        /// A word of the head, counted from 0.
        case head(Int)
        case keyword
        /// A word in the value of a keyword, behind so many commas; `name` is the word before it there.
        case value(String, commas: Int, name: String?)
        /// Within quotes.
        case text
        /// Behind the end.
        case done
    }

    private(set) var place = Place.head(0)
    /// What stands there already.
    private(set) var word = ""
    private var brackets = 0
    private var isEscaped = false
    /// The keyword of the quotes that are open.
    private var quoted = Place.keyword

    mutating func take(_ character: Character) {
        switch place {
        case .head(let index): takeHead(character, index)
        case .keyword: takeKeyword(character)
        case .value(let keyword, let commas, let name): takeValue(character, keyword, commas, name)
        case .text:
            if isEscaped {
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                place = quoted
            }
        case .done: break
        }
    }

    private mutating func takeHead(_ character: Character, _ index: Int) {
        switch character {
        case "(":
            (place, word) = (.keyword, "")
        case " " where brackets == 0, "\t" where brackets == 0:
            if !word.isEmpty { (place, word) = (.head(index + 1), "") }
        default:
            if character == "[" { brackets += 1 }
            if character == "]" { brackets = max(0, brackets - 1) }
            word.append(character)
        }
    }

    private mutating func takeKeyword(_ character: Character) {
        switch character {
        case ":": (place, word) = (.value(word.lowercased(), commas: 0, name: nil), "")
        case ";", " ", "\t": word = ""
        case ")": (place, word) = (.done, "")
        default: word.append(character)
        }
    }

    private mutating func takeValue(_ character: Character, _ keyword: String, _ commas: Int, _ name: String?) {
        switch character {
        case ";": (place, word) = (.keyword, "")
        case ",": (place, word) = (.value(keyword, commas: commas + 1, name: nil), "")
        case "\"":
            quoted = .value(keyword, commas: commas, name: "")
            (place, word) = (.text, "")
        case " ", "\t":
            if !word.isEmpty { place = .value(keyword, commas: commas, name: name.map { "\($0) \(word)" } ?? word) }
            word = ""
        default: word.append(character)
        }
    }
}
