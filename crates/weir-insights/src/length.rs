//! Lengths of time in words.

/// A length of time in seconds as people read it: `42.0s`, `10.0m`, `2.5h`.
pub fn length(seconds: f64) -> String {
    match seconds {
        ..10.0 => format!("{seconds:.2}s"),
        ..120.0 => format!("{seconds:.1}s"),
        ..7200.0 => format!("{:.1}m", seconds / 60.0),
        _ => format!("{:.1}h", seconds / 3600.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_short() {
        assert_eq!([0.5, 42.0, 600.0, 9000.0].map(length), ["0.50s", "42.0s", "10.0m", "2.5h"]);
    }
}
