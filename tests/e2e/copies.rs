//! `cp`, `export` and `commit`: files between containers and this machine, and images of containers.

use std::fs;
use std::io::Read;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::Path;

use crate::SOON;
use crate::checks::{all_in_state, running};
use crate::scenario::Scenario;

/// Name, owner, mode and content of each entry; of links the target.
fn listed(archive: &[u8]) -> Vec<String> {
    let mut archive = tar::Archive::new(archive);
    let entries = archive.entries().expect("an archive").map(|entry| {
        let mut entry = entry.expect("an entry");
        let name = entry.path().expect("a name").display().to_string();
        let target = entry.link_name().expect("a target").map(|target| format!("-> {}", target.display()));
        let header = entry.header();
        let facts = format!("{} {:o}", header.uid().expect("an owner"), header.mode().expect("a mode") & 0o7777);
        let mut content = String::new();
        entry.read_to_string(&mut content).expect("text");
        format!("{} {facts} {content}{}", name.trim_end_matches('/'), target.unwrap_or_default()).trim_end().to_owned()
    });
    entries.collect()
}

/// What is at a path of a container, by docker's own hand.
fn inside(container: &str, path: &str) -> Vec<String> {
    let output = crate::engine::docker(&["cp", &format!("{container}:{path}"), "-"]);
    assert!(output.succeeded(), "{output}");
    listed(output.stdout.as_bytes())
}

fn archive(name: &str, text: &str) -> String {
    let mut builder = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_mode(0o604);
    header.set_size(text.len() as u64);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(1);
    builder.append_data(&mut header, name, text.as_bytes()).expect("an entry");
    String::from_utf8(builder.into_inner().expect("an archive")).expect("plain text")
}

/// A folder with everything that is awkward.
fn awkward(folder: &Path) {
    fs::create_dir_all(folder.join("sub")).expect("a folder");
    fs::write(folder.join("file"), "text").expect("a file");
    fs::write(folder.join("sub/a: ü"), "odd").expect("a file");
    symlink("/etc/hostname", folder.join("absolute")).expect("a link");
    for (path, mode) in [("file", 0o640), ("sub/a: ü", 0o600), ("sub", 0o750), (".", 0o755)] {
        fs::set_permissions(folder.join(path), fs::Permissions::from_mode(mode)).expect("a mode");
    }
}

#[test]
fn files_go_into_a_service() {
    let scenario = Scenario::start(
        "files_go_into_a_service",
        "cp sends files and folders to all containers of a service, whether they run or not, under the name that docker cp \
         gives them; --index chooses one, --all takes one-off containers too, -a gives them to the container's user.",
    );
    scenario.step(&["up", "-d", "web", "job"]).succeeds();
    let [first, second] = [1, 2].map(|number| scenario.container("web", number).id);
    scenario.eventually(all_in_state("job", "exited", 1), SOON);
    let job = scenario.container("job", 1).id;
    let folder = scenario.work().join("dir");
    awkward(&folder);
    symlink("dir/file", scenario.work().join("link")).expect("a link");
    let owner = fs::metadata(&folder).expect("a folder").uid();

    scenario.step(&["cp", "dir/file", "web:/renamed"]).succeeds();
    for id in [&first, &second] {
        assert_eq!(inside(id, "/renamed"), [format!("renamed {owner} 640 text")]);
    }
    scenario.step(&["cp", "dir", "job:/new"]).succeeds();
    let expected = [
        format!("new {owner} 755"),
        format!("new/absolute {owner} 777 -> /etc/hostname"),
        format!("new/file {owner} 640 text"),
        format!("new/sub {owner} 750"),
        format!("new/sub/a: ü {owner} 600 odd"),
    ];
    assert_eq!(inside(&job, "/new"), expected, "into a container that has ended");
    scenario.step(&["cp", "dir/.", "job:/new/sub"]).succeeds();
    assert_eq!(inside(&job, "/new/sub/file"), [format!("file {owner} 640 text")]);
    scenario.step(&["cp", "dir/sub", "job:/new/"]).succeeds();
    scenario.step(&["cp", "--index", "2", "-L", "link", "web:/followed"]).succeeds();
    assert_eq!(inside(&second, "/followed"), [format!("followed {owner} 640 text")]);
    assert!(!crate::engine::docker(&["cp", &format!("{first}:/followed"), "-"]).succeeded());
    scenario.step(&["cp", "--index=1", "link", "web:/copied"]).succeeds();
    assert_eq!(inside(&first, "/copied"), [format!("copied {owner} 777 -> dir/file")]);
    scenario.step(&["cp", "-a", "dir/file", "web:/owned"]).succeeds();
    assert_eq!(inside(&first, "/owned"), ["owned 1 640 text"], "to the container's user");

    scenario
        .step(&["run", "-d", "--name", &format!("{}-one", scenario.project()), "web", "test-service", "idle"])
        .succeeds();
    let one = scenario.docker(&["inspect", "-f", "{{.Id}}", &format!("{}-one", scenario.project())]);
    scenario.step(&["cp", "dir/file", "web:/before"]).succeeds();
    assert!(!crate::engine::docker(&["cp", &format!("{one}:/before"), "-"]).succeeded());
    scenario.step(&["cp", "--all", "dir/file", "web:/after"]).succeeds();
    assert_eq!(inside(&one, "/after"), [format!("after {owner} 640 text")]);

    for (arguments, text) in [
        (["dir", "web:/renamed"], "cannot copy directory"),
        (["dir/file", "web:/none/"], "no such directory"),
        (["dir/file", "web:/none/x"], "Could not find the file /none in container"),
        (["dir/none", "web:/"], "dir/none: no such file or directory"),
        (["dir/file", "nosuch:/"], "no container found for service \"nosuch\""),
        (["dir/file", "other"], "unknown copy direction"),
        (["job:/new", "web:/"], "copying between services is not supported"),
    ] {
        scenario.step(&["cp", arguments[0], arguments[1]]).fails(text);
    }
    scenario.step(&["cp", "--index", "9", "dir/file", "web:/"]).fails("service \"web\" is not running container #9");
    if !scenario.peer_differs("all containers read from one standard input, so none of them gets all of it") {
        scenario.step(&["cp", "-", "web:/"]).input(&archive("streamed", "in")).succeeds();
        for id in [&first, &second] {
            assert_eq!(inside(id, "/streamed"), ["streamed 0 604 in"]);
        }
    }
    scenario.step(&["cp", "-", "job:/new"]).input(&archive("streamed", "in")).succeeds();
    assert_eq!(inside(&job, "/new/streamed"), ["streamed 0 604 in"]);
    scenario.step(&["cp", "-", "web:/renamed"]).input(&archive("x", "in")).fails("must be a directory");
}

