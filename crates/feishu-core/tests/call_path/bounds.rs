//! What can be moved to another task, and what can be shared by several: the compiler sees to it.

use crate::jobs::{PollThing, ThingJob};
use crate::scripted::{Answer, CreateThing, DownloadThing, GetThing, ListThings, Scripted, Thing};
use feishu_core::{
    Client, ClientBuilder, Download, Error, Items, Job, JobCall, JobOptions, Method, Pages,
    RawRequest, RawResponse, Response,
};

fn sendable<T: Send>(_: T) {}
fn free<T: Send + 'static>(_: T) {}
fn owned<T: Send + 'static>() {}
fn shared<T: Send + Sync + 'static>() {}

#[test]
fn what_is_kept_can_be_moved_and_shared() {
    shared::<Client>();
    shared::<Error>();
    shared::<JobOptions>();
    owned::<ClientBuilder>();
    owned::<feishu_core::Call<GetThing>>();
    owned::<feishu_core::Call<RawRequest>>();
    owned::<JobCall<ThingJob>>();
    owned::<Job<ThingJob>>();
    owned::<Download>();
    owned::<RawResponse>();
    owned::<Response<Download>>();
    owned::<Pages<ListThings>>();
    owned::<Items<ListThings>>();
}

#[tokio::test]
async fn what_is_awaited_can_be_moved_to_another_task() {
    let platform = Scripted::numbered(|_| Answer::file(Vec::new()));
    let client = platform.client();
    let call = || client.call(GetThing::default());
    let file = || client.call(DownloadThing);
    let raw = || client.request(Method::Get, "/a/:b");
    let list = || client.call(ListThings::default());
    let job = || JobCall::<ThingJob>::new(&client, CreateThing::default());

    free(call().into_future());
    free(call().send());
    free(file().into_future());
    free(file().send());
    free(file().save_to("a"));
    free(file().save_in("a"));
    free(raw().send::<Thing>());
    free(raw().send::<Download>());
    free(raw().save_to("a"));
    free(raw().save_in("a"));
    free(list().items().collect());
    free(job().into_future());
    free(job().start());
    free(job().save_to("a"));
    free(job().save_in("a"));

    // These borrow what they go on with.
    sendable(list().pages().try_next());
    sendable(list().items().try_next());
    let ticket = "77".to_owned();
    let mut job = Job::<ThingJob>::resume(&client, PollThing { ticket });
    sendable(job.poll());
    sendable(job.wait());
    sendable(job.download());
    sendable(job.save_to("a"));
    sendable(job.save_in("a"));

    let mut download = file().await.unwrap();
    sendable(download.chunk());
    free(download.save_to("a"));
    let download = file().await.unwrap();
    free(download.save_in("a"));
    assert_eq!(
        platform.calls().len(),
        2,
        "a future did something before it was awaited"
    );
}
