"""Tells a story with the vendor's Python SDK: each call depends on those before it, and a line is printed for each step.

    story.py BASE_URL APP_ID APP_SECRET USER_TOKEN OPEN_ID

It ends with the line "the end", or with the step that went otherwise, what was expected of it, and what came.
"""

import sys

import lark_oapi as lark

import story_drive
import story_meetings
import story_people
import story_rooms

base_url, app_id, app_secret, user_token, owner = sys.argv[1:]
client = lark.Client.builder().domain(base_url).app_id(app_id).app_secret(app_secret).enable_set_token(True).log_level(
    lark.LogLevel.CRITICAL).build()
as_owner = lark.RequestOption.builder().user_access_token(user_token).build()
folder, notes = story_drive.tell(client, base_url)
story_people.tell(client, as_owner, folder, notes)
room = story_rooms.tell(client, as_owner)
story_meetings.tell(client, as_owner, base_url, owner, room)
print("the end")
