// SPDX-License-Identifier: Apache-2.0

import EVE
import Rules
import SuricataRules
import Testing

@Suite("threshold.config")
struct ThresholdTests {
    /// Lines as in `Verdicts`, run with 7.0.10 and 8.0.7: `=` both read it, `!` both refuse it, `8` only 8 reads it.
    static let verdicts = #"""
        = threshold gen_id 1, sig_id 1, type limit, track by_src, count 1, seconds 60
        = threshold gen_id 1, sig_id 1, type threshold, track by_dst, count 1, seconds 60
        = threshold gen_id 1, sig_id 1, type both, track by_rule, count 1, seconds 60
        = threshold gen_id 1, sig_id 1, type both, track by_both, count 1, seconds 60
        8 threshold gen_id 1, sig_id 1, type both, track by_flow, count 1, seconds 60
        ! threshold gen_id 1, sig_id 1, type backoff, track by_flow, count 1, multiplier 10
        = event_filter gen_id 1, sig_id 1, type limit, track by_src, count 1, seconds 60
        = threshold gen_id 0, sig_id 0, type limit, track by_src, count 1, seconds 60
        = threshold gen_id 1, sig_id 0, type limit, track by_src, count 1, seconds 60
        ! threshold gen_id 0, sig_id 1, type limit, track by_src, count 1, seconds 60
        ! threshold gen_id 1, sig_id 1, type limit, track by_src, count 0, seconds 60
        = threshold gen_id 1, sig_id 1, type limit, track by_src, count 1, seconds 0
        ! threshold gen_id 1, sig_id 1, type limit, track by_src, count -1, seconds 60
        ! threshold gen_id 1, sig_id 1, type limit, track by_src, seconds 60, count 1
        ! threshold gen_id 1, sig_id 1, track by_src, type limit, count 1, seconds 60
        ! threshold gen_id 1 sig_id 1, type limit, track by_src, count 1, seconds 60
        ! threshold gen_id 1, sig_id 1, type limit track by_src, count 1, seconds 60
        = threshold gen_id 1,sig_id 1,type limit,track by_src,count 1,seconds 60
        ! threshold gen_id 1, sig_id 1, type limit, track by_src, count 1, seconds 60 # c
        ! threshold gen_id 1, sig_id 1, type limit, track by_src, count 1, seconds 60;
        ! threshold gen_id 1, sig_id 1, type foo, track by_src, count 1, seconds 60
        ! threshold gen_id 1, sig_id 1, type limit, track by_source, count 1, seconds 60
        ! THRESHOLD gen_id 1, sig_id 1, type limit, track by_src, count 1, seconds 60
        ! threshold gen_id 1, sig_id 99999999999, type limit, track by_src, count 1, seconds 60
        ! threshold gen_id 1, sig_id 1, type limit, track by_src, count 1, seconds 99999999999
        =  threshold gen_id 1, sig_id 1, type limit, track by_src, count 1, seconds 60
        = rate_filter gen_id 1, sig_id 1, track by_src, count 10, seconds 60, new_action drop, timeout 30
        = rate_filter gen_id 1, sig_id 1, track by_both, count 10, seconds 60, new_action pass, timeout 30
        8 rate_filter gen_id 1, sig_id 1, track by_flow, count 10, seconds 60, new_action reject, timeout 30
        = rate_filter gen_id 1, sig_id 1, track by_dst, count 10, seconds 60, new_action log, timeout 30
        ! rate_filter gen_id 1, sig_id 1, track by_dst, count 10, seconds 60, new_action rejectsrc, timeout 30
        ! rate_filter gen_id 1, sig_id 1, track by_dst, count 10, seconds 60, new_action drop
        = rate_filter gen_id 1, sig_id 1, track by_dst, count 10, seconds 60, new_action drop, timeout 0
        ! rate_filter gen_id 1, sig_id 1, track by_dst, count 0, seconds 0, new_action drop, timeout 10
        = suppress gen_id 1, sig_id 1
        = suppress gen_id 0, sig_id 0
        = suppress gen_id 1, sig_id 0
        ! suppress gen_id 0, sig_id 1
        = suppress gen_id 1, sig_id 1, track by_src, ip 10.0.0.1
        = suppress gen_id 1, sig_id 1, track by_dst, ip 10.0.0.0/8
        = suppress gen_id 1, sig_id 1, track by_either, ip 2001:db8::/32
        = suppress gen_id 1, sig_id 1, track by_src, ip [10.0.0.1,10.0.0.2]
        ! suppress gen_id 1, sig_id 1, track by_src, ip [10.0.0.1, !10.0.0.2]
        ! suppress gen_id 1, sig_id 1, track by_src, ip !10.0.0.1
        = suppress gen_id 1, sig_id 1, track by_src, ip $HOME_NET
        = suppress gen_id 1, sig_id 1, track by_src, ip any
        ! suppress gen_id 1, sig_id 1, track by_src, ip 10.0.0.1-10.0.0.9
        ! suppress gen_id 1, sig_id 1, track by_src, ip 10.0.0.0/33
        = suppress gen_id 1, sig_id 1, track by_src, ip 10.0.0.1,10.0.0.2
        ! suppress gen_id 1, sig_id 1, track by_src, ip 10.0.0.1 # why
        ! suppress gen_id 1, sig_id 1, track by_src
        ! suppress gen_id 1, sig_id 1, ip 10.0.0.1
        ! suppress gen_id 1, sig_id 1, track by_rule, ip 10.0.0.1
        ! suppress gen_id 1, sig_id 1, track by_both, ip 10.0.0.1
        ! suppress gen_id 1, sig_id 1,
        = suppress gen_id 1 , sig_id 1
        = suppress gen_id1, sig_id1
        ! suppress gen_id 1, sig_id 1, track by_src, ip 10.0.0.1 10.0.0.2
        ! suppress gen_id 1, sig_id 1, track by_src, ip: 10.0.0.1
        ! suppress gen_id 1, sig_id 1, track by_src, ip []
        ! suppress gen_id 1, sig_id 1, track by_src, ip [ 10.0.0.1 , 10.0.0.2 ]
        ! suppress sig_id 1, gen_id 1
        ! suppress gen_id 1
        ! suppress
        ! foo bar
        """#

    @Test("what Suricata refuses is an error, what it reads is none and prints as the same entry")
    func againstSuricata() throws {
        for row in Self.verdicts.split(separator: "\n") {
            let line = String(row.dropFirst(2))
            let file = ThresholdFile.parse(line)
            let isRefused = file.problems.contains { $0.weight == .error }
            #expect(isRefused == row.hasPrefix("!"), "\(row): \(file.problems.map(shown))")
            if row.hasPrefix("8") { #expect(file.problems.contains { $0.message.contains("Suricata 8") }) }
            guard !isRefused else { continue }
            var entry = try #require(file.entries.first, "\(row)")
            var again = try #require(ThresholdFile.parse(entry.text).entries.first, "\(entry.text)")
            again.position = .start
            entry.position = .start
            #expect(again == entry)
        }
    }

    @Test("lines are read as values, and covered without a gap")
    func values() throws {
        let text = """
            # limits
            suppress gen_id 1, sig_id 7, track by_src, \\
              ip [192.0.2.0/24,2001:db8::1]

