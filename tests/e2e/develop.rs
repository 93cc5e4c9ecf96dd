//! `watch`: files of this machine, and what becomes of their changes in the containers.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::SOON;
use crate::checks::Check;
use crate::engine;
use crate::scenario::Scenario;

/// Every replica of the service has a file with this text, or none if that is empty.
fn everywhere(service: &'static str, path: &'static str, text: &'static str) -> Check {
    Check::new(format!("{path} in {service} is {text:?}"), move |scenario| {
        let containers = scenario.service(service);
        for container in &containers {
            let output = engine::docker(&["exec", &container.id, "test-service", "cat", path]);
            let right = if text.is_empty() { !output.succeeded() } else { output.stdout == text };
            if !right || container.state != "running" {
                return Err(format!("{}: {output}", container.name));
            }
        }
        if containers.is_empty() { Err("it has no container".to_owned()) } else { Ok(()) }
    })
}

/// The service's first container is another one than before, or has been started again.
fn begun_again(service: &'static str, before: engine::Container) -> Check {
    Check::new(format!("{service} began again"), move |scenario| {
        let now = scenario.container(service, 1);
        let again = now.started_at != before.started_at && now.state == "running";
        if again { Ok(()) } else { Err(format!("it runs since {}", now.started_at)) }
    })
}

