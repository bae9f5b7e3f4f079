//! An example of each record of the format, for the page about it, with all keys that it has.

pub(super) const PLATFORM_EXAMPLE: &str = "\
format: 3
hosts:
  feishu: https://open.example.cn
  lark: https://open.example.com
path_root: /api
headers:
  log_id: X-Log-Id
  request_id: X-Request-Id
  rate_limit: X-Rate-Limit
  rate_reset: X-Rate-Reset
token_prefixes:
  tenant: t-
  user: u-
  app: a-
  refresh: r-
  jwt: eyJ
unknown_path: no such path
sign_in:
  consent: /api/sign_in
  exchange: /api/oauth/token
documentation:
  host: https://open.example.cn
  path_root: /document

homes:
  archive: library

types:
  UserId:
    doc: Id of a user.
    id: string

  Language:
    doc: Language of names.
    enum: string
    values:
      en: English.
      zh: Chinese.

client_defaults:
  lang:
    type: Language
    doc: Sets the language of names in responses.

operations:
  tenant_token:
    name: ObtainTenantToken
    id: auth.v1.tenant_token
    http: POST /api/auth/v1/tenant_token
    title: Tenant token
    doc: Obtains a token for a tenant.
    page: /auth/tenant_token

errors:
  1500:
    status: 500
    message: internal error
    name: Internal
    hint: The platform has failed. Try again later.
    class: unavailable

waived:
  printer: It has been switched off.
note: Hosts and headers were taken from the guides.
";

pub(super) const SERVICE_EXAMPLE: &str = "\
service: library
title: Library
doc: Books and who has borrowed them.

types:
  BookId:
    doc: Id of a book.
    id: string

glossary:
  borrowed_at:
    string: When somebody took the book.

errors:
  20100:
    name: NoSuchShelf
    hint: There is no shelf of that name.
    class: not_found

waived:
  POST /api/library/v1/books/print: Prints on a device that only the platform has.
note: Loans follow when their pages are complete.
";

pub(super) const RESOURCE_EXAMPLE: &str = "\
resource: book
accessor: volumes
draft: true
doc: Books of the library.

types:
  Shelf:
    doc: Where a book stands.
    enum: string
    values:
      open: Everybody can take it.

operations:
  get:
    name: GetBook
    http: GET /api/library/v1/books/:book_id
    title: Get a book
    doc: Returns a book.
    page: /library/v1/book/get
    path:
      book_id:
        type: BookId
        required: true
        doc: Id of the book.
    response:
      shelf:
        type: Shelf
        doc: Where it stands.

jobs:
  scan:
    doc: Scans a book into a file.
    start: scan
    poll: { operation: get_scan }
    ticket: ticket
    status: status
    done: [Finished]
    pending: [Waiting]
note: The pages of this resource are in English only.
";

pub(super) const ENUM_EXAMPLE: &str = "\
doc: State of a scan.
allow:
  long_doc: Nothing shorter tells the states apart.
note: Only the prose of the page gives the values.
enum: int
values:
  0: { name: Finished, doc: The file is there. }
  1: { name: Waiting, doc: The scan has not begun. }
  2: { name: Paused, class: unavailable, undocumented: true, doc: The scanner was switched off. }
  3:
    name: Jammed
    class: conflict
    allow:
      same_doc: The scanner tells no more.
    note: Seen in June.
    reused: true
    doc: A page is stuck.
";

pub(super) const ID_EXAMPLE: &str = "\
doc: Id of a book.
id: string
into: [ItemId]
";

pub(super) const PARTS_EXAMPLE: &str = "\
doc: A book, and the shelf that it stands on.
parts:
  book: { type: BookId, doc: The book. }
  since: { type: string, format: unix_seconds, doc: Since when it stands there. }
";

pub(super) const FOLD_EXAMPLE: &str = "\
type: Place
parts: { book: book_id, since: start_time }
doc: Where to begin.
allow:
  unknown_name: The page of the shelf has it.
";

pub(super) const OBJECT_EXAMPLE: &str = "\
doc: A chapter of a book.
reused: true
fields:
  title:
    type: string
    required: true
    doc: Title of the chapter.
  first_page:
    type: int
    required: true
    doc: Page that it begins on.
  last_page:
    type: int
    required: true
    doc: Page that it ends on.
fold:
  span: { type: Span, parts: { first: first_page, last: last_page } }
arguments: [title, span]
";

