#!/bin/sh
# Make a virtual environment with evacmap in it.
#
#   sh scripts/setup.sh VENV [EXTRA]
#
# EXTRA is an optional part of evacmap (test, bench, notebook). "test" and "bench" also make sure that Chromium
# is there.
set -eu

venv=$1
extra=${2:-}
python=${PYTHON:-python3}

install_debian() {
    # Install Debian packages, or say what to install.
    if ! command -v apt-get >/dev/null 2>&1; then
        echo "Please install $*, then run this again." >&2
        exit 1
    fi
    if [ "$(id -u)" = 0 ]; then
        sudo=""
    elif command -v sudo >/dev/null 2>&1; then
        sudo="sudo"
    else
        echo "Please install, as root: apt-get install $*" >&2
        exit 1
    fi
    $sudo apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq "$@" >/dev/null
}

if ! command -v "$python" >/dev/null 2>&1; then
    install_debian python3 python3-venv
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "evacmap needs Python 3.11 or newer; $python is $("$python" --version)." >&2
    echo "Set PYTHON to a newer one: make map PYTHON=/path/to/python3" >&2
    exit 1
fi
if ! "$python" -c 'import ensurepip' >/dev/null 2>&1; then
    install_debian python3-venv
fi

[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"

echo "Installing evacmap into $venv ..."
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --editable ".${extra:+[$extra]}"

if [ "$extra" = test ] || [ "$extra" = bench ]; then
    if [ -z "${EVACMAP_CHROMIUM:-}" ] && ! command -v chromium >/dev/null 2>&1; then
        echo "Installing Chromium ..."
        install_debian chromium fonts-dejavu-core
    fi
    # Playwright's driver needs a library that a minimal Debian does not have.
    if ! "$venv/bin/python" -m playwright --version >/dev/null 2>&1; then
        install_debian libatomic1
    fi
fi

# What was installed with an extra is ready without it, too.
touch "$venv/.ready${extra:+-$extra}"
[ -e "$venv/.ready" ] || touch "$venv/.ready"
