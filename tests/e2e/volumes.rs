//! Named and anonymous volumes: data survives what it should survive.

use crate::checks::{nothing_left, running};
use crate::engine::Container;
use crate::scenario::Scenario;

#[test]
fn named_volumes_survive_down() {
    let scenario = Scenario::start(
        "named_volumes_survive_down",
        "A named volume keeps its data over down and up; down -v removes it, but never an external one.",
    );
    let external = format!("{}_elsewhere", scenario.project());
    scenario.step(&["up", "-d"]).fails(&external);
    assert!(scenario.containers().is_empty());
    scenario.docker(&["volume", "create", &external]);
    scenario.step(&["up", "-d"]).succeeds();
    scenario.exec("web", &["test-service", "write", "/named/file", "kept"]);
    scenario.step(&["down"]).succeeds();
    let named = format!("{}_data", scenario.project());
    let label = "{{index .Labels \"com.docker.compose.volume\"}}";
    assert_eq!(scenario.docker(&["volume", "inspect", "-f", label, &named]), "data");
    scenario.step(&["up", "-d"]).succeeds();
    assert_eq!(scenario.exec("web", &["test-service", "cat", "/named/file"]), "kept");
    assert_eq!(scenario.exec("web", &["test-service", "cat", "/bound/hello.txt"]), "hello from the host");
    scenario.step(&["down", "-v"]).succeeds();
    assert_eq!(scenario.left("volume").into_iter().collect::<Vec<_>>(), [external]);
}

#[test]
fn anonymous_volumes_are_carried_over() {
    let scenario = Scenario::start(
        "anonymous_volumes_are_carried_over",
        "A recreated container keeps its anonymous volumes, from the file and from the image, unless -V is given.",
    );
    scenario.step(&["up", "-d"]).succeeds();
    scenario.exec("web", &["test-service", "write", "/data/file", "from the image"]);
    scenario.exec("web", &["test-service", "write", "/cache/file", "from the file"]);
    let before = scenario.container("web", 1);
    scenario.edit("compose.yaml", "MARK: one", "MARK: two");
    scenario.step(&["up", "-d"]).succeeds();
    let now = scenario.container("web", 1);
    assert_ne!(now.id, before.id);
    assert_eq!(now.mounted_at("/data"), before.mounted_at("/data"));
    assert_eq!(now.mounted_at("/cache"), before.mounted_at("/cache"));
    assert_eq!(scenario.exec("web", &["test-service", "cat", "/data/file"]), "from the image");
    assert_eq!(scenario.exec("web", &["test-service", "cat", "/cache/file"]), "from the file");

    scenario.step(&["up", "-d", "--force-recreate", "-V"]).succeeds();
    scenario.check(running("web", 1));
    let fresh = scenario.container("web", 1);
    assert_ne!(fresh.mounted_at("/data"), before.mounted_at("/data"));
    assert_ne!(fresh.mounted_at("/cache"), before.mounted_at("/cache"));
    let all = || crate::engine::ids(&["volume", "ls", "--quiet"]);
    let of = |web: &Container| ["/data", "/cache"].map(|target| web.mounted_at(target).expect("a volume"));
    let [old, new] = [of(&before), of(&fresh)];
    if !scenario.peer_differs("it leaves behind what -V renews") {
        assert!(old.iter().all(|volume| !all().contains(volume)), "-V removes what it renews");
    }
    scenario.edit("compose.yaml", "MARK: two", "MARK: three");
    scenario.step(&["up", "-d"]).succeeds();
    assert_eq!(of(&scenario.container("web", 1)), new);
    scenario.step(&["down", "-v"]).succeeds();
    if !scenario.peer_differs("it takes for named volumes what a container took over") {
        assert!(new.iter().all(|volume| !all().contains(volume)), "down -v removes anonymous volumes");
    }
    scenario.check(nothing_left());
    crate::engine::remove(&["volume", "rm"], &[old, new].concat());
}
