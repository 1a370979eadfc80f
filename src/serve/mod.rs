//! The preview: serves the site from memory, only on this machine, and rebuilds it at each save.
//!
//! A separate thread watches the bank and updates a [`preview::Preview`]; the server answers from the last [`preview::Snapshot`].
//! Nothing is written to the output folder.

mod event;
mod http;
pub mod preview;
pub mod reply;
mod watch;

use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;

use tokio::sync::watch as channel;

use crate::diagnostic::Fault;
use crate::pipeline::BuildOptions;
pub use event::Event;
use preview::{Changed, Preview};

/// The default port.
pub const DEFAULT_PORT: u16 = 4000;

/// The options of a preview.
#[derive(Debug, Clone)]
pub struct ServeOptions {
    /// The bank. Its `base_url` is replaced by the preview's address.
    pub build: BuildOptions,
    /// The port. By default [`DEFAULT_PORT`], or any free one if that is taken.
    pub port: Option<u16>,
    /// The path of the site, with slashes at both ends.
    pub base: String,
    /// Whether to look for changes at intervals, for systems that do not report them (network drives, some containers).
    pub poll: bool,
}

/// Serves until the user stops it.
pub fn run(mut options: ServeOptions, tell: impl Fn(Event<'_>) + Send + Sync) -> Result<(), Fault> {
    // The system reports changes by absolute paths.
    let root = std::path::absolute(&options.build.root);
    options.build.root = root.map_err(Fault::on("find", &options.build.root))?;
    let listener = bind(options.port)?;
    let port = listener
        .local_addr()
        .map_err(network("read the address of"))?
        .port();
    let address = format!("http://localhost:{port}{}", options.base);
    options.build.base_url = Some(address.clone());
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(network("start the threads of"))?;

    // Watched before it is read: what is saved meanwhile is looked at afterwards.
    let changes = watch::start(&options.build.root, options.poll)?;
    let mut preview = Preview::new(options.build.clone());
    let (sender, snapshots) = channel::channel(preview.refresh(&Changed::Everything, &tell));
    std::thread::scope(|scope| {
        let (tell, changes) = (&tell, &changes);
        scope.spawn(move || {
            while let Some(changed) = changes.next() {
                // The receiver is gone only when the server has stopped.
                if sender.send(preview.refresh(&changed, tell)).is_err() {
                    return;
                }
            }
        });
        tell(Event::Serving(&address));
        let served = runtime.block_on(http::serve(listener, options.base.clone(), snapshots));
        changes.stop();
        served.map_err(network("serve at"))
    })?;
    // Open event streams would otherwise keep the program running.
    runtime.shutdown_background();
    tell(Event::Stopped);
    Ok(())
}

fn bind(port: Option<u16>) -> Result<TcpListener, Fault> {
    let at = |port: u16| TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    let bound = match port {
        Some(port) => at(port),
        None => at(DEFAULT_PORT).or_else(|_| at(0)),
    };
    let listener = bound.map_err(|cause| Fault {
        action: "listen at",
        path: PathBuf::from(format!("localhost:{}", port.unwrap_or(DEFAULT_PORT))),
        cause,
    })?;
    listener
        .set_nonblocking(true)
        .map_err(network("listen at"))?;
    Ok(listener)
}

fn network(action: &'static str) -> impl FnOnce(std::io::Error) -> Fault {
    move |cause| Fault {
        action,
        path: PathBuf::from("localhost"),
        cause,
    }
}
