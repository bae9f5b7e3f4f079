//! The tests that span crates: each has a folder here and a `[[test]]` in the manifest. The library itself is empty.
