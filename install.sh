#!/bin/sh
# Makes the environment and installs Otklik into it: ./install.sh [EXTRAS]. Called by the Makefile.
set -eu
: "${PYTHON:=python3}" "${VENV:=.venv}" "${TORCH:=auto}" "${TORCH_WHEELS:=}"
want='torch>=2.13,<2.14'

"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    { echo "Otklik needs Python 3.11 or newer; name one: make PYTHON=python3.12 ..." >&2; exit 2; }

if [ ! -x "$VENV/bin/pip" ]; then
    if ! "$PYTHON" -c 'import ensurepip' 2>/dev/null; then
        [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null ||
            { echo "Python's venv module is missing: apt-get install python3-venv" >&2; exit 2; }
        apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null
    fi
    echo "making the environment $VENV"
    "$PYTHON" -m venv "$VENV"
fi

pip() { "$VENV/bin/pip" --disable-pip-version-check "$@"; }

# Where to look for torch: the configured index, or the place that TORCH_WHEELS names as well.
place=''
if [ -d "$TORCH_WHEELS" ]; then place="--find-links=$TORCH_WHEELS"
elif [ -n "$TORCH_WHEELS" ]; then place="--index-url=$TORCH_WHEELS"; fi

# A torch that brings CUDA along requires packages named nvidia-* or cuda-*.
brings_cuda() {
    pip install $place --quiet --dry-run --report - "$want" 2>/dev/null |
        grep -Eq '"name": "(nvidia|cuda)[-_]'
}

extras="${1:-}"
if [ "$TORCH" = none ]; then
    echo "without the transformer, as asked: a word list will judge"
elif [ "$TORCH" = auto ] && ! pip show -q torch 2>/dev/null && brings_cuda; then
    echo "The package index offers only a torch with CUDA, several gigabytes; it is left out and a"
    echo "word list will judge. For the transformer: make TORCH_WHEELS=<folder or index with CPU"
    echo "builds> ..., or make TORCH=cuda ... if that is what you want."
else
    pip show -q torch 2>/dev/null || {
        echo "fetching torch (about 200 MB for a CPU build)"
        pip install --quiet $place "$want"
    }
    extras="${extras:+$extras,}transformer"
fi

echo "installing Otklik and what it needs"
pip install --quiet --editable ".${extras:+[$extras]}"
