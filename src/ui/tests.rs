//! The screen as a whole: what ends up where.

use super::options::Facts;
use super::*;
use crate::event::{Event, EventSink, Resource, Verb};

fn terminal() -> UiOptions {
    let facts =
        Facts { stdin_is_terminal: true, stdout_is_terminal: true, stderr_is_terminal: true, width: 60, height: 12 };
    UiOptions { facts, mode: ProgressMode::Tty, ..UiOptions::plain() }
}

#[test]
fn data_and_everything_else_go_their_own_ways() {
    let (ui, captured) = Ui::in_memory(UiOptions::plain());
    ui.print("a1");
    ui.line("b");
    ui.status("No stopped containers");
    ui.error("broken");
    ui.error("");
    ui.warn("careful now");
    assert_eq!(captured.stdout(), "a1b\n");
    let stderr = captured.stderr();
    let (texts, warning) = stderr.split_once("time=").unwrap();
    assert_eq!(texts, "No stopped containers\nbroken\n\n");
    assert!(warning.ends_with(" level=warning msg=\"careful now\"\n"), "{warning}");
}

#[test]
fn the_log_level_hides_warnings_but_no_errors() {
    let (ui, captured) = Ui::in_memory(UiOptions { log_level: LogLevel::Error, ..UiOptions::plain() });
    ui.warn("careful");
    ui.error("broken");
    assert_eq!(captured.stderr(), "broken\n");
}

#[test]
fn plain_progress_is_a_line_an_event() {
    let (ui, captured) = Ui::in_memory(UiOptions::plain());
    let progress = ui.progress("up");
    progress.emit(Event::working(Resource::Network("p_default".to_owned()), Verb::Create));
    ui.line("data");
    progress.emit(Event::done(Resource::Network("p_default".to_owned()), Verb::Create));
    progress.finish();
    assert_eq!(captured.stderr(), " Network p_default Creating\n Network p_default Created\n");
    assert_eq!(captured.stdout(), "data\n");
}

#[test]
fn terminal_progress_gives_the_cursor_back_and_writes_lines_above() {
    let (ui, captured) = Ui::in_memory(terminal());
    let progress = ui.progress("up");
    progress.emit(Event::working(Resource::Container("p_web_1".to_owned()), Verb::Create));
    ui.screen().tick();
    ui.line("a line of data");
    ui.print("half");
    ui.screen().tick();
    assert_eq!(captured.stdout(), "a line of data\n");
    ui.line(" a line");
    progress.emit(Event::done(Resource::Container("p_web_1".to_owned()), Verb::Create));
    drop(progress);
    assert_eq!(captured.stdout(), "a line of data\nhalf a line\n");
    let stderr = captured.stderr();
    assert!(stderr.starts_with("\x1b[?25l"), "{stderr:?}");
    assert!(stderr.ends_with("\r\n\x1b[?25h"), "{stderr:?}");
    assert!(stderr.contains("[+] up 1/1"), "{stderr:?}");
    let last = stderr.rsplit('✔').next().unwrap();
    assert!(last.starts_with(" Container p_web_1 Created"), "{last:?}");
}

#[test]
fn progress_beside_logs_leaves_nothing_behind() {
    let (ui, captured) = Ui::in_memory(terminal());
    let request = ProgressRequest { title: "up".to_owned(), beside_logs: true, ..ProgressRequest::default() };
    let progress = ui.progress_for(request);
    progress.emit(Event::done(Resource::Container("p_web_1".to_owned()), Verb::Start));
    drop(progress);
    assert!(!captured.stderr().contains("web"), "{:?}", captured.stderr());
    assert!(captured.stderr().ends_with("\x1b[?25h"));
}