#[test]
fn files_come_from_a_service() {
    let scenario = Scenario::start(
        "files_come_from_a_service",
        "cp fetches files and folders from the first container of a service, or from the one with a number; nothing is \
         written where it was not asked for.",
    );
    scenario.step(&["up", "-d"]).succeeds();
    let [first, second] = [1, 2].map(|number| scenario.container("web", number).id);
    let prepared = scenario.outside().join("prepared");
    awkward(&prepared);
    symlink("d/file", scenario.outside().join("link")).expect("a link");
    for id in [&first, &second] {
        scenario.docker(&["cp", &prepared.display().to_string(), &format!("{id}:/d")]);
        scenario.docker(&["cp", &scenario.outside().join("link").display().to_string(), &format!("{id}:/link")]);
    }
    scenario.docker(&["exec", &second, "test-service", "write", "/d/file", "second"]);
    let work = scenario.work();
    let text = |path: &str| fs::read_to_string(work.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));

    scenario.step(&["cp", "--index=1", "web:/d", "new"]).succeeds();
    assert_eq!(text("new/file"), "text");
    assert_eq!(text("new/sub/a: ü"), "odd");
    assert_eq!(fs::read_link(work.join("new/absolute")).expect("a link"), Path::new("/etc/hostname"));
    let found = fs::metadata(work.join("new/file")).expect("a file");
    let original = fs::metadata(prepared.join("file")).expect("a file");
    assert_eq!((found.mode() & 0o7777, found.mtime()), (0o640, found.mtime().max(original.mtime())));
    scenario.step(&["cp", "--index=1", "web:/d", "new/"]).succeeds();
    assert_eq!(text("new/d/file"), "text");
    scenario.step(&["cp", "--index=2", "web:/d/.", "new"]).succeeds();
    assert_eq!(text("new/file"), "second", "content over content");
    scenario.step(&["cp", "--index=2", "web:/d/file", "renamed"]).succeeds();
    assert_eq!(text("renamed"), "second");
    scenario.step(&["cp", "web:/link", "link"]).succeeds();
    assert_eq!(fs::read_link(work.join("link")).expect("a link"), Path::new("d/file"));
    scenario.step(&["cp", "--index=2", "-L", "web:/link", "followed"]).succeeds();
    assert_eq!(text("followed"), "second");
    let stream = scenario.step(&["cp", "--index=2", "web:/d/file", "-"]).succeeds();
    assert!(listed(stream.stdout.as_bytes())[0].ends_with("second"), "{stream}");

    fs::create_dir(work.join("into")).expect("a folder");
    symlink(scenario.outside().join("prepared"), work.join("into/sub")).expect("a link");
    if !scenario.peer_differs("it writes through links that lie below the destination") {
        scenario.step(&["cp", "web:/d/.", "into"]).fails("cannot overwrite non-directory");
        scenario.docker(&["cp", &prepared.display().to_string(), &format!("{first}:/d/sub/deep")]);
        assert_eq!(fs::read_dir(&prepared).expect("a folder").count(), 3, "nothing new outside");
    }
    for (from, to, text) in [
        ("web:/none", "x", "Could not find the file /none in container"),
        ("web:/d", "renamed", "cannot copy directory"),
        ("web:/d/file", "none/", "no such directory"),
        ("web:/d/file", "/none/x", "invalid output path: directory \"/none\" does not exist"),
        ("web:/d/file", "/dev/null", "invalid output path: \"/dev/null\" must be a directory or a regular file"),
    ] {
        scenario.step(&["cp", from, to]).fails(text);
    }
    assert!(!work.join("x").exists() && !work.join("none").exists());
    let strays = fs::read_dir(&work).expect("the folder").filter_map(Result::ok);
    assert_eq!(strays.filter(|entry| entry.file_name().to_string_lossy().starts_with(".rcompose")).count(), 0);
    scenario.step(&["stop"]).succeeds();
    scenario.step(&["cp", "--index=2", "-a", "web:/d/file", "kept"]).may_warn("owner and group").succeeds();
    assert_eq!(text("kept"), "second", "from a container that has ended");
}

