// Descriptions to try the reader with.
#pragma once

#include <string>

namespace vchat::peer::test {

/// As a browser offers: many codecs, RTX, several H.264 profiles, header extensions.
inline std::string browser_offer() {
  return "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1 2\r\na=msid-semantic: WMS\r\n"
         "m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9\r\nc=IN IP4 "
         "0.0.0.0\r\na=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\n"
         "a=fingerprint:sha-256 "
         "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff\r\n"
         "a=setup:actpass\r\na=mid:0\r\na=extmap:5 "
         "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01\r\na=sendrecv\r\na=rtcp-mux\r\n"
         "a=rtpmap:111 opus/48000/2\r\na=rtcp-fb:111 transport-cc\r\na=fmtp:111 minptime=10;useinbandfec=1\r\n"
         "a=rtpmap:63 red/48000/2\r\na=rtpmap:9 G722/8000\r\n"
         "m=video 9 UDP/TLS/RTP/SAVPF 100 101 102 103 104\r\nc=IN IP4 0.0.0.0\r\na=ice-ufrag:abcd\r\n"
         "a=ice-pwd:0123456789012345678901\r\n"
         "a=fingerprint:sha-256 "
         "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF\r\n"
         "a=setup:actpass\r\na=mid:1\r\na=extmap:3/sendrecv "
         "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01\r\na=sendrecv\r\na=rtcp-mux\r\n"
         "a=rtpmap:100 VP9/90000\r\na=rtpmap:101 VP8/90000\r\na=rtcp-fb:101 nack\r\na=rtcp-fb:101 nack pli\r\n"
         "a=rtcp-fb:101 ccm fir\r\na=rtcp-fb:101 transport-cc\r\na=rtpmap:102 rtx/90000\r\na=fmtp:102 apt=101\r\n"
         "a=rtpmap:103 H264/90000\r\na=fmtp:103 "
         "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=640032\r\n"
         "a=rtpmap:104 H264/90000\r\na=fmtp:104 "
         "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f\r\n"
         "a=rtcp-fb:104 nack pli\r\n"
         "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=mid:2\r\na=sctp-port:5000\r\n";
}

/// `text` with the first `what` replaced.
inline std::string replaced(std::string text, const std::string& what, const std::string& by) {
  return text.replace(text.find(what), what.size(), by);
}

}  // namespace vchat::peer::test
