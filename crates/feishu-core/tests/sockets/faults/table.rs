//! The table itself: its rows and the tests here are the same, in the same order.

const TABLE: &str = include_str!("../../../FAULTS.md");

const TESTS: [&str; 6] = [
    include_str!("connections.rs"),
    include_str!("responses.rs"),
    include_str!("refusals.rs"),
    include_str!("downloads.rs"),
    include_str!("uploads.rs"),
    include_str!("time.rs"),
];

#[test]
fn each_row_is_a_test_and_each_test_is_a_row() {
    let rows: Vec<&str> = TABLE
        .lines()
        .filter_map(|line| line.strip_suffix("` |")?.rsplit_once('`'))
        .map(|(_, name)| name)
        .collect();
    // What runs in a process of its own is part of another test, and ignored.
    let tests: Vec<&str> = TESTS
        .iter()
        .flat_map(|text| text.split("#[tokio::test").skip(1))
        .filter_map(|text| {
            text.split_once('\n')?
                .1
                .strip_prefix("async fn ")?
                .split_once('(')
        })
        .map(|(name, _)| name)
        .collect();
    assert!(tests.len() > 40, "the tests were not found");
    assert_eq!(rows, tests);
}
