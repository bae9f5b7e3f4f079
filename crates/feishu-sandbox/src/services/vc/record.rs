//! What is on record of meetings, participants and rooms: the same for lists and for workbooks.

use feishu_vc::types::{MeetingType, MeetingUserKind};
use serde_json::{Map, Value};

use super::meetings::{Meeting, Meetings, Participant};
use super::quality;
use super::query::Query;
use super::report::Report;
use super::room::Rooms;
use crate::clock::Calendar;
use crate::users::{self, Profile};

/// One value of a record.
#[derive(Debug)]
pub(super) struct Figure {
    /// What lists call it, with a dot if it stands in another; empty if they have no such field.
    pub(super) field: String,
    /// The heading of its column in a workbook; empty if there is no such column.
    pub(super) heading: String,
    /// `null` if there is nothing to say.
    pub(super) value: Value,
}

/// A field of lists, a column of workbooks, and how to get at the value of a row; see [`Figure`].
type Column<R> = (&'static str, &'static str, fn(&R) -> Value);

/// What records are made of.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) meetings: &'a Meetings,
    pub(super) rooms: &'a Rooms,
    /// Seconds since 1970.
    pub(super) now: u64,
}

/// The records that a list or a report holds.
pub(super) fn all(report: Report, query: &Query, known: Known<'_>) -> Vec<Vec<Figure>> {
    let Known {
        meetings,
        rooms,
        now,
    } = known;
    let id_kind = query.id_kind.as_deref();
    match report {
        Report::Meetings => {
            let meetings = query.meetings(meetings).into_iter();
            let rows = meetings.map(|meeting| MeetingRow {
                meeting,
                organizer: users::profile(&meeting.ownership.user),
                id_kind,
                now,
            });
            rows.map(|row| figures(&meeting_columns(), &row)).collect()
        }
        Report::Participants => {
            let Some(meeting) = query.meeting(meetings) else {
                return Vec::new();
            };
            let wanted = |one: &&Participant| query.who.as_ref().is_none_or(|who| one.who == *who);
            let rows = meeting.joined().filter(wanted).map(|participant| {
                let is_user = participant.who.is_user();
                ParticipantRow {
                    participant,
                    rooms,
                    profile: is_user.then(|| users::profile(&participant.who.id)),
                    id_kind,
                    now,
                }
            });
            rows.map(|row| figures(&participant_columns(), &row))
                .collect()
        }
        Report::Quality => {
            let meeting = query.meeting(meetings);
            let stay = meeting.and_then(|meeting| stay(query, meeting));
            let (from, until) = stay.unwrap_or_default();
            let minutes = (from / 60..until.div_ceil(60)).map(|minute| minute * 60);
            minutes.map(quality::of_minute).collect()
        }
        Report::Reservations => {
            let begun = meetings.begun();
            let begun = begun.filter(|one| (query.start..=query.end).contains(&one.started));
            let rows = begun.flat_map(|meeting| {
                let there = meeting.participants().iter();
                let there = there.filter(|one| one.who.is_room());
                let wanted = there.filter(|one| query.has_room(rooms, &one.who.id));
                let rows = wanted.map(|room| RoomRow {
                    meeting,
                    room,
                    rooms,
                    reserver: users::profile(&meeting.ownership.user),
                    with_topic: query.with_topic,
                    now,
                });
                rows.collect::<Vec<_>>()
            });
            rows.map(|row| figures(&reservation_columns(), &row))
                .collect()
        }
    }
}

/// When the participant was there whose minutes are asked for.
pub(super) fn stay(query: &Query, meeting: &Meeting) -> Option<(u64, u64)> {
    let participant = meeting.find(query.who.as_ref()?)?;
    let mut stays = participant.stays().iter();
    let (from, until) = stays.find(|(from, _)| *from == query.join_time)?;
    Some((*from, (*until)?))
}

/// The headings of a workbook.
pub(super) fn headings(report: Report) -> Vec<String> {
    fn of<R>(columns: &[Column<R>]) -> Vec<String> {
        let headings = columns.iter().map(|(_, heading, _)| (*heading).to_owned());
        headings.collect()
    }
    let mut headings = match report {
        Report::Meetings => of(&meeting_columns()),
        Report::Participants => of(&participant_columns()),
        Report::Reservations => of(&reservation_columns()),
        Report::Quality => {
            let figures = quality::of_minute(0).into_iter();
            figures.map(|figure| figure.heading).collect()
        }
    };
    headings.retain(|heading| !heading.is_empty());
    headings
}

