// SPDX-License-Identifier: Apache-2.0

/// A pattern of `Comparison.like`: `*` stands for any run of characters, `?` for one Unicode scalar, a backslash takes
/// the meaning from what follows. Letters of ASCII match in either case, others as they are.
///
/// A test takes at most pattern times text steps; there is no backtracking beyond the last `*`.
package struct LikePattern: Sendable, Hashable {
    private enum Element: Sendable, Hashable {
        /// One byte of UTF-8, upper-case letters of ASCII made lower-case.
        case byte(UInt8)
        case one
        case run
    }

    private let elements: [Element]
    /// The pattern with no more backslashes than needed.
    package let description: String

    /// The pattern that `text` is; a backslash at the end stands for itself.
    package init(_ text: String) {
        var elements: [Element] = []
        var canonical = String.UnicodeScalarView()
        var isEscaped = false
        func append(_ scalar: Unicode.Scalar) {
            for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
                elements.append(.byte(byte.foldedASCII))
            }
            if scalar == "*" || scalar == "?" || scalar == "\\" { canonical.append("\\") }
            canonical.append(scalar)
        }
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\" where !isEscaped:
                isEscaped = true
                continue
            case "*" where !isEscaped:
                if elements.last != .run {
                    elements.append(.run)
                    canonical.append(scalar)
                }
            case "?" where !isEscaped:
                elements.append(.one)
                canonical.append(scalar)
            default: append(scalar)
            }
            isEscaped = false
        }
        if isEscaped { append("\\") }
        self.elements = elements
        description = String(canonical)
    }

    /// Whether it is nothing but `*`.
    var matchesEverything: Bool {
        elements == [.run]
    }

    /// The text that it matches alone, if there is no wildcard in it.
    var literal: String? {
        guard !elements.contains(.run), !elements.contains(.one) else { return nil }
        var text = String.UnicodeScalarView()
        var isEscaped = false
        for scalar in description.unicodeScalars {
            if scalar == "\\", !isEscaped {
                isEscaped = true
            } else {
                text.append(scalar)
                isEscaped = false
            }
        }
        return String(text)
    }

    /// The runs of bytes without a wildcard between them, as they must stand in a text that matches but for upper-case letters of
    /// ASCII.
    var literals: [[UInt8]] {
        elements.split { element in
            if case .byte = element { false } else { true }
        }.map { run in
            run.compactMap { element in
                if case .byte(let byte) = element { byte } else { nil }
            }
        }
    }

    /// Whether all of `text` matches.
    package func matches(_ text: String) -> Bool {
        matches(Array(text.utf8).span)
    }

    /// Whether all of a text in UTF-8 matches; bytes that are no UTF-8 are characters of their own.
    package func matches(_ text: [UInt8]) -> Bool {
        matches(text.span)
    }

    /// Whether all of a text in UTF-8 matches; bytes that are no UTF-8 are characters of their own.
    package func matches(_ text: Span<UInt8>) -> Bool {
        var element = 0
        var position = 0
        // Where the last `*` stands, and where what follows it was last tried.
        var run: (element: Int, position: Int)?
        while position < text.count {
            if element < elements.count, case .run = elements[element] {
                run = (element, position)
                element += 1
            } else if element < elements.count, let length = matched(elements[element], text, position) {
                element += 1
                position += length
            } else if let last = run {
                run = (last.element, last.position + 1)
                element = last.element + 1
                position = last.position + 1
            } else {
                return false
            }
        }
        while element < elements.count, case .run = elements[element] {
            element += 1
        }
        return element == elements.count
    }

    /// How many bytes the element takes at `position`, `nil` if it does not match there.
    private func matched(_ element: Element, _ text: Span<UInt8>, _ position: Int) -> Int? {
        switch element {
        case .run: return nil
        case .byte(let byte): return text[position].foldedASCII == byte ? 1 : nil
        case .one:
            // Not inside a character: a `*` before may have been tried there.
            guard !text[position].isContinuation || position == 0 || text[position - 1] < 0x80 else { return nil }
            var length = 1
            while length < 4, position + length < text.count, text[position] >= 0xC0,
                text[position + length].isContinuation
            {
                length += 1
            }
            return length
        }
    }
}

extension UInt8 {
    /// The byte with an upper-case letter of ASCII made lower-case.
    var foldedASCII: UInt8 {
        0x41...0x5A ~= self ? self | 0x20 : self
    }

    /// Whether it is a byte of UTF-8 that is not the first of its character.
    var isContinuation: Bool {
        self & 0xC0 == 0x80
    }
}
