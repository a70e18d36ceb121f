// QR codes on a terminal.
#pragma once

#include <optional>
#include <string>

namespace vchat::ui {

/// `text` as a QR code that a phone reads from a terminal: light half blocks on black, in rows ended by newlines but
/// for the last, with the light border that belongs around it. Nothing if vchat was built without libqrencode, if the
/// text is too long for a code, or if that is wider than `columns`. Reentrant.
[[nodiscard]] std::optional<std::string> qr_code(const std::string& text, std::size_t columns);

}  // namespace vchat::ui