            #suppress gen_id 1, sig_id 8
            # suppress what annoys
            rate_filter gen_id 1, sig_id 7, track by_rule, count 3, seconds 5, new_action drop, timeout 9\r

            """
        let file = ThresholdFile.parse(text)
        #expect(file.lines.flatMap { file.bytes[$0.range] } == Array(text.utf8))
        #expect(file.problems.isEmpty)
        let network = try #require(IPNetwork("192.0.2.0/24"))
        let host = try #require(IPNetwork("2001:db8::1"))
        let addresses: AddressSet = .list([.element(.network(network)), .element(.network(host))])
        #expect(
            file.entries.map(\.command) == [
                .suppress(ThresholdEntry.Restriction(track: .source, addresses: addresses)),
                .rateFilter(.rule, count: 3, seconds: 5, .drop, timeout: 9),
            ])
        #expect(file.entries.map(\.position.line) == [2, 7])
        let disabled = file.lines.compactMap { if case .disabled(let entry) = $0.kind { entry.sid } else { nil } }
        #expect(disabled == [8])
    }

    @Test(
        "problems stand at the place to mend",
        arguments: [
            ("suppress gen_id 1, sig_id 1", "1:1 warning this silences 1:1 for all addresses"),
            ("suppress gen_id 0, sig_id 0", "1:1 warning this silences every signature for all addresses"),
            (
                "threshold gen_id 1, sig_id 0, type limit, track by_src, count 1, seconds 60",
                "1:1 warning this changes every signature of generator 1"
            ),
            ("suppress gen_id 1, sig_id 1, track by_scr, ip 10.0.0.1", "1:36 error track cannot be by_scr here"),
            ("suppress gen_id 1 sig_id 1", "1:18 error a comma is missing behind the value of gen_id"),
            (
                "suppress gen_id 1, sig_id 1, track by_src, ip 10.0.0.1, 10.0.0.300",
                "1:57 error 10.0.0.300 is no address"
            ),
            ("suppress gen_id 1, sig_id 1, track by_src", "1:42 error ip is missing"),
            (
                "threshold gen_id 1, sig_id 1, type limit, track by_src, seconds 5, count 1",
                "1:57 error seconds stands where count belongs"
            ),
            ("supress gen_id 1, sig_id 1", "1:1 error there is no command supress"),
            (
                "threshold gen_id 1, sig_id 1, type backoff, track by_src, count 1, seconds 5",
                "1:36 error type cannot be backoff here"
            ),
            (
                "threshold gen_id 1, sig_id 1, type limit, track by_src, count 1, seconds 5, x 1",
                "1:77 error x stands behind the end of the line's parts"
            ),
        ])
    func places(line: String, problem: String) {
        #expect(ThresholdFile.parse(line).problems.map(shown) == [problem])
    }

    @Test("what stands twice is told")
    func twice() {
        let line = "suppress gen_id 1, sig_id 1, track by_src, ip 10.0.0.1\n"
        let file = ThresholdFile.parse(line + "\n" + line.replacing(", ", with: ","))
        #expect(file.problems.map(shown) == ["3:1 warning line 1 says the same"])
        #expect(file.entries.count == 2)
    }

    @Test("a line that suppresses is made of values")
    func making() throws {
        let name = SignatureName(sid: 7)
        let networks = try ["192.0.2.1", "198.51.100.0/24"].map { try #require(IPNetwork($0)) }
        #expect(
            ThresholdEntry.suppressing(name, track: .source, networks: [networks[0]])
                == "suppress gen_id 1, sig_id 7, track by_src, ip 192.0.2.1")
        #expect(
            ThresholdEntry.suppressing(name, track: .either, networks: networks)
                == "suppress gen_id 1, sig_id 7, track by_either, ip [192.0.2.1,198.51.100.0/24]")
        #expect(ThresholdEntry.suppressing(name) == "suppress gen_id 1, sig_id 7")
        #expect(ThresholdEntry.suppressing(name, track: .flow, networks: networks) == nil)
        #expect(ThresholdEntry.suppressing(name, track: .source, networks: []) == nil)
    }

    @Test("files are told apart by what is in them")
    func kinds() {
        let signature = rule("")
        let suppress = "suppress gen_id 1, sig_id 7"
        let cases: [(String, RuleKind?)] = [
            ("# c\n\n\(signature)\n", .signature), ("#\(signature)\n", .signature), ("\(suppress)\n", .threshold),
            ("# \(suppress)\n# text\n", .threshold), ("", nil), ("# only words\n", nil),
            ("title: x\nthreshold: 5\nlogsource:\n", nil), ("192.0.2.1\n", nil), ("alert me when it rains\n", nil),
            ("\u{FEFF}\(signature)", .signature), ("\(signature)\n\(signature)\n\(suppress)", .signature),
            ("event_filter gen_id 1, sig_id 1, type limit, track by_src, count 1, seconds 5", .threshold),
        ]
        for (text, kind) in cases {
            #expect(RuleFileKind.of(Array(text.utf8)) == kind, "\(text)")
        }
    }
}
