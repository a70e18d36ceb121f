# shellcheck shell=bash disable=SC2034
# The Debian packages that vchat needs, one list for each purpose, and how to install them; sourced by demo and test.

packages_to_build=(
  g++ meson ninja-build pkg-config
  libglib2.0-dev libsoup-3.0-dev libssl-dev libjson-glib-dev libpango1.0-dev libxcb1-dev libcli11-dev
  libxcb-composite0-dev libxcb-damage0-dev libxcb-randr0-dev libxcb-shm0-dev libxcb-xfixes0-dev libportal-dev
  libcrypt-dev libjwt-dev libqrencode-dev
  libgstreamer1.0-dev libgstreamer-plugins-base1.0-dev libgstreamer-plugins-bad1.0-dev
)

packages_to_run=(
  gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad gstreamer1.0-plugins-ugly
  gstreamer1.0-libav gstreamer1.0-nice gstreamer1.0-pulseaudio gstreamer1.0-x
  gstreamer1.0-pipewire               # the screen of a Wayland desktop
  fonts-dejavu-core fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji  # names in any script
)

packages_to_test=(
  libgtest-dev libgmock-dev
  python3 python3-pytest python3-numpy python3-websockets
  xvfb x11-utils imagemagick xterm    # windows
  dbus libglib2.0-bin python3-dbusmock pipewire wireplumber gir1.2-gstreamer-1.0  # a Wayland desktop
  pulseaudio pulseaudio-utils sox espeak-ng  # sound
  ffmpeg                              # recordings
  coturn iproute2 nftables openssl    # networks
  tmux bash zsh fish mandoc           # terminals, completions and man pages
  zbar-tools                          # QR codes
  systemd                             # looks at the units
  clang libclang-rt-14-dev clang-format-14 clang-tidy-14
  nodejs npm chromium firefox-esr     # the web page; npm ci --prefix tests/browser brings the rest
)

# Whether a package is there. Node may come from elsewhere, and Debian's npm cannot be installed beside that one.
is_installed() {
  case $1 in
    nodejs) command -v node >/dev/null ;;
    npm) command -v npm >/dev/null ;;
    *) dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed ;;
  esac
}

# Installs those of the named packages that are not there, as root or with sudo.
install_packages() {
  local missing=() name
  for name in "$@"; do
    is_installed "$name" || missing+=("$name")
  done
  [ ${#missing[@]} -eq 0 ] && return
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || {
      echo "These packages are missing and there is no sudo; install them as root: ${missing[*]}" >&2
      return 1
    }
    as_root=(sudo)
  fi
  echo "Installing ${#missing[@]} packages: ${missing[*]}" >&2
  # An update that fails in part (a repository that is away) may still leave all that is needed.
  "${as_root[@]}" apt-get update -qq || echo "apt-get update failed in part; going on with the lists that are there." >&2
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
}
