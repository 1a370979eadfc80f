//! The HTTP server: loopback only, GET and HEAD only, and only for requests whose host name is this machine.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::sync::Semaphore;
use tokio::sync::watch::Receiver;
use tokio_stream::wrappers::WatchStream;
use tokio_stream::{Stream, StreamExt};

use super::preview::Snapshot;
use super::reply::{self, OWN_FOLDER, Reply};

/// What all requests share.
#[derive(Clone)]
struct Shared {
    base: Arc<str>,
    snapshots: Receiver<Snapshot>,
}

/// Serves until Ctrl-C.
pub async fn serve(
    listener: TcpListener,
    base: String,
    snapshots: Receiver<Snapshot>,
) -> std::io::Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let shared = Shared {
        base: base.into(),
        snapshots,
    };
    let router = Router::new()
        .fallback(answer)
        .layer(middleware::map_response(guard))
        .with_state(shared);
    tokio::select! {
        served = accept(listener, router) => served,
        stopped = tokio::signal::ctrl_c() => stopped,
    }
}

/// How long a browser may take to send its request.
const PATIENCE: Duration = Duration::from_secs(10);

/// The most connections at a time; further ones wait. A browser opens six.
const MOST_CONNECTIONS: usize = 256;

/// Accepts connections, each with a time limit for its request.
async fn accept(listener: tokio::net::TcpListener, router: Router) -> std::io::Result<()> {
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    loop {
        // The semaphore is never closed.
        let place = places.clone().acquire_owned().await;
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            // The browser closed the connection, or too many files are open at the moment.
            Err(_) => {
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let service = TowerToHyperService::new(router.clone());
        tokio::spawn(async move {
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(PATIENCE)
                .serve_connection(TokioIo::new(stream), service);
            // An error of one connection concerns only its browser.
            let _ = connection.await;
            drop(place);
        });
    }
}

/// Headers for every answer: no guessing of its type, no framing, no use by other sites.
async fn guard(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::CONTENT_SECURITY_POLICY, "frame-ancestors 'none'"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let name = HeaderName::from_static("cross-origin-resource-policy");
    headers.insert(name, HeaderValue::from_static("same-origin"));
    response
}

async fn answer(State(shared): State<Shared>, request: Request) -> Response {
    // A page of another site could point its own name at this machine; the `Host` header reveals that.
    if !is_this_machine(request.headers()) {
        return (
            StatusCode::FORBIDDEN,
            "This preview answers to localhost only\n",
        )
            .into_response();
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return (
            StatusCode::METHOD_NOT_ALLOWED,
            [(header::ALLOW, "GET, HEAD")],
        )
            .into_response();
    }
    let path = request.uri().path();
    if path
        .strip_prefix(&*shared.base)
        .is_some_and(|below| below.strip_prefix(OWN_FOLDER) == Some("events"))
    {
        return Sse::new(events(shared.snapshots))
            .keep_alive(KeepAlive::default())
            .into_response();
    }
    let snapshot = shared.snapshots.borrow().clone();
    let accept = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let reply = reply::reply(&snapshot, &shared.base, path, accept.contains("text/html"));
    respond(reply, request.headers())
}

/// Sends the current state, and again at each change.
fn events(
    snapshots: Receiver<Snapshot>,
) -> impl Stream<Item = Result<Event, std::convert::Infallible>> {
    WatchStream::new(snapshots).map(|snapshot| Ok(Event::default().data(reply::event(&snapshot))))
}

fn respond(reply: Reply, request: &HeaderMap) -> Response {
    let etag = reply.etag();
    let known = request
        .get(header::IF_NONE_MATCH)
        .is_some_and(|value| value.as_bytes() == etag.as_bytes());
    let status = match known && reply.status == 200 {
        true => StatusCode::NOT_MODIFIED,
        false => StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
    };
    let body = if status == StatusCode::NOT_MODIFIED {
        Body::empty()
    } else {
        Body::from(reply.body)
    };
    let mut response = (
        status,
        [
            (header::CONTENT_TYPE, reply.content_type),
            (header::CACHE_CONTROL, "no-cache"),
        ],
        body,
    )
        .into_response();
    let headers = response.headers_mut();
    headers.extend(etag.parse().ok().map(|value| (header::ETAG, value)));
    headers.extend(
        reply
            .location
            .and_then(|to| to.parse().ok())
            .map(|value| (header::LOCATION, value)),
    );
    response
}

fn is_this_machine(headers: &HeaderMap) -> bool {
    let host = headers
        .get(header::HOST)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    matches!(name, "localhost" | "127.0.0.1" | "::1")
}
