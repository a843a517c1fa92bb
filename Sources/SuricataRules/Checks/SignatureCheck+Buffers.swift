// SPDX-License-Identifier: Apache-2.0

internal import Rules

extension SignatureCheck {
    /// Keywords that match flows and packets or count alerts, and look into no buffer.
    private static let outsideBuffers: Set<String> = [
        "bypass", "detection_filter", "dsize", "filesize", "flags", "flow", "flowbits", "hostbits", "noalert", "sameip",
        "stream_size", "tag", "tcp.flags", "threshold", "ttl", "xbits",
    ]

    /// Whether each buffer is chosen in one way and has something that looks into it.
    mutating func checkBuffers(_ options: [(option: SignatureOption, keyword: Keyword)]) {
        var sticky: SignatureOption?
        var isUnused = false
        var canChoose = false
        var isDecoded = false
        for (option, keyword) in options {
            switch keyword.use {
            case .meta: break
            case .sticky:
                if isUnused, let sticky { reportUnused(sticky) }
                if keyword.name == "base64_data", !isDecoded {
                    findings.add(
                        at: option.offset, "base64_data stands without base64_decode before it",
                        help: "Write base64_decode; before it.")
                }
                // Both go back to the packet or on to decoded bytes, and may stand alone.
                let isReset = ["pkt_data", "base64_data"].contains(keyword.name)
                sticky = keyword.name == "pkt_data" ? nil : option
                isUnused = !isReset
                canChoose = false
            case .transform:
                if sticky == nil {
                    findings.add(
                        at: option.offset, "\(keyword.name) stands without a sticky buffer before it",
                        help: "Write a buffer such as http.uri; before it.")
                }
            case .bufferModifier:
                checkModifier(option, keyword, sticky: sticky, canChoose: canChoose)
                canChoose = false
            case .contentModifier, .match:
                if Self.outsideBuffers.contains(keyword.name) { break }
                isUnused = false
                if keyword.name == "bsize", sticky == nil {
                    findings.add(
                        at: option.offset, "bsize stands without a sticky buffer before it",
                        help: "Write a buffer such as http.uri; before it, or dsize for the packet.")
                }
                if ["content", "uricontent"].contains(keyword.name) { canChoose = sticky == nil }
                if keyword.name == "base64_decode" { isDecoded = true }
            }
        }
        if isUnused, let sticky { reportUnused(sticky) }
    }

    private mutating func reportUnused(_ sticky: SignatureOption) {
        findings.add(
            at: sticky.offset, "nothing looks into the buffer \(sticky.name)",
            help: "Write a content behind it, or remove it.")
    }

    private mutating func checkModifier(
        _ option: SignatureOption, _ keyword: Keyword, sticky: SignatureOption?, canChoose: Bool
    ) {
        if let sticky {
            findings.add(
                at: option.offset, "\(keyword.name), an old buffer modifier, stands behind the sticky \(sticky.name)",
                help: "Use sticky buffers alone, or write pkt_data; and a content before it.")
        } else if !canChoose {
            findings.add(
                at: option.offset, "\(keyword.name) stands without a content before it",
                help: "Write the content first, or use the sticky buffer with a dot in its name.")
        }
    }
}
