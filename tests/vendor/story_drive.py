"""Folders, files and documents, and what people do with them."""

import io
import zlib

from lark_oapi.api.drive.v1 import *

from story_steps import advance, content, data, equal, pages, polled, refused, rows, step, true, visit

INVALID_PARAMS, NOT_FOUND, FILE_DELETED, UPLOAD_OVER = 1061002, 1061003, 1061007, 1061021
CHECKSUM_MISMATCH, BLOCK_MISSING = 1062008, 1062010
DRIVE_DOCUMENT_NOT_FOUND = 1069604
FILE_TOKEN_INVALID = 1060001
META_NOT_FOUND = 970005

BLOCK = 4 * 1024 * 1024
TABLE = "city,people\nUlm,128928\nKiel,248873\n"


def tell(client, base_url):
    """Returns the tokens of a folder, and of a text document in it."""
    drive = client.drive.v1
    root, archive, plan = tree(drive, base_url)
    parts(drive, archive)
    sheet, notes = documents(drive, base_url, archive)
    attached(drive, sheet)
    deleted(drive, root, archive, plan, sheet)
    return root, notes


def names(drive, folder):
    return [of.name for of in files(drive, folder)[0]]


def files(drive, folder, size=100):
    def ask(token):
        request = ListFileRequest.builder().folder_token(folder).page_size(size).order_by("CreatedTime").direction("ASC")
        return drive.file.list((request.page_token(token) if token else request).build())
    return pages(ask, "files")


def new_folder(drive, name, parent):
    body = CreateFolderFileRequestBody.builder().name(name).folder_token(parent).build()
    return data(drive.file.create_folder(CreateFolderFileRequest.builder().request_body(body).build()))


def upload(drive, name, folder, file, checksum=None):
    body = UploadAllFileRequestBody.builder().file_name(name).parent_type("explorer").parent_node(folder).size(len(file)).file(
        io.BytesIO(file)).checksum(str(zlib.adler32(file) if checksum is None else checksum)).build()
    return drive.file.upload_all(UploadAllFileRequest.builder().request_body(body).build())


def download(drive, token):
    return drive.file.download(DownloadFileRequest.builder().file_token(token).build())


def moving(token, kind, folder):
    body = MoveFileRequestBody.builder().type(kind).folder_token(folder).build()
    return MoveFileRequest.builder().file_token(token).request_body(body).build()


def deleting(token, kind):
    return DeleteFileRequest.builder().file_token(token).type(kind).build()


def done(drive, task):
    """Waits for the end of a task with a folder."""
    request = TaskCheckFileRequest.builder().task_id(task).build()
    found, before = polled(lambda: drive.file.task_check(request), lambda found: found.status != "process")
    equal("the end of the task", "success", found.status)
    true("a task that takes a while", before > 0, before)


def metas(drive, *named):
    docs = [RequestDoc.builder().doc_token(token).doc_type(kind).build() for token, kind in named]
    body = MetaRequest.builder().request_docs(docs).with_url(True).build()
    return data(drive.meta.batch_query(BatchQueryMetaRequest.builder().user_id_type("open_id").request_body(body).build()))


