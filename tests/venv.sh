#!/bin/sh
# Makes the virtual environment $1 with the first Python that is new enough and can; says so in a line when none is.

venv=$1
if "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    exit 0
fi

found=
for python in python3.13 python3.12 python3.11 python3; do
    # Asked, not only looked up: a version manager's stand-in may be there for a Python that is not.
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
    found=$python
    "$python" -c 'import venv, ensurepip' 2>/dev/null || continue
    exec "$python" -m venv --clear "$venv"
done

if [ "$found" ]; then
    echo "$found cannot make virtual environments; on Debian or Ubuntu: apt-get install python3-venv" >&2
else
    echo "Chatferry needs Python 3.11 or newer; on Debian or Ubuntu: apt-get install python3 python3-venv" >&2
fi
exit 1
