//! Progress events: what the executor, the puller and the builder tell, and the user interface draws. Plain data.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;

/// What an event is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Resource {
    Container(String),
    Network(String),
    Volume(String),
    /// By reference.
    Image(String),
    /// A service that is no container.
    Service(String),
    /// An AI model, by its name in the file.
    Model(String),
    /// A name of an image that is pushed; scripts know it bare.
    Tag(String),
    /// The whole application.
    Project,
}

impl fmt::Display for Resource {
    /// The id that scripts know: `Container p_web_1`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Container(name) => write!(f, "Container {name}"),
            Self::Network(name) => write!(f, "Network {name}"),
            Self::Volume(name) => write!(f, "Volume {name}"),
            Self::Image(reference) => write!(f, "Image {reference}"),
            Self::Service(name) | Self::Model(name) | Self::Tag(name) => f.write_str(name),
            Self::Project => f.write_str("Compose"),
        }
    }
}

/// What happens to the resource. Each has a form for "goes on" and one for "is done".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Verb {
    Create,
    Recreate,
    Start,
    /// Nothing to do: it runs as it should.
    Run,
    Wait,
    /// It has work to do and ends.
    Complete,
    Configure,
    Restart,
    Stop,
    Kill,
    Remove,
    Pause,
    Unpause,
    Pull,
    Build,
    Copy,
    Connect,
    Disconnect,
    Rename,
    Export,
    Commit,
    Push,
    Publish,
}

impl Verb {
    pub(crate) fn working(self) -> &'static str {
        match self {
            Self::Create => "Creating",
            Self::Recreate => "Recreate",
            Self::Start => "Starting",
            Self::Run | Self::Complete => "Running",
            Self::Wait => "Waiting",
            Self::Configure => "Configuring",
            Self::Restart => "Restarting",
            Self::Stop => "Stopping",
            Self::Kill => "Killing",
            Self::Remove => "Removing",
            Self::Pause => "Pausing",
            Self::Unpause => "Unpausing",
            Self::Pull => "Pulling",
            Self::Build => "Building",
            Self::Copy => "Copying",
            Self::Connect => "Connecting",
            Self::Disconnect => "Disconnecting",
            Self::Rename => "Renaming",
            Self::Export => "Exporting",
            Self::Commit => "Committing",
            Self::Push => "Pushing",
            Self::Publish => "publishing",
        }
    }

    pub(crate) fn done(self) -> &'static str {
        match self {
            Self::Create => "Created",
            Self::Recreate => "Recreated",
            Self::Start | Self::Restart => "Started",
            Self::Run => "Running",
            Self::Wait => "Healthy",
            Self::Complete => "Completed",
            Self::Configure => "Configured",
            Self::Stop => "Stopped",
            Self::Kill => "Killed",
            Self::Remove => "Removed",
            Self::Pause => "Paused",
            Self::Unpause => "Unpaused",
            Self::Pull => "Pulled",
            Self::Build => "Built",
            Self::Copy => "Copied",
            Self::Connect => "Connected",
            Self::Disconnect => "Disconnected",
            Self::Rename => "Renamed",
            Self::Export => "Exported",
            Self::Commit => "Committed",
            Self::Push => "Pushed",
            Self::Publish => "published",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Working,
    Done,
    Warning,
    Error,
}

/// How far something has come, in bytes or steps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Progress {
    pub(crate) current: u64,
    pub(crate) total: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) resource: Resource,
    /// A part of the resource that has a line of its own, such as a layer of an image.
    pub(crate) part: Option<String>,
    pub(crate) verb: Verb,
    pub(crate) status: Status,
    /// Instead of the verb's word: `Exited`, `Interrupted`, `Error while Stopping`.
    pub(crate) text: Option<String>,
    /// What it waits for and why, an error's text, a layer's state.
    pub(crate) detail: String,
    pub(crate) progress: Option<Progress>,
    /// The service that the resource belongs to, for grouping.
    pub(crate) service: Option<String>,
}

impl Event {
    pub(crate) fn new(resource: Resource, verb: Verb, status: Status) -> Self {
        Self { resource, part: None, verb, status, text: None, detail: String::new(), progress: None, service: None }
    }

    pub(crate) fn working(resource: Resource, verb: Verb) -> Self {
        Self::new(resource, verb, Status::Working)
    }

    pub(crate) fn done(resource: Resource, verb: Verb) -> Self {
        Self::new(resource, verb, Status::Done)
    }

    pub(crate) fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    pub(crate) fn with_text(mut self, text: impl Into<String>) -> Self {
        self.text = Some(text.into());
        self
    }

    pub(crate) fn with_service(mut self, service: impl Into<String>) -> Self {
        self.service = Some(service.into());
        self
    }

    /// The word for the user: the event's own text, else the verb's.
    pub(crate) fn word(&self) -> &str {
        match (&self.text, self.status) {
            (Some(text), _) => text,
            (None, Status::Done) => self.verb.done(),
            (None, Status::Error) => "Error",
            (None, Status::Working | Status::Warning) => self.verb.working(),
        }
    }
}

/// Where events go. The one implementation that a user sees is in `ui`; tests collect them.
pub(crate) trait EventSink {
    fn emit(&self, event: Event);
}

/// What tests collect events with.
#[cfg(test)]
pub(crate) mod testing {
    use std::cell::RefCell;

    use super::{Event, EventSink};

    /// Events as the plain progress would print them.
    #[derive(Default)]
    pub(crate) struct Lines(pub(crate) RefCell<Vec<String>>);

    impl EventSink for Lines {
        fn emit(&self, event: Event) {
            let detail = if event.detail.is_empty() { String::new() } else { format!(": {}", event.detail) };
            self.0.borrow_mut().push(format!("{} {}{detail}", event.resource, event.word()));
        }
    }

    impl Lines {
        /// Those of a container, without its name.
        pub(crate) fn of(&self, container: &str) -> Vec<String> {
            let prefix = format!("Container {container} ");
            self.0.borrow().iter().filter_map(|line| line.strip_prefix(&prefix)).map(str::to_owned).collect()
        }
    }
}

/// A container whose output is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct LogSource {
    /// How it is called in prefixes: `web_1`, or the full name where that is not the default one.
    pub(crate) name: String,
    pub(crate) service: String,
}

/// Which of its two outputs a container wrote to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum LogStream {
    Stdout,
    Stderr,
}

/// What a session shows of containers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum LogItem {
    /// A container will be shown from now on: its name counts for the width of the prefixes.
    Joined(LogSource),
    /// A whole line, without its newline.
    Line { source: Arc<LogSource>, stream: LogStream, text: Bytes },
    /// What happened to the container: `exited with code 0`.
    Note { source: LogSource, text: String },
    /// Something that the user should know, about no line in particular.
    Warning(String),
}

/// Where the output of containers goes. The one implementation that a user sees is in `ui`; tests collect the items.
pub(crate) trait LogSink {
    fn log(&self, item: LogItem);
}
