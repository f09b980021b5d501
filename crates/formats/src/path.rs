//! File names inside packages: relative, with `/`, and good on Windows as well.

/// Longest name in bytes; CD and Windows paths end a little above it.
pub const MAX_BYTES: usize = 240;

/// Why a name must not stand in a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    #[error("is empty or has an empty part")]
    Empty,
    #[error("is longer than {MAX_BYTES} bytes")]
    TooLong,
    #[error("is absolute")]
    Absolute,
    #[error("leaves its folder")]
    Traversal,
    #[error("has a character that a file name cannot have")]
    Character,
    #[error("has a part that ends in a point or a space, or that is the name of a device")]
    Windows,
}

/// Checks that `path` names a file below the folder it is unpacked into, on every system.
///
/// Refused are: the absolute, `.` and `..`, empty parts, backslashes, control characters and
/// `< > : " | ? *`, parts that end in a point or a space, and the device names of Windows
/// (Microsoft, "Naming Files, Paths, and Namespaces").
pub fn check(path: &str) -> Result<(), PathError> {
    if path.len() > MAX_BYTES {
        return Err(PathError::TooLong);
    }
    if path.starts_with(['/', '\\']) || path.as_bytes().get(1) == Some(&b':') {
        return Err(PathError::Absolute);
    }
    path.split('/').try_for_each(check_part)
}

/// The key under which two names are the same file on a system that ignores case.
pub fn folded(path: &str) -> String {
    path.to_lowercase()
}

fn check_part(part: &str) -> Result<(), PathError> {
    match part {
        "" => return Err(PathError::Empty),
        "." | ".." => return Err(PathError::Traversal),
        _ => (),
    }
    if part.split('\\').any(|piece| piece == "..") {
        return Err(PathError::Traversal);
    }
    let forbidden = |c: char| c.is_control() || r#"\<>:"|?*"#.contains(c);
    if part.contains(forbidden) {
        return Err(PathError::Character);
    }
    if part.ends_with(['.', ' ']) || is_device(part) {
        return Err(PathError::Windows);
    }
    Ok(())
}

fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or_default().to_ascii_uppercase();
    let numbered = |name: &str| {
        stem.strip_prefix(name).is_some_and(|rest| matches!(rest.as_bytes(), [b'1'..=b'9']))
    };
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL") || numbered("COM") || numbered("LPT")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_stay_in_their_folder_pass() {
        for path in ["a.jpg", "像片/2020/001.jpg", "manifest.json", "a..b", "CONSOLE.txt", ".x"] {
            assert_eq!(check(path), Ok(()), "{path}");
        }
    }

    #[test]
    fn names_that_would_not_are_refused() {
        for (path, error) in [
            ("", PathError::Empty),
            ("a//b", PathError::Empty),
            ("a/", PathError::Empty),
            ("/etc/passwd", PathError::Absolute),
            ("\\server\\x", PathError::Absolute),
            ("C:/x", PathError::Absolute),
            ("../x", PathError::Traversal),
            ("a/../x", PathError::Traversal),
            ("a/./x", PathError::Traversal),
            ("a\\..\\x", PathError::Traversal),
            ("a\\x", PathError::Character),
            ("a\0", PathError::Character),
            ("ab:c", PathError::Character),
            ("a./x", PathError::Windows),
            ("nul.txt", PathError::Windows),
            ("x/com1", PathError::Windows),
        ] {
            assert_eq!(check(path), Err(error), "{path:?}");
        }
        assert_eq!(check(&"长".repeat(81)), Err(PathError::TooLong));
    }
}
