"""Rooms, their levels, and what is set for them."""

from lark_oapi.api.vc.v1 import *

from story_steps import data, equal, pages, refused, step, true

INVALID_PARAM = 121003
DATA_NOT_FOUND = 121004

# What a configuration is of: a level, or a room.
OF_LEVEL, OF_ROOM = 1, 2


def tell(client, as_owner):
    """Returns the id of a room that stays."""
    vc = client.vc.v1
    campus, floor = levels(vc)
    lake, pond = rooms(vc, as_owner, campus, floor)
    settings(vc, floor, lake)
    reservations(vc, lake)
    ends(vc, campus, floor, lake, pond)
    return stays(vc)


def level(vc, id):
    return data(vc.room_level.get(GetRoomLevelRequest.builder().room_level_id(id).build())).room_level


def new_level(vc, name, parent, custom):
    body = RoomLevel.builder().name(name).parent_id(parent).custom_group_id(custom).build()
    return data(vc.room_level.create(CreateRoomLevelRequest.builder().request_body(body).build())).room_level


def levels(vc):
    with step("get the level at the top, which has an id of its own"):
        top = level(vc, "0")
        true("an id of a level", top.room_level_id.startswith("omb_"), top.room_level_id)
        equal("the levels above", [], top.path)

    with step("list the levels of the company, the top among them"):
        listed = data(vc.room_level.list(ListRoomLevelRequest.builder().build())).items
        true("the level at the top", top.room_level_id in {of.room_level_id for of in listed}, listed)

    with step("make a campus right below the top"):
        campus = new_level(vc, "Campus", top.room_level_id, "campus-7")
        equal("the name", "Campus", campus.name)
        equal("the levels above", [top.room_level_id], campus.path)
        equal("whether there are levels below", False, campus.has_child)

    with step("make two floors of the campus"):
        floors = [new_level(vc, f"Floor {number}", campus.room_level_id, f"floor-{number}") for number in (1, 2)]
        floor = floors[0].room_level_id
        equal("the path", [*campus.path, campus.room_level_id], level(vc, floor).path)

    with step("see that the campus has levels below it now"):
        equal("has_child", True, level(vc, campus.room_level_id).has_child)

    with step("list the floors of the campus, one a page"):
        def ask(token):
            request = ListRoomLevelRequest.builder().room_level_id(campus.room_level_id).page_size(1)
            return vc.room_level.list((request.page_token(token) if token else request).build())
        listed, count = pages(ask, "items")
        equal("the names", ["Floor 1", "Floor 2"], [of.name for of in listed])
        equal("the pages", 2, count)

    with step("refuse a page token that is of no list of levels"):
        request = ListRoomLevelRequest.builder().page_token("of-nothing").build()
        refused(vc.room_level.list(request), 400, INVALID_PARAM)

    with step("find levels by the ids that the company has given"):
        request = SearchRoomLevelRequest.builder().custom_level_ids("floor-2,campus-7").build()
        found = data(vc.room_level.search(request)).level_ids
        equal("the ids", {campus.room_level_id, floors[1].room_level_id}, set(found))

    with step("rename a floor"):
        body = RoomLevel.builder().name("Ground floor").parent_id(campus.room_level_id).build()
        request = PatchRoomLevelRequest.builder().room_level_id(floor).request_body(body).build()
        data(vc.room_level.patch(request))
        now = level(vc, floor)
        equal("the name", "Ground floor", now.name)
        equal("the id that was not named", "floor-1", now.custom_group_id)

    with step("get several levels, of which one is not there"):
        body = MgetRoomLevelRequestBody.builder().level_ids([floor, "omb_of_nothing", campus.room_level_id]).build()
        found = data(vc.room_level.mget(MgetRoomLevelRequest.builder().request_body(body).build())).items
        equal("the names", ["Ground floor", "Campus"], [of.name for of in found])

    return campus.room_level_id, floor


def new_room(vc, name, capacity, within):
    body = Room.builder().name(name).capacity(capacity).room_level_id(within).build()
    return data(vc.room.create(CreateRoomRequest.builder().request_body(body).build())).room


def room(vc, id):
    return data(vc.room.get(GetRoomRequest.builder().room_id(id).build())).room