def tree(drive, base_url):
    with step("make a folder in the root"):
        made = new_folder(drive, "Story", "")
        root = made.token
        true("an address with the token", made.url.endswith(root), made.url)

    with step("make two folders in it"):
        drafts, archive = [new_folder(drive, name, root).token for name in ("Drafts", "Archive")]
        equal("what lies in the folder", ["Drafts", "Archive"], names(drive, root))

    with step("refuse a folder in one that there is not"):
        body = CreateFolderFileRequestBody.builder().name("Lost").folder_token("fldcnOfNothing").build()
        refused(drive.file.create_folder(CreateFolderFileRequest.builder().request_body(body).build()), 404, NOT_FOUND)

    with step("upload a file"):
        plan = data(upload(drive, "plan.txt", drafts, b"A plan.\n")).file_token
        equal("what lies in the drafts", ["plan.txt"], names(drive, drafts))

    with step("refuse a file with the checksum of another"):
        refused(upload(drive, "wrong.txt", drafts, b"A plan.\n", checksum=1), 400, CHECKSUM_MISMATCH)
        equal("what lies in the drafts", ["plan.txt"], names(drive, drafts))

    with step("download the file again"):
        response = download(drive, plan)
        equal("the bytes", b"A plan.\n", content(response))
        equal("the name", "plan.txt", response.file_name)

    with step("copy the file"):
        body = CopyFileRequestBody.builder().name("plan 2.txt").type("file").folder_token(drafts).build()
        copy = data(drive.file.copy(CopyFileRequest.builder().file_token(plan).request_body(body).build())).file
        equal("name and folder", ("plan 2.txt", drafts), (copy.name, copy.parent_token))
        equal("the bytes", b"A plan.\n", content(download(drive, copy.token)))

    with step("list the drafts page by page"):
        data(upload(drive, "third.txt", drafts, b"3"))
        found, count = files(drive, drafts, size=2)
        equal("the names", ["plan.txt", "plan 2.txt", "third.txt"], [of.name for of in found])
        equal("the pages", 2, count)

    with step("refuse a page token that is of no folder"):
        request = ListFileRequest.builder().folder_token(drafts).page_token("of-nothing").build()
        refused(drive.file.list(request), 400, INVALID_PARAMS)

    with step("move the copy to the archive"):
        data(drive.file.move(moving(copy.token, "file", archive)))
        equal("what lies in the drafts", ["plan.txt", "third.txt"], names(drive, drafts))
        equal("what lies in the archive", ["plan 2.txt"], names(drive, archive))

    with step("make a shortcut to the file"):
        target = ReferEntity.builder().refer_token(plan).refer_type("file").build()
        body = CreateShortcutFileRequestBody.builder().parent_token(archive).refer_entity(target).build()
        made = data(drive.file.create_shortcut(CreateShortcutFileRequest.builder().request_body(body).build()))
        equal("the folder", archive, made.succ_shortcut_node.parent_token)
        found = files(drive, archive)[0][-1]
        equal("kind and target", ("shortcut", plan), (found.type, found.shortcut_info.target_token))

    with step("look up a file, a folder, and what there is not"):
        found = metas(drive, (plan, "file"), (drafts, "folder"), ("boxcnOfNothing", "file"))
        equal("the titles", ["plan.txt", "Drafts"], [of.title for of in found.metas])
        equal("what failed", [("boxcnOfNothing", META_NOT_FOUND)], [(of.token, of.code) for of in found.failed_list])
        true("an address with the token", found.metas[0].url.endswith(plan), found.metas[0].url)

    with step("move a folder into another, which takes a task"):
        done(drive, data(drive.file.move(moving(drafts, "folder", archive))).task_id)
        equal("what lies at the top", ["Archive"], names(drive, root))
        true("the drafts in the archive", "Drafts" in names(drive, archive), names(drive, archive))

    with step("refuse to move a folder into itself"):
        refused(drive.file.move(moving(archive, "folder", drafts)), 400, INVALID_PARAMS)

    with step("count who has downloaded the file"):
        request = GetFileStatisticsRequest.builder().file_token(plan).file_type("file").build()
        before = data(drive.file_statistics.get(request)).statistics
        content(download(drive, plan))
        after = data(drive.file_statistics.get(request)).statistics
        advance(base_url, 30 * 60)
        content(download(drive, plan))
        later = data(drive.file_statistics.get(request)).statistics
        # What the same caller does within half an hour is one visit.
        equal("visits", (1, 1, 2), (before.pv, after.pv, later.pv))
        equal("visitors", (1, 1), (before.uv, later.uv))

    with step("list who has downloaded the file"):
        request = ListFileViewRecordRequest.builder().file_token(plan).file_type("file").page_size(10).viewer_id_type(
            "open_id").build()
        found = data(drive.file_view_record.list(request))
        equal("how many", (1, False), (len(found.items), found.has_more))

    with step("refuse the figures of what there is not"):
        request = GetFileStatisticsRequest.builder().file_token("boxcnOfNothing").file_type("file").build()
        refused(drive.file_statistics.get(request), 400, DRIVE_DOCUMENT_NOT_FOUND)

    return root, archive, plan


