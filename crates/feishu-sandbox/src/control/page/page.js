// The page of the sandbox: asks the control interface, and shows what it is told. All text becomes text nodes, so nothing
// that a client sends is ever read as markup.
"use strict";

const V1 = "/_sandbox/v1";
// How often the requests are asked for, and everything else, in milliseconds.
const REQUESTS_EVERY = 1000;
const REST_EVERY = 4000;
// How many requests are shown, and how many behind the latest are asked for again until they have an answer.
const SHOWN = 300;
const AGAIN = 50;

const $ = (id) => document.getElementById(id);

// Makes an element; the children are elements and texts.
function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

// A long name or path, which may go on in another line behind its signs.
function breakable(text) {
  const pieces = text.split(/(?<=[/._?&=])/);
  return make("span", {}, ...pieces.flatMap((piece) => [piece, make("wbr", {})]));
}

// A name with underscores as words.
const words = (name) => name.replaceAll("_", " ");

// Calls the control interface; what it refuses is an error with what, where and remedy.
async function call(method, path, body) {
  const options = { method, headers: {} };
  if (method !== "GET") options.headers["Content-Type"] = "application/json";
  if (body !== undefined) options.body = JSON.stringify(body);
  const response = await fetch(V1 + path, options);
  const json = await response.json();
  if (!response.ok) {
    const { what, where, remedy } = json.error;
    throw new Error(`${where}: ${what}. Remedy: ${remedy}`);
  }
  return json;
}

// ---- What is seen of the connection and of problems ----

function connected(live) {
  const text = live ? "Live" : "Sandbox does not answer";
  if ($("connection").textContent === text) return;
  $("connection").textContent = text;
  $("connection").className = live ? "connection live" : "connection lost";
}

function tell(text) {
  $("news").textContent = text;
}

// Does something that the user has asked for; what goes wrong is shown until something works.
async function act(action, done) {
  try {
    await action();
    $("problem").hidden = true;
    if (done) tell(done);
  } catch (error) {
    $("problem").textContent = error.message;
    $("problem").hidden = false;
  }
  await refresh();
}

async function copy(text, button) {
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
    tell("Copied");
  } catch {
    button.textContent = "Not allowed";
  }
  setTimeout(() => { button.textContent = label; }, 1500);
}

// ---- Requests ----

// The rows by the index of their request, with the text that each was made from.
const rows = new Map();
let next = 0;

const wentWrong = (request) => request.status === null || request.status >= 400 || Boolean(request.code);

function answer(request) {
  if (request.status === null) return [make("span", { class: "badge wait" }, "no answer")];
  const kind = wentWrong(request) ? "bad" : "good";
  const parts = [make("span", { class: `badge ${kind}` }, String(request.status))];
  if (request.code) parts.push(" ", make("span", { class: "code" }, make("span", { class: "unseen" }, "code "), String(request.code)));
  return parts;
}

function wrong(request) {
  const parts = [];
  if (request.message) parts.push(make("p", { class: "message" }, request.message));
  if (request.violations.length > 0) {
    const items = request.violations.map((violation) => make("li", {}, violation.message));
    parts.push(make("ul", { class: "violations" }, ...items));
  }
  if (request.operation === null) parts.push(make("p", { class: "message" }, "No operation has this method and path."));
  return parts;
}

function row(request) {
  const time = new Date(request.at * 1000);
  const clock = time.toLocaleTimeString([], { hour12: false });
  const copyButton = make("button", { type: "button", "aria-label": `Copy the curl command of request ${request.index}` }, "Copy curl");
  copyButton.addEventListener("click", () => copy(request.curl, copyButton));
  return make("tr", { "data-index": request.index, class: wentWrong(request) ? "ill" : "well" },
    make("td", {}, make("time", { datetime: time.toISOString() }, clock)),
    make("td", {},
      make("span", { class: "operation" }, breakable(request.operation ?? "unknown")),
      make("details", {},
        make("summary", {}, make("code", {}, `${request.method} `, breakable(request.target))),
        make("pre", {}, make("code", {}, request.curl)))),
    make("td", {}, ...answer(request)),
    make("td", {}, ...wrong(request)),
    make("td", {}, copyButton));
}

function drop(index) {
  rows.get(index).element.remove();
  rows.delete(index);
}

function forget() {
  for (const index of rows.keys()) drop(index);
  next = 0;
}

// The index from which to ask: that of the first request that may still get its answer, or the next one.
function since() {
  for (const [index, { request }] of [...rows].slice(-AGAIN)) {
    if (request.status === null) return index;
  }
  return next;
}

