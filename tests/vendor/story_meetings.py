"""A reservation that becomes a meeting, and what is on record of it afterwards."""

import time

import lark_oapi as lark
from lark_oapi.api.vc.v1 import *
from lark_oapi.core.token import TokenManager

from story_steps import advance, content, data, equal, pages, polled, refused, rows, step, true, visit

INVALID_PARAM = 121003
DATA_NOT_FOUND = 121004
NO_PERMISSION = 121005
DATA_CONFLICT = 121006
MEETING_OVER = 122001
MEETING_NOT_FOUND = 122002
CALLER_NOT_IN_MEETING = 122003
RECORDING_PROCESSING = 124002
REPORTED_MEETING_NOT_FOUND = 126009
TENANT_TOKEN_INVALID = 99991663

# How long the meeting is, in seconds: long enough for two pages of minutes.
TIME = 25 * 60
GUEST, LATE, NOBODY = "ou_story_guest", "ou_story_late", "7000000000000000001"
USER, ROOM = 1, 2
GOING_ON, OVER = 2, 3
# The same for lists and reports.
LISTED_GOING_ON, LISTED_OVER = 1, 2


def tell(client, as_owner, base_url, owner, room):
    vc = client.vc.v1
    # The SDK itself lets no app call what is for users; so its token goes for one of a user.
    token = TokenManager.get_self_tenant_token(client._config)
    as_app = lark.RequestOption.builder().user_access_token(token).build()
    reserve = reserved(vc, owner)
    meeting = goes_on(vc, as_owner, owner, reserve, room)
    led(vc, as_owner, as_app, owner, meeting)
    over(vc, as_owner, owner, base_url, reserve, meeting)
    seen = described(vc, meeting)
    recorded(vc, as_owner, meeting)
    listed(vc, as_owner, owner, room, seen)
    exported(vc, owner, room, seen)
    cancelled(vc, reserve)


def described(vc, meeting):
    request = GetMeetingRequest.builder().meeting_id(meeting).with_participants(True).with_meeting_ability(True)
    return data(vc.meeting.get(request.user_id_type("open_id").build())).meeting


def participants(meeting):
    return {of.id: of for of in meeting.participants}


def reserved(vc, owner):
    until = int(time.time()) + 3 * 24 * 60 * 60

    with step("refuse to reserve a meeting for nobody"):
        body = ApplyReserveRequestBody.builder().end_time(until).meeting_settings(ReserveMeetingSetting.builder().build()).build()
        refused(vc.reserve.apply(ApplyReserveRequest.builder().request_body(body).build()), 400, INVALID_PARAM)

    with step("reserve a meeting"):
        setting = ReserveMeetingSetting.builder().topic("Story planning").meeting_initial_type(1).password("4711").build()
        body = ApplyReserveRequestBody.builder().end_time(until).owner_id(owner).meeting_settings(setting).build()
        made = data(vc.reserve.apply(ApplyReserveRequest.builder().user_id_type("open_id").request_body(body).build())).reserve
        equal("the end and the password", (until, "4711"), (int(made.end_time), made.password))
        equal("the digits of the number", 9, len(made.meeting_no))
        true("an address with the number", made.url.endswith(made.meeting_no), made.url)

    with step("give the reservation another topic, and more time"):
        setting = ReserveMeetingSetting.builder().topic("Story telling").build()
        body = UpdateReserveRequestBody.builder().end_time(until + 3600).meeting_settings(setting).build()
        request = UpdateReserveRequest.builder().reserve_id(made.id).user_id_type("open_id").request_body(body).build()
        changed = data(vc.reserve.update(request)).reserve
        equal("id and end", (made.id, until + 3600), (changed.id, int(changed.end_time)))

    with step("get the reservation as it is now"):
        request = GetReserveRequest.builder().reserve_id(made.id).user_id_type("open_id").build()
        found = data(vc.reserve.get(request)).reserve
        setting = found.meeting_settings
        equal("topic and kind", ("Story telling", 1), (setting.topic, setting.meeting_initial_type))
        equal("end and owner", (until + 3600, owner), (int(found.end_time), found.reserve_user_id))

    with step("see that nobody is there yet"):
        request = GetActiveMeetingReserveRequest.builder().reserve_id(made.id).build()
        refused(vc.reserve.get_active_meeting(request), 404, DATA_NOT_FOUND)
    return made


