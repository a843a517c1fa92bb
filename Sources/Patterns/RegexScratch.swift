// SPDX-License-Identifier: Apache-2.0

internal import CPCRE2

/// What one thread needs to match regular expressions, and the limits that it holds to.
@safe
package struct RegexScratch: ~Copyable {
    /// The steps for one text, as PCRE2 counts them: one for each point that it may come back to. PCRE2 counts anew from
    /// each place where a match could begin, so that this is shared out over the places.
    private static let steps = 100_000_000
    /// The steps from one place: at least so many, however long the text, and at most.
    private static let stepsFromOnePlace = 1500...1_000_000
    /// The memory for points to come back to, in KiB.
    private static let heapLimit: UInt32 = 4096
    private static let depthLimit: UInt32 = 10_000
    /// The memory of compiled expressions for the same, in bytes: at first and at most. Its own 32 KiB let go of a group
    /// that is repeated a thousand times.
    private static let stackSizes = (32 << 10, 1 << 20)

    private let context: OpaquePointer
    private let result: OpaquePointer
    private let stack: OpaquePointer

    package init() {
        guard let context = unsafe pcre2_match_context_create_8(nil),
            let result = unsafe pcre2_match_data_create_8(1, nil),
            let stack = unsafe pcre2_jit_stack_create_8(Self.stackSizes.0, Self.stackSizes.1, nil)
        else {
            // Swift's own allocations end the process here as well.
            fatalError("no memory to match expressions")
        }
        unsafe pcre2_set_heap_limit_8(context, Self.heapLimit)
        unsafe pcre2_set_depth_limit_8(context, Self.depthLimit)
        unsafe pcre2_jit_stack_assign_8(context, nil, UnsafeMutableRawPointer(stack))
        unsafe self.stack = stack
        unsafe self.context = context
        unsafe self.result = result
    }

    deinit {
        unsafe pcre2_match_data_free_8(result)
        unsafe pcre2_match_context_free_8(context)
        unsafe pcre2_jit_stack_free_8(stack)
    }

    /// Whether `regex` matches somewhere in the first `BoundedRegex.textLimit` bytes of `text`.
    package mutating func match(_ regex: BoundedRegex, in text: Span<UInt8>) -> BoundedRegex.Outcome {
        let length = min(text.count, BoundedRegex.textLimit)
        let share = Self.steps / (length + 1)
        let steps = min(max(share, Self.stepsFromOnePlace.lowerBound), Self.stepsFromOnePlace.upperBound)
        unsafe pcre2_set_match_limit_8(context, UInt32(steps))
        let outcome = unsafe text.withUnsafeBufferPointer { bytes in
            unsafe pcre2_match_8(regex.code, bytes.baseAddress, length, 0, 0, result, context)
        }
        switch outcome {
        case 0...: return .match
        case let outcome where Self.isLimit(outcome): return .limit
        default: return .noMatch
        }
    }

    /// Where the groups of a match are, the whole match first.
    enum Found {
        case match([Range<Int>?])
        case noMatch, limit
    }

    /// The first match at `start` or behind it.
    mutating func groups(of regex: BoundedRegex, in text: [UInt8], from start: Int) -> Found {
        guard let data = unsafe pcre2_match_data_create_from_pattern_8(regex.code, nil) else { return .limit }
        defer { unsafe pcre2_match_data_free_8(data) }
        let steps = min(
            max(Self.steps / (text.count + 1), Self.stepsFromOnePlace.lowerBound), Self.stepsFromOnePlace.upperBound)
        unsafe pcre2_set_match_limit_8(context, UInt32(steps))
        let outcome = unsafe pcre2_match_8(regex.code, text, text.count, start, 0, data, context)
        guard outcome >= 0 else { return Self.isLimit(outcome) ? .limit : .noMatch }
        guard let places = unsafe pcre2_get_ovector_pointer_8(data) else { return .limit }
        let count = unsafe Int(pcre2_get_ovector_count_8(data))
        return .match(
            (0..<count).map { group in
                let (from, to) = unsafe (places[2 * group], places[2 * group + 1])
                // A group that took no part has no place; one may begin behind its end with \K.
                guard from >= 0, from <= to, to <= text.count else { return nil }
                return Int(from)..<Int(to)
            })
    }

    private static func isLimit(_ outcome: Int32) -> Bool {
        [
            PCRE2_ERROR_MATCHLIMIT, PCRE2_ERROR_DEPTHLIMIT, PCRE2_ERROR_HEAPLIMIT, PCRE2_ERROR_JIT_STACKLIMIT,
            PCRE2_ERROR_NOMEMORY,
        ].contains(outcome)
    }
}