async function refreshRequests() {
  const first = rows.size === 0 && next === 0;
  const told = await call("GET", first ? `/requests?limit=${SHOWN}` : `/requests?since=${since()}&limit=${SHOWN}`);
  // Another sandbox has taken the place of this one.
  if (told.next < next) {
    forget();
    return refreshRequests();
  }
  let fresh = 0, ill = 0;
  for (const request of told.requests) {
    const text = JSON.stringify(request);
    const known = rows.get(request.index);
    if (known && known.text === text) continue;
    const element = row(request);
    if (known) {
      element.querySelector("details").open = known.element.querySelector("details").open;
      known.element.replaceWith(element);
    } else {
      $("request-rows").prepend(element);
      if (!first) element.classList.add("new");
      fresh += 1;
    }
    if (wentWrong(request) && request.status !== null) ill += 1;
    rows.set(request.index, { request, text, element });
  }
  for (const index of rows.keys()) {
    if (index < told.first || index < told.next - SHOWN) drop(index);
  }
  next = told.next;
  $("no-requests").hidden = rows.size > 0;
  $("request-table").hidden = rows.size === 0;
  $("request-count").textContent = String(rows.size);
  if (fresh + ill > 0 && !first) tell(`${fresh} new requests, ${ill} went wrong`);
  return fresh > 0;
}

// ---- Everything else ----

// The texts from which parts of the page were made, so that one that has not changed stays as it is, focus and all.
const made = new Map();

function changed(name, value) {
  const text = JSON.stringify(value);
  if (made.get(name) === text) return false;
  made.set(name, text);
  return true;
}

function showFaults(faults) {
  if (!changed("faults", faults)) return;
  const items = faults.map(({ operation, fault, times, skip, ...keys }) => {
    const often = times === "always" ? "always" : times === 1 ? "once" : `${times} times`;
    const rest = Object.entries(keys).map(([name, value]) => `${name} ${value}`);
    if (skip > 0) rest.push(`after ${skip} calls`);
    return make("li", {},
      make("strong", {}, fault),
      make("code", {}, operation === "*" ? "every call" : operation),
      make("span", { class: "hint" }, [often, ...rest].join(", ")));
  });
  $("fault-list").replaceChildren(...items);
  $("no-faults").hidden = items.length > 0;
}

function branch(entry, closed) {
  const label = [entry.name || "Root folder", make("span", { class: "kind" }, entry.type)];
  const token = make("code", {}, entry.target ? `${entry.token} → ${entry.target.token}` : entry.token);
  if (!entry.children) return make("li", {}, ...label, token);
  const details = make("details", { "data-token": entry.token }, make("summary", {}, ...label), token,
    make("ul", {}, ...entry.children.map((child) => branch(child, closed))));
  details.open = !closed.has(entry.token);
  return make("li", {}, details);
}

function showTree(tree) {
  if (!changed("tree", tree)) return;
  const closed = new Set();
  for (const details of $("tree").querySelectorAll("details:not([open])")) closed.add(details.dataset.token);
  $("tree").replaceChildren(branch(tree, closed));
}

const STATES = { done: "good", failed: "bad" };

function showJobs(jobs) {
  if (!changed("jobs", jobs)) return;
  const items = jobs.slice(-SHOWN).reverse().map((job) => {
    const state = job.status === null ? job.state : `${job.state} (${job.status})`;
    return make("tr", {},
      make("td", {}, job.what, make("code", { class: "soft" }, breakable(job.operation))),
      make("td", {}, make("span", { class: `badge ${STATES[job.state] ?? "wait"}` }, state)),
      make("td", {}, String(job.polls)));
  });
  $("job-rows").replaceChildren(...items);
  $("job-table").hidden = items.length === 0;
  $("no-jobs").hidden = items.length > 0;
}

const MEETING_STATES = { going_on: "good", reserved: "wait", expired: "wait", ended: "" };

// What is known of a recording, in words.
function recorded({ state, seconds, url }) {
  const text = `recording: ${words(state)}, ${duration(seconds) || "0 s"}`;
  return make("span", { class: "soft" }, ...(url ? [make("a", { href: url }, text)] : [text]));
}

function meetingEntry(meeting) {
  const { number, topic, state, url, id, inside, recording } = meeting;
  const people = inside.map((person) => make("li", {},
    person.name === person.id ? "" : `${person.name} `,
    make("code", {}, person.id),
    person.is_host ? make("span", { class: "kind" }, "host") : ""));
  const entry = make("li", { "data-number": number },
    make("div", { class: "topic" }, make("strong", {}, topic), make("a", { href: url }, number),
      make("span", { class: `badge ${MEETING_STATES[state]}` }, words(state))));
  if (id !== null) entry.append(make("code", { class: "soft" }, id));
  if (people.length > 0) entry.append(make("ul", { "aria-label": `Who is in ${topic}` }, ...people));
  if (recording !== null) entry.append(recorded(recording));
  return entry;
}

function showMeetings(meetings) {
  if (!changed("meetings", meetings)) return;
  $("meeting-list").replaceChildren(...meetings.slice(-SHOWN).reverse().map(meetingEntry));
  // One that is over cannot be joined; its reservation can, as an entry of its own.
  const open = meetings.filter(({ state }) => state === "going_on" || state === "reserved").reverse();
  const chosen = $("meeting-number").value;
  $("meeting-number").replaceChildren(...open.map(({ number, topic }) =>
    make("option", { value: number }, `${number} ${topic}`)));
  if (open.some(({ number }) => number === chosen)) $("meeting-number").value = chosen;
  const people = new Set(meetings.flatMap(({ inside }) => inside.map(({ id }) => id)));
  $("people").replaceChildren(...[...people].map((id) => make("option", { value: id })));
}