def goes_on(vc, as_owner, owner, reserve, room):
    with step("join at the address of the reservation, as the owner, a guest and a room"):
        for who in (owner, GUEST, room):
            status, page = visit(f"{reserve.url}/join", {"user": who})
            equal(f"the status for {who}", 200, status)
            true(f"a page with {who}", who in page.decode(), page.decode())

    with step("get the meeting that is going on"):
        request = GetActiveMeetingReserveRequest.builder().reserve_id(reserve.id).with_participants(True)
        active = data(vc.reserve.get_active_meeting(request.user_id_type("open_id").build())).meeting
        equal("topic and status", ("Story telling", GOING_ON), (active.topic, active.status))
        equal("who is there", {owner: USER, GUEST: USER, room: ROOM},
              {of.id: of.user_type for of in active.participants})
        equal("the host", owner, active.host_user.id)

    with step("find the meeting by its number"):
        request = ListByNoMeetingRequest.builder().meeting_no(reserve.meeting_no).start_time(
            int(time.time()) - 3600).end_time(int(time.time()) + 3600).build()
        equal("the ids", [active.id], [of.id for of in data(vc.meeting.list_by_no(request)).meeting_briefs])

    with step("see in the meeting what is made use of"):
        found = described(vc, active.id)
        equal("sound and recording", (True, False), (found.ability.use_audio, found.ability.use_recording))
        equal("how many are there", 3, int(found.participant_count))

    with step("refuse to tell of a meeting that there is not"):
        refused(vc.meeting.get(GetMeetingRequest.builder().meeting_id(NOBODY).build()), 404, DATA_NOT_FOUND)
    return active.id


def invitation(meeting, who):
    body = InviteMeetingRequestBody.builder().invitees([MeetingUser.builder().id(who).user_type(USER).build()]).build()
    return InviteMeetingRequest.builder().meeting_id(meeting).user_id_type("open_id").request_body(body).build()


def hosting(meeting, new, old=None):
    user = lambda who: MeetingUser.builder().id(who).user_type(USER).build()
    body = SetHostMeetingRequestBody.builder().host_user(user(new))
    body = (body.old_host_user(user(old)) if old else body).build()
    return SetHostMeetingRequest.builder().meeting_id(meeting).user_id_type("open_id").request_body(body).build()


def led(vc, as_owner, as_app, owner, meeting):
    with step("refuse an invitation by an app"):
        refused(vc.meeting.invite(invitation(meeting, LATE), as_app), 400, TENANT_TOKEN_INVALID)

    with step("invite somebody as the owner"):
        results = data(vc.meeting.invite(invitation(meeting, LATE), as_owner)).invite_results
        equal("whom, and how it went", [(LATE, 1)], [(of.id, of.status) for of in results])

    with step("see that somebody is being called"):
        found = participants(described(vc, meeting))[LATE]
        equal("status and time", (1, None), (found.status, found.first_join_time))

    with step("record"):
        body = StartMeetingRecordingRequestBody.builder().timezone(8).build()
        request = StartMeetingRecordingRequest.builder().meeting_id(meeting).request_body(body).build()
        data(vc.meeting_recording.start(request, as_owner))
        refused(vc.meeting_recording.start(request, as_owner), 400, MEETING_OVER)
        equal("whether it is recorded", True, described(vc, meeting).ability.use_recording)

    with step("refuse the recording of a meeting that goes on"):
        request = GetMeetingRecordingRequest.builder().meeting_id(meeting).build()
        refused(vc.meeting_recording.get(request), 400, MEETING_OVER)

    with step("make the guest host"):
        equal("the host", GUEST, data(vc.meeting.set_host(hosting(meeting, GUEST, owner))).host_user.id)
        hosts = [of.id for of in described(vc, meeting).participants if of.is_host]
        equal("the hosts among the participants", [GUEST], hosts)

    with step("refuse the end by somebody who is not host any more"):
        refused(vc.meeting.end(EndMeetingRequest.builder().meeting_id(meeting).build(), as_owner), 403, NO_PERMISSION)

    with step("refuse a change of the host that takes another for the host"):
        refused(vc.meeting.set_host(hosting(meeting, owner, owner)), 409, DATA_CONFLICT)

    with step("make the owner host again"):
        equal("the host", owner, data(vc.meeting.set_host(hosting(meeting, owner, GUEST))).host_user.id)


