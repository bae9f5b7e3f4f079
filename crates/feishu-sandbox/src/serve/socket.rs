//! The door on a socket: a thread with a runtime of its own, so that a test which blocks its own does not stop it.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::sync::oneshot;

use super::Shared;
use super::respond::respond;
use crate::control;

/// How long calls under way may go on after the sandbox was told to stop.
const GRACE: Duration = Duration::from_millis(200);

/// Serves until told to stop, or until the other end of `stop` is gone.
pub(crate) fn run(
    runtime: &tokio::runtime::Runtime,
    listener: TcpListener,
    shared: &Arc<Shared>,
    mut stop: oneshot::Receiver<()>,
) {
    runtime.block_on(async {
        let Ok(listener) = tokio::net::TcpListener::from_std(listener) else {
            return;
        };
        let connections = GracefulShutdown::new();
        loop {
            let stream = tokio::select! {
                accepted = listener.accept() => match accepted {
                    Ok((stream, _)) => stream,
                    // The process is out of file descriptors, or the caller has hung up already: try the next.
                    Err(_) => {
                        tokio::time::sleep(Duration::from_millis(10)).await;
                        continue;
                    }
                },
                _ = &mut stop => break,
            };
            _ = stream.set_nodelay(true);
            let shared = Arc::clone(shared);
            let service = service_fn(move |request| {
                let shared = Arc::clone(&shared);
                async move {
                    if control::is_for(&request) {
                        return Ok(control::respond(&shared, request).await);
                    }
                    respond(&shared, request).await
                }
            });
            let mut http = hyper::server::conn::http1::Builder::new();
            // The vendor's Python SDK finds `Content-Disposition` only in this spelling.
            http.timer(TokioTimer::new()).title_case_headers(true);
            let connection =
                connections.watch(http.serve_connection(TokioIo::new(stream), service));
            tokio::spawn(connection);
        }
        drop(listener);
        _ = tokio::time::timeout(GRACE, connections.shutdown()).await;
    });
}