fn write(scenario: &Scenario, path: &str, text: &str) {
    let path = scenario.work().join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

/// The images of tests have no `rm`, which is what files are deleted with.
fn make_rm(folder: &Path) {
    let made = Command::new("rustc")
        .args(["--edition", "2024", "-C", "target-feature=+crt-static", "-o", "rm", "rm.rs"])
        .current_dir(folder)
        .status();
    assert!(made.expect("rustc").success());
}

#[test]
fn changed_files_arrive() {
    let scenario = Scenario::start(
        "changed_files_arrive",
        "watch brings new, changed and deleted files into every replica, but for ignored ones, runs the commands and \
         restarts that rules ask for, and begins with all files where that is wanted.",
    );
    make_rm(&scenario.work());
    let watch = scenario.step(&["watch"]).in_background();
    watch.says("Watch enabled", SOON);
    scenario.eventually(everywhere("web", "/data/first", "1"), SOON);

    write(&scenario, "src/deep/er", "2");
    write(&scenario, "src/first", "3");
    write(&scenario, "src/ignored.tmp", "4");
    write(&scenario, "src/.first.swp", "5");
    scenario.eventually(everywhere("web", "/data/deep/er", "2"), SOON);
    scenario.eventually(everywhere("web", "/data/first", "3"), SOON);
    fs::remove_file(scenario.work().join("src/first")).expect("a file");
    scenario.eventually(everywhere("web", "/data/first", ""), SOON);
    scenario.check(everywhere("web", "/data/ignored.tmp", ""));
    scenario.check(everywhere("web", "/data/.first.swp", ""));
    watch.says("Syncing service \"web\" after 1 changes were detected", SOON);
    if !scenario.peer_differs("2.40 cannot put a file where a folder was") {
        fs::remove_dir_all(scenario.work().join("src/deep")).expect("a folder");
        write(&scenario, "src/deep", "a file");
        scenario.eventually(everywhere("web", "/data/deep", "a file"), SOON);
        fs::remove_file(scenario.work().join("src/deep")).expect("a file");
        write(&scenario, "src/deep/er", "a folder");
        scenario.eventually(everywhere("web", "/data/deep/er", "a folder"), SOON);
    }

    write(&scenario, "etc/settings", "6");
    watch.says("executed", SOON);
    scenario.check(everywhere("web", "/etc/app/settings", "6"));

    let before = scenario.container("other", 1);
    write(&scenario, "conf/one", "7");
    watch.says("service(s) [\"other\"] restarted", SOON);
    scenario.eventually(begun_again("other", before), SOON);
    scenario.check(everywhere("other", "/conf/one", "7"));
    let before = scenario.container("other", 1);
    write(&scenario, "flag", "8");
    scenario.eventually(begun_again("other", before), SOON);

    let text = format!("cannot take exclusive lock for project \"{}\"", scenario.project());
    scenario.step(&["watch"]).fails(&text);
    watch.interrupt();
    let output = watch.ends_within(SOON);
    assert_eq!(output.code(), Some(130), "{output}");
    if !scenario.peer_differs("it watches in a dry run too, without end") {
        scenario.step(&["watch", "--dry-run"]).may_warn("DRY-RUN").may_warn("dry-run").succeeds();
    }
    scenario.step(&["down", "-t", "1"]).succeeds();
}

#[test]
fn a_container_made_anew_gets_its_files() {
    let scenario = Scenario::start(
        "a_container_made_anew_gets_its_files",
        "A container that replaces another one while watch runs gets the files that the other had.",
    );
    scenario.step(&["up", "-d"]).succeeds();
    let watch = scenario.step(&["watch", "--no-up"]).in_background();
    watch.says("Watch enabled", SOON);
    write(&scenario, "src/a", "2");
    scenario.eventually(everywhere("web", "/data/a", "2"), SOON);
    let before = scenario.container("web", 1);
    scenario.step(&["up", "-d", "--force-recreate", "-t", "1"]).succeeds();
    scenario.eventually(begun_again("web", before), SOON);
    if !scenario.peer_differs("it does not look at containers that others have made") {
        scenario.eventually(everywhere("web", "/data/a", "2"), SOON);
    }
    watch.interrupt();
    assert_eq!(watch.ends_within(SOON).code(), Some(130));
    scenario.step(&["down", "-t", "1"]).succeeds();
}

#[test]
fn files_beside_the_foreground() {
    let scenario = Scenario::start(
        "files_beside_the_foreground",
        "up --watch shows output and brings changed files in, goes on when containers are restarted, and stops all in the end.",
    );
    let up = scenario.step(&["up", "--watch", "-t", "1"]).in_background();
    up.says("Watch enabled", SOON);
    if scenario.peer_differs("it may end when the only container is restarted") {
        up.interrupt();
        up.ends_within(SOON);
        return;
    }
    write(&scenario, "src/a", "2");
    up.says(" ⦿ Syncing service \"web\" after 1 changes were detected", SOON);
    up.says("service(s) [\"web\"] restarted", SOON);
    scenario.eventually(everywhere("web", "/data/a", "2"), SOON);
    let begun = |scenario: &Scenario| {
        let output = engine::docker(&["logs", &scenario.container("web", 1).id]);
        if output.stdout.matches("begun").count() == 2 { Ok(()) } else { Err(output.stdout) }
    };
    scenario.eventually(Check::new("it began twice", begun), SOON);
    let text = format!("cannot take exclusive lock for project \"{}\"", scenario.project());
    if !scenario.peer_differs("it lets a second one in beside up") {
        scenario.step(&["watch"]).fails(&text);
    }
    up.interrupt();
    assert_eq!(up.ends_within(SOON).code(), Some(130));
    scenario.check(crate::checks::all_in_state("web", "exited", 1));
    if !scenario.peer_differs("it brings services up before it looks, and stays with them") {
        scenario.step(&["up", "--watch", "plain"]).fails("none of the selected services is configured for watch");
    }
    scenario.step(&["down"]).succeeds();
}

#[test]
fn a_change_rebuilds() {
    let scenario = Scenario::start(
        "a_change_rebuilds",
        "watch builds the image anew and replaces the container, tells why a build failed, and goes on.",
    );
    let watch = scenario.step(&["watch", "--quiet"]).in_background();
    watch.says("Watch enabled", SOON);
    scenario.check(everywhere("web", "/data/page", "1\n"));
    let image = scenario.container("web", 1).json["Image"].as_str().expect("an image").to_owned();
    write(&scenario, "page", "2\n");
    watch.says("service(s) [\"web\"] successfully built", SOON);
    scenario.eventually(everywhere("web", "/data/page", "2\n"), SOON);
    if !scenario.peer_differs("it tries to remove the old image while the old container is there") {
        let gone = move |_: &Scenario| {
            let found = engine::docker(&["image", "inspect", &image]);
            if found.succeeded() { Err("it is there".to_owned()) } else { Ok(()) }
        };
        scenario.eventually(Check::new("the old image is gone", gone), SOON);
    }
    fs::rename(scenario.work().join("page"), scenario.work().join("gone")).expect("a file");
    watch.says("Build failed. Error: ", SOON);
    fs::rename(scenario.work().join("gone"), scenario.work().join("page")).expect("a file");
    watch.interrupt();
    assert_eq!(watch.ends_within(SOON).code(), Some(130));
    scenario.step(&["down", "-t", "1"]).succeeds();
}

#[test]
fn old_images_can_stay() {
    let scenario = Scenario::start(
        "old_images_can_stay",
        "watch serves a service of which the file has build and develop only, and keeps old images with --prune=false.",
    );
    let watch = scenario.step(&["watch", "--quiet", "--prune=false"]).in_background();
    watch.says("Watch enabled", SOON);
    let image = scenario.container("web", 1).json["Image"].as_str().expect("an image").to_owned();
    write(&scenario, "page", "2\n");
    watch.says("service(s) [\"web\"] successfully built", SOON);
    scenario.eventually(everywhere("web", "/data/page", "2\n"), SOON);
    let second = scenario.container("web", 1).json["Image"].as_str().expect("an image").to_owned();
    // The second change begins when the first is done with, its removal of images too.
    write(&scenario, "page", "3\n");
    scenario.eventually(everywhere("web", "/data/page", "3\n"), SOON);
    assert!(engine::docker(&["image", "inspect", &image]).succeeded(), "the first image is there");
    watch.interrupt();
    assert_eq!(watch.ends_within(SOON).code(), Some(130));
    scenario.step(&["down", "-t", "1"]).succeeds();
    engine::remove(&["rmi", "--force"], &[image, second]);
}

#[test]
fn watching_ends_with_a_container() {
    let scenario = Scenario::start(
        "watching_ends_with_a_container",
        "up --watch --abort-on-container-exit brings files in, and ends with the code of the first container that ends.",
    );
    let step = scenario.step(&["up", "--watch", "--abort-on-container-exit", "-t", "1"]);
    let up = step.in_background();
    up.says("Watch enabled", SOON);
    write(&scenario, "src/a", "2");
    scenario.eventually(everywhere("web", "/data/a", "2"), SOON);
    scenario.docker(&["kill", "-s", "TERM", &scenario.container("job", 1).id]);
    let output = up.ends_within(SOON);
    assert_eq!(output.code(), Some(5), "{output}");
    assert!(output.stderr.contains("Aborting on container exit"), "{output}");
    scenario.check(crate::checks::all_in_state("web", "exited", 1));
    scenario.step(&["down", "-t", "1"]).succeeds();
}

#[test]
fn nothing_to_watch() {
    let scenario = Scenario::start(
        "nothing_to_watch",
        "watch refuses what it cannot watch, before anything is made, and leaves paths alone that are mounted.",
    );
    let text = "none of the selected services is configured for watch, consider setting a 'develop' section";
    scenario.step(&["watch", "plain"]).fails(text);
    scenario
        .step(&["watch", "image"])
        .fails("can't watch service \"image\" with action rebuild without a build context");
    if !scenario.peer_differs("it brings services up before it looks") {
        scenario.check(crate::checks::nothing_left());
    }
    let said = scenario.step(&["watch", "mounted"]).fails(text);
    let path = scenario.work().join("src").canonicalize().expect("a folder").display().to_string();
    let text = format!("path '{path}' also declared by a bind mount volume, this path won't be monitored!");
    assert!(said.stderr.contains(&text), "{said}");
    scenario.step(&["down", "-t", "1"]).succeeds();
}
