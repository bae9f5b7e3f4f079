"""Makes the documented request of each operation with the vendor's Python SDK, and prints what came of it.

    every_operation.py BASE_URL APP_ID APP_SECRET USER_TOKEN SNAPSHOT...

The requests are those of the wire snapshots, with all fields that are documented. One line is printed for each: how it
ended, the id of the operation, and what helps to see why.
"""

import importlib
import inspect
import io
import json
import pkgutil
import re
import sys
from typing import get_type_hints
from urllib.parse import parse_qsl, unquote, urlsplit

import lark_oapi as lark

# The services of the SDK, and their versions.
SERVICES = ["drive.v1", "drive.v2", "vc.v1", "vc.v2"]


class Documented:
    """A documented request, as a snapshot has it."""

    def __init__(self, operation, text):
        head, _, body = text.strip("\n").partition("\n\n")
        request, *headers = head.split("\n")
        self.operation = operation
        self.method, target = request.split(" ", 1)
        address = urlsplit(target)
        self.path = address.path
        self.query = parse_qsl(address.query, keep_blank_values=True)
        self.takes_users_only = "authorization: Bearer u-recorded" in headers
        content_type = next((line for line in headers if line.startswith("content-type:")), "")
        self.body, self.file = {}, None
        if "multipart" in content_type:
            self._read_form(body)
        elif body.strip():
            self.body = json.loads(body)

    def _read_form(self, body):
        for part in body.split("--BOUNDARY")[1:-1]:
            head, _, value = part.strip("\n").partition("\n\n")
            name = re.search(r' name="([^"]*)"', head).group(1)
            if "filename=" in head:
                self.file = (name, value.encode())
            else:
                self.body[name] = value


def documented(snapshot):
    """The requests of a snapshot that have everything."""
    with open(snapshot, encoding="utf-8") as file:
        parts = re.split(r"^## (.*)$", file.read(), flags=re.M)
    for title, text in zip(parts[1::2], parts[2::2]):
        operation, _, extent = title.partition(", ")
        if extent == "everything":
            yield Documented(operation, text)


def methods(client):
    """The methods of the SDK, by HTTP method and path with its parameters, and the type that each one takes."""
    found = []
    for service in SERVICES:
        package = f"lark_oapi.api.{service}"
        try:
            resources = importlib.import_module(f"{package}.resource")
        except ModuleNotFoundError:
            continue
        for module in pkgutil.iter_modules(resources.__path__):
            if module.name == "__init__":
                continue
            resource = importlib.import_module(f"{package}.resource.{module.name}")
            owners = [of for of in vars(resource).values() if inspect.isclass(of) and of.__module__ == resource.__name__]
            for owner in owners:
                instance = owner(client._config)
                for name, method in inspect.getmembers(instance, inspect.ismethod):
                    if name.startswith("_") or name.startswith("a") and inspect.iscoroutinefunction(method):
                        continue
                    request = get_type_hints(method).get("request")
                    if request is not None:
                        template = request.builder().build()
                        found.append((template.http_method.name, template.uri, method, request))
    return found


def pattern(uri):
    return re.compile("^" + re.sub(r":\w+", lambda found: f"(?P<{found.group(0)[1:]}>[^/]+)", uri) + "$")


def find(known, request):
    """The method for a request; a literal path goes before one with parameters."""
    fitting = []
    for method, uri, call, kind in known:
        match = pattern(uri).match(request.path) if method == request.method else None
        if match:
            fitting.append((len(match.groupdict()), uri, call, kind, match.groupdict()))
    return min(fitting, key=lambda of: of[0], default=None)


def as_type(kind, text):
    """A value of a form or a query, in the type that the SDK declares."""
    if kind is int:
        return int(text)
    if kind is bool:
        return text == "true"
    return text


def build(request, kind, path):
    """A request of the SDK, made with its own builders."""
    builder = kind.builder()
    for name, value in path.items():
        getattr(builder, name)(unquote(value))
    queries = {}
    for name, value in request.query:
        queries.setdefault(name, []).append(value)
    for name, values in queries.items():
        setter = getattr(builder, name, None)
        if setter is None:
            builder.build().add_query(name, values)
            continue
        declared = next(iter(get_type_hints(setter).values()), str)
        is_list = getattr(declared, "__origin__", None) is list
        values = [as_type(declared, value) for value in values]
        setter(values if is_list else values[0])
    if hasattr(builder, "request_body"):
        body = get_type_hints(builder.request_body)["request_body"]
        types = body._types
        values = {name: as_type(types.get(name), value) if isinstance(value, str) else value
                  for name, value in request.body.items()}
        made = body(values)
        if request.file:
            name, content = request.file
            setattr(made, name, io.BytesIO(content))
        builder.request_body(made)
    return builder.build()


def ends_something(request):
    """Whether a request ends what others name, so that it comes after them."""
    return request.method == "DELETE" or request.operation.rsplit(".", 1)[1] in ("del", "end")


def violations(response):
    """The fields that the platform finds wrong."""
    error = json.loads(response.raw.content).get("error", {}) if response.raw else {}
    return [(of["field"], of["value"], of["description"]) for of in error.get("field_violations", [])]


def main():
    base_url, app_id, app_secret, user_token, *snapshots = sys.argv[1:]
    client = lark.Client.builder().domain(base_url).app_id(app_id).app_secret(app_secret).enable_set_token(True).log_level(
        lark.LogLevel.ERROR).build()
    known = methods(client)
    requests = [request for snapshot in snapshots for request in documented(snapshot)]
    for request in sorted(requests, key=ends_something):
        found = find(known, request)
        if found is None:
            print("absent", request.operation, "the SDK has no such method")
            continue
        _, _, call, kind, path = found
        try:
            made = build(request, kind, path)
            option = lark.RequestOption.builder()
            if request.takes_users_only:
                option = option.user_access_token(user_token)
            response = call(made, option.build())
        except Exception as error:  # whatever the SDK makes of it is what we want to see
            print("failed", request.operation, f"{type(error).__name__}: {error}")
            continue
        if response.success():
            print("answered", request.operation)
        else:
            raw = response.raw
            status = raw.status_code if raw else 0
            print("refused", request.operation, status, response.code, response.msg, violations(response))


main()
