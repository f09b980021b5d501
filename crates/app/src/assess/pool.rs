//! Work spread over threads, with the results in the order of the tasks.

use std::collections::BTreeMap;
use std::sync::{Mutex, mpsc};
use std::thread;

/// Tasks handed out beyond the result waited for, per worker: enough that one slow picture does
/// not leave the others idle, few enough that what is finished early fits in memory.
const AHEAD: usize = 8;

/// Runs `work` on every task, one worker per thread, and passes the results on in order.
///
/// At most [`AHEAD`] results per worker wait in memory. The first error of `sink` ends the run;
/// tasks that were handed out by then are finished and dropped.
pub fn in_order<T, W, R, E>(
    tasks: Vec<T>,
    workers: Vec<W>,
    work: impl Fn(&mut W, T) -> R + Sync,
    mut sink: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E>
where
    T: Send,
    W: Send,
    R: Send,
{
    let ahead = workers.len() * AHEAD;
    let (hand_out, handed_out) = mpsc::channel();
    let handed_out = Mutex::new(handed_out);
    let (finish, finished) = mpsc::channel();
    let mut tasks = tasks.into_iter().enumerate();
    thread::scope(|scope| {
        for mut worker in workers {
            let (handed_out, work, finish) = (&handed_out, &work, finish.clone());
            scope.spawn(move || {
                while let Some((place, task)) = next(handed_out) {
                    if finish.send((place, work(&mut worker, task))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(finish);
        let mut early = BTreeMap::new();
        let mut awaited = 0;
        // Let go after the last task, or with this closure: the workers then leave.
        let mut hand_out = Some(hand_out);
        refill(&mut hand_out, &mut tasks, ahead);
        while let Ok((place, result)) = finished.recv() {
            early.insert(place, result);
            while let Some(result) = early.remove(&awaited) {
                awaited += 1;
                sink(result)?;
                refill(&mut hand_out, &mut tasks, 1);
            }
        }
        Ok(())
    })
}

/// Hands out up to `count` tasks; without any left the channel is closed.
fn refill<T>(
    hand_out: &mut Option<mpsc::Sender<T>>,
    tasks: &mut impl Iterator<Item = T>,
    count: usize,
) {
    for _ in 0..count {
        let sent = match (hand_out.as_ref(), tasks.next()) {
            (Some(workers), Some(task)) => workers.send(task).is_ok(),
            _ => false,
        };
        if !sent {
            *hand_out = None;
        }
    }
}

fn next<T>(handed_out: &Mutex<mpsc::Receiver<T>>) -> Option<T> {
    handed_out.lock().ok()?.recv().ok()
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn results_come_in_order_however_long_each_takes() {
        // Two tasks wait for each other, so the earlier one cannot end first by luck.
        let meet = Barrier::new(2);
        let tasks: Vec<usize> = (0..100).collect();
        let mut seen = Vec::new();
        let done: Result<(), ()> = in_order(
            tasks.clone(),
            vec![(); 4],
            |(), task| {
                if task < 2 {
                    meet.wait();
                }
                task
            },
            |task| {
                seen.push(task);
                Ok(())
            },
        );
        assert_eq!((done, seen), (Ok(()), tasks));
    }

    #[test]
    fn no_more_is_begun_than_the_window_holds() {
        let begun = AtomicUsize::new(0);
        let mut furthest = 0;
        let mut told = 0;
        let done: Result<(), ()> = in_order(
            (0..200).collect(),
            vec![(); 3],
            |(), _: i32| begun.fetch_add(1, Ordering::SeqCst),
            |_| {
                furthest = furthest.max(begun.load(Ordering::SeqCst) - told);
                told += 1;
                Ok(())
            },
        );
        assert_eq!((done, told), (Ok(()), 200));
        assert!(furthest <= 3 * AHEAD, "{furthest} begun beyond what was told");
    }

    #[test]
    fn the_first_error_ends_the_run() {
        let mut told = 0;
        let done = in_order(
            (0..1000).collect(),
            vec![(); 2],
            |(), task: i32| task,
            |task| {
                told += 1;
                if task == 5 { Err("full") } else { Ok(()) }
            },
        );
        assert_eq!((done, told), (Err("full"), 6));
    }

    #[test]
    fn nothing_to_do_is_done() {
        let done: Result<(), ()> = in_order(Vec::<()>::new(), vec![(); 2], |(), ()| (), Ok);
        assert_eq!(done, Ok(()));
    }
}
