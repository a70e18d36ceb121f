// Keys made for these tests alone, with `openssl genpkey` and `openssl pkey -pubout`.
#pragma once

#include <string>

namespace vchat::server {

inline const std::string rsa_private = R"(-----BEGIN PRIVATE KEY-----
MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCjMbUaR0JGtpz+
jKWUTPTsM+TjOHthlK9k7IS1Wc1k40DTwywGpkGpHtCbKwcToE3X21AzHbPFZbPA
nUmCSYY9QmASdyxinWnjLl5GL9zlrLtAXM3VXvuXyGFMXlhTCfJqixgFR7cjfltM
6kKy+RNSQo8xqbwmlt3rYE2sPNwUz/4P+vHzgc+32CK6Ec69KGJHfs39sI5MCkMX
WNT4PIaJR8Lrg61Z2xCc5JyMBYcWp5LUjpV2awPO/LkkV2HZFVlfKRgpgI8hQEwd
D2KQh6xC3ysymO4BErCTm5Ae1XVA0TW54dcRg0nUXvf5AOG9e9exTccTbc/GAs3C
fP2r93ANAgMBAAECggEAT5o+BBjxN6v4zWOOmtWk/JhdlAYnjNQpb9m86/bnbMg7
BXBkx8OOMK/iwmWNGKIvhlSofJ6G44k10oUGZ8J0c+ouEaPG5z1weovSGXtcTT3h
wsXh8yvXHlT0PPuiKrMl55l8eIrgRrRqVYzJRyKerZfg4DEyoUIi8p6xlIvFMHLy
y2d083iNBjGsZK1peq6e0X53cKV8OxwRnYjEjxhg7izw5zUzRm9yD/GPcFkYM8Ym
+9M/q1xypZB7/CAZo8i8XxWdzeJiluHOsbhHgo9yyU6hUXyMQIgDf7XAA2fN47TC
Xlhrk8Z8reTcXU4W2NptVom8rnMOIeXcWrK5LrRigwKBgQDNZJlWQp1kb8XIK4Ti
brqwoDIHpHcyFdKt0+iFv0ubWGwhUC9RHezNuCbzqVzvWAVjkkshbFJNF0MUisqF
WM/b/BJUV8Y5xx5+GOL+aE9F7xsjfBQm0IJup0NyLCIkr+eRwncwj9eAEiasBfPQ
PUqIm0y4GqJ4Nn6gDyekY2NVNwKBgQDLZ17FO9djztfOOj4OxtBfyhnY/I78917z
AX0ZAzDlPo+V3Zqgtu4Li9NYv6y9lYp8iZoiI658XMBxBL8WEoyLcmBlhwjUT5YO
5uhrnSzoxg3yvR1Lihu7HdQWz8Inyd+R1dDwXS1uoY3t+P9ZZfKgs3zLXZ5qbqGH
wm+k+RPG2wKBgDobhNoHnJmmmZDo5v5cj0qa96x71hEAZYsyEW2NUimP2X+PPOO5
EJ6ew75ZouY/w76Iy+KXz6zpsNul7GfPWXcGGHVuI7GC6NiJ1+ZbwlmprMbcOqNE
iDIf9g/d9obkkSIGn0vI1hHwkKpIQNMgE+8T6J+JQX+7AxXrU67JQ3f/AoGAczOC
q3avESpPc8/s4fWcgwQ2C31Phtqb/knzjj0Obmg2bozqTOgOfp+c/gDhVybhHpPY
pklLQ8hMfjZP+7JZw4juK9KFH6pLtPj23ixRCS1TLQ4LD4OTHTFRs/HLZzmg1Doj
cl9zodsCRavnA70H5BiEL7JATMuH1Ro8nVUs7E0CgYEAyOIwfvJK84JIfG0DJeh/
RhiQeJBIcs3HrlmEfCA/lviwyOzpouUpg9Qtv26s+MDrL4lRbPDFp2DBUns13sng
4r3paizHdFbhrGTvKzj6XTN8Ux0qykyi6nao9NBAM/+W461Bs5p6Zw+YnZ1Yvmto
jjq5mdrww53/smqjWBrpRak=
-----END PRIVATE KEY-----
)";

inline const std::string rsa_public = R"(-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAozG1GkdCRrac/oyllEz0
7DPk4zh7YZSvZOyEtVnNZONA08MsBqZBqR7QmysHE6BN19tQMx2zxWWzwJ1JgkmG
PUJgEncsYp1p4y5eRi/c5ay7QFzN1V77l8hhTF5YUwnyaosYBUe3I35bTOpCsvkT
UkKPMam8Jpbd62BNrDzcFM/+D/rx84HPt9giuhHOvShiR37N/bCOTApDF1jU+DyG
iUfC64OtWdsQnOScjAWHFqeS1I6VdmsDzvy5JFdh2RVZXykYKYCPIUBMHQ9ikIes
Qt8rMpjuARKwk5uQHtV1QNE1ueHXEYNJ1F73+QDhvXvXsU3HE23PxgLNwnz9q/dw
DQIDAQAB
-----END PUBLIC KEY-----
)";

inline const std::string ec_private = R"(-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgQ9hha2NgHhqdqCCy
unJ/JaH4CMzadDG39Uo8mXUYnxahRANCAAS5htpZCkiBzE04GxPYCdhogm54SxEM
bwVCxyjUtTqzXEuAuI5yedte/mEvhHJPGQQjKzX7BbUu1JKPhYpZHaUo
-----END PRIVATE KEY-----
)";

inline const std::string ec_public = R"(-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEuYbaWQpIgcxNOBsT2AnYaIJueEsR
DG8FQsco1LU6s1xLgLiOcnnbXv5hL4RyTxkEIys1+wW1LtSSj4WKWR2lKA==
-----END PUBLIC KEY-----
)";

inline const std::string ed25519_public = R"(-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAYIfVmz0+IbH7XxsyYlzqt3UTYB9RuPZp5+jwbtTUGWc=
-----END PUBLIC KEY-----
)";

inline const std::string small_rsa_public = R"(-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC4S+4vUkGUlgQZhHteGYtv3JT2
diZ7o5w67HAuZxVds2dTj4AIG3kfVUr1gGswTJvPDTAc+WENqEU1kgJAsjaVAoDG
kCI1rEFpnnC8F5Ruli11QdbaSebjlrhYZzLXXH2tBl8VyKfWpii8gJmsJ2QNWP0I
BE+BsMo3NjLTRdSZDQIDAQAB
-----END PUBLIC KEY-----
)";

inline const std::string p384_public = R"(-----BEGIN PUBLIC KEY-----
MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEXn2/2pR1UAmDUGEgr9LzPbwPnGm4Crnj
wEERb77St69mz8wF3IZlUWF6eEiRJYQ6589yLQVD1+nQLOzadlC7K5hBVVPul1Wt
p4vR+6HaXZ3M7BtmwAlatqqC2CHbeJGl
-----END PUBLIC KEY-----
)";

}  // namespace vchat::server
