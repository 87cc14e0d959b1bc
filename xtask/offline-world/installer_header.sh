#!/bin/sh
# Installs Miniforge3 @VERSION@ as it is made for the offline world.
# The first @LINES@ lines are this script; a compressed tar file follows.
set -eu

# The name LINES alone would not do: bash sets that variable to the height of the terminal.
header_lines=@LINES@
payload_md5=@MD5@

self=$0
prefix=${HOME:-/opt}/miniforge3
batch=no
existing=refuse

usage() {
    cat <<END
usage: $self [options]

Installs Miniforge3 @VERSION@

-b           run install in batch mode (without manual intervention),
             it is expected the license terms (if any) are agreed upon
-f           no error if install prefix already exists
-h           print this help message and exit
-k           do not clear the package cache after installation
-p PREFIX    install prefix, defaults to $prefix
-s           skip running pre/post-link/install scripts
-u           update an existing installation
END
}

fail() {
    echo "ERROR: $1" >&2
    exit 1
}

# -k and -s are accepted and change nothing: the cache is always kept, and no package here has link scripts.
while getopts bfhkp:su option; do
    case "$option" in
        b) batch=yes ;;
        f | u) existing=accept ;;
        h) usage && exit 0 ;;
        k | s) ;;
        p) prefix=$OPTARG ;;
        *) usage >&2 && exit 1 ;;
    esac
done

[ "$(uname -s)-$(uname -m)" = Linux-x86_64 ] || fail "this installer is for Linux on x86_64"

if [ "$batch" = no ]; then
    printf 'Miniforge3 will now be installed into this location:\n%s\n\n' "$prefix"
    printf 'Do you accept the license terms? [yes|no]\n>>> '
    read -r answer
    case "$answer" in
        [Yy]*) ;;
        *) echo "The license agreement wasn't approved, aborting installation." >&2 && exit 2 ;;
    esac
fi

case "$prefix" in
    *' '*) fail "Cannot install into directories with spaces" ;;
esac
if [ -e "$prefix" ] && [ "$existing" = refuse ]; then
    echo "ERROR: File or directory already exists: '$prefix'" >&2
    fail "If you want to update an existing installation, use the -u option."
fi

# A download that broke off would otherwise fail in the middle, with a half-filled prefix left behind.
md5=$(tail -n +$((header_lines + 1)) "$self" | md5sum | cut -d ' ' -f 1)
[ "$md5" = "$payload_md5" ] || fail "md5sum mismatch of tar archive: expected $payload_md5, got $md5"

mkdir -p "$prefix" || fail "Could not create directory: '$prefix'"
prefix=$(cd "$prefix" && pwd)
echo "PREFIX=$prefix"
echo "Unpacking payload ..."
tail -n +$((header_lines + 1)) "$self" | tar -xzf - --no-same-owner -C "$prefix"

# The records then name the channel as conda will find it, so that it sees one channel and not two equal ones.
if [ -n "${CONDA_CHANNEL_ALIAS:-}" ]; then
    sed -i "s|@CHANNEL_URL@|${CONDA_CHANNEL_ALIAS%/}/@CHANNEL@|g" \
        "$prefix"/pkgs/*.txt "$prefix"/pkgs/*/info/repodata_record.json
fi

# No environment exists yet, so Python and conda run from the unpacked packages.
cache=$prefix/pkgs
modules=
libraries=
for package in "$cache"/*/; do
    [ ! -d "${package}site-packages" ] || modules=$modules:${package}site-packages
    [ ! -d "${package}@PYTHON_LIB@" ] || modules=$modules:${package}@PYTHON_LIB@
    [ ! -d "${package}lib" ] || libraries=$libraries:${package}lib
done

# conda takes a folder for an environment if it has a history, and refuses to install into any other.
mkdir -p "$prefix/conda-meta"
touch "$prefix/conda-meta/history"
[ -e "$prefix/.condarc" ] || printf 'channels:\n  - @CHANNEL@\n' > "$prefix/.condarc"

# The unpacked files were checked above as a whole, so conda need not check each of them again.
env -u PYTHONHOME PYTHONNOUSERSITE=1 PYTHONDONTWRITEBYTECODE=1 \
    PYTHONPATH="${modules#:}" LD_LIBRARY_PATH="${libraries#:}" \
    CONDA_ROOT_PREFIX="$prefix" CONDA_PKGS_DIRS="$cache" CONDA_SAFETY_CHECKS=disabled CONDA_QUIET=1 \
    "$cache/@PYTHON@" -m conda install --offline --yes --prefix "$prefix" --file "$cache/explicit.txt" \
    || fail "could not install the packages into '$prefix'"

echo "installation finished."
exit 0
