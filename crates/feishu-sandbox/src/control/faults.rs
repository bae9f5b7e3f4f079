//! What is to go wrong, in the format of a faults file.

use serde_json::{Value, json};

use super::call::Call;
use super::problem::Problem;
use crate::fault_file::{Entry, parse_faults_of};

pub(super) fn list(call: &Call<'_>) -> Result<Value, Problem> {
    let state = call.shared.state();
    let faults: Vec<_> = state.faults.iter().map(Entry::from).collect();
    Ok(json!({ "faults": faults }))
}

pub(super) fn add(call: &Call<'_>) -> Result<Value, Problem> {
    let text = call.text()?;
    // One fault may come without a list around it, which leaves the lines as they are.
    let one = text.trim_start().starts_with('{');
    let listed = if one {
        format!("[{text}]")
    } else {
        text.to_owned()
    };
    let operations = call.shared.platform.routes.all();
    let faults = parse_faults_of(&listed, &operations)
        .map_err(|error| call.bad_body(error.reason(), &format!("body, line {}", error.line())))?;
    for fault in faults {
        call.shared.add_fault(fault);
    }
    list(call)
}

pub(super) fn clear(call: &Call<'_>) -> Result<Value, Problem> {
    call.shared.clear_faults();
    Ok(json!({}))
}