// How far the clock of the sandbox is from that of the browser, in seconds.
let offset = null;

function showClock() {
  if (offset === null) return;
  const time = new Date(Date.now() + offset * 1000);
  $("clock").dateTime = time.toISOString();
  $("clock").textContent = time.toLocaleString([], { hour12: false });
}

function duration(seconds) {
  const units = [["d", 86400], ["h", 3600], ["min", 60], ["s", 1]];
  const parts = [];
  let rest = Math.round(seconds);
  for (const [unit, size] of units) {
    if (rest >= size) parts.push(`${Math.floor(rest / size)} ${unit}`);
    rest %= size;
  }
  return parts.join(" ");
}

async function refreshRest() {
  const [faults, tree, meetings, jobs, clock] = await Promise.all(
    ["/faults", "/tree", "/meetings", "/jobs", "/clock"].map((path) => call("GET", path)));
  showFaults(faults.faults);
  showTree(tree.tree);
  showMeetings(meetings.meetings);
  showJobs(jobs.jobs);
  offset = clock.now - Date.now() / 1000;
  $("ahead").textContent = clock.ahead > 0 ? `${duration(clock.ahead)} ahead` : "";
  showClock();
}

// What the sandbox is: again after it was away, since it may be another one.
async function refreshAll() {
  const [about, operations] = await Promise.all([call("GET", ""), call("GET", "/operations")]);
  $("base-url").textContent = about.base_url;
  $("app-id").textContent = about.app_id;
  document.title = `Feishu sandbox ${new URL(about.base_url).port}`;
  const ids = ["*", ...operations.operations.map((operation) => operation.id)];
  $("operations").replaceChildren(...ids.map((id) => make("option", { value: id })));
  await refreshRequests();
  await refreshRest();
}

// ---- The beat ----

let known = false;
let lastRest = 0;
let busy = null;

async function beat() {
  try {
    if (!known) {
      forget();
      await refreshAll();
      known = true;
    } else if (await refreshRequests() || Date.now() - lastRest > REST_EVERY) {
      await refreshRest();
      lastRest = Date.now();
    }
    connected(true);
  } catch {
    known = false;
    connected(false);
  }
}

// One beat at a time, so that what is told later is not overwritten by what was asked earlier.
function refresh() {
  busy = (busy ?? Promise.resolve()).then(beat);
  return busy;
}

async function loop() {
  if (!document.hidden) await refresh();
  setTimeout(loop, REQUESTS_EVERY);
}

// ---- Buttons ----

for (const button of document.querySelectorAll("[data-fault]")) {
  button.addEventListener("click", () => act(async () => {
    const times = $("fault-times").value;
    const fault = {
      operation: $("fault-operation").value.trim() || "*",
      ...JSON.parse(button.dataset.fault),
      times: times === "always" ? times : Number(times),
    };
    showFaults((await call("POST", "/faults", fault)).faults);
  }, `${button.textContent}: set`));
}

for (const button of document.querySelectorAll("[data-seconds]")) {
  button.addEventListener("click", () => act(async () => {
    await call("POST", "/clock/advance", { seconds: Number(button.dataset.seconds) });
    lastRest = 0;
  }, `${button.textContent}: done`));
}

// Shows the meetings as they are by now, without waiting for the beat.
async function refreshMeetings() {
  showMeetings((await call("GET", "/meetings")).meetings);
}

$("new-meeting").addEventListener("click", () => act(async () => {
  const { number } = await call("POST", "/meetings", {});
  await refreshMeetings();
  $("meeting-number").value = number;
}, "Meeting reserved"));
$("meeting-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const done = event.submitter.value;
  const [who, number] = [$("meeting-who").value.trim(), $("meeting-number").value];
  act(async () => {
    await call("POST", `/meetings/${number}/${done}`, { who });
    await refreshMeetings();
  }, `${who} ${done === "join" ? "has joined" : "has left"} ${number}`);
});

$("clear-faults").addEventListener("click", () => act(async () => {
  await call("DELETE", "/faults");
  showFaults([]);
}, "Faults cleared"));
$("clear-requests").addEventListener("click", () => act(() => call("DELETE", "/requests"), "Requests cleared"));
$("only-wrong").addEventListener("change", (event) => {
  $("request-table").classList.toggle("only-wrong", event.target.checked);
});
$("new-token").addEventListener("click", () => act(async () => {
  const issued = await call("POST", "/user_token", {});
  $("token").textContent = issued.user_token;
  $("token-shown").hidden = false;
}));
$("copy-token").addEventListener("click", () => copy($("token").textContent, $("copy-token")));
$("reset").addEventListener("click", () => {
  if (!window.confirm("Begin again? Documents, meetings, jobs, tokens, faults and requests are forgotten.")) return;
  act(async () => {
    await call("POST", "/reset");
    $("token-shown").hidden = true;
    lastRest = 0;
  }, "The sandbox has begun again");
});
document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });

setInterval(showClock, 1000);
loop();
