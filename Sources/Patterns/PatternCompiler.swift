// SPDX-License-Identifier: Apache-2.0

internal import CHyperscan
internal import Glibc

/// Brings patterns into Hyperscan's tables and notes those that do not go in.
struct PatternCompiler {
    private(set) var refused: [PatternSet.Refusal] = []

    /// One pattern in the form in which Hyperscan takes it.
    private struct Expression {
        var index: Int
        var bytes: [UInt8]
        var flags: UInt32
    }

    /// The table of all literals among `patterns`; `nil` if there is none.
    mutating func compileLiterals(_ patterns: [SearchPattern]) -> OpaquePointer? {
        var expressions: [Expression] = []
        for (index, pattern) in patterns.enumerated() {
            guard case .literal(let bytes) = pattern else { continue }
            if bytes.isEmpty {
                refuse(index, "an empty text is everywhere")
            } else {
                let head = Array(bytes.prefix(PatternSet.literalLimit))
                expressions.append(Expression(index: index, bytes: head, flags: UInt32(HS_FLAG_SINGLEMATCH)))
            }
        }
        return unsafe compile(&expressions, areLiterals: true)
    }

    /// The table of all regular expressions among `patterns`; `nil` if there is none.
    mutating func compileRegexes(_ patterns: [SearchPattern]) -> OpaquePointer? {
        var expressions: [Expression] = []
        for (index, pattern) in patterns.enumerated() {
            guard case .regex(let source) = pattern else { continue }
            if let expression = expression(source, index) { expressions.append(expression) }
        }
        return unsafe compile(&expressions, areLiterals: false)
    }

    /// A regular expression that Hyperscan can at least parse.
    private mutating func expression(_ source: RegexSource, _ index: Int) -> Expression? {
        let bytes = Array(source.text.utf8)
        // In bytes beyond ASCII a class would stand for half characters, and Hyperscan's texts end at a NUL.
        guard bytes.count <= PatternSet.regexLimit, bytes.allSatisfy({ 1...127 ~= $0 }) else {
            refuse(index, "only expressions of at most \(PatternSet.regexLimit) ASCII characters")
            return nil
        }
        var flags = HS_FLAG_SINGLEMATCH | HS_FLAG_PREFILTER | HS_FLAG_ALLOWEMPTY
        if source.ignoresCase { flags |= HS_FLAG_CASELESS }
        if source.isMultiline { flags |= HS_FLAG_MULTILINE }
        if source.dotMatchesLineFeed { flags |= HS_FLAG_DOTALL }
        var details: UnsafeMutablePointer<hs_expr_info_t>?
        var error: UnsafeMutablePointer<hs_compile_error_t>?
        guard unsafe hs_expression_info(source.text, UInt32(flags), &details, &error) == HS_SUCCESS else {
            refuse(index, unsafe Self.takeError(error).message)
            return nil
        }
        // Hyperscan has no call for this; the default allocator, which the project does not change, is malloc.
        unsafe free(details)
        return Expression(index: index, bytes: bytes, flags: UInt32(flags))
    }

    /// The table of `expressions` without those that Hyperscan refuses.
    private mutating func compile(_ expressions: inout [Expression], areLiterals: Bool) -> OpaquePointer? {
        while !expressions.isEmpty {
            var database: OpaquePointer?
            var error: UnsafeMutablePointer<hs_compile_error_t>?
            if unsafe Self.compile(expressions, areLiterals, &database, &error) == HS_SUCCESS { return unsafe database }
            let reason = unsafe Self.takeError(error)
            if expressions.indices.contains(reason.expression) {
                refuse(expressions.remove(at: reason.expression).index, reason.message)
            } else {
                for expression in expressions { refuse(expression.index, reason.message) }
                return nil
            }
        }
        return nil
    }

    private static func compile(
        _ expressions: [Expression], _ areLiterals: Bool, _ database: inout OpaquePointer?,
        _ error: inout UnsafeMutablePointer<hs_compile_error_t>?
    ) -> hs_error_t {
        let flags = expressions.map(\.flags)
        let ids = expressions.map { UInt32($0.index) }
        let lengths = expressions.map(\.bytes.count)
        var text: [CChar] = []
        let starts = expressions.map { expression in
            defer { text.append(contentsOf: expression.bytes.map { CChar(bitPattern: $0) } + [0]) }
            return text.count
        }
        let count = UInt32(expressions.count)
        let mode = UInt32(HS_MODE_BLOCK)
        return unsafe text.withUnsafeBufferPointer { text in
            let texts: [UnsafePointer<CChar>?] = unsafe starts.map { unsafe text.baseAddress?.advanced(by: $0) }
            return areLiterals
                ? unsafe hs_compile_lit_multi(texts, flags, ids, lengths, count, mode, nil, &database, &error)
                : unsafe hs_compile_multi(texts, flags, ids, count, mode, nil, &database, &error)
        }
    }

    private mutating func refuse(_ index: Int, _ message: String) {
        refused.append(PatternSet.Refusal(index: index, message: message))
    }

    /// What an error says: which expression, -1 for none of them, and why. Frees it.
    private static func takeError(
        _ error: UnsafeMutablePointer<hs_compile_error_t>?
    ) -> (expression: Int, message: String) {
        guard let error = unsafe error else { return (-1, "no memory") }
        defer { unsafe hs_free_compile_error(error) }
        guard let message = unsafe error.pointee.message else { return (-1, "no memory") }
        return unsafe (Int(error.pointee.expression), String(cString: message))
    }
}
