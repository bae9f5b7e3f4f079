//! How well a meeting worked for a participant in a minute. The figures are made up, and the same for the same minute.

use serde_json::Value;

use super::record::{Figure, display};

/// The figures of the minute that begins at this time.
pub(super) fn of_minute(time: u64) -> Vec<Figure> {
    let number = time / 60;
    let time = display(time);
    let mut figures = vec![figure("network.time", "时间", time.clone())];
    figures.push(figure(
        "network.network_delay",
        "",
        format!("{}ms", 20 + number % 9 * 5),
    ));
    for way in [Way::Received, Way::Sent] {
        let field = |name: &str| format!("network.{name}_{}", way.field());
        let rate = Medium::ALL
            .iter()
            .map(|medium| medium.rate(number))
            .sum::<u64>();
        figures.extend([
            figure(&field("bitrate"), "", format!("{rate}kbps")),
            figure(&field("packet_loss_avg"), "", format!("{}%", number % 3)),
            figure(
                &field("packet_loss_max"),
                "",
                format!("{}%", 2 + number % 4),
            ),
        ]);
    }
    for medium in Medium::ALL {
        figures.extend(of_medium(medium, number, &time));
    }
    figures.push(figure("cpu_usage.time", "", time));
    for (field, heading, percent) in [
        ("", "客户端最小 CPU 占用", 2),
        (
            "client_avg_cpu_usage",
            "客户端平均 CPU 占用",
            6 + number % 4,
        ),
        ("client_max_cpu_usage", "客户端最大 CPU 占用", 12),
        ("system_avg_cpu_usage", "", 11 + number % 5),
        (
            "system_max_cpu_usage",
            "系统最大 CPU 占用",
            22 + number % 11,
        ),
    ] {
        let field = if field.is_empty() {
            String::new()
        } else {
            format!("cpu_usage.{field}")
        };
        figures.push(figure(&field, heading, format!("{percent}%")));
    }
    figures
}

fn of_medium(medium: Medium, number: u64, time: &str) -> Vec<Figure> {
    let outer = medium.field();
    let mut figures = vec![figure(&format!("{outer}.time"), "", time.to_owned())];
    let is_used = medium.rate(number) > 0;
    if medium == Medium::Audio {
        figures.extend([
            figure(
                "audio.mic_input_volume",
                "",
                format!("{}dB", 6 + number % 5),
            ),
            figure("audio.speaker_volume", "", format!("{}dB", 8 + number % 3)),
        ]);
    }
    for way in [Way::Received, Way::Sent] {
        let field = |name: &str| format!("{outer}.{name}_{}", way.field());
        let heading = |name: &str| format!("{}-{name}（{}）", medium.heading(), way.heading());
        // Of what nobody uses there are no figures but zero.
        let of = |value: u64| if is_used { value } else { 0 };
        figures.extend([
            figure(
                &field("bitrate"),
                &heading("码率"),
                format!("{}kbps", medium.rate(number)),
            ),
            figure(
                &field("latency"),
                &heading("延迟"),
                format!("{}ms", of(20 + number % 9 * 5)),
            ),
            figure(
                &field("jitter"),
                &heading("抖动"),
                format!("{}ms", of(4 + number % 5)),
            ),
            figure("", &heading("丢包平均"), format!("{}%", of(number % 3))),
            figure("", &heading("丢包最大"), format!("{}%", of(2 + number % 4))),
        ]);
        if medium != Medium::Audio {
            let resolution = if is_used { "720P" } else { "" };
            figures.extend([
                figure(&field("maximum_resolution"), "", resolution.to_owned()),
                figure(
                    &field("framerate"),
                    "",
                    format!("{}fps", of(25 + number % 6)),
                ),
            ]);
        }
    }
    figures
}

fn figure(field: &str, heading: &str, value: String) -> Figure {
    Figure {
        field: field.to_owned(),
        heading: heading.to_owned(),
        value: Value::String(value),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Medium {
    Audio,
    Video,
    ScreenSharing,
}

impl Medium {
    const ALL: [Self; 3] = [Self::Audio, Self::Video, Self::ScreenSharing];

    fn field(self) -> &'static str {
        match self {
            Self::Audio => "audio",
            Self::Video => "video",
            Self::ScreenSharing => "screen_sharing",
        }
    }

    fn heading(self) -> &'static str {
        match self {
            Self::Audio => "音频",
            Self::Video => "视频",
            Self::ScreenSharing => "共享屏幕",
        }
    }

    /// Kilobits a second. Nobody shares a screen.
    fn rate(self, number: u64) -> u64 {
        match self {
            Self::Audio => 50 + number % 20 * 3,
            Self::Video => 800 + number % 20 * 3,
            Self::ScreenSharing => 0,
        }
    }
}

#[derive(Clone, Copy)]
enum Way {
    Received,
    Sent,
}

impl Way {
    fn field(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Sent => "sent",
        }
    }

    fn heading(self) -> &'static str {
        match self {
            Self::Received => "接收",
            Self::Sent => "发送",
        }
    }
}