def over(vc, as_owner, owner, base_url, reserve, meeting):
    with step("let 25 minutes pass, and see how long everybody has been there"):
        advance(base_url, TIME)
        seconds = int(participants(described(vc, meeting))[owner].in_meeting_duration)
        true("25 minutes or a few seconds more", TIME <= seconds < TIME + 30, seconds)

    with step("stop the recording"):
        request = StopMeetingRecordingRequest.builder().meeting_id(meeting).build()
        data(vc.meeting_recording.stop(request, as_owner))
        refused(vc.meeting_recording.stop(request, as_owner), 400, MEETING_OVER)

    with step("have the guest leave, and say of somebody unknown that this failed"):
        who = [MeetingUser.builder().id(id).user_type(USER).build() for id in (GUEST, "ou_story_stranger")]
        body = KickoutMeetingRequestBody.builder().kickout_users(who).build()
        request = KickoutMeetingRequest.builder().meeting_id(meeting).user_id_type("open_id").request_body(body).build()
        results = data(vc.meeting.kickout(request)).kickout_results
        equal("the results", [(GUEST, 1), ("ou_story_stranger", 2)], [(of.id, of.result) for of in results])

    with step("leave no trace of the guest among those who are there"):
        _, page = visit(reserve.url)
        true("a page with the owner alone", owner in page.decode() and GUEST not in page.decode(), page.decode())

    with step("end the meeting as its host a minute later"):
        advance(base_url, 60)
        request = EndMeetingRequest.builder().meeting_id(meeting).build()
        data(vc.meeting.end(request, as_owner))
        found = described(vc, meeting)
        equal("the status", OVER, found.status)
        true("an end 26 minutes after the start", int(found.end_time) - int(found.start_time) >= TIME + 60, found.end_time)
        refused(vc.meeting.end(request, as_owner), 400, MEETING_OVER)


def recorded(vc, as_owner, meeting):
    request = GetMeetingRecordingRequest.builder().meeting_id(meeting).build()

    with step("ask for the recording until it is made"):
        refused(vc.meeting_recording.get(request), 400, RECORDING_PROCESSING)
        for _ in range(10):
            response = vc.meeting_recording.get(request)
            if response.code != RECORDING_PROCESSING:
                break
        recording = data(response).recording
        milliseconds = int(recording.duration)
        true("25 minutes or a few seconds more", TIME <= milliseconds / 1000 < TIME + 30, milliseconds)

    with step("let the guest watch the recording"):
        who = RecordingPermissionObject.builder().id(GUEST).type(1).permission(1).build()
        body = SetPermissionMeetingRecordingRequestBody.builder().permission_objects([who]).action_type(0).build()
        request = SetPermissionMeetingRecordingRequest.builder().meeting_id(meeting).user_id_type("open_id").request_body(body)
        data(vc.meeting_recording.set_permission(request.build(), as_owner))
        status, page = visit(recording.url)
        equal("the status of the page", 200, status)
        true("a page that names the guest", GUEST in page.decode(), page.decode())


