#include "peer/session.hpp"

#include <atomic>

#include <gtest/gtest.h>

#include "support/encoded_source.hpp"
#include "support/main_loop.hpp"
#include "support/process_figures.hpp"
#include "util/error.hpp"

namespace vchat::peer {
namespace {

using test::run_until;
using util::VideoCodec;

const char* vp8 =
    "videotestsrc is-live=true pattern=ball ! video/x-raw,width=320,height=180,framerate=30/1 ! vp8enc deadline=1 "
    "keyframe-max-dist=3000 target-bitrate=300000";
const char* h264 =
    "videotestsrc is-live=true pattern=ball ! video/x-raw,format=I420,width=320,height=180,framerate=30/1 ! x264enc "
    "tune=zerolatency speed-preset=ultrafast key-int-max=3000 ! video/x-h264,profile=constrained-baseline,"
    "stream-format=byte-stream,alignment=au";
const char* opus =
    "audiotestsrc is-live=true samplesperbuffer=480 ! audio/x-raw,rate=48000,channels=1 ! opusenc frame-size=10";

/// One end of a session, and what became of it.
struct End {
  SessionConfig config;
  std::shared_ptr<Session> session;
  End* other = nullptr;
  std::function<void(std::string&)> alter_sdp = [](std::string&) {};  // what this end's SDP becomes on its way
  std::vector<protocol::IceCandidate> held;                           // candidates that came before the session
  bool connected = false, failed = false, first_audio = false;
  std::string failure;
  int width = 0;
  std::vector<std::string> chats;
  std::atomic<int> shown{0};

  End() {
    config.codecs = {VideoCodec::vp8};
    config.show_video = [this](GstSample*) { ++shown; };
  }
  ~End() { session.reset(); }

  SessionObserver observer() {
    SessionObserver o;
    o.on_offer = [this](protocol::Offer offer) {
      alter_sdp(offer.sdp);
      other->config.role = Role::answerer;
      other->session = answer_session(other->config, offer, other->observer());
      for (const auto& candidate : other->held) other->session->add_candidate(candidate.candidate);
    };
    o.on_answer = [this](protocol::Answer answer) {
      alter_sdp(answer.sdp);
      other->session->set_answer(answer.sdp);
    };
    o.on_candidate = [this](protocol::IceCandidate candidate) {
      if (other->session)
        other->session->add_candidate(candidate.candidate);
      else
        other->held.push_back(candidate);
    };
    o.on_state = [this](State state, std::string reason) {
      connected |= state == State::connected;
      failed |= state == State::failed;
      failure += reason;
    };
    o.on_first_frame = [this](int w, int) { width = w; };
    o.on_first_audio = [this] { first_audio = true; };
    o.on_chat = [this](const std::string& text) { chats.push_back(text); };
    return o;
  }
};

class SessionTest : public testing::Test {
 protected:
  SessionTest() {
    prepare_certificate().join();
    a.other = &b;
    b.other = &a;
  }

  void send(End& end, const char* video, const char* audio) {
    if (video) {
      video_sources.push_back(std::make_shared<test::EncodedSource>(video));
      end.config.video = [source = video_sources.back()](VideoCodec) { return source; };
    }
    if (audio) end.config.audio = std::make_shared<test::EncodedSource>(audio);
  }
  void open() { a.session = offer_session(a.config, std::nullopt, a.observer()); }

