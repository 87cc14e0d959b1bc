//! Every remedy that a finding names is applied to what provokes it, as a person would who reads it, and the finding is gone.

use std::collections::BTreeMap;
use std::fs;

use super::*;

/// The texts of files, by name.
type Texts = BTreeMap<String, String>;

type Files = &'static [(&'static str, &'static str)];

/// A remedy: the rule, a part of the words in which it is told, files that provoke it, and those of them that a person has
/// changed who followed it; without a text if the file is to go.
struct Remedy(&'static str, &'static str, Files, Files);

/// One line besides a clean beginning, and what comes in its place.
struct Line(&'static str, &'static str, &'static str, &'static str);

/// The remedies that are one line of the dependencies.
#[rustfmt::skip]
const LINES: &[Line] = &[
    Line("no-r-kernel", "write `- r-irkernel`", "- r-vegan", "- r-vegan\n- r-irkernel"),
    Line("operator", "write `scipy>=1.2`", "- scipy=>1.2", "- scipy>=1.2"),
    Line("operator", "or what you mean", "- scipy=<2", "- scipy<2"),
    Line("operator", "write `", "- scipy=", "- scipy"),
    Line("ignored-words", "delete it, or write it on its own line", "- pip\n- pip:\n  - -r requirements.txt [--no-deps]", "- pip\n- pip:\n  - -r requirements.txt"),
    Line("pip-version", "write `<2` for `<2.*`", "- pip\n- pip:\n  - scipy<2.*", "- pip\n- pip:\n  - scipy<2"),
    Line("pip-version", "write `>=2,<3` for `>=2.*,<3.*`", "- pip\n- pip:\n  - scipy>=2.*,<3.*", "- pip\n- pip:\n  - scipy>=2,<3"),
    Line("unreadable", "write `- numpy` below it", "- pandas\n    - numpy", "- pandas\n- numpy"),
    Line("pip-version", "write `~=1.4` for `~=1.4.`", "- pip\n- pip:\n  - scipy~=1.4.", "- pip\n- pip:\n  - scipy~=1.4"),
    Line("pip-version", "write `>=2` for `>=2.*`", "- pip\n- pip:\n  - scipy>=2.*", "- pip\n- pip:\n  - scipy>=2"),
    Line("pip-version", "write such as `==1.2.*` for", "- pip\n- pip:\n  - scipy==4.x", "- pip\n- pip:\n  - scipy==4.*"),
    Line("pip-version", "write one such as `==1.2` for", "- pip\n- pip:\n  - torch-scatter==latest+cu101", "- pip\n- pip:\n  - torch-scatter==2.1"),
    Line("unreadable", "write the package alone, such as `- gdb`", "- sel(linux): gdb", "- gdb"),
    Line("unreadable", "delete the line, since the image has Linux", "- sel(win): gdb\n- scipy", "- scipy"),
    Line("unreadable", "remove it from this line", "- pip\n- pip:\n  - --upgrade scipy", "- pip\n- pip:\n  - scipy"),
    Line("unreadable", "=1.2` for a version", "- scipy:", "- scipy=1.2"),
    Line("build-string", "delete the last `=…` of each", "- xz=5.2.4=h14c3975_4", "- xz=5.2.4"),
    Line("build-string", "but keep what says CUDA, BLAS or MPI: `=*cuda*`", "- pytorch=2.1=py3.10_cuda11.8_cudnn8.7.0_0", "- pytorch=2.1=*cuda11.8*"),
    Line("conda-and-pip", "keep one of the lines", "- numpy=1.26\n- pip\n- pip:\n  - numpy==1.25", "- numpy=1.26"),
    Line("conda-and-pip", "delete the line, and let Conda have it", "- numpy\n- pip\n- pip:\n  - x\n  - numpy", "- numpy\n- pip\n- pip:\n  - x"),
    Line("file-url", "without `file:`", "- pip\n- pip:\n  - -r file:requirements.txt", "- pip\n- pip:\n  - -r requirements.txt"),
    Line("gone-package", "write `", "- pip\n- pip:\n  - sklearn", "- pip\n- pip:\n  - scikit-learn"),
    Line("gone-package", "write `pytorch`", "- torch", "- pytorch"),
    Line("licensed-channel", "delete what stands in front of the package's name", "- defaults::scipy", "- scipy"),
    Line("listed-twice", "delete the line", "- scipy\n- scipy", "- scipy"),
    Line("listed-twice", "keep one of the lines", "- scipy=1.1\n- scipy=1.2", "- scipy=1.2"),
    Line("local-path", "install", "- pip\n- pip:\n  - x\n  - -e .", "- pip\n- pip:\n  - x"),
    Line("local-path", "and the version that you have", "- pip\n- pip:\n  - cffi @ file:///croot/cffi_1709217642129/work", "- pip\n- pip:\n  - cffi==1.16.0"),
    Line("local-path", "name a file inside", "- pip\n- pip:\n  - -r ../requirements.txt", "- pip\n- pip:\n  - -r requirements.txt"),
    Line("no-cuda-version", "- cuda-version=", "- pytorch-gpu", "- pytorch-gpu\n- cuda-version=12.4"),
    Line("no-cuda-version", "- cudatoolkit=", "- cudatoolkit", "- cudatoolkit=11.8"),
    Line("no-pip", "write `- pip`", "- pip:\n  - x", "- pip\n- pip:\n  - x"),
    Line("other-system", "delete the line", "- pywin32\n- scipy", "- scipy"),
    Line("other-system", "or end it with `; sys_platform ==", "- pip\n- pip:\n  - pywin32", "- pip\n- pip:\n  - pywin32; sys_platform == \"win32\""),
    Line("secret", "write `${NAME}` in its place", "- pip\n- pip:\n  - --index-url https://jane:p4ssw0rd@example.org/simple", "- pip\n- pip:\n  - --index-url https://${USER}:${TOKEN}@example.org/simple"),
    Line("local-version", "write `- --extra-index-url https://download.pytorch.org/whl/cu121` above it", "- pip\n- pip:\n  - torch==2.1.0+cu121", "- pip\n- pip:\n  - --extra-index-url https://download.pytorch.org/whl/cu121\n  - torch==2.1.0+cu121"),
    Line("local-version", "write `- --find-links https://data.pyg.org/whl/torch-2.1.0+cu121.html`", "- pip\n- pip:\n  - torch-scatter==2.1.2+pt21cu121", "- pip\n- pip:\n  - --find-links https://data.pyg.org/whl/torch-2.1.0+cu121.html\n  - torch-scatter==2.1.2+pt21cu121"),
    Line("local-version", "or delete `+", "- pip\n- pip:\n  - torch==2.1.0+cpu", "- pip\n- pip:\n  - torch==2.1.0"),
    Line("needs-system-package", "or `- libgl` and `- glib` into environment.yml", "- pip\n- pip:\n  - opencv-python", "- libgl\n- glib\n- pip\n- pip:\n  - opencv-python"),
    Line("needs-system-package", "`opencv-python-headless` does as well", "- pip\n- pip:\n  - opencv-python", "- pip\n- pip:\n  - opencv-python-headless"),
    Line("needs-system-package", "`psycopg2-binary` is built already", "- pip\n- pip:\n  - psycopg2", "- pip\n- pip:\n  - psycopg2-binary"),
    Line("needs-system-package", "write `kaleido==0.2.1`", "- pip\n- pip:\n  - kaleido", "- pip\n- pip:\n  - kaleido==0.2.1"),
    Line("needs-system-package", "write `- firefox` and `- geckodriver` into environment.yml", "- pip\n- pip:\n  - selenium", "- firefox\n- geckodriver\n- pip\n- pip:\n  - selenium"),
    Line("needs-system-package", "or `- tesseract` into environment.yml", "- pip\n- pip:\n  - pytesseract", "- tesseract\n- pip\n- pip:\n  - pytesseract"),
    Line("needs-system-package", "or `- pango` into environment.yml", "- pip\n- pip:\n  - weasyprint", "- pango\n- pip\n- pip:\n  - weasyprint"),
    Line("needs-system-package", "or `- poppler` into environment.yml", "- pip\n- pip:\n  - pdf2image", "- poppler\n- pip\n- pip:\n  - pdf2image"),
    Line("needs-system-package", "or `- pyaudio` into environment.yml", "- pip\n- pip:\n  - pyaudio", "- pyaudio"),
    Line("needs-system-package", "or `- openjdk` into environment.yml", "- pip\n- pip:\n  - pyspark", "- openjdk\n- pip\n- pip:\n  - pyspark"),
    Line("needs-system-package", "or `- pygraphviz` into environment.yml", "- pip\n- pip:\n  - pygraphviz", "- pygraphviz"),
    Line("needs-system-package", "or `- r-base` into environment.yml", "- pip\n- pip:\n  - rpy2", "- r-base\n- pip\n- pip:\n  - rpy2"),
    Line("other-system", "write `tensorflow`, which is the same for Linux", "- pip\n- pip:\n  - tensorflow-macos==2.12.0", "- pip\n- pip:\n  - tensorflow==2.12.0"),
    Line("gone-package", "delete the line, since `opencv-python` is there", "- libgl\n- glib\n- pip\n- pip:\n  - opencv-python\n  - cv2", "- libgl\n- glib\n- pip\n- pip:\n  - opencv-python"),
    Line("gone-package", "write `scikit-learn`, without the version", "- pip\n- pip:\n  - sklearn==0.0.post5", "- pip\n- pip:\n  - scikit-learn"),
    Line("selector", "delete the line if Linux does not need it", "- scipy  # [win]\n- xz", "- xz"),
    Line("selector", "and the comment if it does", "- scipy  # [osx]", "- scipy"),
    Line("unreadable", "write a name with it", "- 1.5", "- scipy=1.5"),
    Line("unreadable", "write `pkg=version=build`", "- scipy=1.2=py_0=x", "- scipy=1.2"),
    Line("unreadable", "write it into the `pip:` list", "- git+https://example.org/x.git", "- pip\n- pip:\n  - git+https://example.org/x.git"),
    Line("unreadable", "write `torch==2.1`", "- pip\n- pip:\n  - torch=2.1", "- pip\n- pip:\n  - torch==2.1"),
    Line("unreadable", "write one behind `==`", "- pip\n- pip:\n  - torch==", "- pip\n- pip:\n  - torch==2.1"),
];

