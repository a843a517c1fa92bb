// SPDX-License-Identifier: Apache-2.0

import Rules
import SuricataRules
import Testing

@Suite("What is said about signatures, and where")
struct CheckTests {
    @Test(
        "options have their problems at the place to mend",
        arguments: [
            (#"content:"abc" nocase;"#, "1:53 error a semicolon is missing before nocase"),
            (#"content:"abc"; nocase depth:3;"#, "1:61 error a semicolon is missing behind nocase"),
            (#"pcre:"/a/" content:"b";"#, "1:50 error a semicolon is missing before content"),
            (#"content:"a;b";"#, "1:50 error this ; ends the option, although it stands within quotes"),
            (#"content:"ab; nocase;"#, "1:48 error this quote is not closed before the semicolon"),
            (#"content:“abc”;"#, "1:48 error the value of content needs double quotes"),
            (#"content:"é|4x|";"#, "1:52 error a character that is no hexadecimal digit stands between bars"),
            (
                #"content:"abc"; nocase; http.uri; nocase; content:"x";"#,
                "1:73 error nocase stands without a content before it"
            ),
            (
                #"http.uri; content:"a"; http_method;"#,
                "1:63 error http_method, an old buffer modifier, stands behind the sticky http.uri"
            ),
            (#"reference:url,example.org content:"x";"#, "1:66 warning a semicolon is missing before content"),
            (#"dsize:5 content:"x";"#, "1:48 error a semicolon is missing before content"),
            (
                #"classtype:trojan-activty;"#,
                "1:50 warning trojan-activty is no class of Suricata's classification.config"
            ),
            (#"flow:to_sever;"#, "1:45 error flow knows no to_sever"),
            (#"flowbits:isest,x;"#, "1:49 error flowbits knows no isest"),
            (#"threshold:type limit, track by_src, count 0, seconds 60;"#, "1:82 warning count 0 counts nothing"),
            (#"detection_filter:track by_src, count 5, secs 60;"#, "1:80 error detection_filter knows no secs"),
            (#"metadata:lonely;"#, "1:49 warning lonely has no value"),
            (
                #"reference:url,https://example.org;"#,
                "1:50 warning the address in this reference has a scheme, which url adds itself"
            ),
            (#"reference:blog,x;"#, "1:50 warning blog is no kind of Suricata's reference.config"),
            (#"priority:300;"#, "1:49 warning priority 300 lies outside of 1 to 255"),
            (#"requires:sausage;"#, "1:49 warning sausage is no requirement, so Suricata leaves the rule out"),
            (#"tls.alpn; content:"h2";"#, "1:40 warning tls.alpn is new in Suricata 8"),
            (#"file.data:to_client; content:"x";"#, "1:50 warning file.data takes a value only since Suricata 8"),
            (#"luajit:x.lua;"#, "1:40 warning luajit is gone in Suricata 8"),
            (#"pcre:"/(a[)]/";"#, "1:47 error this ( is never closed"),
            (#"pcre:"/a/k";"#, "1:49 error there is no flag k for a regular expression"),
            (#"flow:established; rev:3;"#, "1:72 error rev stands here a second time"),
        ])
    func options(text: String, problem: String) {
        #expect(problems(rule(text)) == [problem])
    }

    @Test(
        "heads have their problems at the place to mend",
        arguments: [
            ("alert tcp any any any any", "1:23 error the head has no direction"),
            ("alert tcp any -> any any", "1:15 error too few parts stand before the direction"),
            ("alert tcp any any -> any", "1:19 error too few parts stand behind the direction"),
            ("alert tcp any any - > any any", "1:19 error - stands where the direction belongs"),
            ("alert tcp any any <- any any", "1:19 error <- is no direction"),
            ("alrt tcp any any -> any any", "1:1 error there is no action alrt"),
            ("alert tpc any any -> any any", "1:7 error there is no protocol tpc"),
            ("alert tls:nope any any -> any any", "1:11 error tls has no hook nope"),
            ("alert tls:client_hello_done any any -> any any", "1:7 warning rule hooks are new in Suricata 8"),
            ("alert ldap any any -> any any", "1:7 warning ldap is new in Suricata 8"),
            ("alert tcp any any => any any", "1:19 warning => is new in Suricata 8"),
            ("alert tcp any any -> any [80,99999]", "1:30 error there is no port 99999"),
            ("alert tcp any any -> any 90:80", "1:26 error 90:80 ends before it begins"),
            ("alert tcp [10.0.0.1,[10.0.0.0/40]] any -> any any", "1:22 error /40 is no prefix length of 10.0.0.0"),
            ("alert tcp ![any] any -> any any", "1:11 error this leaves nothing to match"),
            ("alert tcp 1.2.3.4-2001:db8::1 any -> any any", "1:11 error 1.2.3.4-2001:db8::1 mixes IPv4 and IPv6"),
            ("alert tcp $ any -> any any", "1:11 error $ is no variable"),
            ("alert tcp any !!80 -> any any", "1:15 warning more than one ! stands here"),
            ("alert tcp any [80,] -> any any", "1:19 warning nothing follows the comma"),
            ("alert tcp any [80 -> any any", "1:15 error this [ is never closed"),
        ])
    func heads(head: String, problem: String) {
        let found = problems("\(head) (msg:\"a\"; sid:1; rev:1;)").filter { !$0.contains("no rule in use") }
        #expect(found == [problem])
    }

    @Test("lists nest, but not without end")
    func nesting() {
        func nested(_ depth: Int) -> String {
            let list = String(repeating: "[", count: depth) + "80" + String(repeating: "]", count: depth)
            return "alert tcp any any -> any \(list) (msg:\"a\"; sid:1; rev:1;)"
        }
        #expect(problems(nested(32)).isEmpty)
        #expect(problems(nested(33)) == ["1:58 error lists nest deeper than 32"])
        #expect(problems(nested(3000)) == ["1:58 error lists nest deeper than 32"])
    }

    @Test("the end of a rule is told apart from what stands behind it")
    func end() {
        let head = "alert tcp any any -> any any "
        #expect(problems(head + "(msg:\"a\"; sid:1; rev:1)") == ["1:52 error the last option has no semicolon"])
        #expect(problems(head + "(msg:\"a\"; sid:1; rev:1;") == ["1:53 warning no ) stands behind the options"])
        #expect(problems(head + "msg:\"a\"; sid:1; rev:1;)") == ["1:30 warning no ( stands before the options"])
        #expect(
            problems(head + "(msg:\"a\"; sid:1; rev:1;) # x") == [
                "1:53 error text stands behind the closing parenthesis"
            ])
        #expect(
            problems(head + "(msg:\"a\"; sid:1; rev:1;) nocase;)")
                == ["1:53 error an option stands behind the closing parenthesis"])
        #expect(problems(head + "(msg:\"a\"; sid:1; rev:1;)") == [])
    }

    @Test("a message that swallows an option is found, which Suricata takes")
    func swallowed() {
        let text = #"alert tcp any any -> any any (msg:"x" content:"abc"; sid:1; rev:1;)"#
        #expect(problems(text) == ["1:38 error a semicolon is missing before content"])
        let quote = #"alert tcp any any -> any any (msg:"x "y" z"; sid:1; rev:1;)"#
        #expect(problems(quote) == ["1:38 warning this quote stands within the value"])
    }

    @Test("what a rule lacks is told")
    func missing() {
        #expect(
            problems("alert tcp any any -> any any (content:\"x\";)") == [
                "1:1 warning the rule has no msg", "1:31 error the rule has no sid", "1:31 warning the rule has no rev",
            ])
    }

    @Test("what a message quotes is short and without control characters")
    func quoting() {
        let word = String(repeating: "x", count: 200)
        #expect(problems(rule("\(word);")).first?.utf8.count ?? 0 < 120)
        let found = problems("\u{1B}[2J\u{9B} tcp any any -> any any (msg:\"a\"; sid:1; rev:1;)")
        #expect(!found.isEmpty)
        for text in found {
            #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F ~= $0.value) })
        }
    }
}
