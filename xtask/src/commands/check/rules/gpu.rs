//! Which CUDA, for packages that ask for a GPU.

use crate::base::wording::shown;
use crate::commands::check::finding::Finding;
use crate::commands::check::subject::Subject;
use crate::conda::cuda::{self, OF_CUDA_S_VERSION};
use crate::conda::{Item, Spec};

/// The packages that are of no use without a GPU, or bring what one needs.
const GPU: [&str; 19] = [
    "cuda",
    "cuda-nvcc",
    "cuda-runtime",
    "cuda-toolkit",
    "cuda-version",
    "cudatoolkit",
    "cudf",
    "cudnn",
    "cugraph",
    "cuml",
    "cupy",
    "cutensor",
    "magma",
    "nccl",
    "pytorch-cuda",
    "pytorch-gpu",
    "rapids",
    "tensorflow-gpu",
    "torchvision-gpu",
];

fn asks_for_gpu(spec: &Spec) -> bool {
    let of_build = spec.of_build();
    GPU.contains(&spec.name.as_str()) || ["cuda", "gpu"].iter().any(|word| of_build.contains(word))
}

/// `no-cuda-version`
pub fn no_cuda_version(subject: &Subject) -> Vec<Finding> {
    let Some((item, spec)) = subject.specs().find(|(_, spec)| asks_for_gpu(spec)) else { return Vec::new() };
    if subject.specs().any(|(_, spec): &(Item, Spec)| cuda::version(spec).is_some()) {
        return Vec::new();
    }
    let sentence = format!(
        "`{}` asks for a GPU, and no line says for which CUDA: the build sees no driver that could tell",
        shown(&item.text)
    );
    let package = if OF_CUDA_S_VERSION.contains(&spec.name.as_str()) { &spec.name } else { "cuda-version" };
    let fix = format!(
        "write `- {package}=` and a version, at most the one that `nvidia-smi` shows on your machine"
    );
    vec![Finding::warning(&subject.file, item.line, sentence).fix(fix)]
}
