//! 停止: one signal for everything that runs, so that a stop loses nothing.

use std::future::Future;

use tokio::sync::watch;

use crate::trouble::Trouble;

/// Told to everybody at once; clones hear the same.
#[derive(Debug, Clone)]
pub struct Stop(watch::Receiver<bool>);

/// Says stop.
#[derive(Debug)]
pub struct Stopper(watch::Sender<bool>);

impl Stop {
    /// A stop that its [`Stopper`] says, or that is said when the stopper goes away.
    pub fn new() -> (Stopper, Self) {
        let (say, hear) = watch::channel(false);
        (Stopper(say), Self(hear))
    }

    /// A stop that Ctrl-C and SIGTERM say.
    pub fn on_signal() -> Result<Self, Trouble> {
        let (stopper, stop) = Self::new();
        let asked = signals()
            .map_err(|error| Trouble::new("无法接收停止信号", "换一个终端再试").because(error))?;
        tokio::spawn(async move {
            asked.await;
            tracing::info!("stopping: what was begun is finished first");
            stopper.stop();
        });
        Ok(stop)
    }

    pub fn is_said(&self) -> bool {
        *self.0.borrow() || self.0.has_changed().is_err()
    }

    /// Waits until it is said.
    pub async fn said(&mut self) {
        // An error means that the stopper is gone, and that says it too.
        let _ = self.0.wait_for(|said| *said).await;
    }
}

impl Stopper {
    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}

#[cfg(unix)]
fn signals() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn signals() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Without a handler nobody can ask for a stop.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
