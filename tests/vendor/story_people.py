"""What people do with a document: share it, talk about it, keep versions of it, and have themselves told of it."""

from lark_oapi.api.drive import v2
from lark_oapi.api.drive.v1 import *

from story_steps import data, equal, pages, refused, step, true

INVALID_PARAMS = 1061002
INVALID_PERMISSION_PARAM, OPERATION_NOT_ALLOWED = 1063001, 1063003
SUBSCRIBED_DOCUMENT_NOT_FOUND = 1064040
VERSION_NOT_FOUND = 1068403
INVALID_COMMENT_PARAM, COMMENT_NOT_FOUND = 1069302, 1069307
NOT_SUBSCRIBED = 1069605

READER, WRITER = "ou_story_reader", "ou_story_writer"


def tell(client, as_owner, folder, notes):
    drive = client.drive.v1
    members(drive, notes)
    sharing(client, notes)
    password(drive, notes)
    comments(client, notes)
    versions(drive, notes)
    subscriptions(drive, as_owner, folder, notes)


def members(drive, notes):
    def listed():
        request = ListPermissionMemberRequest.builder().token(notes).type("docx").build()
        return {of.member_id: of.perm for of in data(drive.permission_member.list(request)).items or []}

    def member(who, perm):
        return BaseMember.builder().member_type("openid").member_id(who).perm(perm).type("user").build()

    with step("see that nobody has been let in yet"):
        equal("the members", {}, listed())

    with step("let somebody read the document"):
        request = CreatePermissionMemberRequest.builder().token(notes).type("docx").request_body(member(READER, "view")).build()
        made = data(drive.permission_member.create(request)).member
        equal("who, and what for", (READER, "view"), (made.member_id, made.perm))

    with step("let two more in at once"):
        more = [Member.builder().member_type("openid").member_id(who).perm(perm).perm_type("container").type("user").build()
                for who, perm in ((WRITER, "edit"), ("ou_story_guest", "view"))]
        body = BatchCreatePermissionMemberRequestBody.builder().members(more).build()
        request = BatchCreatePermissionMemberRequest.builder().token(notes).type("docx").request_body(body).build()
        equal("how many", 2, len(data(drive.permission_member.batch_create(request)).members))
        equal("the members", {READER: "view", WRITER: "edit", "ou_story_guest": "view"}, listed())

    with step("let the reader write"):
        request = UpdatePermissionMemberRequest.builder().token(notes).type("docx").member_id(READER).request_body(
            member(READER, "edit")).build()
        data(drive.permission_member.update(request))
        equal("what the reader may do", "edit", listed()[READER])

    with step("take one of them out"):
        body = DeletePermissionMemberRequestBody.builder().type("user").build()
        request = DeletePermissionMemberRequest.builder().token(notes).type("docx").member_id("ou_story_guest").member_type(
            "openid").request_body(body).build()
        data(drive.permission_member.delete(request))
        equal("the members", {READER, WRITER}, set(listed()))

    with step("refuse to share what there is not"):
        request = ListPermissionMemberRequest.builder().token("doxcnOfNothing").type("docx").build()
        refused(drive.permission_member.list(request), 400, INVALID_PERMISSION_PARAM)


def sharing(client, notes):
    def now():
        request = GetPermissionPublicRequest.builder().token(notes).type("docx").build()
        return data(client.drive.v1.permission_public.get(request)).permission_public

    with step("let everybody in the company edit by link"):
        before = now()
        body = PermissionPublicRequest.builder().link_share_entity("tenant_editable").build()
        request = PatchPermissionPublicRequest.builder().token(notes).type("docx").request_body(body).build()
        changed = data(client.drive.v1.permission_public.patch(request)).permission_public
        equal("who comes in by link", ("tenant_editable", "tenant_editable"), (changed.link_share_entity, now().link_share_entity))
        equal("what was not named", before.security_entity, now().security_entity)

    with step("say in the newer version who may copy"):
        body = v2.PermissionPublic.builder().copy_entity("only_full_access").build()
        request = v2.PatchPermissionPublicRequest.builder().token(notes).type("docx").request_body(body).build()
        data(client.drive.v2.permission_public.patch(request))
        request = v2.GetPermissionPublicRequest.builder().token(notes).type("docx").build()
        found = data(client.drive.v2.permission_public.get(request)).permission_public
        equal("who copies, and who comes in by link", ("only_full_access", "tenant_editable"),
              (found.copy_entity, found.link_share_entity))