const CLEAN: &str = "channels: [conda-forge]\ndependencies:\n- python=3.12\n- jupyterlab\n";
const SCRIPT: &str = "#!/bin/bash -e\necho\n";

/// The others.
#[rustfmt::skip]
const REMEDIES: &[Remedy] = &[
    Remedy("unreadable", "write `name` or `name=version`", &[("environment.yml", CLEAN), ("apt.txt", "git Tree\n")], &[("apt.txt", "git tree\n")]),
    Remedy("secret", "and do this in the container", &[("environment.yml", CLEAN), ("postBuild", "#!/bin/bash -e\ntool --token 0123456789abcdef0123\n")], &[("postBuild", "#!/bin/bash -e\ntool --version\n")]),
    Remedy("secret", "and read a variable that `env-file` sets", &[("environment.yml", CLEAN), ("start", "#!/bin/bash\nexport API_KEY=0123456789abcdef0123\nexec \"$@\"\n")], &[("start", "#!/bin/bash\ntest -n \"$API_KEY\"\nexec \"$@\"\n")]),
    Remedy("gone-system-package", "write `libgl1`", &[("environment.yml", CLEAN), ("apt.txt", "libgl1-mesa-glx\n")], &[("apt.txt", "libgl1\n")]),
    Remedy("gone-system-package", "if what needs it goes with that version", &[("environment.yml", CLEAN), ("apt.txt", "libffi7\n")], &[("apt.txt", "libffi8\n")]),
    Remedy("gone-system-package", "delete it: the environment has Conda's Python", &[("environment.yml", CLEAN), ("apt.txt", "python-dev\n")], &[("apt.txt", "")]),
    Remedy("gone-system-package", "write `libasound2t64`", &[("environment.yml", CLEAN), ("apt.txt", "libasound2\n")], &[("apt.txt", "libasound2t64\n")]),
    Remedy("gone-system-package", "write `fonts-dejavu`", &[("environment.yml", CLEAN), ("apt.txt", "ttf-dejavu\n")], &[("apt.txt", "fonts-dejavu\n")]),
    Remedy("needs-system-package", "write `libgl1 libglib2.0-0t64` into apt.txt", &[("environment.yml", "channels: [conda-forge]\ndependencies: [python=3.12, jupyterlab, pip, {pip: [opencv-python]}]\n")], &[("apt.txt", "libgl1 libglib2.0-0t64\n")]),
    Remedy("unreadable", "download the file itself", &[("environment.yml", "<!DOCTYPE html>\n<html>\n<body>x</body>\n</html>\n")], &[("environment.yml", "channels: [conda-forge]\ndependencies: [python=3.12, jupyterlab]\n")]),
    Remedy("unreadable", "write a list of channels below it", &[("environment.yml", "channels:\ndependencies: [python=3.12, jupyterlab]\n")], &[("environment.yml", "channels: [conda-forge]\ndependencies: [python=3.12, jupyterlab]\n")]),
    Remedy("unreadable", "write a list of packages below it", &[("environment.yml", "channels: [conda-forge]\ndependencies: []\n")], &[("environment.yml", "channels: [conda-forge]\ndependencies: [python=3.12, jupyterlab]\n")]),
    Remedy("unreadable", "write the packages that you import, one a line", &[("environment.yml", "channels: [conda-forge]\ndependencies:\n- python=3.12\n- jupyterlab\n- pip\n- pip:\n  - -r requirements.txt\n"), ("requirements.txt", "# This file may be used to create an environment using:\n# $ conda create --name <env> --file <this file>\n# platform: linux-64\n_libgcc_mutex=0.1=main\nnumpy=1.19.2=py38h54aff64_0\nscipy=1.5.2=py38h0b6359f_0\n")], &[("requirements.txt", "numpy\nscipy\n")]),
    Remedy("needs-root", "list the packages that it installs in apt.txt", &[("environment.yml", CLEAN), ("postBuild", "#!/bin/bash -e\nsudo apt-get install -y texlive\n")], &[("postBuild", SCRIPT), ("apt.txt", "texlive\n")]),
    Remedy("needs-root", "leave out `sudo`", &[("environment.yml", CLEAN), ("postBuild", "#!/bin/bash -e\nsudo pip install x\n")], &[("postBuild", "#!/bin/bash -e\npip install x\n")]),
    Remedy("needs-root", "write into `$HOME` or `$CONDA_PREFIX`", &[("environment.yml", CLEAN), ("postBuild", "#!/bin/bash -e\nsudo cp x /etc\n")], &[("postBuild", "#!/bin/bash -e\ncp x $HOME\n")]),
    Remedy("needs-root", "start the program that serves", &[("environment.yml", CLEAN), ("postBuild", "#!/bin/bash -e\nsudo service postgresql start\n")], &[("postBuild", SCRIPT), ("start", "#!/bin/bash\npostgres &\nexec \"$@\"\n")]),
    Remedy("binder-place", "the environment is active already", &[("environment.yml", CLEAN), ("postBuild", "#!/bin/bash -e\nsource activate notebook\necho\n")], &[("postBuild", "#!/bin/bash -e\necho\n")]),
    Remedy("binder-place", "leave the name out", &[("environment.yml", CLEAN), ("postBuild", "#!/bin/bash -e\nconda install -n notebook x\n")], &[("postBuild", "#!/bin/bash -e\nconda install x\n")]),
    Remedy("binder-place", "write `$CONDA_PREFIX`, which is right in both", &[("environment.yml", CLEAN), ("postBuild", "#!/bin/bash -e\ncp x /srv/conda/envs/notebook/y\n")], &[("postBuild", "#!/bin/bash -e\ncp x $CONDA_PREFIX/y\n")]),
    Remedy("binder-place", "which is right in both", &[("environment.yml", CLEAN), ("postBuild", "#!/bin/bash -e\nbash ~/binder/x\n")], &[("postBuild", "#!/bin/bash -e\nbash $REPO_DIR/binder/x\n")]),
    Remedy("binder-place", "write `$HOME`", &[("environment.yml", CLEAN), ("postBuild", "#!/bin/bash -e\nmkdir /home/jovyan/x\n")], &[("postBuild", "#!/bin/bash -e\nmkdir $HOME/x\n")]),
    Remedy("binder-place", "write `conda activate", &[("environment.yml", CLEAN), ("postBuild", "#!/bin/bash -e\nconda create -n mine x\nsource activate mine\n")], &[("postBuild", "#!/bin/bash -e\nconda create -n mine x\nconda activate mine\n")]),
    Remedy("binder-place", "delete it: the environment is active already", &[("environment.yml", CLEAN), ("postBuild", "#!/bin/bash -e\nsource activate mine\n")], &[("postBuild", SCRIPT)]),
    Remedy("missing-program", "in environment.yml", &[("environment.yml", CLEAN), ("postBuild", "#!/bin/bash -e\nnpm ci\n")], &[("environment.yml", "channels: [conda-forge]\ndependencies: [python=3.12, jupyterlab, nodejs]\n")]),
    Remedy("missing-program", "in apt.txt", &[("environment.yml", CLEAN), ("postBuild", "#!/bin/bash -e\nwget x\n")], &[("apt.txt", "wget\n")]),
    Remedy("missing-program", "write its address with `https://`", &[("environment.yml", CLEAN), ("postBuild", "#!/bin/bash -e\ngit clone git@example.org:x/y.git\n")], &[("postBuild", "#!/bin/bash -e\ngit clone https://example.org/x/y.git\n")]),
    Remedy("project-in-build", "do it in the script `start`", &[("environment.yml", CLEAN), ("data/x.py", "x\n"), ("postBuild", "#!/bin/bash -e\npython data/x.py\n")], &[("postBuild", SCRIPT), ("start", "#!/bin/bash\npython data/x.py\nexec \"$@\"\n")]),
    // That the value of the setting mends it, tests/scripts.rs tries.
    Remedy("project-in-build", "name what is read in the setting", &[("environment.yml", CLEAN), ("data/x.py", "x\n"), ("postBuild", "#!/bin/bash -e\ncat data/x.py\n")], &[("postBuild", SCRIPT)]),
    Remedy("secret", "delete it, set it in your shell", &[("environment.yml", "channels: [conda-forge]\ndependencies: [python=3.12, jupyterlab]\nvariables:\n  A: b\n  HF_TOKEN: abcdefgh\n")], &[("environment.yml", "channels: [conda-forge]\ndependencies: [python=3.12, jupyterlab]\nvariables:\n  A: b\n")]),
    Remedy("local-path", "delete the line", &[("binder/environment.yml", "channels: [conda-forge]\ndependencies:\n- python=3.12\n- jupyterlab\n- ../local-package\n- pip\n- pip:\n  - x\n")], &[("binder/environment.yml", "channels: [conda-forge]\ndependencies:\n- python=3.12\n- jupyterlab\n- pip\n- pip:\n  - x\n")]),
    Remedy("unreadable", "create it with a list `dependencies`", &[("Pipfile", "")], &[("environment.yml", CLEAN)]),
    Remedy("extension-build", "delete the line", &[("environment.yml", CLEAN), ("postBuild", "#!/bin/bash -e\njupyter lab build\n")], &[("postBuild", SCRIPT)]),
    Remedy("extension-build", "have `ipywidgets` in environment.yml", &[("environment.yml", CLEAN), ("postBuild", "#!/bin/bash -e\njupyter labextension install @jupyter-widgets/jupyterlab-manager\n")], &[("environment.yml", "channels: [conda-forge]\ndependencies: [python=3.12, jupyterlab, ipywidgets]\n"), ("postBuild", SCRIPT)]),
    Remedy("extension-build", "look for a package that brings the extension built", &[("environment.yml", CLEAN), ("postBuild", "#!/bin/bash -e\njupyter labextension install unheard-of\n")], &[("postBuild", SCRIPT)]),
    Remedy("extension-build", "write `- nodejs` in environment.yml", &[("environment.yml", "channels: [conda-forge]\ndependencies: [python=3.8, jupyterlab=2]\n"), ("postBuild", "#!/bin/bash -e\njupyter lab build\n")], &[("environment.yml", "channels: [conda-forge]\ndependencies: [python=3.8, jupyterlab=2, nodejs]\n")]),
    Remedy("base-export", "give the environment a name of its own", &[("environment.yml", "name: base\nchannels: [conda-forge]\ndependencies: [python=3.12, jupyterlab]\n")], &[("environment.yml", "name: mine\nchannels: [conda-forge]\ndependencies: [python=3.12, jupyterlab]\n")]),
    Remedy("build-string", "`conda env export --from-history` writes none", &[("environment.yml", "channels: [conda-forge]\ndependencies:\n- jupyterlab\n- python=3.11.6=h47c9636_0_cpython\n- xz=5.2.4=h1de35cc_4\nprefix: /Users/jane/x\n")], &[("environment.yml", CLEAN)]),
    Remedy("channel-order", "put conda-forge first", &[("environment.yml", "channels: [defaults, conda-forge]\ndependencies: [python=3.12, jupyterlab]\n")], &[("environment.yml", CLEAN)]),
    Remedy("channel-order", "write `conda-forge` above it", &[("environment.yml", "channels: [bioconda]\ndependencies: [python=3.12, jupyterlab]\n")], &[("environment.yml", "channels: [conda-forge, bioconda]\ndependencies: [python=3.12, jupyterlab]\n")]),
    Remedy("dead-channel", "delete the line", &[("environment.yml", "channels:\n- intel\n- conda-forge\ndependencies: [python=3.12, jupyterlab]\n")], &[("environment.yml", CLEAN)]),
    Remedy("dead-channel", "write https://", &[("environment.yml", "channels:\n- intel\n- conda-forge\ndependencies: [python=3.12, jupyterlab]\n")], &[("environment.yml", "channels:\n- conda-forge\n- https://software.repos.intel.com/python/conda\ndependencies: [python=3.12, jupyterlab]\n")]),
    Remedy("empty-name", "write a name, or delete the line", &[("environment.yml", "name:\nchannels: [conda-forge]\ndependencies: [python=3.12, jupyterlab]\n")], &[("environment.yml", CLEAN)]),
    Remedy("encoding", "save it as UTF-8 without byte order mark", &[("environment.yml", "\u{feff}channels: [conda-forge]\ndependencies: [python=3.12, jupyterlab]\n")], &[("environment.yml", CLEAN)]),
    Remedy("host-path", "delete it, and set it where it holds", &[("environment.yml", "channels: [conda-forge]\ndependencies: [python=3.12, jupyterlab]\nvariables:\n  DATA: /home/jane/data\n  A: b\n")], &[("environment.yml", "channels: [conda-forge]\ndependencies: [python=3.12, jupyterlab]\nvariables:\n  A: b\n")]),
    Remedy("licensed-channel", "write `nodefaults`, so that no Conda adds it", &[("environment.yml", "channels:\n- conda-forge\n- defaults\ndependencies: [python=3.12, jupyterlab]\n")], &[("environment.yml", "channels:\n- conda-forge\n- nodefaults\ndependencies: [python=3.12, jupyterlab]\n")]),
    Remedy("licensed-channel", "delete the line: conda-forge has the packages", &[("environment.yml", "channels:\n- conda-forge\n- main\ndependencies: [python=3.12, jupyterlab]\n")], &[("environment.yml", CLEAN)]),
    Remedy("licensed-channel", "write `conda-forge`", &[("environment.yml", "channels:\n- defaults\ndependencies: [python=3.12, jupyterlab]\n")], &[("environment.yml", CLEAN)]),
    Remedy("local-channel", "put the packages where an URL leads to", &[("environment.yml", "channels: [file:///home/jane/channel, conda-forge]\ndependencies: [python=3.12, jupyterlab]\n")], &[("environment.yml", "channels: [https://example.org/channel, conda-forge]\ndependencies: [python=3.12, jupyterlab]\n")]),
    Remedy("no-channels", "write `channels: [conda-forge, nodefaults]`", &[("environment.yml", "dependencies: [python=3.12, jupyterlab]\n")], &[("environment.yml", "channels: [conda-forge, nodefaults]\ndependencies: [python=3.12, jupyterlab]\n")]),
    Remedy("no-errexit", "write `set -e` below the first line", &[("environment.yml", CLEAN), ("postBuild", "#!/bin/bash\necho a\necho b\n")], &[("postBuild", "#!/bin/bash\nset -e\necho a\necho b\n")]),
    Remedy("no-exec", "write it there", &[("environment.yml", CLEAN), ("start", "#!/bin/bash\nexport A=b\n")], &[("start", "#!/bin/bash\nexport A=b\nexec \"$@\"\n")]),
    Remedy("no-jupyterlab", "write `- jupyterlab=4`", &[("environment.yml", "channels: [conda-forge]\ndependencies: [python=3.12]\n")], &[("environment.yml", "channels: [conda-forge]\ndependencies:\n- python=3.12\n- jupyterlab=4\n")]),
    Remedy("own-package", "delete the line, and let the script `start` install it", &[("environment.yml", CLEAN), ("requirements.txt", "churn==0.1.0\nx\n"), ("setup.py", "setup(name='churn')\n")], &[("requirements.txt", "x\n"), ("start", "#!/bin/bash\npip install --no-deps -e .\nexec \"$@\"\n")]),
    Remedy("shebang", "write `#!/usr/bin/env -S bash -e`", &[("environment.yml", CLEAN), ("postBuild", "#!/usr/bin/env bash -e\necho a\n")], &[("postBuild", "#!/usr/bin/env -S bash -e\necho a\n")]),
    Remedy("shebang", "write `#!/bin/bash`, and `set` with the options", &[("environment.yml", CLEAN), ("postBuild", "#!/bin/bash -euo pipefail\necho a\n")], &[("postBuild", "#!/bin/bash\nset -euo pipefail\necho a\n")]),
    Remedy("shebang", "write `#!/usr/bin/env -S python3 -u -B`", &[("environment.yml", CLEAN), ("postBuild", "#!/usr/bin/python3 -u -B\nprint()\n")], &[("postBuild", "#!/usr/bin/env -S python3 -u -B\nprint()\n")]),
    Remedy("no-shebang", "make `#!/bin/bash -e` the first line", &[("environment.yml", CLEAN), ("postBuild", "echo a\n")], &[("postBuild", SCRIPT)]),
    Remedy("no-shebang", "delete what is above it", &[("environment.yml", CLEAN), ("postBuild", "\n\n#!/bin/bash -e\necho a\n")], &[("postBuild", SCRIPT)]),
    Remedy("old-python", "take a newer one", &[("environment.yml", "channels: [conda-forge]\ndependencies: [python=3.6, jupyterlab]\n")], &[("environment.yml", CLEAN)]),
    Remedy("old-recipe", "delete the file", &[("environment.yml", CLEAN), ("docker/Dockerfile", "FROM ubuntu:16.04\nRUN conda env create --prefix $ENV_PREFIX --file /tmp/environment.yml --force\n"), ("docker/docker-compose.yml", "version: \"3.7\"\nservices:\n  jupyterlab-server:\n    image: $image_name:$image_tag\n")], &[("docker/Dockerfile", ""), ("docker/docker-compose.yml", "")]),
    Remedy("other-builder", "name", &[("environment.yml", CLEAN), ("Dockerfile", "FROM x\n")], &[("Dockerfile", "")]),
    Remedy("passed-over", "move it there, or delete it", &[("binder/environment.yml", CLEAN), ("postBuild", SCRIPT)], &[("postBuild", ""), ("binder/postBuild", SCRIPT)]),
    Remedy("prefix", "delete the line", &[("environment.yml", "channels: [conda-forge]\ndependencies: [python=3.12, jupyterlab]\nprefix: /home/jane/x\n")], &[("environment.yml", CLEAN)]),
    Remedy("project-in-build", "install other code in the script `start`", &[("environment.yml", CLEAN), ("postBuild", "#!/bin/bash -e\npip install .\n")], &[("postBuild", SCRIPT), ("start", "#!/bin/bash\npip install --no-deps -e .\nexec \"$@\"\n")]),
    Remedy("python-version", "write `- python=X.Y`", &[("environment.yml", "channels: [conda-forge]\ndependencies: [python, jupyterlab]\n")], &[("environment.yml", CLEAN)]),
    Remedy("requirements-alone", "write that file if you want others", &[("requirements.txt", "x\n")], &[("environment.yml", "channels: [conda-forge]\ndependencies:\n- python=3.12\n- jupyterlab\n- pip\n- pip:\n  - -r requirements.txt\n")]),
    Remedy("requirements-not-named", "write `- -r requirements.txt` below `- pip:`", &[("environment.yml", "channels: [conda-forge]\ndependencies:\n- python=3.12\n- jupyterlab\n- pip\n"), ("requirements.txt", "x\n")], &[("environment.yml", "channels: [conda-forge]\ndependencies:\n- python=3.12\n- jupyterlab\n- pip\n- pip:\n  - -r requirements.txt\n")]),
    Remedy("unknown-key", "delete it if it has no other reader", &[("environment.yml", "channels: [conda-forge]\ndependencies: [python=3.12, jupyterlab]\nother: 1\n")], &[("environment.yml", CLEAN)]),
    Remedy("unreadable", "did you mean `dependencies`?", &[("environment.yml", "channels: [conda-forge]\ndependancies: [python=3.12, jupyterlab]\n")], &[("environment.yml", CLEAN)]),
    Remedy("unreadable", "quote it: `name: \"3.10\"`", &[("environment.yml", "name: 3.10\nchannels: [conda-forge]\ndependencies: [python=3.12, jupyterlab]\n")], &[("environment.yml", "name: \"3.10\"\nchannels: [conda-forge]\ndependencies: [python=3.12, jupyterlab]\n")]),
    Remedy("unreadable", "create it or remove this line", &[("environment.yml", "channels: [conda-forge]\ndependencies:\n- python=3.12\n- jupyterlab\n- pip\n- pip:\n  - -r none.txt\n")], &[("none.txt", "x\n")]),
    Remedy("unreadable", "use spaces", &[("environment.yml", "channels: [conda-forge]\ndependencies:\n\t- python=3.12\n\t- jupyterlab\n")], &[("environment.yml", CLEAN)]),
    Remedy("windows-line-ends", "save it with LF line ends", &[("environment.yml", CLEAN), ("postBuild", "#!/bin/bash -e\r\necho a\r\n")], &[("postBuild", SCRIPT)]),
    Remedy("binder-refuses", "by two numbers alone", &[("requirements.txt", "x\n"), ("runtime.txt", "python-3.11.4\n")], &[("runtime.txt", "python-3.12\n")]),
    Remedy("binder-refuses", "write such as `python-3.12`", &[("environment.yml", CLEAN), ("runtime.txt", "3.12\n")], &[("runtime.txt", "python-3.12\n")]),
    Remedy("binder-refuses", "or delete the file", &[("environment.yml", CLEAN), ("runtime.txt", "3.12\n")], &[("runtime.txt", "")]),
    Remedy("binder-refuses", "such as `r-4.4-2025-01-02`", &[("environment.yml", CLEAN), ("runtime.txt", "r-2.1-2024-01-01\n")], &[("runtime.txt", "r-4.4-2025-01-02\n")]),
    Remedy("binder-refuses", "take a day from 2018-12-07 on", &[("environment.yml", CLEAN), ("runtime.txt", "r-2017-01-01\n")], &[("runtime.txt", "r-2018-12-07\n")]),
    Remedy("binder-refuses", "change one of the two", &[("requirements.txt", "x\n"), ("runtime.txt", "python-3.9\n"), ("pyproject.toml", "[project]\nrequires-python = '>=3.10'\n")], &[("runtime.txt", "python-3.10\n")]),
    Remedy("binder-refuses", "allow one that it has", &[("requirements.txt", "x\n"), ("pyproject.toml", "[project]\nrequires-python = '>=3.99'\n")], &[("pyproject.toml", "[project]\nrequires-python = '>=3.12'\n")]),
    Remedy("binder-refuses", "with a condition such as", &[("requirements.txt", "x\n"), ("pyproject.toml", "[project]\nrequires-python = '^3.10'\n")], &[("pyproject.toml", "[project]\nrequires-python = '>=3.10'\n")]),
    Remedy("unreadable", "write such as `python-3.11`", &[("requirements.txt", "x\n"), ("runtime.txt", "python 3.12\n")], &[("runtime.txt", "python-3.11\n")]),
];