#[test]
fn file_systems_are_exported() {
    let scenario = Scenario::start(
        "file_systems_are_exported",
        "export writes the file system of a running container, to standard output or to a file that is there when it is \
         whole.",
    );
    scenario.step(&["up", "-d"]).succeeds();
    scenario.check(running("web", 2));
    for number in [1, 2] {
        let id = scenario.container("web", number).id;
        scenario.docker(&["exec", &id, "test-service", "write", "/mark", &format!("of {number}")]);
    }
    let mark = |archive: &[u8]| {
        let mut archive = tar::Archive::new(archive);
        let entries = archive.entries().expect("an archive").map(|entry| entry.expect("an entry"));
        let mut found = entries.filter(|entry| entry.path().is_ok_and(|path| path.ends_with("mark")));
        let mut text = String::new();
        found.next().expect("the file").read_to_string(&mut text).expect("text");
        text
    };
    scenario.step(&["export", "--index=2", "-o", "out.tar", "web"]).succeeds();
    let out = scenario.work().join("out.tar");
    assert_eq!(mark(&fs::read(&out).expect("the file")), "of 2");
    assert_eq!(fs::metadata(&out).expect("the file").mode() & 0o777, 0o600);
    scenario.step(&["export", "--index", "1", "--output", "out.tar", "web"]).succeeds();
    assert_eq!(mark(&fs::read(&out).expect("the file")), "of 1", "the new one replaces the old one");
    scenario.step(&["export", "-o", "/none/x", "web"]).fails("invalid output path: directory \"/none\" does not exist");
    scenario.step(&["export", "-o", ".", "web"]).fails("cannot write to a directory");
    let shown = scenario.step(&["export", "web"]).on_terminal().in_background().ends_within(SOON);
    assert!(shown.code() == Some(1) && shown.stdout.contains("output option is required when exporting to terminal"));
    scenario.step(&["export", "--index", "7", "-o", "x", "web"]).fails("service \"web\" is not running container #7");
    scenario.step(&["stop"]).succeeds();
    scenario.step(&["export", "-o", "x", "web"]).fails("service \"web\" is not running");
    let left = fs::read_dir(scenario.work()).expect("the folder").count();
    assert_eq!(left, 2, "the compose file and the export");
}

#[test]
fn containers_become_images() {
    let scenario = Scenario::start(
        "containers_become_images",
        "commit makes an image of a container, with author, comment, instructions and the name that was asked for.",
    );
    scenario.step(&["up", "-d"]).succeeds();
    for number in [1, 2] {
        let id = scenario.container("web", number).id;
        scenario.docker(&["exec", &id, "test-service", "write", "/mark", &format!("of {number}")]);
    }
    let image = |tag: &str| format!("{}-made:{tag}", scenario.project());
    let name = image("one");
    let said = scenario.step(&["commit", "web", &name]).variable("COMPOSE_PROGRESS", "plain").may_warn("Commit");
    let said = said.succeeds();
    assert_eq!(said.stdout, "", "the id is told as progress");
    let id = scenario.docker(&["image", "inspect", "-f", "{{.Id}}", &name]);
    assert!(said.stderr.contains(&format!("Committed as {id}")), "{said}");
    let words = ["-a", "somebody", "-m", "a word", "-c", "ENV MADE=yes", "--change", "LABEL x=y", "--pause=false"];
    let named = image("two");
    let command = [&["commit", "--index=2"][..], &words, &["web", &named]].concat();
    scenario.step(&command).succeeds();
    let format = "{{.Author}}|{{.Comment}}|{{index .Config.Labels \"x\"}}|{{json .Config.Env}}";
    let facts = scenario.docker(&["image", "inspect", "-f", format, &named]);
    assert!(facts.starts_with("somebody|a word|y|") && facts.contains("MADE=yes"), "{facts}");
    assert_eq!(scenario.docker(&["run", "--rm", &named, "test-service", "cat", "/mark"]), "of 2");
    scenario.step(&["commit", "web", "Bad:1"]).fails("repository name (library/Bad) must be lowercase");
    scenario.step(&["commit", "web", "a b"]).fails("invalid reference format");
    scenario.step(&["commit", "-c", "RUN x", "web", &image("three")]).fails("RUN is not a valid change command");
    scenario.step(&["commit", "nosuch"]).fails("service \"nosuch\" is not running");
    scenario.step(&["commit", "--index", "5", "web"]).fails("service \"web\" is not running container #5");
}
