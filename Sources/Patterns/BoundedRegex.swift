// SPDX-License-Identifier: Apache-2.0

internal import CPCRE2

/// A regular expression that takes a bounded time to match, however it and the text are made.
///
/// It is PCRE2's, over UTF-8, unanchored. `\w`, `\d` and the like stand for ASCII only; `\C` is not allowed. Bytes that
/// are not UTF-8 match nothing. Built once, used by any number of threads, each with a `RegexScratch` of its own.
@safe
package final class BoundedRegex: Sendable {
    /// The longest expression, in UTF-8.
    package static let lengthLimit = 16_384
    /// How many bytes of a text are looked at; the rest counts as not there.
    package static let textLimit = 65_536

    /// What a text came to.
    package enum Outcome: Sendable {
        case match, noMatch
        /// It was given up: the steps, the memory or the depth ran out.
        case limit
    }

    /// Compiled code does not change once it is made, and threads may share it.
    nonisolated(unsafe) let code: OpaquePointer

    /// - Throws: `RegexError` if it is none, or too long.
    package init(_ source: RegexSource) throws(RegexError) {
        let pattern = Array(source.text.utf8)
        guard pattern.count <= Self.lengthLimit else {
            throw RegexError(offset: Self.lengthLimit, message: "longer than \(Self.lengthLimit) bytes")
        }
        var options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C
        if source.ignoresCase { options |= PCRE2_CASELESS }
        if source.isMultiline { options |= PCRE2_MULTILINE }
        if source.dotMatchesLineFeed { options |= PCRE2_DOTALL }
        var number: Int32 = 0
        var offset = 0
        let compiled = unsafe pcre2_compile_8(pattern, pattern.count, options, &number, &offset, nil)
        guard let compiled = unsafe compiled else {
            throw RegexError(offset: offset, message: Self.message(number))
        }
        // Without a compiler for this machine, or memory for its code, the expression is interpreted.
        unsafe pcre2_jit_compile_8(compiled, PCRE2_JIT_COMPLETE)
        unsafe code = compiled
    }

    deinit {
        unsafe pcre2_code_free_8(code)
    }

    private static func message(_ number: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 256)
        let length = unsafe pcre2_get_error_message_8(number, &buffer, buffer.count)
        return String(decoding: buffer.prefix(max(0, Int(length))), as: UTF8.self)
    }
}

/// Why an expression is none.
package struct RegexError: Error, Hashable {
    /// Where, in bytes of UTF-8 from its beginning.
    package var offset: Int
    /// PCRE2's reason, one line.
    package var message: String

    package init(offset: Int, message: String) {
        self.offset = offset
        self.message = message
    }
}