/// A record as lists have it.
pub(super) fn json(record: &[Figure]) -> Value {
    let mut json = Map::new();
    for Figure { field, value, .. } in record {
        if field.is_empty() || value.is_null() {
            continue;
        }
        match field.split_once('.') {
            None => {
                json.insert(field.clone(), value.clone());
            }
            Some((outer, inner)) => {
                let outer = json.entry(outer).or_insert_with(|| Map::new().into());
                outer[inner] = value.clone();
            }
        }
    }
    json.into()
}

fn figures<R>(columns: &[Column<R>], row: &R) -> Vec<Figure> {
    let figures = columns.iter().map(|(field, heading, value)| Figure {
        field: (*field).to_owned(),
        heading: (*heading).to_owned(),
        value: value(row),
    });
    figures.collect()
}

struct MeetingRow<'a> {
    meeting: &'a Meeting,
    organizer: Profile,
    id_kind: Option<&'a str>,
    now: u64,
}

fn meeting_columns<'a>() -> Vec<Column<MeetingRow<'a>>> {
    vec![
        ("meeting_id", "会议ID", |row| {
            row.meeting.meeting_no.as_str().into()
        }),
        ("meeting_topic", "会议主题", |row| {
            row.meeting.topic.as_str().into()
        }),
        ("organizer", "会议组织者", |row| {
            row.organizer.name.into()
        }),
        ("department", "部门", |row| {
            row.organizer.department.into()
        }),
        ("user_id", "用户ID", |row| {
            users::shown(&row.meeting.ownership.user, row.id_kind).into()
        }),
        ("employee_id", "工号", |row| {
            row.organizer.employee_no.as_str().into()
        }),
        ("email", "邮箱", |row| row.organizer.email.as_str().into()),
        ("mobile", "手机", |row| row.organizer.mobile.into()),
        ("meeting_start_time", "会议开始时间", |row| {
            display(row.meeting.started).into()
        }),
        ("meeting_end_time", "会议结束时间", |row| {
            shown_time(row.meeting.ended)
        }),
        ("meeting_duration", "会议持续时间", |row| {
            duration(row.meeting.seconds(row.now)).into()
        }),
        ("number_of_participants", "参会人数量", |row| {
            row.meeting.joined().count().to_string().into()
        }),
        ("number_of_devices", "", |row| {
            row.meeting.joined().count().to_string().into()
        }),
        ("audio", "音频", |_| true.into()),
        ("video", "视频", |_| true.into()),
        ("sharing", "共享", |_| false.into()),
        ("recording", "录制", |row| {
            row.meeting.recording.has_begun().into()
        }),
        ("telephone", "电话", |_| false.into()),
        ("meeting_type", "", |_| {
            MeetingType::VideoMeeting.number().into()
        }),
        ("meeting_instance_id", "", |row| {
            row.meeting.id.as_str().into()
        }),
        ("has_related_document", "", |_| false.into()),
        ("ai_note", "", |_| false.into()),
        ("is_external", "", |_| false.into()),
    ]
}

struct ParticipantRow<'a> {
    participant: &'a Participant,
    rooms: &'a Rooms,
    /// `None` for a room.
    profile: Option<Profile>,
    id_kind: Option<&'a str>,
    now: u64,
}

impl ParticipantRow<'_> {
    fn of_user(&self, value: impl Fn(&Profile) -> Value) -> Value {
        self.profile.as_ref().map_or(Value::Null, value)
    }
}

fn participant_columns<'a>() -> Vec<Column<ParticipantRow<'a>>> {
    vec![
        ("participant_name", "参会人", |row| {
            row.rooms.called(&row.participant.who).into()
        }),
        ("department", "部门", |row| {
            row.of_user(|user| user.department.into())
        }),
        ("user_id", "用户ID", |row| {
            row.of_user(|_| row.participant.who.shown(row.id_kind).into())
        }),
        ("meeting_room_id", "", |row| {
            match row.participant.who.kind {
                MeetingUserKind::Room => row.participant.who.id.as_str().into(),
                _ => Value::Null,
            }
        }),
        ("employee_id", "工号", |row| {
            row.of_user(|user| user.employee_no.as_str().into())
        }),
        ("phone", "电话", |row| {
            row.of_user(|user| user.mobile.into())
        }),
        ("email", "邮箱", |row| {
            row.of_user(|user| user.email.as_str().into())
        }),
        ("device", "设备", |row| {
            if row.profile.is_some() {
                "WINDOWS"
            } else {
                "ROOMS"
            }
            .into()
        }),
        ("app_version", "客户端版本", |_| "7.20.0".into()),
        ("public_ip", "公网IP", |_| "198.51.100.7".into()),
        ("internal_ip", "内网IP", |_| "192.168.1.2".into()),
        ("use_rtc_proxy", "代理服务", |_| false.into()),
        ("location", "位置", |_| "Shanghai".into()),
        ("network_type", "网络类型", |_| "wifi".into()),
        ("protocol", "", |_| "udp".into()),
        ("microphone", "麦克风", |_| "Built-in".into()),
        ("speaker", "扬声器", |_| "Built-in".into()),
        ("camera", "摄像头", |_| "Integrated Camera".into()),
        ("audio", "音频", |_| true.into()),
        ("video", "视频", |_| true.into()),
        ("sharing", "共享", |_| false.into()),
        ("join_time", "入会时间", |row| {
            shown_time(row.participant.first_join())
        }),
        ("leave_time", "离会时间", |row| {
            shown_time(row.participant.final_leave())
        }),
        ("time_in_meeting", "参会时长", |row| {
            duration(row.participant.seconds(row.now)).into()
        }),
        ("leave_reason", "离会原因", |row| {
            let leaving = row.participant.leaving();
            leaving.map_or(Value::Null, |leaving| leaving.words().into())
        }),
        ("is_external", "", |_| false.into()),
    ]
}