def password(drive, notes):
    with step("refuse a new password where there is none"):
        renew = UpdatePermissionPublicPasswordRequest.builder().token(notes).type("docx").build()
        refused(drive.permission_public_password.update(renew), 400, OPERATION_NOT_ALLOWED)

    with step("have a password for the link, and another"):
        request = CreatePermissionPublicPasswordRequest.builder().token(notes).type("docx").build()
        first = data(drive.permission_public_password.create(request)).password
        second = data(drive.permission_public_password.update(renew)).password
        true("two passwords", first and second and first != second, (first, second))

    with step("take the password away"):
        request = DeletePermissionPublicPasswordRequest.builder().token(notes).type("docx").build()
        data(drive.permission_public_password.delete(request))
        refused(drive.permission_public_password.delete(request), 400, OPERATION_NOT_ALLOWED)


def said(text):
    run = TextRun.builder().text(text).build()
    return ReplyContent.builder().elements([ReplyElement.builder().type("text_run").text_run(run).build()]).build()


def texts(replies):
    return [of.content.elements[0].text_run.text for of in replies]


def comments(client, notes):
    drive = client.drive.v1

    def comment(id):
        request = GetFileCommentRequest.builder().file_token(notes).file_type("docx").comment_id(id).need_reaction(True).build()
        return data(drive.file_comment.get(request))

    def write(text):
        replies = ReplyList.builder().replies([FileCommentReply.builder().content(said(text)).build()]).build()
        body = FileComment.builder().reply_list(replies).build()
        request = CreateFileCommentRequest.builder().file_token(notes).file_type("docx").request_body(body).build()
        return data(drive.file_comment.create(request)).comment_id

    with step("comment on the document, twice"):
        first, second = write("What of all?"), write("Second of all?")
        true("two comments", first != second, first)
        equal("what the first says", ["What of all?"], texts(comment(first).reply_list.replies))

    with step("list the comments, one a page"):
        def ask(token):
            request = ListFileCommentRequest.builder().file_token(notes).file_type("docx").page_size(1)
            return drive.file_comment.list((request.page_token(token) if token else request).build())
        found, count = pages(ask, "items")
        equal("the comments", {first, second}, {of.comment_id for of in found})
        equal("the pages", 2, count)

    with step("refuse a page token that is of no list of comments"):
        request = ListFileCommentRequest.builder().file_token(notes).file_type("docx").page_token("of-nothing").build()
        refused(drive.file_comment.list(request), 400, INVALID_COMMENT_PARAM)

    with step("reply to a comment"):
        body = CreateFileCommentReplyRequestBody.builder().content(said("The first.")).build()
        request = CreateFileCommentReplyRequest.builder().file_token(notes).file_type("docx").comment_id(first).request_body(body)
        reply = data(drive.file_comment_reply.create(request.build())).reply_id
        equal("what has been said", ["What of all?", "The first."], texts(comment(first).reply_list.replies))

    with step("say the reply better"):
        body = UpdateFileCommentReplyRequestBody.builder().content(said("The very first.")).build()
        request = UpdateFileCommentReplyRequest.builder().file_token(notes).file_type("docx").comment_id(first).reply_id(
            reply).request_body(body)
        data(drive.file_comment_reply.update(request.build()))
        request = ListFileCommentReplyRequest.builder().file_token(notes).file_type("docx").comment_id(first)
        found = data(drive.file_comment_reply.list(request.build())).items
        equal("what has been said", ["What of all?", "The very first."], texts(found))

    def react(action, id):
        body = v2.UpdateReactionCommentReactionRequestBody.builder().action(action).reply_id(id).reaction_type("THUMBSUP").build()
        request = v2.UpdateReactionCommentReactionRequest.builder().file_token(notes).file_type("docx").request_body(body)
        return client.drive.v2.comment_reaction.update_reaction(request.build())

    def reactions():
        replies = {of.reply_id: of for of in comment(first).reply_list.replies}
        return [(of.reaction_key, of.count) for of in replies[reply].reactions]

    with step("react to the reply"):
        equal("the reactions before", [], reactions())
        data(react("add", reply))
        equal("the reactions", [("THUMBSUP", 1)], reactions())

    with step("take the reaction back"):
        data(react("delete", reply))
        equal("the reactions", [], reactions())

    with step("refuse a reaction to what nobody has said"):
        refused(react("add", "7000000000000000001"), 400, INVALID_PARAMS)

    with step("delete the reply"):
        request = DeleteFileCommentReplyRequest.builder().file_token(notes).file_type("docx").comment_id(first).reply_id(reply)
        data(drive.file_comment_reply.delete(request.build()))
        equal("what has been said", ["What of all?"], texts(comment(first).reply_list.replies))

    with step("solve a comment"):
        body = PatchFileCommentRequestBody.builder().is_solved(True).build()
        request = PatchFileCommentRequest.builder().file_token(notes).file_type("docx").comment_id(first).request_body(body)
        data(drive.file_comment.patch(request.build()))
        equal("which are solved", (True, False), (comment(first).is_solved, comment(second).is_solved))

    with step("list the comments that are solved, and those that are not"):
        for is_solved, expected in ((True, first), (False, second)):
            request = ListFileCommentRequest.builder().file_token(notes).file_type("docx").is_solved(is_solved).build()
            found = data(drive.file_comment.list(request)).items
            equal(f"the comments with is_solved {is_solved}", [expected], [of.comment_id for of in found])

    with step("get several comments, of which one is not there"):
        body = BatchQueryFileCommentRequestBody.builder().comment_ids([second, "7000000000000000001"]).build()
        request = BatchQueryFileCommentRequest.builder().file_token(notes).file_type("docx").request_body(body).build()
        equal("the ids", [second], [of.comment_id for of in data(drive.file_comment.batch_query(request)).items])

    with step("refuse a comment that there is not"):
        request = GetFileCommentRequest.builder().file_token(notes).file_type("docx").comment_id("7000000000000000001").build()
        refused(drive.file_comment.get(request), 404, COMMENT_NOT_FOUND)