def parts(drive, folder):
    file = bytes(range(251)) * (2 * BLOCK // 251 + 1)
    blocks = [file[at:at + BLOCK] for at in range(0, len(file), BLOCK)]

    def part(id, seq, checksum=None):
        block = blocks[seq]
        body = UploadPartFileRequestBody.builder().upload_id(id).seq(seq).size(len(block)).file(io.BytesIO(block)).checksum(
            str(zlib.adler32(block) if checksum is None else checksum)).build()
        return drive.file.upload_part(UploadPartFileRequest.builder().request_body(body).build())

    def finish(id):
        body = UploadFinishFileRequestBody.builder().upload_id(id).block_num(len(blocks)).build()
        return drive.file.upload_finish(UploadFinishFileRequest.builder().request_body(body).build())

    with step("begin an upload in parts"):
        body = FileUploadInfo.builder().file_name("large.bin").parent_type("explorer").parent_node(folder).size(len(file)).build()
        begun = data(drive.file.upload_prepare(UploadPrepareFileRequest.builder().request_body(body).build()))
        equal("the blocks", (BLOCK, len(blocks)), (begun.block_size, begun.block_num))

    with step("send the last part and the first"):
        data(part(begun.upload_id, 2))
        data(part(begun.upload_id, 0))

    with step("refuse a part with the checksum of another"):
        refused(part(begun.upload_id, 1, zlib.adler32(blocks[0])), 400, CHECKSUM_MISMATCH)

    with step("refuse the end of an upload without all of its parts"):
        refused(finish(begun.upload_id), 400, BLOCK_MISSING)

    with step("send the part that is missing, and end the upload"):
        data(part(begun.upload_id, 1))
        token = data(finish(begun.upload_id)).file_token
        true("a file in the folder", "large.bin" in names(drive, folder), names(drive, folder))
        equal("whether the bytes are the same", True, content(download(drive, token)) == file)

    with step("refuse to end the upload again"):
        refused(finish(begun.upload_id), 400, UPLOAD_OVER)


def upload_media(drive, name, kind, node, file, extra=None):
    body = UploadAllMediaRequestBody.builder().file_name(name).parent_type(kind).size(len(file)).file(io.BytesIO(file)).checksum(
        str(zlib.adler32(file)))
    body = body.parent_node(node) if node else body
    body = body.extra(extra) if extra else body
    return data(drive.media.upload_all(UploadAllMediaRequest.builder().request_body(body.build()).build())).file_token


def attached(drive, sheet):
    with step("upload an image into a sheet, and download it"):
        token = upload_media(drive, "map.png", "sheet_image", sheet, b"\x89PNG map")
        file = content(drive.media.download(DownloadMediaRequest.builder().file_token(token).build()))
        equal("the bytes", b"\x89PNG map", file)

    with step("get an address for the image that needs no token"):
        request = BatchGetTmpDownloadUrlMediaRequest.builder().file_tokens([token]).build()
        found = data(drive.media.batch_get_tmp_download_url(request)).tmp_download_urls
        equal("the tokens", [token], [of.file_token for of in found])
        equal("what lies there", (200, b"\x89PNG map"), visit(found[0].tmp_download_url))

    with step("upload an image in parts"):
        file = b"\x89PNG in parts"
        body = MediaUploadInfo.builder().file_name("parts.png").parent_type("sheet_image").parent_node(sheet).size(len(file)).build()
        begun = data(drive.media.upload_prepare(UploadPrepareMediaRequest.builder().request_body(body).build()))
        equal("the blocks", 1, begun.block_num)
        body = UploadPartMediaRequestBody.builder().upload_id(begun.upload_id).seq(0).size(len(file)).checksum(
            str(zlib.adler32(file))).file(io.BytesIO(file)).build()
        data(drive.media.upload_part(UploadPartMediaRequest.builder().request_body(body).build()))
        body = UploadFinishMediaRequestBody.builder().upload_id(begun.upload_id).block_num(1).build()
        token = data(drive.media.upload_finish(UploadFinishMediaRequest.builder().request_body(body).build())).file_token
        came = content(drive.media.download(DownloadMediaRequest.builder().file_token(token).build()))
        equal("the bytes", file, came)


def imported(drive, name, extension, kind, folder, file):
    """The token of the document that comes of a file."""
    extra = '{"obj_type": "%s", "file_extension": "%s"}' % (kind, extension)
    media = upload_media(drive, f"{name}.{extension}", "ccm_import_open", None, file.encode(), extra)
    point = ImportTaskMountPoint.builder().mount_type(1).mount_key(folder).build()
    body = ImportTask.builder().file_extension(extension).file_token(media).type(kind).file_name(name).point(point).build()
    ticket = data(drive.import_task.create(CreateImportTaskRequest.builder().request_body(body).build())).ticket
    request = GetImportTaskRequest.builder().ticket(ticket).build()
    found, before = polled(lambda: drive.import_task.get(request), lambda found: found.result.job_status not in (1, 2))
    equal("the status of the import", 0, found.result.job_status)
    true("a job that takes a while", before > 0, before)
    true("an address with the token", found.result.url.endswith(found.result.token), found.result.url)
    return found.result.token


def documents(drive, base_url, folder):
    with step("import a table as a sheet"):
        sheet = imported(drive, "Cities", "csv", "sheet", folder, TABLE)
        true("a sheet in the folder", "Cities" in names(drive, folder), names(drive, folder))

    with step("import a text as a document"):
        notes = imported(drive, "Notes", "md", "docx", folder, "# Notes\n\nFirst of all.\n")
        equal("the kinds", ["sheet", "docx"], [of.doc_type for of in metas(drive, (sheet, "sheet"), (notes, "docx")).metas])

    with step("export the sheet to a workbook, which has the rows of the table"):
        body = ExportTask.builder().file_extension("xlsx").token(sheet).type("sheet").build()
        ticket = data(drive.export_task.create(CreateExportTaskRequest.builder().request_body(body).build())).ticket
        request = GetExportTaskRequest.builder().ticket(ticket).token(sheet).build()
        found, before = polled(lambda: drive.export_task.get(request), lambda found: found.result.job_status not in (1, 2))
        result = found.result
        equal("the status and the name", (0, "Cities"), (result.job_status, result.file_name))
        true("a job that takes a while", before > 0, before)
        fetch = DownloadExportTaskRequest.builder().file_token(result.file_token).build()
        file = content(drive.export_task.download(fetch))
        equal("the size", result.file_size, len(file))
        equal("the rows", [line.split(",") for line in TABLE.splitlines()], rows(file))

    with step("refuse the workbook ten minutes later"):
        advance(base_url, 601)
        refused(drive.export_task.download(fetch), 400, FILE_TOKEN_INVALID)
    return sheet, notes


def deleted(drive, root, archive, plan, sheet):
    with step("delete a file, and refuse it from then on"):
        data(drive.file.delete(deleting(plan, "file")))
        refused(download(drive, plan), 404, FILE_DELETED)

    with step("delete a folder, which takes a task"):
        spare = new_folder(drive, "Spare", root).token
        inside = data(upload(drive, "inside.txt", spare, b"x")).file_token
        done(drive, data(drive.file.delete(deleting(spare, "folder"))).task_id)
        equal("what is left at the top", ["Archive"], names(drive, root))
        refused(download(drive, inside), 404, FILE_DELETED)

    with step("refuse the folder that is deleted"):
        refused(drive.file.delete(deleting(spare, "folder")), 404, FILE_DELETED)
        refused(drive.file.list(ListFileRequest.builder().folder_token(spare).build()), 404, FILE_DELETED)

    with step("look up what is deleted among what is not"):
        found = metas(drive, (plan, "file"), (sheet, "sheet"), (archive, "folder"))
        equal("the titles", ["Cities", "Archive"], [of.title for of in found.metas])
        equal("what failed", [plan], [of.token for of in found.failed_list])
