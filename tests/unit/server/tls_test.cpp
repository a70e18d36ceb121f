#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "server/self_signed.hpp"
#include "server/tls_files.hpp"
#include "util/error.hpp"

namespace vchat::server {
namespace {

class TlsFilesTest : public testing::Test {
 protected:
  TlsFilesTest() {
    std::string pattern = testing::TempDir() + "vchat-tls-XXXXXX";
    folder_ = mkdtemp(pattern.data());
    write(make_self_signed({"first.example"}));
  }
  ~TlsFilesTest() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::string path() const { return folder_ / "both.pem"; }
  /// As tools do that renew certificates: a new file takes the place of the old one.
  void write(const std::string& text) const {
    std::ofstream(folder_ / "new") << text;
    std::filesystem::rename(folder_ / "new", path());
  }

  std::filesystem::path folder_;
};

TEST_F(TlsFilesTest, AreReadAnewOnceTheyHaveSettled) {
  TlsFiles files(path(), path());
  const auto before = files.current().fingerprint();
  EXPECT_EQ(before.size(), 95U);
  files.check();
  EXPECT_EQ(files.current().fingerprint(), before);
  write(make_self_signed({"second.example"}));
  files.check();
  EXPECT_EQ(files.current().fingerprint(), before) << "may still change";
  files.check();
  EXPECT_NE(files.current().fingerprint(), before);
}

TEST_F(TlsFilesTest, ThatAreBrokenChangeNothingUntilTheyAreMended) {
  TlsFiles files(path(), path());
  const auto before = files.current().fingerprint();
  write("nonsense");
  for (int i = 0; i < 3; ++i) files.check();
  EXPECT_EQ(files.current().fingerprint(), before);
  files.reload();
  EXPECT_EQ(files.current().fingerprint(), before);
  std::filesystem::remove(path());
  for (int i = 0; i < 3; ++i) files.check();
  EXPECT_EQ(files.current().fingerprint(), before);
  write(make_self_signed({"third.example"}));
  for (int i = 0; i < 3; ++i) files.check();
  EXPECT_NE(files.current().fingerprint(), before);
}

TEST_F(TlsFilesTest, MustBeThereAtTheStartAndFitTogether) {
  EXPECT_THROW(TlsFiles((folder_ / "none").string(), path()), util::Error);
  std::ofstream(folder_ / "other.pem") << make_self_signed({});
  try {
    TlsFiles(path(), (folder_ / "other.pem").string());
    FAIL();
  } catch (const util::Error& error) {
    EXPECT_NE(std::string(error.what()).find("other.pem"), std::string::npos);
  }
}

TEST(SelfSigned, IsAnotherOneEachTime) {
  EXPECT_NE(make_self_signed({"a.example"}), make_self_signed({"a.example"}));
}

TEST(SelfSigned, NamesThisMachine) {
  for (const auto& host : own_hosts()) EXPECT_EQ(host.find_first_of(" ,%/"), std::string::npos) << host;
}

}  // namespace
}  // namespace vchat::server