def rooms(vc, as_owner, campus, floor):
    with step("make two rooms on the floor"):
        lake = new_room(vc, "Lake Story", 12, floor)
        pond = new_room(vc, "Pond Story", 4, floor)
        true("an id of a room", lake.room_id.startswith("omm_"), lake.room_id)
        true("two ids", lake.room_id != pond.room_id, lake.room_id)

    with step("get a room with the levels that lead to it"):
        found = room(vc, lake.room_id)
        equal("name and capacity", ("Lake Story", 12), (found.name, found.capacity))
        equal("the end of the path", [campus, floor], found.path[-2:])
        equal("the id that is displayed", lake.display_id, found.display_id)

    with step("list the rooms of the floor, one a page"):
        def ask(token):
            request = ListRoomRequest.builder().room_level_id(floor).page_size(1)
            return vc.room.list((request.page_token(token) if token else request).build())
        listed, count = pages(ask, "rooms")
        equal("the names", ["Lake Story", "Pond Story"], [of.name for of in listed])
        equal("the pages", 2, count)

    with step("search for a room by its name"):
        body = SearchRoomRequestBody.builder().keyword("Pond St").build()
        found = data(vc.room.search(SearchRoomRequest.builder().request_body(body).build(), as_owner)).rooms
        equal("the ids", [pond.room_id], [of.room_id for of in found])

    with step("get both rooms at once"):
        body = MgetRoomRequestBody.builder().room_ids([pond.room_id, lake.room_id]).build()
        found = data(vc.room.mget(MgetRoomRequest.builder().request_body(body).build())).items
        equal("the names", ["Pond Story", "Lake Story"], [of.name for of in found])

    with step("make a room larger, and give it an id of the company"):
        body = Room.builder().capacity(20).custom_room_id("R-20").build()
        data(vc.room.patch(PatchRoomRequest.builder().room_id(lake.room_id).request_body(body).build()))
        found = room(vc, lake.room_id)
        equal("name, capacity and id", ("Lake Story", 20, "R-20"), (found.name, found.capacity, found.custom_room_id))

    with step("search for the room by the id of the company"):
        body = SearchRoomRequestBody.builder().custom_room_ids(["R-20"]).build()
        found = data(vc.room.search(SearchRoomRequest.builder().request_body(body).build(), as_owner)).rooms
        equal("the ids", [lake.room_id], [of.room_id for of in found])

    return lake.room_id, pond.room_id


def settings(vc, floor, lake):
    def scope(id):
        request = GetScopeConfigRequest.builder().scope_type(OF_LEVEL).scope_id(id).build()
        return data(vc.scope_config.get(request)).current_config.scope_config

    with step("set the background of the floor"):
        config = RoomConfig.builder().room_background("https://example.com/floor.png").build()
        body = ScopeConfig.builder().scope_type(OF_LEVEL).scope_id(floor).scope_config(config).build()
        data(vc.scope_config.create(CreateScopeConfigRequest.builder().request_body(body).build()))
        equal("the background", "https://example.com/floor.png", scope(floor).room_background)

    with step("set the background of a room as earlier versions do"):
        config = RoomConfig.builder().display_background("https://example.com/lake.png").build()
        body = SetRoomConfigRequestBody.builder().scope(5).room_id(lake).room_config(config).build()
        data(vc.room_config.set(SetRoomConfigRequest.builder().request_body(body).build()))
        request = QueryRoomConfigRequest.builder().scope(5).room_id(lake).build()
        equal("the background", "https://example.com/lake.png", data(vc.room_config.query(request)).display_background)


