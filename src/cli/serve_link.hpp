// The link of a server for the phones of those who sit before its terminal.
#pragma once

#include <string>
#include <vector>

namespace vchat::cli {

/// Prints the first of `urls` that other machines can reach, with its QR code. Nothing if standard output is no
/// terminal, if it has another charset than UTF-8, or if vchat was built without QR codes.
void show_link(const std::vector<std::string>& urls);

}  // namespace vchat::cli
