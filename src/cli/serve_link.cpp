#include "cli/serve_link.hpp"

#include <glib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "server/listener.hpp"
#include "ui/output.hpp"
#include "ui/qr_code.hpp"

namespace vchat::cli {

void show_link(const std::vector<std::string>& urls) {
  winsize size{};
  if (isatty(STDOUT_FILENO) == 0 || g_get_charset(nullptr) == FALSE) return;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return;
  for (const auto& url : urls) {
    const auto link = server::url_for_others(url);
    const auto code = link ? ui::qr_code(*link, size.ws_col) : std::nullopt;
    if (!code) continue;
    ui::print_line("with a browser: " + *link);
    return ui::print_line(*code);
  }
}

}  // namespace vchat::cli
