//! Progress as lines: widths, heights, states.

use super::*;
use crate::event::{Event, Verb};
use crate::ui::width::width as columns;

fn at(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

fn container(name: &str) -> Resource {
    Resource::Container(format!("gallery_{name}_1"))
}

/// An `up` in the middle of its work.
fn busy() -> ProgressState {
    let services = ["db", "cache", "api", "web"].map(str::to_owned).to_vec();
    let mut state = ProgressState::new("up", services);
    let mut apply = |event: Event, milliseconds| state.apply(&event, at(milliseconds));
    let image = || Resource::Image("registry.example.com/team/gallery-web:2026.11".to_owned());
    apply(Event::working(image(), Verb::Pull), 0);
    for (layer, current, total) in [("a1", 4_000_000, 4_000_000), ("b2", 8_345_678, 40_000_000)] {
        let progress = Some(Progress { current, total });
        let part = Some(layer.to_owned());
        apply(Event { part, progress, ..Event::working(image(), Verb::Pull).with_text("Downloading") }, 500);
    }
    apply(Event::working(container("web"), Verb::Create).with_service("web"), 600);
    apply(Event::working(Resource::Network("gallery_default".to_owned()), Verb::Create), 0);
    apply(Event::done(Resource::Network("gallery_default".to_owned()), Verb::Create), 120);
    apply(Event::done(Resource::Volume("gallery_data".to_owned()), Verb::Create), 130);
    apply(Event::working(container("db"), Verb::Start).with_service("db"), 200);
    apply(Event::done(container("db"), Verb::Start).with_service("db"), 800);
    apply(
        Event::working(container("api"), Verb::Wait).with_service("api").with_detail("gallery_db_1 to be healthy"),
        900,
    );
    let refused = "Bind for 127.0.0.1:6379 failed: port is already allocated";
    let failed = Event { status: Status::Error, ..Event::working(container("cache"), Verb::Start) };
    apply(failed.with_service("cache").with_detail(refused), 1000);
    state
}

#[test]
fn on_80_columns() {
    insta::assert_snapshot!(lines(&busy(), 80, 24, at(2300)).join("\n"));
}

#[test]
fn on_40_columns_and_10_rows() {
    insta::assert_snapshot!(lines(&busy(), 40, 10, at(2300)).join("\n"));
}

#[test]
fn on_200_columns() {
    insta::assert_snapshot!(lines(&busy(), 200, 50, at(75_000)).join("\n"));
}

/// Fifty containers of which a few still work.
fn crowd() -> ProgressState {
    let mut state = ProgressState::new("up", vec!["web".to_owned()]);
    for number in 1..=50u64 {
        let resource = || Resource::Container(format!("p_web_{number}"));
        state.apply(&Event::working(resource(), Verb::Start).with_service("web"), at(number));
        if number % 10 != 0 {
            state.apply(&Event::done(resource(), Verb::Start).with_service("web"), at(1000 + number));
        }
    }
    let failed = Event::new(Resource::Container("p_web_33".to_owned()), Verb::Start, Status::Error);
    state.apply(&failed.with_detail("no space left on device"), at(2000));
    state
}

#[test]
fn more_resources_than_rows() {
    insta::assert_snapshot!(lines(&crowd(), 80, 12, at(3000)).join("\n"));
}

#[test]
fn no_line_is_too_wide_and_no_picture_too_high_at_any_size() {
    let mut wide = busy();
    for name in ["日本語のコンテナ名前_1", "e\u{301}e\u{301}e\u{301}_1", "\x1b[2Jevil\n_1"] {
        let event = Event::working(Resource::Container(name.to_owned()), Verb::Wait);
        wide.apply(&event.with_text("名前を待っています").with_detail("名前".repeat(60)), at(10));
    }
    for state in [wide, crowd(), ProgressState::new("up", Vec::new())] {
        for width in 1..=220 {
            for height in [1, 2, 3, 5, 10, 24, 50] {
                let lines = lines(&state, width, height, at(3_700_000));
                assert!(lines.len() < height.max(2), "{} lines of {height}", lines.len());
                for line in &lines {
                    assert!(columns(line) < width.max(1) || line.is_empty(), "{width}: {line:?}");
                    assert!(!line.contains('\x1b'), "{line:?}");
                }
            }
        }
    }
}

#[test]
fn failures_and_work_are_shown_first_and_the_total_always() {
    let lines = lines(&crowd(), 80, 10, at(3000));
    let shown = |name: &str| lines.iter().any(|line| line.contains(&format!("Container {name} ")));
    for name in ["p_web_33", "p_web_10", "p_web_20", "p_web_30", "p_web_40", "p_web_50"] {
        assert!(shown(name), "{name}: {lines:#?}");
    }
    assert!(lines[0].starts_with("[+] up 44/50, 1 failed"), "{}", lines[0]);
    assert_eq!(lines.last().map(String::as_str), Some(" … 43 more (43 done)"));
}

#[test]
fn colour_adds_nothing_but_colour() {
    let canvas = Canvas { width: 80, height: 24, now: at(2300), unfinished_only: false };
    for line in layout(&busy(), canvas) {
        let bare = console::strip_ansi_codes(&line.render(true)).trim_end().to_owned();
        assert_eq!(bare, line.render(false));
    }
}

#[test]
fn beside_logs_only_what_is_open_is_drawn() {
    let canvas = Canvas { width: 80, height: 24, now: at(2300), unfinished_only: true };
    let lines: Vec<String> = layout(&busy(), canvas).iter().map(|line| line.render(false)).collect();
    assert!(lines.iter().any(|line| line.contains("gallery_cache_1")));
    assert!(!lines.iter().any(|line| line.contains("gallery_db_1 Started") || line.contains("Network")), "{lines:#?}");
    assert_eq!(layout(&ProgressState::new("up", Vec::new()), canvas), []);
}

#[test]
fn times_for_people() {
    let cases = [(0, "0.0s"), (340, "0.3s"), (59_990, "59.9s"), (125_000, "2m05s"), (3_720_000, "1h02m")];
    for (milliseconds, text) in cases {
        assert_eq!(elapsed(at(milliseconds)), text);
    }
}
