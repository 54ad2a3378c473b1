//! The whole list of items as a table: written as fast as it is read, and no faster.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use app::items::{ItemsQuery, TakesPieces, csv, export};
use tokio::sync::mpsc;

use crate::given::{self, Entry, TODAY, date, sale};
use crate::house::on_both;

/// Somebody for whom two pieces wait at most; each that is made is counted.
struct Reader {
    tell: mpsc::Sender<String>,
    made: Arc<AtomicUsize>,
}

impl TakesPieces for Reader {
    fn take(&mut self, piece: String) -> Pin<Box<dyn Future<Output = bool> + Send + '_>> {
        self.made.fetch_add(1, Ordering::Relaxed);
        Box::pin(async move { self.tell.send(piece).await.is_ok() })
    }
}

#[tokio::test]
async fn a_reader_who_stands_still_is_waited_for_and_one_who_leaves_ends_it() {
    on_both(async |house| {
        let day = house.on(TODAY).await;
        let sales: Vec<Entry> = (0..8_000).map(|number| sale(&format!("F{number:05}"), "C1", date(2026, 6, 1), 10_000 + number)).collect();
        day.import_clean("732829320FEC20261231.txt", given::fec(&sales)).await;
        let whole = csv(&day.app, &day.scope, &ItemsQuery::default()).await.unwrap();
        assert_eq!(whole.lines().count(), 8_001);
        let begin = async || {
            let (tell, told) = mpsc::channel(2);
            let made = Arc::new(AtomicUsize::new(0));
            let export = export(&day.app, &day.scope, &ItemsQuery::default()).await.unwrap();
            let mut reader = Reader { tell, made: Arc::clone(&made) };
            (told, made, tokio::spawn(async move { export.write(&mut reader).await }))
        };
        let (mut told, made, writing) = begin().await;
        let first = told.recv().await.unwrap();
        assert!(whole.starts_with(&first));
        // Whatever time the writer has, it makes no more than what waits and the piece in its hand.
        for _ in 0..2_000 {
            tokio::task::yield_now().await;
        }
        assert!(made.load(Ordering::Relaxed) <= 4, "{made:?}");
        let mut rest = first;
        while let Some(piece) = told.recv().await {
            rest.push_str(&piece);
        }
        assert!(writing.await.unwrap().unwrap() && rest == whole, "read to its end it is whole");
        let (mut told, made, writing) = begin().await;
        told.recv().await.unwrap();
        drop(told);
        assert!(!writing.await.unwrap().unwrap(), "nobody has it whole");
        assert!(made.load(Ordering::Relaxed) <= 5, "{made:?}");
        day.app.close().await;
    })
    .await;
}
