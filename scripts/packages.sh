# shellcheck shell=bash disable=SC2034
# The Debian packages that vchat needs, one list for each purpose, and how to install them; sourced by demo and test.

packages_to_build=(
  g++ meson ninja-build pkg-config
  libglib2.0-dev libsoup-3.0-dev libssl-dev libjson-glib-dev libpango1.0-dev libxcb1-dev libcli11-dev
  libcrypt-dev libjwt-dev libqrencode-dev
