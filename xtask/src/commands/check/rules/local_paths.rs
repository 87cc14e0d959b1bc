//! Paths of one machine, which a build cannot read.

use super::unreadable::refusals;
use crate::base::error::BadInput;
use crate::base::wording::shown;
use crate::commands::check::finding::Finding;
use crate::commands::check::subject::Subject;

/// `file-url`
pub fn file_url(subject: &Subject) -> Vec<Finding> {
    let finding = |(refusal, finding): (&BadInput, Finding)| {
        let text = subject.refused(refusal);
        let url = text.split([' ', '=']).find(|word| word.starts_with("file:")).unwrap_or_default();
        let path = url.trim_start_matches("file:").trim_start_matches('/');
        let is_there =
            !path.is_empty() && subject.examined.project.is_file(&refusal.file.with_file_name(path));
        let edit = is_there.then(|| subject.replace(&refusal.file, refusal.line, url, path)).flatten();
        finding.edits(edit)
    };
    refusals(subject, "file-url").map(finding).collect()
}

/// `local-path`
pub fn local_path(subject: &Subject) -> Vec<Finding> {
    let finding = |(refusal, finding): (&BadInput, Finding)| {
        let text = subject.refused(refusal);
        let Some((name, url)) = text.split_once('@').filter(|(_, url)| is_conda_build(url.trim())) else {
            return finding;
        };
        let name = name.trim();
        let sentence = format!(
            "`{}` has the folder in which Conda's builders built it, as `pip freeze` writes it",
            shown(name)
        );
        let is_all = !url.trim().contains(' ');
        let edit =
            is_all.then(|| subject.replace(&refusal.file, refusal.line, &text[name.len()..], "")).flatten();
        Finding { sentence, ..finding }
            .fix(format!("write `{0}`, or `{0}==` and the version that you have", shown(name)))
            .edits(edit)
    };
    refusals(subject, "local-path").map(finding).collect()
}

/// Where Conda's builders, conda-forge's and Anaconda's, have built packages, as `pip freeze` writes it; a `*` stands for one
/// folder or a part of its name. A folder of this kind that is somebody's own, such as `~/miniconda3/conda-bld`, is none of them.
const BUILDERS: [&str; 28] = [
    "/build/task_*/conda-bld/",
    "/croot/",
    "/home/builder/ci_*/",
    "/home/conda/feedstock_root/build_artifacts/",
    "/home/ktietz/src/ci*/",
    "/home/linux1/recipes/ci/",
    "/home/task_*/conda-bld/",
    "/home/task_*/croot/",
    "/opt/concourse/worker/volumes/live/*/volume/",
    "/opt/conda/conda-bld/",
    "/opt/miniconda3/conda-bld/",
    "/private/var/folders/*/*/t/abs_*/croot/",
    "/private/var/folders/*/*/t/abs_*/croots/recipe/",
    "/tmp/abs_*/croots/recipe/",
    "/tmp/build/80754af9/",
    "/users/builder/*/perseverance-python-buildout/croot/",
    "/users/ktietz/ci_*/",
    "/users/ktietz/demo/mc3/conda-bld/",
    "/users/runner/miniforge3/conda-bld/",
    "/work/ci_py*/",
    "/work/perseverance-python-buildout/croot/",
    "/c:/b/abs_*/croot/",
    "/c:/ci/",
    "/c:/ci_*/",
    "/c:/miniconda3/conda-bld/",
    "/c:/users/*/perseverance-python-buildout/croot/",
    "/c:/windows/temp/abs_*/croots/recipe/",
    "/d:/bld/",
];

/// Whether this is a folder in which a package of Conda's was built: such a package is a public one.
fn is_conda_build(url: &str) -> bool {
    let Some(path) = url.strip_prefix("file://") else { return false };
    let folders: Vec<String> = path.split('/').map(str::to_lowercase).collect();
    let is_of = |builder: &str| {
        let wanted: Vec<&str> = builder.trim_end_matches('/').split('/').collect();
        // The folder below has the package's name, and the second in which the build began.
        let begun = folders.get(wanted.len()).is_some_and(|folder| is_begun(folder) || folder == "bld");
        begun && wanted.iter().zip(&folders).all(|(wanted, folder)| is_like(wanted, folder))
    };
    BUILDERS.iter().any(|builder| is_of(builder))
}

