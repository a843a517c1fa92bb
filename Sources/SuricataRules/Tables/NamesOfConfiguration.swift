// SPDX-License-Identifier: Apache-2.0

/// Names that Suricata's own `classification.config` and `reference.config` define; a sensor can have more.
enum NamesOfConfiguration {
    /// The classes of alerts.
    static let classes = words(
        """
        attempted-admin attempted-dos attempted-recon attempted-user bad-unknown coin-mining command-and-control
        credential-theft default-login-attempt denial-of-service domain-c2 exploit-kit external-ip-check icmp-event
        inappropriate-content misc-activity misc-attack network-scan non-standard-protocol not-suspicious
        policy-violation protocol-command-decode pup-activity rpc-portmap-decode shellcode-detect social-engineering
        string-detect successful-admin successful-dos successful-recon-largescale successful-recon-limited
        successful-user suspicious-filename-detect suspicious-login system-call-detect targeted-activity
        tcp-connection trojan-activity unknown unsuccessful-user unusual-client-port-connection
        web-application-activity web-application-attack
        """)

    /// The kinds of references, in lower case, as they are compared.
    static let references = words(
        """
        arachnids bid bugtraq cve et etpro exploitdb mcafee md5 msft nessus openpacket osvdb secunia securitytracker
        telus threatexpert url xforce
        """)

    private static func words(_ text: String) -> Set<String> {
        Set(text.split(whereSeparator: \.isWhitespace).map(String.init))
    }
}