def listed(vc, as_owner, owner, room, seen):
    start, end = int(seen.start_time), int(seen.end_time)

    with step("search as the owner for the meeting"):
        body = SearchMeetingRequestBody.builder().query("story").build()
        found = data(vc.meeting.search(SearchMeetingRequest.builder().request_body(body).build(), as_owner))
        equal("how many, and which", (1, [str(seen.id)]), (found.total, [of.id for of in found.items]))

    with step("list the meetings that are over, and find this one"):
        request = GetMeetingListRequest.builder().start_time(start - 60).end_time(end).meeting_status(LISTED_OVER).meeting_no(
            seen.meeting_no).user_id_type("open_id").build()
        found = data(vc.meeting_list.get(request)).meeting_list
        equal("the topics", ["Story telling"], [of.meeting_topic for of in found])
        equal("the organizer", owner, found[0].user_id)
        equal("participants and recording", ("3", True), (found[0].number_of_participants, found[0].recording))

    with step("refuse a page token that is of no list of meetings"):
        request = GetMeetingListRequest.builder().start_time(start).end_time(end).page_token("of-nothing").build()
        refused(vc.meeting_list.get(request), 400, INVALID_PARAM)

    with step("list the participants"):
        request = GetParticipantListRequest.builder().meeting_start_time(start).meeting_end_time(end).meeting_no(
            seen.meeting_no).user_id_type("open_id")
        found = data(vc.participant_list.get(request.build())).participants
        joined = {of.user_id: of.join_time for of in found}
        equal("who was there", [owner, GUEST, room], [of.user_id or of.meeting_room_id for of in found])

    with step("refuse pages of participants that are smaller than documented"):
        refused(vc.participant_list.get(request.page_size(19).build()), 400, INVALID_PARAM)


    with step("refuse the participants of a meeting that there was not"):
        request = GetParticipantListRequest.builder().meeting_start_time(start - 7200).meeting_end_time(end).meeting_no(
            seen.meeting_no).build()
        refused(vc.participant_list.get(request), 400, REPORTED_MEETING_NOT_FOUND)

    with step("list in pages how well it worked for the guest in each minute"):
        there = participants(seen)[GUEST]
        first, last = int(there.first_join_time), int(there.final_leave_time)
        minutes, count = quality(vc, seen, first)
        equal("the minutes", -(-last // 60) - first // 60, len(minutes))
        equal("the pages", 2, count)
        true("the minute in which the guest joined first", minutes[0][:16] == joined[GUEST][:16], minutes[0])

    with step("list the reservations of the room"):
        request = GetResourceReservationListRequest.builder().room_level_id("omb_1").room_ids([room]).need_topic(True).start_time(
            start).end_time(end).is_exclude(False).build()
        found = data(vc.resource_reservation_list.get(request)).room_reservation_list
        equal("room and title", [(room, "Harbour", "Story telling")],
              [(of.room_id, of.room_name, of.event_title) for of in found])

    with step("see the meeting in the figures of its day"):
        request = GetDailyReportRequest.builder().start_time(start).end_time(end).build()
        report = data(vc.report.get_daily(request)).meeting_report
        equal("the meetings", 1, int(report.total_meeting_count))
        equal("the participants", 3, int(report.total_participant_count))
        equal("the seconds", end - start, int(report.total_meeting_duration))
        days = report.daily_report
        equal("the meetings of all days", 1, sum(int(day.meeting_count) for day in days))

    with step("see who has met the most"):
        request = GetTopUserReportRequest.builder().start_time(start).end_time(end).limit(2).order_by(2).user_id_type(
            "open_id").build()
        found = data(vc.report.get_top_user(request)).top_user_report
        equal("how many", 2, len(found))
        true("who was there to the end", {of.id for of in found} == {owner, room}, [of.id for of in found])


def quality(vc, seen, joined):
    """The minutes of the guest's, and on how many pages they come."""
    def ask(token):
        request = GetParticipantQualityListRequest.builder().meeting_start_time(int(seen.start_time)).meeting_end_time(
            int(seen.end_time)).meeting_no(seen.meeting_no).join_time(joined).user_id(GUEST).user_id_type("open_id").page_size(20)
        return vc.participant_quality_list.get((request.page_token(token) if token else request).build())
    found, count = pages(ask, "participant_quality_list")
    return [of.network.time for of in found], count


def workbook(vc, task):
    """The rows of a report that has been started, and how many polls found it under way."""
    request = GetExportRequest.builder().task_id(task).build()
    done, before = polled(lambda: vc.export.get(request), lambda found: found.status == 3)
    true("a job that takes a while", before > 0, before)
    download = DownloadExportRequest.builder().file_token(done.file_token).build()
    file = content(vc.export.download(download))
    equal("what lies at the address of the report", (200, file), visit(done.url))
    return rows(file)


def column(found, heading):
    place = found[0].index(heading)
    return [row[place] if place < len(row) else "" for row in found[1:]]


def exported(vc, owner, room, seen):
    start, end = int(seen.start_time), int(seen.end_time)

    with step("export the meetings to a workbook that agrees"):
        body = MeetingListExportRequestBody.builder().start_time(start).end_time(end).meeting_status(LISTED_OVER).meeting_no(
            seen.meeting_no).build()
        task = data(vc.export.meeting_list(MeetingListExportRequest.builder().user_id_type("open_id").request_body(body).build()))
        found = workbook(vc, task.task_id)
        equal("the topics", ["Story telling"], column(found, "会议主题"))
        equal("the numbers", [seen.meeting_no], column(found, "会议ID"))
        equal("the participants", ["3"], column(found, "参会人数量"))

    with step("export the participants to a workbook that agrees"):
        body = ParticipantListExportRequestBody.builder().meeting_start_time(start).meeting_end_time(end).meeting_status(
            LISTED_OVER).meeting_no(seen.meeting_no).build()
        request = ParticipantListExportRequest.builder().user_id_type("open_id").request_body(body).build()
        found = workbook(vc, data(vc.export.participant_list(request)).task_id)
        equal("the users", [owner, GUEST, ""], column(found, "用户ID"))
        equal("the room", "Harbour", column(found, "参会人")[2])

    with step("export how well it worked to a workbook that agrees"):
        joined = int(participants(seen)[GUEST].first_join_time)
        body = ParticipantQualityListExportRequestBody.builder().meeting_start_time(start).meeting_end_time(end).meeting_no(
            seen.meeting_no).join_time(joined).user_id(GUEST).build()
        request = ParticipantQualityListExportRequest.builder().user_id_type("open_id").request_body(body).build()
        found = workbook(vc, data(vc.export.participant_quality_list(request)).task_id)
        equal("the minutes", quality(vc, seen, joined)[0], column(found, "时间"))

    with step("export the reservations of the room to a workbook that agrees"):
        body = ResourceReservationListExportRequestBody.builder().room_level_id("omb_1").need_topic(True).start_time(
            start).end_time(end).room_ids([room]).is_exclude(False).build()
        request = ResourceReservationListExportRequest.builder().request_body(body).build()
        found = workbook(vc, data(vc.export.resource_reservation_list(request)).task_id)
        equal("the rooms", ["Harbour"], column(found, "会议室名称"))
        equal("the titles", ["Story telling"], column(found, "会议主题"))

    with step("refuse a report that nobody has started, and a workbook that nobody has made"):
        refused(vc.export.get(GetExportRequest.builder().task_id(NOBODY).build()), 404, DATA_NOT_FOUND)
        refused(vc.export.download(DownloadExportRequest.builder().file_token("of-nothing").build()), 404, DATA_NOT_FOUND)


def cancelled(vc, reserve):
    with step("delete the reservation, and refuse it from then on"):
        data(vc.reserve.delete(DeleteReserveRequest.builder().reserve_id(reserve.id).build()))
        refused(vc.reserve.get(GetReserveRequest.builder().reserve_id(reserve.id).build()), 404, DATA_NOT_FOUND)