def reservations(vc, lake):
    def scope():
        request = ReserveScopeReserveConfigRequest.builder().scope_id(lake).scope_type(OF_ROOM).build()
        return data(vc.reserve_config.reserve_scope(request))

    with step("limit how long the room can be reserved"):
        times = TimeConfig.builder().if_cover_child_scope(True).time_switch(1).days_in_advance(14).opening_hour(27900).start_time(
            28800).end_time(64800).max_duration(3).build()
        body = PatchReserveConfigRequestBody.builder().scope_type(OF_ROOM).time_config(times).build()
        data(vc.reserve_config.patch(PatchReserveConfigRequest.builder().reserve_config_id(lake).request_body(body).build()))
        found = scope().time_config
        equal("days and hours", (14, 3), (found.days_in_advance, found.max_duration))

    with step("have the reservations of the room approved, and keep the limit"):
        approver = SubscribeUser.builder().user_id("ou_approver").build()
        approval = ApprovalConfig.builder().approval_switch(1).approval_condition(1).meeting_duration(2.5).approvers([approver]).build()
        body = PatchReserveConfigRequestBody.builder().scope_type(OF_ROOM).approval_config(approval).build()
        data(vc.reserve_config.patch(PatchReserveConfigRequest.builder().reserve_config_id(lake).request_body(body).build()))
        found = scope()
        equal("the approvers", ["ou_approver"], [of.user_id for of in found.approve_config.approvers])
        equal("the duration", 2.5, found.approve_config.meeting_duration)
        equal("the days in advance", 14, found.time_config.days_in_advance)

    with step("name who administers the reservations"):
        config = ReserveAdminConfig.builder().users([SubscribeUser.builder().user_id("ou_admin").build()]).depts([]).build()
        body = PatchReserveConfigAdminRequestBody.builder().scope_type(OF_ROOM).reserve_admin_config(config).build()
        data(vc.reserve_config_admin.patch(
            PatchReserveConfigAdminRequest.builder().reserve_config_id(lake).request_body(body).build()))
        request = GetReserveConfigAdminRequest.builder().reserve_config_id(lake).scope_type(OF_ROOM).build()
        found = data(vc.reserve_config_admin.get(request)).reserve_admin_config
        equal("the users", ["ou_admin"], [of.user_id for of in found.users])
        equal("the departments", [], found.depts)

    with step("have a form filled in for a reservation"):
        config = ReserveFormConfig.builder().if_cover_child_scope(True).reserve_form(True).notified_users(
            [SubscribeUser.builder().user_id("ou_caterer").build()]).notified_time(2).time_unit(2).build()
        body = PatchReserveConfigFormRequestBody.builder().scope_type(OF_ROOM).reserve_form_config(config).build()
        data(vc.reserve_config_form.patch(
            PatchReserveConfigFormRequest.builder().reserve_config_id(lake).request_body(body).build()))
        request = GetReserveConfigFormRequest.builder().reserve_config_id(lake).scope_type(OF_ROOM).build()
        found = data(vc.reserve_config_form.get(request)).reserve_form_config
        equal("the form", (True, 2), (found.reserve_form, found.notified_time))
        equal("who is told", ["ou_caterer"], [of.user_id for of in found.notified_users])

    with step("have somebody told when the room is closed"):
        config = DisableInformConfig.builder().if_cover_child_scope(True).if_inform(True).informed_users(
            [SubscribeUser.builder().user_id("ou_caterer").build()]).informed_depts([]).build()
        body = PatchReserveConfigDisableInformRequestBody.builder().scope_type(OF_ROOM).disable_inform(config).build()
        data(vc.reserve_config_disable_inform.patch(
            PatchReserveConfigDisableInformRequest.builder().reserve_config_id(lake).request_body(body).build()))
        request = GetReserveConfigDisableInformRequest.builder().reserve_config_id(lake).scope_type(OF_ROOM).build()
        found = data(vc.reserve_config_disable_inform.get(request)).disable_inform
        equal("whether and who", (True, ["ou_caterer"]), (found.if_inform, [of.user_id for of in found.informed_users]))


def ends(vc, campus, floor, lake, pond):
    with step("delete a room"):
        data(vc.room.delete(DeleteRoomRequest.builder().room_id(pond).build()))
        listed = data(vc.room.list(ListRoomRequest.builder().room_level_id(floor).build())).rooms
        equal("the rooms that are left", [lake], [of.room_id for of in listed])

    with step("refuse the room that is deleted"):
        refused(vc.room.get(GetRoomRequest.builder().room_id(pond).build()), 404, DATA_NOT_FOUND)

    with step("delete the campus with its floors"):
        body = DelRoomLevelRequestBody.builder().room_level_id(campus).delete_child(True).build()
        data(vc.room_level.del_(DelRoomLevelRequest.builder().request_body(body).build()))
        for gone in (campus, floor):
            refused(vc.room_level.get(GetRoomLevelRequest.builder().room_level_id(gone).build()), 404, DATA_NOT_FOUND)


def stays(vc):
    with step("make a room right below the top, which stays"):
        top = level(vc, "0").room_level_id
        made = new_room(vc, "Harbour", 8, top)
        equal("the level", top, made.room_level_id)
        return made.room_id