/// Whether a folder is named as the pattern says.
fn is_like(pattern: &str, folder: &str) -> bool {
    match pattern.split_once('*') {
        Some((start, end)) => folder.strip_prefix(start).is_some_and(|rest| rest.ends_with(end)),
        None => pattern == folder,
    }
}

/// Whether a name ends with a time in seconds: `attrs_1620827162558`.
fn is_begun(folder: &str) -> bool {
    let time = folder.rsplit('_').next().unwrap_or_default();
    time.len() >= 10 && time.chars().all(|digit| digit.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::is_conda_build;

    #[test]
    fn the_folders_of_conda_s_builders_are_known_and_a_person_s_own_are_none() {
        for folder in [
            "/croot/archspec_1709217642129/work",
            "/croot/numpy_and_numpy_base_1701295038894/work/dist/numpy-1.26.2-cp310-cp310-linux_x86_64.whl#sha256=2a",
            "/home/builder/ci_310/chardet_1640804867535/work",
            "/home/conda/feedstock_root/build_artifacts/attrs_1640799537051/work",
            "/home/conda/feedstock_root/build_artifacts/bld/rattler-build_tensorboard_1752825441/work",
            "/home/ktietz/src/ci/backcall_1611930011877/work",
            "/home/linux1/recipes/ci/idna_1610986105248/work",
            "/home/task_176104877067765/conda-bld/packaging_1761049113113/work",
            "/home/task_177313441500085/croot/anyio_1773134439506/work",
            "/opt/concourse/worker/volumes/live/4f734db2-9ca8-4d8b-5b29-6ca15b4b4772/volume/appnope_1606859466979/work",
            "/opt/conda/conda-bld/requests_1657734628632/work",
            "/opt/miniconda3/conda-bld/alembic_1760520175076/work",
            "/private/var/folders/nz/j6p8yfhx1mv_0grj5xl4650h0000gp/T/abs_f63n9uulmp/croot/boltons_1677628710094/work",
            "/private/var/folders/sy/f16zz6x50xz3113nwtb9bvq00000gp/T/abs_17gskqgptz/croots/recipe/contourpy_1663827415320/work",
            "/tmp/abs_ecyw11_7ze/croots/recipe/brotli-split_1659616059936/work",
            "/tmp/build/80754af9/pluggy_1648024709248/work",
            "/Users/builder/cbouss/perseverance-python-buildout/croot/alabaster_1728591579756/work",
            "/Users/ktietz/ci_310/pysocks_1643961536721/work",
            "/Users/ktietz/demo/mc3/conda-bld/tblib_1629402031467/work",
            "/Users/runner/miniforge3/conda-bld/numpy_1597938419070/work",
            "/work/ci_py311/debugpy_1676824903649/work",
            "/work/perseverance-python-buildout/croot/traitlets_1728385099292/work",
            "/C:/b/abs_f55mv94vyg/croot/mkl_fft_1725370278455/work",
            "/C:/ci/cffi_1625814707380/work",
            "/C:/ci_311/win_inet_pton_1676425458225/work",
            "/C:/miniconda3/conda-bld/joblib_1757926366880/work",
            "/C:/Users/dev-admin/perseverance-python-buildout/croot/colorama_1729036581634/work",
            "/D:/bld/cffi_1671179506518/work",
        ] {
            assert!(is_conda_build(&format!("file://{folder}")), "{folder}");
        }
        for folder in [
            "/home/jane/miniconda3/conda-bld/mylib_1620827162558/work",
            "/C:/Users/jane/anaconda3/conda-bld/mylib_1620827162558/work",
            "/home/jane/dist/mylib-1.0-py3-none-any.whl",
            "/D:/whl/torch-1.12.0%2Bcu113-cp39-cp39-win_amd64.whl#sha256=e2",
            "/C:/ci/mylib",
            "/croot/mylib",
            "/tmp/build/mylib_1620827162558/work",
            "/private/tmp/mylib",
            "/build/mylib",
            "/",
            "",
        ] {
            assert!(!is_conda_build(&format!("file://{folder}")), "{folder}");
        }
        assert!(!is_conda_build("https://example.org/croot/attrs_1620827162558/work"));
    }
}
