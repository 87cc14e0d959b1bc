//! Short digests, which tell versions of a file apart.

/// Eight hexadecimal digits of the SHA-256 of a text: enough to tell versions of a file apart.
pub fn digest(text: &str) -> String {
    short(&hmac_sha256::Hash::hash(text.as_bytes()))
}

/// The beginning of a SHA-256 that stands for the whole.
pub fn short(hash: &[u8; 32]) -> String {
    hex(&hash[..4])
}

/// Two hexadecimal digits for each byte.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
