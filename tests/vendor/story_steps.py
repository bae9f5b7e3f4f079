"""The steps of a story: each prints a line once it has gone well, and ends the story where it has not."""

import io
import json
import sys
import urllib.error
import urllib.parse
import urllib.request
import xml.etree.ElementTree as ElementTree
import zipfile
from contextlib import contextmanager

# How often an unfinished job is asked for.
POLLS = 10

_taken = 0


class Unexpected(Exception):
    """What was expected, and what came."""

    def __init__(self, expected, came):
        super().__init__(f"expected {expected}, came {came}")


@contextmanager
def step(what):
    """Counts a step, and names it if it fails."""
    global _taken
    _taken += 1
    try:
        yield
    except Unexpected as error:
        sys.exit(f"step {_taken}, {what}: {error}")
    except Exception as error:
        sys.exit(f"step {_taken}, {what}: expected an answer that can be read, came {type(error).__name__}: {error}")
    print(f"step {_taken}: {what}", flush=True)


def data(response):
    """The data of an answer that is a success."""
    if not response.success():
        raise Unexpected("a success", _told(response))
    # What says nothing has no such attribute.
    return getattr(response, "data", None)


def content(response):
    """The bytes of a file that is sent."""
    if not response.success():
        raise Unexpected("a file", _told(response))
    return response.file.read()


def refused(response, status, code):
    """An answer that is this refusal."""
    came = response.raw.status_code
    if (came, response.code) != (status, code):
        raise Unexpected(f"status {status} and code {code}", _told(response))


def equal(what, expected, came):
    """A value that follows from what was done before."""
    if came != expected:
        raise Unexpected(f"{what} to be {expected!r}", repr(came))


def true(what, holds, came):
    """Something that holds for a value."""
    if not holds:
        raise Unexpected(what, repr(came))


def _told(response):
    raw = response.raw
    status = raw.status_code if raw else 0
    body = raw.content[:400].decode(errors="replace") if raw and raw.content else ""
    return f"status {status}, code {response.code}, {body}"


def pages(ask, items):
    """All of a list that comes in pages, and how many pages that were; `ask` gets the token of a page, or `None`."""
    found, count, token = [], 0, None
    while True:
        page = data(ask(token))
        found += getattr(page, items) or []
        count += 1
        if not page.has_more:
            return found, count
        # Some lists name it as the platform's files do.
        token = getattr(page, "page_token", None) or page.next_page_token


def polled(ask, is_done):
    """The data of the answer with which a job is done, and how many polls came before it."""
    for before in range(POLLS):
        found = data(ask())
        if is_done(found):
            return found, before
    raise Unexpected(f"the job to be done after {POLLS} polls", vars(found))


def visit(url, form=None):
    """Visits an address as a browser does, and returns the status and the bytes of what is there."""
    body = urllib.parse.urlencode(form).encode() if form is not None else None
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body)) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def advance(base_url, seconds):
    """Lets time pass in the sandbox."""
    body = json.dumps({"seconds": seconds}).encode()
    headers = {"Content-Type": "application/json"}
    urllib.request.urlopen(urllib.request.Request(f"{base_url}/_sandbox/v1/clock/advance", body, headers)).close()


def rows(workbook):
    """The rows on the first page of a workbook, each with the texts in it; cells without one are empty texts."""
    equal("the first bytes of the workbook", b"PK\x03\x04", workbook[:4])
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        shared = []
        if "xl/sharedStrings.xml" in archive.namelist():
            strings = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
            shared = ["".join(text.text or "" for text in string.iter(f"{space}t")) for string in strings]
        page = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    found = []
    for row in page.iter(f"{space}row"):
        texts = {}
        for cell in row:
            letters = cell.get("r").rstrip("0123456789")
            column = 0
            for letter in letters:
                column = column * 26 + ord(letter) - ord("A") + 1
            value = cell.findtext(f"{space}v") or ""
            texts[column - 1] = shared[int(value)] if cell.get("t") == "s" else value
        found.append([texts.get(column, "") for column in range(max(texts, default=-1) + 1)])
    return found
