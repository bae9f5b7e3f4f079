//! Lists last month's meetings, and saves the workbook of them.

#![allow(clippy::print_stderr, reason = "a program for the terminal")]

use std::error::Error;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use feishu_core::{JobProgress, SavedFile};
use feishu_vc::Vc;
use feishu_vc::export::{ExportTaskId, GetExport};
use feishu_vc::meeting_list::MeetingRecord;
use indicatif::ProgressBar;

const USAGE: &str = "\
Lists the meetings of the last days, a line each, and saves the report on them, an Excel workbook.

Usage: cargo run --example meetings [-- [OPTIONS]]

Without credentials it starts a sandbox, in which a meeting has taken place.

Options:
  --days N         how many days back it goes, more than a year if need be [default: 31]
  --out FILE       where the workbook goes [default: meetings.xlsx]
  --resume TICKET  save the workbook of a report that was started earlier, and list nothing
  --help           print this
";

#[tokio::main]
async fn main() -> ExitCode {
    platform::exit(run().await)
}

async fn run() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::read().map_err(|error| format!("{error}; see --help"))?;
    let Some(arguments) = arguments else {
        writeln!(std::io::stdout(), "{USAGE}\n{}", platform::ENVIRONMENT)?;
        return Ok(());
    };
    let (client, sandbox) = platform::connect().await?;
    if let Some(sandbox) = &sandbox {
        hold_a_meeting(sandbox)?;
    }
    let vc = Vc::new(&client);
    let progress = Progress::new();
    tokio::select! {
        done = save(&vc, &arguments, &progress) => done?,
        interrupted = tokio::signal::ctrl_c() => {
            interrupted?;
            progress.clear();
            return Err(progress.how_to_go_on(&arguments).into());
        }
    }
    if sandbox.is_some() {
        let mut out = std::io::stdout();
        writeln!(
            out,
            "\nThose were meetings of a sandbox. With FEISHU_APP_ID and FEISHU_APP_SECRET they are real ones."
        )?;
    }
    Ok(())
}

/// Has a meeting take place, so that there is one to list.
fn hold_a_meeting(sandbox: &feishu_sandbox::Sandbox) -> Result<(), Box<dyn Error>> {
    let number = sandbox.add_meeting("Q3 review");
    for who in ["ou_1", "ou_2"] {
        sandbox.join_meeting(&number, who)?;
    }
    for who in ["ou_1", "ou_2"] {
        sandbox.leave_meeting(&number, who)?;
    }
    Ok(())
}

/// Lists the meetings, and saves their workbook.
async fn save(vc: &Vc, arguments: &Arguments, progress: &Progress) -> Result<(), Box<dyn Error>> {
    let mut out = std::io::stdout();
    let saved = if let Some(ticket) = &arguments.resume {
        let handle = GetExport::new(ExportTaskId::new(ticket));
        let job = vc.resume_export_meetings(handle);
        let mut job = job.on_progress(progress.shown());
        job.save_to(&arguments.file).await
    } else {
        #[allow(clippy::disallowed_methods, reason = "the list ends now")]
        let end = SystemTime::now();
        let span = end - Duration::from_secs(arguments.days * 24 * 60 * 60)..end;
        let mut meetings = vc.meetings_in(span.clone());
        while let Some(meeting) = meetings.try_next().await? {
            writeln!(out, "{}", line(&meeting))?;
        }
        let job = vc.export_meetings(span).on_progress(progress.shown());
        job.save_to(&arguments.file).await
    };
    progress.clear();
    let SavedFile { path, size, .. } = saved?;
    writeln!(out, "{} ({size} bytes)", path.display())?;
    Ok(())
}

/// A meeting in a line.
fn line(meeting: &MeetingRecord) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    format!(
        "{}  {}  {}, {} people, {}",
        text(&meeting.meeting_start_time),
        meeting
            .meeting_no
            .as_ref()
            .map_or("", |number| number.as_str()),
        text(&meeting.meeting_topic),
        meeting.number_of_participants.unwrap_or_default(),
        text(&meeting.meeting_duration),
    )
}

/// How the job goes on, on a terminal in one line that changes, and elsewhere line by line; and its ticket, once there is one.
struct Progress {
    ticket: Arc<Mutex<Option<String>>>,
    spinner: Option<ProgressBar>,
}

impl Progress {
    fn new() -> Self {
        Self {
            ticket: Arc::default(),
            spinner: std::io::stderr()
                .is_terminal()
                .then(ProgressBar::new_spinner),
        }
    }

    /// What a job is to call.
    fn shown(&self) -> impl Fn(JobProgress) + Send + Sync + 'static {
        let (kept, spinner) = (Arc::clone(&self.ticket), self.spinner.clone());
        move |progress| {
            if let JobProgress::Started { ticket } = &progress
                && let Ok(mut kept) = kept.lock()
            {
                *kept = Some(ticket.clone());
            }
            match &spinner {
                Some(spinner) => {
                    spinner.set_message(progress.to_string());
                    spinner.tick();
                }
                // The workbook is small: its bytes are not worth a line each.
                None if matches!(progress, JobProgress::Transfer(_)) => {}
                None => eprintln!("{progress}"),
            }
        }
    }

    /// Takes away what a terminal shows of it.
    fn clear(&self) {
        if let Some(spinner) = &self.spinner {
            spinner.finish_and_clear();
        }
    }

    /// What to say to whoever has interrupted it.
    fn how_to_go_on(&self, arguments: &Arguments) -> String {
        let started = self.ticket.lock().ok().and_then(|ticket| ticket.clone());
        match started.or_else(|| arguments.resume.clone()) {
            Some(ticket) => format!(
                "interrupted; the platform goes on: cargo run --example meetings -- --resume {ticket} --out {}",
                arguments.file.display()
            ),
            None => "interrupted before the report was started; run it again".to_owned(),
        }
    }
}

struct Arguments {
    days: u64,
    file: PathBuf,
    resume: Option<String>,
}

impl Arguments {
    /// Reads the command line; `None` if it asks for help.
    fn read() -> Result<Option<Self>, lexopt::Error> {
        use lexopt::prelude::*;
        let mut arguments = Self {
            days: 31,
            file: PathBuf::from("meetings.xlsx"),
            resume: None,
        };
        let mut parser = lexopt::Parser::from_env();
        while let Some(argument) = parser.next()? {
            match argument {
                Short('h') | Long("help") => return Ok(None),
                Long("days") => {
                    arguments.days = parser
                        .value()?
                        .parse_with(|text| text.parse::<u16>().map(u64::from))?
                }
                Long("out") => arguments.file = parser.value()?.into(),
                Long("resume") => arguments.resume = Some(parser.value()?.string()?),
                _ => return Err(argument.unexpected()),
            }
        }
        Ok(Some(arguments))
    }
}