/// All of them, with their files.
fn remedies() -> Vec<(&'static str, &'static str, Texts, Texts)> {
    let owned = |files: Files| files.iter().map(|&(name, text)| (name.to_owned(), text.to_owned())).collect();
    let line = |lines: &str| -> Texts {
        let requirements = ("requirements.txt".to_owned(), "x\n".to_owned());
        let environment = ("environment.yml".to_owned(), format!("{CLEAN}{lines}\n"));
        let is_named = lines.contains("requirements.txt");
        [environment].into_iter().chain(is_named.then_some(requirements)).collect()
    };
    let lines = LINES.iter().map(|&Line(rule, says, before, after)| (rule, says, line(before), line(after)));
    let others = REMEDIES.iter().map(|Remedy(rule, says, before, after)| {
        let before: Texts = owned(before);
        let mut changed = before.clone();
        changed.extend(owned(after));
        changed.retain(|_, text| !text.is_empty());
        (*rule, *says, before, changed)
    });
    lines.chain(others).collect()
}

fn of(files: &Texts) -> Vec<Finding> {
    let files: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    found(&files)
}

#[test]
fn whoever_follows_a_remedy_does_not_find_the_same_again_and_nothing_worse() {
    let mut wrong = Vec::new();
    for (rule, says, before, after) in remedies() {
        let is_it = |finding: &&Finding| finding.rule == rule && finding.fix.contains(says);
        if !of(&before).iter().any(|finding| is_it(&finding)) {
            wrong.push(format!("{rule}: {says}: it is not said: {:#?}", of(&before)));
        }
        let left = of(&after);
        if left.iter().any(|finding| finding.rule == rule || finding.severity == Severity::Error) {
            wrong.push(format!("{rule}: {says}: {left:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_remedy_of_the_environments_is_one_that_is_tried() {
    let folder = camino::Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/environments");
    let folders = folder
        .read_dir_utf8()
        .unwrap()
        .map(|entry| entry.unwrap().path().join("findings.txt"))
        .filter(|file| file.is_file());
    let findings: String = folders.map(|file| fs::read_to_string(file).unwrap()).collect();
    let remedies = remedies();
    let is_tried = |line: &str| {
        remedies.iter().any(|(rule, says, ..)| line.ends_with(&format!("[{rule}]")) && line.contains(says))
    };
    let findings = findings.lines().filter(|line| line.contains(": error: ") || line.contains(": warning: "));
    let untried: std::collections::BTreeSet<&str> = findings.filter(|line| !is_tried(line)).collect();
    assert!(untried.is_empty(), "{untried:#?}");
}
