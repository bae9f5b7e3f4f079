//! What has been asked of the sandbox, and what was wrong with it.

use serde_json::{Value, json};

use super::call::Call;
use super::curl;
use super::problem::Problem;
use crate::exchange::Platform;
use crate::state::record::RecordedRequest;

pub(super) fn list(call: &Call<'_>) -> Result<Value, Problem> {
    let since = call.number("since")?.unwrap_or(0);
    let limit = call.number("limit")?.unwrap_or(usize::MAX);
    let operation = call.query("operation");
    let platform = &call.shared.platform;
    if let Some(id) = operation
        && platform.routes.all().iter().all(|known| known.id != id)
    {
        return Err(Problem::bad(
            format!("there is no operation `{id}`"),
            "query `operation`",
            "`GET /_sandbox/v1/operations` lists the operations",
        ));
    }
    let state = call.shared.state();
    let log = &state.requests;
    let meant = |request: &RecordedRequest| operation.is_none() || request.operation == operation;
    let found: Vec<_> = log
        .since(since)
        .filter(|(_, request)| meant(request))
        .collect();
    let latest = found.len().saturating_sub(limit);
    let requests = found[latest..].iter();
    let requests = requests.map(|(index, request)| described(*index, request, platform));
    Ok(json!({
        "requests": requests.collect::<Vec<_>>(),
        "first": log.first(),
        "next": log.next(),
    }))
}

pub(super) fn clear(call: &Call<'_>) -> Result<Value, Problem> {
    call.shared.clear_requests();
    Ok(json!({}))
}

fn described(index: usize, request: &RecordedRequest, platform: &Platform) -> Value {
    let violations = request.violations.iter();
    let violations = violations
        .map(|violation| json!({"field": violation.field, "message": violation.to_string()}));
    let clock = &platform.clock;
    let moment = clock.beginning().after(request.time);
    json!({
        "index": index,
        "operation": request.operation,
        "method": request.method,
        "target": request.target,
        "headers": request.headers,
        "body": request.body,
        "body_length": request.body_length,
        "time": request.time.as_secs_f64(),
        "at": clock.since_1970(moment).as_secs_f64(),
        "status": request.status,
        "code": request.code,
        "message": request.message,
        "violations": violations.collect::<Vec<_>>(),
        "curl": curl::command(request, &platform.base_url),
    })
}
