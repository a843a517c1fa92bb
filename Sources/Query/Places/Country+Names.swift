// SPDX-License-Identifier: Apache-2.0

extension Country {
    /// The usual English name; `nil` for codes that are not assigned, and where there is no code.
    package var name: String? { Self.entries[index]?.name }

    /// Somewhere in its middle, to a degree or so; `nil` where there is no name.
    package var middle: GeoLocation.Point? { Self.entries[index]?.middle }

    private struct Entry {
        var name: String
        var middle: GeoLocation.Point
    }

    private static let entries: [Int: Entry] = Dictionary(
        table.split(separator: "\n").compactMap { line in
            let parts = line.split(separator: " ", maxSplits: 3)
            guard parts.count == 4, let country = Country(code: parts[0]), let latitude = Double(parts[1]),
                let longitude = Double(parts[2]),
                let middle = GeoLocation.Point(latitude: latitude, longitude: longitude)
            else { return nil }
            return (country.index, Entry(name: String(parts[3]), middle: middle))
        }, uniquingKeysWith: { first, _ in first })

    /// Code, latitude and longitude of its middle, name. Codes of ISO 3166-1, and XK, which everybody uses.
    static let table = """
        AD 42.5 1.6 Andorra
        AE 24 54 United Arab Emirates
        AF 34 66 Afghanistan
        AG 17.1 -61.8 Antigua and Barbuda
        AI 18.2 -63.1 Anguilla
        AL 41 20 Albania
        AM 40 45 Armenia
        AO -12 18 Angola
        AQ -80 20 Antarctica
        AR -35 -65 Argentina
        AS -14.3 -170.7 American Samoa
        AT 47.5 14 Austria
        AU -25 134 Australia
        AW 12.5 -70 Aruba
        AX 60.2 20 Aland Islands
        AZ 40.4 47.8 Azerbaijan
        BA 44 18 Bosnia and Herzegovina
        BB 13.2 -59.5 Barbados
        BD 24 90 Bangladesh
        BE 50.8 4.5 Belgium
        BF 12.5 -1.7 Burkina Faso
        BG 42.8 25.3 Bulgaria
        BH 26 50.6 Bahrain
        BI -3.4 29.9 Burundi
        BJ 9.5 2.3 Benin
        BL 17.9 -62.8 Saint Barthelemy
        BM 32.3 -64.8 Bermuda
        BN 4.5 114.7 Brunei
        BO -17 -65 Bolivia
        BQ 12.2 -68.3 Caribbean Netherlands
        BR -10 -53 Brazil
        BS 24.5 -76.5 Bahamas
        BT 27.5 90.4 Bhutan
        BV -54.4 3.4 Bouvet Island
        BW -22 24 Botswana
        BY 53.5 28 Belarus
        BZ 17.2 -88.7 Belize
        CA 57 -106 Canada
        CC -12.2 96.9 Cocos Islands
        CD -3 23.5 DR Congo
        CF 6.6 20.7 Central African Republic
        CG -1 15.3 Congo
        CH 46.8 8.2 Switzerland
        CI 7.6 -5.6 Ivory Coast
        CK -21.2 -159.8 Cook Islands
        CL -33 -71 Chile
        CM 5.7 12.7 Cameroon
        CN 35 103 China
        CO 4 -73 Colombia
        CR 10 -84.1 Costa Rica
        CU 21.8 -79 Cuba
        CV 15.7 -24 Cape Verde
        CW 12.2 -69 Curacao
        CX -10.5 105.7 Christmas Island
        CY 35 33.2 Cyprus
        CZ 49.8 15.5 Czechia
        DE 51 10.3 Germany
        DJ 11.7 42.6 Djibouti
        DK 56 9.8 Denmark
        DM 15.4 -61.4 Dominica
        DO 18.9 -70.5 Dominican Republic
        DZ 28 2.6 Algeria
        EC -1.5 -78.5 Ecuador
        EE 58.7 25.5 Estonia
        EG 26.5 30 Egypt
        EH 24.5 -13.5 Western Sahara
        ER 15.3 39 Eritrea
        ES 40 -3.7 Spain
        ET 9 39.5 Ethiopia
        FI 64 26 Finland
        FJ -17.8 178 Fiji
        FK -51.8 -59 Falkland Islands
        FM 6.9 158.2 Micronesia
        FO 62 -7 Faroe Islands
        FR 46.5 2.5 France
        GA -0.7 11.7 Gabon
        GB 54 -2 United Kingdom
        GD 12.1 -61.7 Grenada
        GE 42 43.5 Georgia
        GF 4 -53 French Guiana
        GG 49.5 -2.6 Guernsey
        GH 7.9 -1 Ghana
        GI 36.1 -5.3 Gibraltar
        GL 73 -41 Greenland
        GM 13.4 -15.4 Gambia
        GN 10.4 -10.9 Guinea
        GP 16.2 -61.5 Guadeloupe
        GQ 1.7 10.4 Equatorial Guinea
        GR 39 22.5 Greece
        GS -54.4 -36.8 South Georgia
        GT 15.6 -90.3 Guatemala
        GU 13.4 144.8 Guam
        GW 12 -15 Guinea-Bissau
        GY 5 -59 Guyana
        HK 22.3 114.2 Hong Kong
        HM -53.1 73.5 Heard Island
        HN 14.8 -86.6 Honduras
        HR 45.3 16 Croatia
        HT 19 -72.6 Haiti
        HU 47.2 19.5 Hungary
        ID -2.5 117 Indonesia
        IE 53.2 -8 Ireland
        IL 31.4 35 Israel
        IM 54.2 -4.5 Isle of Man
        IN 22.5 79.5 India
        IO -7.3 72.4 British Indian Ocean Territory
        IQ 33 43.7 Iraq
        IR 32.5 54.3 Iran
        IS 65 -18.5 Iceland
        IT 42.8 12.5 Italy
        JE 49.2 -2.1 Jersey
        JM 18.1 -77.3 Jamaica
        JO 31.2 36.8 Jordan
        JP 36.5 138 Japan
        KE 0.5 37.8 Kenya
        KG 41.5 74.5 Kyrgyzstan
        KH 12.7 105 Cambodia
        KI 1.4 173 Kiribati
        KM -12 43.7 Comoros
        KN 17.3 -62.7 Saint Kitts and Nevis
        KP 40.2 127 North Korea
        KR 36.4 127.9 South Korea
        KW 29.3 47.6 Kuwait
        KY 19.3 -81.2 Cayman Islands
        KZ 48 67 Kazakhstan
        LA 18.5 103.8 Laos
        LB 33.9 35.9 Lebanon
        LC 13.9 -61 Saint Lucia
        LI 47.2 9.5 Liechtenstein
        LK 7.7 80.7 Sri Lanka
        LR 6.5 -9.3 Liberia
        LS -29.6 28.2 Lesotho
        LT 55.3 23.9 Lithuania
        LU 49.8 6.1 Luxembourg
        LV 56.9 25 Latvia
        LY 27 18 Libya
        MA 32 -6.3 Morocco
        MC 43.7 7.4 Monaco
        MD 47.2 28.5 Moldova
        ME 42.8 19.2 Montenegro
        MF 18.1 -63.1 Saint Martin
        MG -19.4 46.7 Madagascar
        MH 7.1 171.2 Marshall Islands
        MK 41.6 21.7 North Macedonia
        ML 17.5 -3.5 Mali
        MM 21 96.5 Myanmar
        MN 46.8 103 Mongolia
        MO 22.2 113.5 Macao
        MP 15.2 145.8 Northern Mariana Islands
        MQ 14.7 -61 Martinique
        MR 20.3 -10.3 Mauritania
        MS 16.7 -62.2 Montserrat
        MT 35.9 14.4 Malta
        MU -20.3 57.6 Mauritius
        MV 3.2 73.2 Maldives
        MW -13.2 34.3 Malawi
        MX 23.9 -102.5 Mexico
        MY 3.8 102 Malaysia
        MZ -17.3 35.5 Mozambique
        NA -22 17.2 Namibia
        NC -21.3 165.6 New Caledonia
        NE 17.4 9.4 Niger
        NF -29 168 Norfolk Island
        NG 9.6 8.1 Nigeria
        NI 12.8 -85 Nicaragua
        NL 52.3 5.6 Netherlands
        NO 62 9.5 Norway
        NP 28.2 84 Nepal
        NR -0.5 166.9 Nauru
        NU -19 -169.9 Niue
        NZ -41.5 173 New Zealand
        OM 20.6 56.1 Oman
        PA 8.5 -80.1 Panama
        PE -9.5 -74.5 Peru
        PF -17.6 -149.5 French Polynesia
        PG -6.5 145 Papua New Guinea
        PH 12 123 Philippines
        PK 30 69.4 Pakistan
        PL 52 19.3 Poland
        PM 46.9 -56.3 Saint Pierre and Miquelon
        PN -25.1 -130.1 Pitcairn
        PR 18.2 -66.4 Puerto Rico
        PS 31.9 35.2 Palestine
        PT 39.6 -8 Portugal
        PW 7.5 134.6 Palau
        PY -23.2 -58.4 Paraguay
        QA 25.3 51.2 Qatar
        RE -21.1 55.5 Reunion
        RO 45.9 25 Romania
        RS 44.2 20.8 Serbia
        RU 58 62 Russia
        RW -2 29.9 Rwanda
        SA 24 44.6 Saudi Arabia
        SB -9 159.6 Solomon Islands
        SC -4.7 55.5 Seychelles
        SD 16 30 Sudan
        SE 62 15.5 Sweden
        SG 1.3 103.8 Singapore
        SH -16 -5.7 Saint Helena
        SI 46.1 14.8 Slovenia
        SJ 78.5 18 Svalbard and Jan Mayen
        SK 48.7 19.5 Slovakia
        SL 8.6 -11.8 Sierra Leone
        SM 43.9 12.5 San Marino
        SN 14.4 -14.5 Senegal
        SO 5 46 Somalia
        SR 4 -56 Suriname
        SS 7.3 30.3 South Sudan
        ST 0.3 6.6 Sao Tome and Principe
        SV 13.7 -88.9 El Salvador
        SX 18 -63.1 Sint Maarten
        SY 35 38.5 Syria
        SZ -26.6 31.5 Eswatini
        TC 21.8 -71.8 Turks and Caicos Islands
        TD 15.4 18.6 Chad
        TF -49.3 69.4 French Southern Territories
        TG 8.5 1 Togo
        TH 15.2 101 Thailand
        TJ 38.5 71 Tajikistan
        TK -9.2 -171.8 Tokelau
        TL -8.8 125.8 Timor-Leste
        TM 39.2 59.3 Turkmenistan
        TN 34.2 9.6 Tunisia
        TO -20.4 -174.8 Tonga
        TR 39 35 Turkey
        TT 10.4 -61.3 Trinidad and Tobago
        TV -8 178.5 Tuvalu
        TW 23.8 121 Taiwan
        TZ -6.3 34.8 Tanzania
        UA 49 31.4 Ukraine
        UG 1.3 32.4 Uganda
        UM 19.3 166.6 US Minor Outlying Islands
        US 39.5 -98.5 United States
        UY -32.8 -56 Uruguay
        UZ 41.7 63.2 Uzbekistan
        VA 41.9 12.5 Vatican City
        VC 13.2 -61.2 Saint Vincent and the Grenadines
        VE 7.1 -66.2 Venezuela
        VG 18.5 -64.5 British Virgin Islands
        VI 17.9 -64.8 US Virgin Islands
        VN 16 107 Vietnam
        VU -16.3 167.7 Vanuatu
        WF -13.9 -177.4 Wallis and Futuna
        WS -13.7 -172.2 Samoa
        XK 42.6 20.9 Kosovo
        YE 15.9 47.6 Yemen
        YT -12.8 45.2 Mayotte
        ZA -29 25 South Africa
        ZM -13.5 27.8 Zambia
        ZW -19 29.9 Zimbabwe
        """
}
