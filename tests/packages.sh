#!/bin/sh
# Installs Debian's packages that some tests need, where they are missing and this user may install them.
# It never fails: without them those tests are skipped (in CI they fail), and the last lines of the run say so.

missing=
command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="postgresql"
command -v chromium >/dev/null || missing="$missing chromium"
command -v faketime >/dev/null || missing="$missing faketime"
# For Playwright's driver; a small Debian is without it.
ls /usr/lib/*/libatomic.so.1 >/dev/null 2>&1 || missing="$missing libatomic1"
[ "$missing" ] || exit 0

if ! command -v apt-get >/dev/null; then
    exit 0
elif [ "$(id -u)" = 0 ]; then
    as_root="env"
elif sudo -n true 2>/dev/null; then
    as_root="sudo -n env"
else
    exit 0
fi

echo "Installing for the tests: $missing ..."
apt() {
    $as_root DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 "$@" </dev/null >/dev/null
}
# shellcheck disable=SC2086 # the packages are words of their own
apt update && apt install -y --no-install-recommends $missing || echo "They could not be installed."
