//! The workbooks of the reports.
//!
//! The columns are those that the platform documents. The rows are made up: within the time asked for, and the same for
//! the same request.

use super::report::{Report, ReportWork};
use crate::clock::Calendar;
use crate::documents::{Cell, Worksheet};

/// The most rows that a workbook holds.
const ROWS: u64 = 20;
/// The time from one row to the next, in seconds.
const STEP: u64 = 45 * 60;

const PEOPLE: [&str; 4] = ["陈思远", "Maya Okafor", "李若溪", "Tom Hansen"];
const TOPICS: [&str; 4] = ["周会 Weekly sync", "Q3 planning", "产品评审", "Interview"];
const ROOMS: [(&str, &str); 3] = [
    ("omm_eada1d61a550955240c28757e7dec3af", "长城 Great Wall"),
    ("omm_4de32cf10a4358788ff4e09e37ebbf9b", "VIP Meeting Room"),
    ("omm_5a4db0c5a4db0c5a4db0c5a4db0c5a4d", "西湖 West Lake"),
];

/// The only page of a report's workbook.
pub(super) fn worksheet(work: &ReportWork) -> Worksheet {
    let step = if work.report == Report::Quality {
        60
    } else {
        STEP
    };
    let rows = (0..ROWS)
        .map(|number| Row {
            work,
            number,
            time: work.start.saturating_add(number * step),
        })
        .take_while(|row| row.time <= work.end)
        .filter(Row::is_wanted)
        .map(|row| row.cells().into_iter().map(|(_, value)| value).collect());
    let columns = Row {
        work,
        number: 0,
        time: work.start,
    }
    .cells();
    let header = columns
        .into_iter()
        .map(|(column, _)| Cell::from(column))
        .collect();
    Worksheet::new(
        work.report.title(),
        std::iter::once(header).chain(rows).collect(),
    )
}

/// One row: what happened at one time.
struct Row<'a> {
    work: &'a ReportWork,
    number: u64,
    time: u64,
}

type Column = (String, Cell);