def versions(drive, notes):
    def make(name):
        body = CreateFileVersionRequestBody.builder().name(name).obj_type("docx").build()
        request = CreateFileVersionRequest.builder().file_token(notes).user_id_type("open_id").request_body(body).build()
        return data(drive.file_version.create(request))

    def getting(version):
        return GetFileVersionRequest.builder().file_token(notes).version_id(version).obj_type("docx").build()

    with step("keep two versions of the document"):
        made = [make(name) for name in ("Draft", "Final")]
        equal("name and document", [("Draft", notes), ("Final", notes)], [(of.name, of.parent_token) for of in made])
        draft, final = (of.version for of in made)
        true("two versions", draft != final, draft)

    with step("get a version by its id"):
        found = data(drive.file_version.get(getting(final)))
        equal("name and kind", ("Final", "docx"), (found.name, found.obj_type))

    with step("list the versions, one a page"):
        def ask(token):
            request = ListFileVersionRequest.builder().file_token(notes).obj_type("docx").page_size(1)
            return drive.file_version.list((request.page_token(token) if token else request).build())
        found, count = pages(ask, "items")
        equal("the names", {"Draft", "Final"}, {of.name for of in found})
        equal("the pages", 2, count)

    with step("delete a version, and refuse it from then on"):
        request = DeleteFileVersionRequest.builder().file_token(notes).version_id(draft).obj_type("docx").build()
        data(drive.file_version.delete(request))
        refused(drive.file_version.get(getting(draft)), 404, VERSION_NOT_FOUND)
        equal("the other one", "Final", data(drive.file_version.get(getting(final))).name)


def subscriptions(drive, as_owner, folder, notes):
    def asked(id):
        body = GetFileSubscriptionRequestBody.builder().file_type("docx").build()
        request = GetFileSubscriptionRequest.builder().file_token(notes).subscription_id(id).request_body(body).build()
        return drive.file_subscription.get(request, as_owner)

    with step("have the owner told of new comments"):
        body = FileSubscription.builder().subscription_type("comment_update").is_subcribe(True).file_type("docx").build()
        request = CreateFileSubscriptionRequest.builder().file_token(notes).request_body(body).build()
        made = data(drive.file_subscription.create(request, as_owner))
        equal("whether the owner is told", (True, True), (made.is_subcribe, data(asked(made.subscription_id)).is_subcribe))

    with step("have the owner told no more"):
        body = PatchFileSubscriptionRequestBody.builder().is_subscribe(False).file_type("docx").build()
        request = PatchFileSubscriptionRequest.builder().file_token(notes).subscription_id(made.subscription_id).request_body(body)
        data(drive.file_subscription.patch(request.build(), as_owner))
        equal("whether the owner is told", False, data(asked(made.subscription_id)).is_subcribe)

    with step("refuse a subscription that there is not"):
        refused(asked("7000000000000000001"), 404, SUBSCRIBED_DOCUMENT_NOT_FOUND)

    def event(request):
        return request.builder().file_token(folder).file_type("folder").event_type("file.created_in_folder_v1").build()

    with step("have the app told of what comes into the folder"):
        refused(drive.file.get_subscribe(event(GetSubscribeFileRequest)), 400, NOT_SUBSCRIBED)
        data(drive.file.subscribe(event(SubscribeFileRequest)))
        equal("whether the app is told", True, data(drive.file.get_subscribe(event(GetSubscribeFileRequest))).is_subscribe)

    with step("have the app told no more"):
        data(drive.file.delete_subscribe(event(DeleteSubscribeFileRequest)))
        refused(drive.file.get_subscribe(event(GetSubscribeFileRequest)), 400, NOT_SUBSCRIBED)
