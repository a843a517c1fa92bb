// SPDX-License-Identifier: Apache-2.0

extension KeywordTable {
    /// The keywords, by what they do and take.
    ///
    /// Source: what Suricata 7.0.10 and 8.0.7 list with `--list-keywords=csv`, and for values, quotes and old names how they
    /// answer to `keyword;`, `keyword:x;` and `keyword:"x";`.
    static let groups: [Group] = [
        Group(
            .meta, value: .required, quotes: .always,
            """
            msg
            """),
        Group(
            .meta, value: .required, quotes: .never,
            """
            classtype gid metadata priority reference requires rev sid target
            """),
        Group(
            .contentModifier, value: .none, quotes: .never,
            """
            endswith nocase rawbytes startswith
            """),
        Group(
            .contentModifier, value: .optional, quotes: .never,
            """
            fast_pattern
            """),
        Group(
            .contentModifier, value: .required, quotes: .always,
            """
            replace
            """),
        Group(
            .contentModifier, value: .required, quotes: .never,
            """
            depth distance offset within
            """),
        Group(
            .bufferModifier, value: .none, quotes: .never,
            """
            http_client_body http_cookie http_header http_host http_method http_raw_header http_raw_host
            http_raw_uri http_server_body http_stat_code http_stat_msg http_uri http_user_agent
            """),
        Group(
            .sticky, value: .none, quotes: .never,
            """
            base64_data dce_stub_data dcerpc.stub_data dnp3.data dnp3_data +dns.additionals.rrname +dns.answer.name
            +dns.answers.rrname +dns.authorities.rrname +dns.queries.rrname dns.query +dns.query.name
            +dns.response.rrname dns_query +email.cc +email.date +email.from +email.message_id +email.received
            +email.subject +email.to +email.url +email.x_mailer +enip.product_name +enip.service_name +ftp.command
            +ftp.command_data +ftp.completion_code +ftp.reply http.cookie http.header http.header.raw
            http.header_names http.host http.host.raw http.location http.method http.protocol http.request_body
            http.request_header http.request_line http.response_body http.response_header http.response_line
            http.server http.start http.stat_code http.stat_msg http.uri http.uri.normalized http.uri.raw
            http.user_agent http2.header_name http_header_names http_protocol http_request_line http_response_line
            http_start icmpv4.hdr icmpv6.hdr ike.init_spi ike.key_exchange_payload ike.nonce_payload ike.resp_spi
            ike.vendor ip.dst ip.src ipv4.hdr ipv6.hdr ja3.hash ja3.string ja3_hash ja3_string ja3s.hash ja3s.string
            ja4.hash ja4_hash krb5.cname krb5.sname krb5_cname krb5_sname +ldap.request.attribute_type
            +ldap.request.dn +ldap.responses.attribute_type +ldap.responses.dn +ldap.responses.message
            +mdns.additionals.rrname +mdns.answers.rrname +mdns.authorities.rrname +mdns.queries.rrname
            +mdns.response.rrname mqtt.connect.clientid mqtt.connect.password +mqtt.connect.protocol_string
            mqtt.connect.username mqtt.connect.willmessage mqtt.connect.willtopic mqtt.publish.message
            mqtt.publish.topic mqtt.subscribe.topic mqtt.unsubscribe.topic +ntp.reference_id +pgsql.query pkt_data
            quic.cyu.hash quic.cyu.string quic.sni quic.ua quic.version rfb.name +sdp.attribute +sdp.bandwidth
            +sdp.connection_data +sdp.email +sdp.encryption_key +sdp.media.connection_data +sdp.media.encryption_key
            +sdp.media.media +sdp.media.media_info +sdp.origin +sdp.phone_number +sdp.repeat_time +sdp.session_info
            +sdp.session_name +sdp.time +sdp.timezone +sdp.uri +sip.content_length +sip.content_type +sip.from
            sip.method sip.protocol sip.request_line sip.response_line sip.stat_code sip.stat_msg +sip.to sip.uri
            +sip.user_agent +sip.via smb.named_pipe smb.ntlmssp_domain smb.ntlmssp_user smb.share smb_named_pipe
            smb_share +smtp.helo +smtp.mail_from +smtp.rcpt_to snmp.community snmp.usm ssh-hassh ssh-hassh-server
            ssh-hassh-server-string ssh-hassh-string ssh.hassh ssh.hassh.server ssh.hassh.server.string
            ssh.hassh.string ssh.proto ssh.software ssh_proto ssh_software tcp.hdr +tls.alpn tls.cert_fingerprint
            tls.cert_issuer tls.cert_serial tls.cert_subject tls.certs tls.random tls.random_bytes tls.random_time
            tls.sni +tls.subjectaltname tls_cert_fingerprint tls_cert_issuer tls_cert_serial tls_cert_subject
            tls_sni udp.hdr +websocket.payload
            """),
        Group(
            .sticky, value: .optionalSince8, quotes: .never,
            """
            file.data file.magic file.name file_data http.accept http.accept_enc http.accept_lang http.connection
            http.content_len http.content_type http.referer http_accept http_accept_enc http_accept_lang
            http_connection http_content_len http_content_type http_referer
            """),
        Group(
            .transform, value: .none, quotes: .never,
            """
            compress_whitespace +domain dotprefix header_lowercase strip_pseudo_headers strip_whitespace +tld
            to_lowercase to_md5 to_sha1 to_sha256 to_uppercase url_decode
            """),
        Group(
            .transform, value: .optional, quotes: .never,
            """
            +from_base64 +gunzip +zlib_deflate
            """),
        Group(
            .transform, value: .required, quotes: .always,
            """
            pcrexform xor
            """),
        Group(
            .transform, value: .required, quotes: .sometimes,
            """
            +luaxform
            """),
        Group(
            .match, value: .none, quotes: .never,
            """
            bypass ftpbounce noalert prefilter sameip tls.store tls_cert_expired tls_cert_valid tls_store
            """),
        Group(
            .match, value: .optional, quotes: .never,
            """
            +absent base64_decode filestore
            """),
        Group(
            .match, value: .required, quotes: .always,
            """
            content filemagic tls.fingerprint tls.issuerdn tls.subject uricontent
            """),
        Group(
            .match, value: .required, quotes: .never,
            """
            ack app-layer-event +app-layer-state asn1 bsize byte_extract byte_jump byte_math byte_test cip_service
            config datarep dataset dce_iface dce_opnum dcerpc.iface dcerpc.opnum decode-event detection_filter
            dhcp.leasetime dhcp.rebinding_time dhcp.renewal_time dnp3.func dnp3.ind dnp3.obj dnp3_func dnp3_ind
            dnp3_obj dns.opcode +dns.rcode +dns.rrtype dsize engine-event +enip.capabilities +enip.cip_attribute
            +enip.cip_class +enip.cip_extendedstatus +enip.cip_instance +enip.cip_status +enip.device_type
            +enip.identity_status +enip.product_code +enip.protocol_version +enip.revision +enip.serial +enip.state
            +enip.status +enip.vendor_id enip_command +entropy filemd5 filesha1 filesha256 filesize flags flow
            flow.age +flow.bytes +flow.bytes_toclient +flow.bytes_toserver +flow.pkts +flow.pkts_toclient
            +flow.pkts_toserver flowbits flowint flowvar fragbits fragoffset frame +ftp.dynamic_port +ftp.mode
            +ftp.reply_received ftpdata_command geoip hostbits http2.errorcode http2.frametype http2.priority
            http2.settings http2.size_update http2.window icmp_id icmp_seq icmpv4-csum icmpv6-csum icmpv6.mtu icode
            id ike.chosen_sa_attribute ike.exchtype ike.key_exchange_payload_length ike.nonce_payload_length ipopts
            iprep ipv4-csum isdataat itype krb5.ticket_encryption krb5_err_code krb5_msg_type l3_proto
            +ldap.request.operation +ldap.responses.count +ldap.responses.operation +ldap.responses.result_code lua
            -luajit modbus -mqtt.connack.return_code mqtt.connack.session_present mqtt.connect.flags mqtt.flags
            mqtt.protocol_version mqtt.qos mqtt.reason_code mqtt.type nfq_set_mark nfs.version nfs_procedure
            nfs_version +ntp.mode +ntp.stratum +ntp.version pktvar rfb.secresult rfb.sectype rpc seq +smb.version
            snmp.pdu_type +snmp.trap_type snmp.version ssh.protoversion ssh.softwareversion ssl_state ssl_version
            stream-event stream_size tag tcp.ack tcp.flags tcp.mss tcp.seq +tcp.session tcp.window +tcp.wscale
            tcpv4-csum tcpv6-csum template2 threshold tls.cert_chain_len tls.version tls_cert_notafter
            tls_cert_notbefore ttl udpv4-csum udpv6-csum urilen +vlan.id +vlan.layers +websocket.flags
            +websocket.mask +websocket.opcode window xbits
            """),
        Group(
            .match, value: .required, quotes: .sometimes,
            """
            app-layer-protocol fileext filename ip_proto pcre tos
            """),
    ]
}
