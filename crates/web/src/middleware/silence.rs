//! How long a request may take: from its beginning, or, while a file comes in, from its last byte on. A large file over a
//! slow line is no fault; a line that has fallen silent is one.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt as _;
use tokio::time::Instant;

/// The last instant at which something was heard, and how many pieces were.
#[derive(Clone)]
struct Heard(Arc<Mutex<(Instant, usize)>>);

impl Heard {
    fn now() -> Self {
        Self(Arc::new(Mutex::new((Instant::now(), 0))))
    }

    fn again(&self) {
        let mut heard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *heard = (Instant::now(), heard.1 + 1);
    }

    fn last(&self) -> (Instant, usize) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a request brings a file: a form with one, or a file pushed by another program.
fn brings_a_file(path: &str, headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).map(|kind| kind.as_bytes().to_ascii_lowercase()).unwrap_or_default();
    kind.starts_with(b"multipart/form-data") || path == "/api/v1/files"
}

/// Answers 503 when a request takes longer than `limit`, or, when it brings a file, when `limit` has passed since its last
/// byte.
pub(crate) async fn bound(limit: Duration, request: Request, next: Next) -> Response {
    let heard = Heard::now();
    let request = if brings_a_file(request.uri().path(), request.headers()) { listen(request, heard.clone()) } else { request };
    wait(limit, &heard, next.run(request)).await
}

/// The answer, unless nothing is heard for as long as `limit` before it is there.
async fn wait(limit: Duration, heard: &Heard, answer: impl Future<Output = Response>) -> Response {
    tokio::pin!(answer);
    loop {
        let before = heard.last();
        tokio::select! {
            biased;
            response = &mut answer => return response,
            () = tokio::time::sleep_until(before.0 + limit) => {
                if heard.last() == before {
                    return StatusCode::SERVICE_UNAVAILABLE.into_response();
                }
            }
        }
    }
}

/// The same request, each piece of whose body is heard.
fn listen(request: Request, heard: Heard) -> Request {
    request.map(|body| Body::from_stream(body.into_data_stream().inspect(move |_| heard.again())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_from_what_is_typed() {
        let brings = |path: &str, kind: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, kind.parse().unwrap());
            brings_a_file(path, &headers)
        };
        assert!(brings("/imports", "Multipart/form-data; boundary=x") && brings("/api/v1/files", "application/octet-stream"));
        assert!(!brings("/imports", "application/x-www-form-urlencoded") && !brings("/api/v1/invoices", "application/json"));
        assert!(!brings_a_file("/", &HeaderMap::new()));
    }

    #[tokio::test]
    async fn each_piece_of_a_file_is_heard() {
        let heard = Heard::now();
        let pieces = ["a", "b", "c"].map(|piece| Ok::<_, std::io::Error>(axum::body::Bytes::from(piece)));
        let request = listen(Request::new(Body::from_stream(futures_util::stream::iter(pieces))), heard.clone());
        let bytes = axum::body::to_bytes(request.into_body(), 10).await.unwrap();
        assert_eq!((&bytes[..], heard.last().1), (b"abc".as_slice(), 3));
    }

    #[tokio::test]
    async fn a_piece_gives_more_time_and_silence_ends() {
        let silent = wait(Duration::ZERO, &Heard::now(), std::future::pending()).await;
        assert_eq!(silent.status(), StatusCode::SERVICE_UNAVAILABLE);
        // Each time the limit is over, something has been heard meanwhile, until the answer is there.
        let heard = Heard::now();
        let pieces = heard.clone();
        let mut left = 100;
        let answer = std::future::poll_fn(move |context| {
            if left == 0 {
                return std::task::Poll::Ready(StatusCode::OK.into_response());
            }
            left -= 1;
            pieces.again();
            context.waker().wake_by_ref();
            std::task::Poll::Pending
        });
        assert_eq!(wait(Duration::ZERO, &heard, answer).await.status(), StatusCode::OK);
    }
}
