//! A job: the type that says how it is started and followed, and the methods of the service that do so.

use crate::spec::model::{Job, Resource, Types};
use crate::text::names;

/// A job in Rust.
#[derive(Debug)]
pub(crate) struct RustJob<'a> {
    /// The job.
    pub(crate) job: &'a Job,
    /// The type.
    pub(crate) name: String,
    /// The method of the service that starts it.
    pub(crate) verb: String,
    /// The method of the service that comes back to it.
    pub(crate) resume: String,
    /// The variable that holds the outcome.
    pub(crate) outcome: String,
    /// The variable that says whether what a success needs is there.
    pub(crate) has: String,
    /// The function that tells how the job stands, if it shares one with others.
    pub(crate) state: Option<StateFunction>,
}

/// A function that tells how several jobs stand.
#[derive(Clone, Debug)]
pub(crate) struct StateFunction {
    /// The name.
    pub(crate) name: String,
    /// Whether this job is the first of those that share it.
    pub(crate) is_first: bool,
}

/// The jobs of a resource.
pub(super) fn jobs<'a>(resource: &'a Resource, types: &Types) -> Vec<RustJob<'a>> {
    let mut functions: Vec<(&Job, String)> = Vec::new();
    let jobs = resource.jobs.iter().map(|job| {
        let polled = &resource.operations[job.poll.operation];
        let [verb, resume] = names::job_verbs(&job.name);
        let [outcome, needed] = [Some(&job.output), job.needs.as_ref()].map(|way| {
            let last = types.follow(&polled.response, way?)?;
            Some(names::field(&last.name))
        });
        let state = match functions.iter().find(|(first, _)| stand_alike(first, job)) {
            Some((_, name)) => Some(StateFunction {
                name: name.clone(),
                is_first: false,
            }),
            None if resource
                .jobs
                .iter()
                .filter(|other| stand_alike(job, other))
                .count()
                > 1 =>
            {
                let name = format!("{}_state", names::field(&polled.name));
                let taken: Vec<&str> = functions.iter().map(|(_, name)| name.as_str()).collect();
                let name = names::unique([name], "_", &taken).concat();
                functions.push((job, name.clone()));
                Some(StateFunction {
                    name,
                    is_first: true,
                })
            }
            None => None,
        };
        RustJob {
            job,
            name: format!("{}Job", names::type_name(&job.name)),
            verb,
            resume,
            outcome: outcome.unwrap_or_else(|| "response".to_owned()),
            has: format!("has_{}", needed.unwrap_or_default()),
            state,
        }
    });
    jobs.collect()
}

/// Whether it is by the same signs that one sees how two jobs stand.
fn stand_alike(a: &Job, b: &Job) -> bool {
    a.poll.operation == b.poll.operation
        && a.status == b.status
        && (&a.needs, &a.message, &a.output) == (&b.needs, &b.message, &b.output)
}