/// A room that is in a meeting, and so was reserved for it.
struct RoomRow<'a> {
    meeting: &'a Meeting,
    room: &'a Participant,
    rooms: &'a Rooms,
    reserver: Profile,
    with_topic: bool,
    now: u64,
}

fn reservation_columns<'a>() -> Vec<Column<RoomRow<'a>>> {
    vec![
        ("room_id", "", |row| row.room.who.id.as_str().into()),
        ("room_name", "会议室名称", |row| {
            row.rooms.called(&row.room.who).into()
        }),
        ("event_title", "会议主题", |row| {
            if row.with_topic {
                row.meeting.topic.as_str().into()
            } else {
                Value::Null
            }
        }),
        ("reserver", "预定人", |row| row.reserver.name.into()),
        ("reserver_user_id", "", |row| {
            format!("{}(UserID)", row.meeting.ownership.user).into()
        }),
        ("department_of_reserver", "预定人所属部门", |row| {
            row.reserver.department.into()
        }),
        ("guests_number", "邀请人数", |row| {
            let users = row
                .meeting
                .participants()
                .iter()
                .filter(|one| one.who.is_user());
            users.count().to_string().into()
        }),
        ("accepted_number", "接受人数", |row| {
            let users = row.meeting.joined().filter(|one| one.who.is_user());
            users.count().to_string().into()
        }),
        ("event_start_time", "会议开始时间", |row| {
            display(row.meeting.started).into()
        }),
        ("event_end_time", "会议结束时间", |row| {
            display(row.meeting.end_or(row.now)).into()
        }),
        ("event_duration", "会议时长", |row| {
            duration(row.meeting.seconds(row.now)).into()
        }),
        ("reservation_status", "会议室预定状态", |_| {
            "预定成功".into()
        }),
        ("check_in_device", "签到设备", |row| {
            match row.room.first_join() {
                Some(_) => "签到板".into(),
                None => Value::Null,
            }
        }),
        (
            "room_check_in_status",
            "会议室签到状态",
            |row| match row.room.first_join() {
                Some(_) => "已签到".into(),
                None => "待签到".into(),
            },
        ),
        ("check_in_time", "会议室签到时间", |row| {
            shown_time(row.room.first_join())
        }),
        ("is_release_early", "", |_| "未释放".into()),
        ("releasing_person", "释放人", |_| Value::Null),
        ("releasing_time", "释放时间", |_| Value::Null),
    ]
}

fn shown_time(seconds: Option<u64>) -> Value {
    seconds.map_or(Value::Null, |seconds| display(seconds).into())
}

/// A time as lists and workbooks show it, in the zone of China.
pub(super) fn display(seconds: u64) -> String {
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

fn duration(seconds: u64) -> String {
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    format!("{:02}:{:02}:{seconds:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn times_are_shown_in_the_zone_of_china() {
        assert_eq!(display(1_671_765_419), "2022.12.23 11:16:59 (GMT+08:00)");
        assert_eq!(duration(112), "00:01:52");
        assert_eq!(duration(86_400), "24:00:00");
    }

    #[test]
    fn what_there_is_nothing_to_say_of_is_absent() {
        let figure = |field: &str, value: Value| Figure {
            field: field.to_owned(),
            heading: String::new(),
            value,
        };
        let record = [
            figure("a", json!("1")),
            figure("b", Value::Null),
            figure("", json!("2")),
            figure("c.d", json!("3")),
            figure("c.e", json!("4")),
        ];
        assert_eq!(json(&record), json!({"a": "1", "c": {"d": "3", "e": "4"}}));
    }
}