  std::vector<std::shared_ptr<test::EncodedSource>> video_sources;
  End a, b;
};

TEST_F(SessionTest, CarriesPictureAndSoundBothWays) {
  send(a, vp8, opus);
  send(b, vp8, opus);
  open();
  ASSERT_TRUE(run_until([&] { return a.first_audio && b.first_audio && a.shown > 10 && b.shown > 10; }))
      << a.failure << b.failure << a.shown << b.shown << a.first_audio << b.first_audio;
  EXPECT_TRUE(a.connected && b.connected);
  EXPECT_EQ(a.width, 320);
  EXPECT_EQ(b.width, 320);
}

TEST_F(SessionTest, CarriesH264) {
  send(a, h264, opus);
  send(b, h264, opus);
  a.config.codecs = b.config.codecs = {VideoCodec::h264};
  open();
  EXPECT_TRUE(run_until([&] { return a.shown > 10 && b.shown > 10; })) << a.failure << b.failure;
}

TEST_F(SessionTest, ConnectsWhenOneSideOnlyReceives) {
  send(a, vp8, opus);
  open();
  EXPECT_TRUE(run_until([&] { return b.first_audio && b.shown > 5; })) << a.failure << b.failure;
  EXPECT_EQ(a.shown, 0);
}

TEST_F(SessionTest, CarriesSoundWhenNoCodecIsShared) {
  send(a, nullptr, opus);
  send(b, nullptr, opus);
  a.config.codecs.clear();
  open();
  EXPECT_TRUE(run_until([&] { return a.first_audio && b.first_audio; })) << a.failure << b.failure;
}

TEST_F(SessionTest, StaysWithNoMediaAtAll) {
  open();
  ASSERT_TRUE(run_until([&] { return a.connected && b.connected; })) << a.failure << b.failure;
  // Longer than the silence after which a session that had media counts as dead.
  EXPECT_FALSE(run_until([&] { return a.failed || b.failed; }, std::chrono::milliseconds(6500)));
}

TEST_F(SessionTest, CarriesAScreenWithoutSoundOrChat) {
  send(a, vp8, nullptr);
  a.config.purpose = protocol::Purpose::screen;
  open();
  EXPECT_TRUE(run_until([&] { return b.shown > 5; })) << a.failure << b.failure;
  EXPECT_FALSE(a.session->send_chat("no channel"));
}

TEST_F(SessionTest, CarriesChatOfAnyScriptBothWays) {
  open();
  EXPECT_FALSE(a.session->send_chat("too early"));
  ASSERT_TRUE(run_until([&] { return a.session->send_chat("grüß dich \"\\\n 你好 🎥"); }));
  ASSERT_TRUE(run_until([&] { return b.session->send_chat("zurück"); }));
  ASSERT_TRUE(run_until([&] { return !a.chats.empty() && !b.chats.empty(); }));
  EXPECT_EQ(b.chats.front(), "grüß dich \"\\\n 你好 🎥");
  EXPECT_EQ(a.chats.front(), "zurück");
  EXPECT_FALSE(a.session->send_chat(std::string(4001, 'x')));
  EXPECT_FALSE(a.session->send_chat("\xff"));
}

/// Another certificate than the one that comes over the wire.
void forge_fingerprint(std::string& sdp) {
  const std::string key = "a=fingerprint:sha-256 ";
  for (auto at = sdp.find(key); at != std::string::npos; at = sdp.find(key, at + 1)) {
    auto& digit = sdp[at + key.size()];
    digit = digit == '0' ? '1' : '0';
  }
}

TEST_F(SessionTest, FailsOnAFalseFingerprintOfTheOffererAndShowsNothing) {
  send(a, vp8, opus);
  send(b, vp8, opus);
  a.alter_sdp = forge_fingerprint;
  open();
  ASSERT_TRUE(run_until([&] { return b.failed; }));
  EXPECT_NE(b.failure.find("certificate"), std::string::npos) << b.failure;
  EXPECT_FALSE(b.connected);
  EXPECT_EQ(b.shown, 0);
  EXPECT_FALSE(b.first_audio);
}

TEST_F(SessionTest, FailsOnAFalseFingerprintOfTheAnswererAndShowsNothing) {
  send(a, vp8, opus);
  send(b, vp8, opus);
  b.alter_sdp = forge_fingerprint;
  open();
  ASSERT_TRUE(run_until([&] { return a.failed; }));
  EXPECT_NE(a.failure.find("certificate"), std::string::npos) << a.failure;
  EXPECT_FALSE(a.connected);
  EXPECT_EQ(a.shown, 0);
  EXPECT_FALSE(a.first_audio);
}

TEST_F(SessionTest, NoticesAPeerThatVanished) {
  send(a, vp8, opus);
  send(b, nullptr, opus);
  open();
  ASSERT_TRUE(run_until([&] { return a.first_audio && b.connected; }));
  b.session.reset();
  EXPECT_TRUE(run_until([&] { return a.failed; }, std::chrono::seconds(8)));
}

TEST_F(SessionTest, IsSoonGivenUpOnASuspicionThatIsRight) {
  send(a, vp8, opus);
  send(b, nullptr, opus);
  open();
  ASSERT_TRUE(run_until([&] { return a.first_audio && b.connected; }));
  b.session.reset();
  a.session->suspect();
  EXPECT_TRUE(run_until([&] { return a.failed; }, std::chrono::seconds(2)));
  EXPECT_NE(a.failure.find("network has changed"), std::string::npos) << a.failure;
}

TEST_F(SessionTest, LeavesAScreenTheTimeInWhichABrowserReportsTwice) {
  send(a, vp8, nullptr);
  a.config.purpose = protocol::Purpose::screen;
  open();
  ASSERT_TRUE(run_until([&] { return b.shown > 30; })) << a.failure << b.failure;
  b.session.reset();
  a.session->suspect();
  EXPECT_FALSE(run_until([&] { return a.failed; }, std::chrono::seconds(2))) << a.failure;
  EXPECT_TRUE(run_until([&] { return a.failed; }, std::chrono::seconds(8)));
}

TEST_F(SessionTest, GivesUpAPeerThatNeverAnswers) {
  auto observer = a.observer();
  observer.on_offer = [](const protocol::Offer&) {};
  observer.on_candidate = [](const protocol::IceCandidate&) {};
  a.session = offer_session(a.config, std::nullopt, observer);
  EXPECT_TRUE(run_until([&] { return a.failed; }, std::chrono::seconds(12)));
}

TEST_F(SessionTest, TellsWhatItMeasured) {
  send(a, vp8, opus);
  send(b, vp8, opus);
  open();
  ASSERT_TRUE(run_until([&] { return a.shown > 60; }));
  std::optional<SessionStats> stats;
  a.session->get_stats([&](const SessionStats& figures) { stats = figures; });
  ASSERT_TRUE(run_until([&] { return stats.has_value(); }));
  EXPECT_GT(stats->rtt_ms, 0);
  EXPECT_LT(stats->rtt_ms, 10'000);
  EXPECT_GT(stats->send_bps, 10'000);
  EXPECT_GT(stats->receive_bps, 10'000);
  EXPECT_EQ(stats->width, 320);
  EXPECT_EQ(stats->height, 180);
  EXPECT_GT(stats->fps, 0);
  EXPECT_GE(stats->frames_decoded, 60U);
  EXPECT_LT(stats->loss, 0.5);
}

TEST_F(SessionTest, RefusesAnOfferThatIsNoSdp) {
  const protocol::Offer offer{{}, "s", protocol::Purpose::call, std::nullopt, "v=0\r\n"};
  EXPECT_THROW(static_cast<void>(answer_session(a.config, offer, a.observer())), util::Error);
}

TEST_F(SessionTest, LeavesNoThreadsAndDescriptorsBehind) {
  send(a, vp8, opus);
  send(b, vp8, opus);
  std::size_t threads = 0, fds = 0;
  for (int round = 0; round < 50; ++round) {
    a.connected = b.connected = false;
    a.shown = b.shown = 0;
    a.held.clear();
    b.held.clear();
    open();
    // Every other session is ended in the middle of its negotiation.
    const bool whole = round % 2 == 0;
    ASSERT_TRUE(run_until([&] { return whole ? a.connected && b.connected : b.session != nullptr; }))
        << round << a.failure;
    a.session.reset();
    b.session.reset();
    if (round == 4) threads = test::thread_count(), fds = test::fd_count();
  }
  EXPECT_TRUE(run_until([&] { return test::thread_count() <= threads + 2; })) << test::thread_count() << " " << threads;
  // A nicesrc (GStreamer 1.22) that is ended while it is started, as here, now and then keeps its agent: 6 descriptors
  // in one of a hundred such sessions on a slow machine. What the sessions themselves leave would be two a round.
  EXPECT_TRUE(run_until([&] { return test::fd_count() < fds + 45; })) << test::fd_count() << " " << fds;
}

}  // namespace
}  // namespace vchat::peer

int main(int argc, char** argv) {
  gst_init(&argc, &argv);
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
