//! A story of many steps, told with the vendor's SDK: each depends on what was done before.

use feishu_sandbox::Sandbox;

use super::python;

/// How many steps the story has at the least.
const STEPS: usize = 70;

#[tokio::test]
async fn the_sdk_tells_a_story_to_its_end() {
    let sandbox = Sandbox::builder()
        .without_rate_limits()
        .start()
        .await
        .unwrap();
    let Some(output) = python::run("story.py", &sandbox, &[sandbox.user().into()]) else {
        return;
    };
    let mut lines = output.lines();
    assert_eq!(lines.next_back(), Some("the end"), "{output}");
    let mut steps = 0;
    for line in lines {
        steps += 1;
        assert!(line.starts_with(&format!("step {steps}: ")), "{line}");
    }
    assert!(steps >= STEPS, "{steps} steps");
}