impl Row<'_> {
    /// Whether the request does not filter it out.
    fn is_wanted(&self) -> bool {
        let (id, _) = self.room();
        let named = self.work.rooms.iter().any(|wanted| wanted == id);
        self.work.rooms.is_empty() || named != self.work.excluding
    }

    fn cells(&self) -> Vec<Column> {
        match self.work.report {
            Report::Meetings => self.meeting(),
            Report::Participants => self.participant(),
            Report::Quality => self.quality(),
            Report::Reservations => self.reservation(),
        }
    }

    fn meeting(&self) -> Vec<Column> {
        let own = || (100_000_000 + (self.time / 60 * 7_919) % 900_000_000).to_string();
        vec![
            column("会议ID", self.work.meeting_no.clone().unwrap_or_else(own)),
            column("会议主题", self.topic()),
            column("会议组织者", self.person()),
            column("部门", "Engineering"),
            column("用户ID", format!("1a2b3c{:02}", self.number)),
            column("工号", format!("{:05}", 10_000 + self.number)),
            column("邮箱", format!("person{}@example.com", self.number)),
            column("手机", "+86123****8910"),
            column("会议开始时间", display(self.time)),
            column("会议结束时间", display(self.end())),
            column("会议持续时间", self.duration()),
            column("参会人数量", self.count()),
            column("音频", yes(true)),
            column("视频", yes(self.every(2))),
            column("共享", yes(self.every(3))),
            column("录制", yes(false)),
            column("电话", yes(false)),
        ]
    }

    fn participant(&self) -> Vec<Column> {
        vec![
            column("参会人", self.person()),
            column("部门", "Engineering"),
            column("用户ID", format!("1a2b3c{:02}", self.number)),
            column("工号", format!("{:05}", 10_000 + self.number)),
            column("电话", "+86123****8910"),
            column("邮箱", format!("person{}@example.com", self.number)),
            column("设备", self.one_of(&["WINDOWS", "MAC", "ANDROID"])),
            column("客户端版本", "7.20.0"),
            column("公网IP", "198.51.100.7"),
            column("内网IP", format!("192.168.1.{}", 1 + self.number)),
            column("代理服务", yes(false)),
            column("位置", "Shanghai"),
            column("网络类型", "wifi"),
            column("麦克风", "Built-in"),
            column("扬声器", "Built-in"),
            column("摄像头", "Integrated Camera"),
            column("音频", yes(true)),
            column("视频", yes(self.every(2))),
            column("共享", yes(false)),
            column("入会时间", display(self.time)),
            column("离会时间", display(self.end())),
            column("参会时长", self.duration()),
            column("离会原因", "left"),
        ]
    }

    fn quality(&self) -> Vec<Column> {
        let mut cells = vec![column("时间", display(self.time))];
        for (medium, rate) in [("音频", 50), ("视频", 800), ("共享屏幕", 640)] {
            for way in ["接收", "发送"] {
                let of = |what: &str, value: String| {
                    (format!("{medium}-{what}（{way}）"), Cell::from(value))
                };
                cells.extend([
                    of("码率", format!("{}kbps", rate + self.number * 3)),
                    of("延迟", format!("{}ms", 20 + self.number % 9 * 5)),
                    of("抖动", format!("{}ms", 4 + self.number % 5)),
                    of("丢包平均", format!("{}%", self.number % 3)),
                    of("丢包最大", format!("{}%", 2 + self.number % 4)),
                ]);
            }
        }
        cells.extend([
            column("客户端最小 CPU 占用", "2%"),
            column("客户端平均 CPU 占用", format!("{}%", 6 + self.number % 4)),
            column("客户端最大 CPU 占用", "12%"),
            column("系统最大 CPU 占用", format!("{}%", 22 + self.number % 11)),
        ]);
        cells
    }

    fn reservation(&self) -> Vec<Column> {
        let (_, room) = self.room();
        let topic = if self.work.with_topic {
            Cell::from(self.topic())
        } else {
            Cell::Empty
        };
        vec![
            column("会议室名称", room),
            ("会议主题".to_owned(), topic),
            column("预定人", self.person()),
            column("预定人所属部门", "Engineering"),
            column("邀请人数", self.count()),
            column("接受人数", self.count()),
            column("会议开始时间", display(self.time)),
            column("会议结束时间", display(self.end())),
            column("会议时长", self.duration()),
            column("会议室预定状态", "预定成功"),
            column("签到设备", "签到板"),
            column(
                "会议室签到状态",
                if self.every(2) {
                    "已签到"
                } else {
                    "待签到"
                },
            ),
            column(
                "会议室签到时间",
                if self.every(2) {
                    display(self.time)
                } else {
                    String::new()
                },
            ),
            column("释放人", ""),
            column("释放时间", ""),
        ]
    }

    fn one_of<T: Copy>(&self, values: &[T]) -> T {
        values[usize::try_from(self.number).unwrap_or_default() % values.len()]
    }

    fn person(&self) -> &'static str {
        self.one_of(&PEOPLE)
    }

    fn topic(&self) -> &'static str {
        self.one_of(&TOPICS)
    }

    fn room(&self) -> (&'static str, &'static str) {
        self.one_of(&ROOMS)
    }

    fn every(&self, rows: u64) -> bool {
        self.number.is_multiple_of(rows)
    }

    fn minutes(&self) -> u64 {
        15 + self.number % 3 * 15
    }

    fn end(&self) -> u64 {
        self.time.saturating_add(self.minutes() * 60)
    }

    fn duration(&self) -> String {
        format!("{:02}:{:02}:00", self.minutes() / 60, self.minutes() % 60)
    }

    fn count(&self) -> String {
        (2 + self.number % 7).to_string()
    }
}

fn column(name: &str, value: impl Into<Cell>) -> Column {
    (name.to_owned(), value.into())
}

fn yes(is_so: bool) -> &'static str {
    if is_so { "是" } else { "否" }
}

/// A time as reports show it, in the zone of China.
fn display(seconds: u64) -> String {
    let Calendar {
        year,
        month,
        day,
        hour,
        minute,
        second,
    } = Calendar::from_unix(seconds + 8 * 3600);
    format!("{year:04}.{month:02}.{day:02} {hour:02}:{minute:02}:{second:02} (GMT+08:00)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_shown_in_the_zone_of_china() {
        assert_eq!(display(1_671_765_419), "2022.12.23 11:16:59 (GMT+08:00)");
    }
}