pub(super) const OPERATION_EXAMPLE: &str = "\
name: SearchBooks
id: library.v1.book.search
undocumented: true
draft: true
deprecated: Use `search` of version 2, which knows all shelves.
http: POST /api/library/v1/shelves/:shelf/search
title: Search books
doc: Finds books on a shelf.
allow:
  query_not_idempotent: The platform counts each search.
note: Answers within a second.
page: /library/v1/book/search
updated: 1742984604000
language: en
brand: lark
tokens: [tenant, user]
apps: [custom, isv]
scopes: [library:book, library:book:readonly]
field_scopes: [library:reader:readonly]
limit: [100/min, 5/s]
concurrency: 2
idempotent: true
idempotency_key: client_token
path:
  shelf:
    type: string
    required: true
    doc: Name of the shelf.
query:
  page_token:
    type: string
  page_size:
    type: int
    maximum: 100
  client_token:
    type: string
    doc: Key of the search.
body:
  title:
    type: string
    required: true
    doc: Words of the title.
  cover:
    type: file
    doc: Picture of the cover.
multipart: true
fold:
  place: { type: Place, parts: { book: book_id, since: start_time } }
arguments: [shelf, title]
response:
  books:
    type: Book[]
    doc: The books, the oldest first.
  page_token:
    type: string
  has_more:
    type: bool
  total:
    type: int
  copies:
    type: Copy[]
    doc: What became of each copy.
flat: true
binary: true
ranges: true
paging:
  items: books
  next: page_token
  more: has_more
  total: total
  token: page_token
  size: page_size
failures: { list: copies, status: status, done: [Found] }
errors:
  20100:
    status: 404
    message: no such shelf
";

pub(super) const THING_EXAMPLE: &str = "\
http: GET /api/library/v1/books/:book_id
title: Get a book
doc: Returns a book.
page: /library/v1/book/get
path:
  book_id:
    type: BookId
    required: true
    doc: Id of the book.
response: Book
";

pub(super) const SPECIAL_EXAMPLE: &str = "\
special: [5/s, 1000/day]
";

pub(super) const ERROR_EXAMPLE: &str = "\
undocumented: true
status: 400
message: param error
also: [{ status: 500, message: internal error }]
name: ParamError
hint: A parameter is missing or cannot be read.
class: invalid_request
retry: wait
allow:
  no_remedy: There is none.
note: The second row is for uploads.
";

pub(super) const MEANING_EXAMPLE: &str = "\
name: BookLent
hint: Somebody has the book. Ask again when it is back.
class: conflict
retry: wait
allow:
  no_remedy: There is none.
note: Seen in June with another text.
";

pub(super) const ROW_EXAMPLE: &str = "\
undocumented: true
status: 403
message: not for you
also: [{ status: 404, message: no such book }]
hint: The reader may not see the shelf. Ask a librarian to share it.
class: permission_denied
retry: never
allow:
  no_remedy: There is none.
note: The second row is for uploads.
";

pub(super) const FIELD_EXAMPLE: &str = "\
type: string
rust: size_text
undocumented: true
required: true
always: true
format: unix_seconds
json: Chapter
computed: file_size
values: [open, closed]
min_length: 1
max_length: 10
minimum: 0
maximum: 100
pattern: ^[0-9]+$
default: 0
example: 1742984604
override:
  max_length: 20
  why: The platform accepts more.
allow:
  time_without_format: A date as the librarian wrote it.
note: The page has this field twice.
reused: true
doc: When the book was borrowed.
";

pub(super) const OVERRIDE_EXAMPLE: &str = "\
type: Shelf
required: false
min_length: null
max_length: 20
minimum: 1
maximum: null
pattern: null
default: open
example: closed
why: Observed on the platform in June 2026.
";

pub(super) const JOB_EXAMPLE: &str = "\
doc: Scans a book into a file.
allow:
  long_doc: Each step has to be named.
note: A scan takes up to a minute.
start: scan
poll: { operation: get_scan, with: { scan_id: response.scan_id } }
ticket: ticket
status: result.status
done: [Finished]
pending: [Waiting, Paused]
pending_errors: [20100]
at_once: true
needs: result.file_token
message: result.message
output: result
download:
  operation: download
  with: { file_token: result.file_token }
  size: result.file_size
  name: result.file_name
  extension: result.file_extension
";

pub(super) const PAGING_EXAMPLE: &str = "\
items: books
next: page_token
more: has_more
token: page_token
size: page_size
";

pub(super) const COUNTED_EXAMPLE: &str = "\
items: books
more: has_more
offset: offset
size: count
reach: 199
";
