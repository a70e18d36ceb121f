#include "ui/qr_code.hpp"

#ifdef VCHAT_QRCODE
#include <memory>

#include <qrencode.h>

#include "ui/console.hpp"
#endif

namespace vchat::ui {

#ifdef VCHAT_QRCODE

namespace {

constexpr int border = 4;  // modules, as the standard wants

struct FreeCode {
  void operator()(QRcode* code) const noexcept { QRcode_free(code); }
};
using CodePtr = std::unique_ptr<QRcode, FreeCode>;

bool is_light(const QRcode& code, int row, int column) {
  const bool inside = row >= 0 && column >= 0 && row < code.width && column < code.width;
  return !inside || (code.data[row * code.width + column] & 1) == 0;
}

}  // namespace

std::optional<std::string> qr_code(const std::string& text, std::size_t columns) {
  const CodePtr code(QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_L));
  if (!code || static_cast<std::size_t>(code->width + 2 * border) > columns) return std::nullopt;
  const auto at = [&](int row, int column) { return is_light(*code, row, column); };
  std::string rows;
  // A character is as high as two modules.
  for (int row = -border; row < code->width + border; row += 2) {
    std::string line;
    for (int column = -border; column < code->width + border; ++column) {
      const bool upper = at(row, column);
      const bool lower = at(row + 1, column);
      line += upper ? (lower ? "█" : "▀") : (lower ? "▄" : " ");
    }
    rows += (rows.empty() ? "" : "\n") + coloured(line, "38;5;231;48;5;16");
  }
  return rows;
}

#else

std::optional<std::string> qr_code(const std::string& /*text*/, std::size_t /*columns*/) {
  return std::nullopt;
}

#endif

}  // namespace vchat::ui
