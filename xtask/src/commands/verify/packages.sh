# shellcheck shell=sh
# packages.sh PREFIX: prints what is installed there, as far as the files tell that Conda and pip leave; any Conda
# environment will do, in a container or on the host. Lines of three kinds, which packages.rs reads.
cd "$1" || exit 1
# A Conda package has a file that is called by its name, version and build; /dev/null has grep print that name always.
grep -m 1 '"channel":' conda-meta/*.json /dev/null 2>/dev/null
# Python's records that Conda brought, and all of them: what is left is pip's.
grep -ho '[^/"]*\.dist-info/METADATA"' conda-meta/*.json 2>/dev/null
ls -d lib/python3*/site-packages/*.dist-info 2>/dev/null
exit 0
