//! What commands list beside the containers: images, volumes.

use crate::checks::nothing_left;
use crate::scenario::Scenario;

#[test]
fn images_of_containers() {
    let scenario = Scenario::start(
        "images_of_containers",
        "images lists what each container was made from, running or not, as a table, JSON or ids, for some services or all.",
    );
    scenario.step(&["create"]).succeeds();
    let name = |service: &str| scenario.container_name(service, 1);
    let id = |image: &str| scenario.docker(&["image", "inspect", "-f", "{{.Id}}", image]);
    let (service, volume) = (id("rcompose-test/service"), id("rcompose-test/volume"));

    let table = scenario.step(&["images"]).succeeds();
    let rows: Vec<Vec<&str>> = table.lines().iter().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(rows[0], ["CONTAINER", "REPOSITORY", "TAG", "PLATFORM", "IMAGE", "ID", "SIZE", "CREATED"]);
    let short = |id: &str| id.trim_start_matches("sha256:")[..12].to_owned();
    let platform = scenario.docker(&["image", "inspect", "-f", "{{.Os}}/{{.Architecture}}", "rcompose-test/service"]);
    assert_eq!(rows[1][..5], [&name("store"), "rcompose-test/volume", "latest", &platform, &short(&volume)]);
    assert_eq!(rows[2][..5], [&name("web"), "rcompose-test/service", "latest", &platform, &short(&service)]);
    assert!(rows.len() == 3 && table.lines()[2].ends_with(" ago"), "{table}");

    let json = scenario.step(&["images", "--format", "json", "web"]).succeeds();
    let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!((json.as_array().unwrap().len(), &json[0]["ID"]), (1, &service.clone().into()));
    assert_eq!(json[0]["ContainerName"], name("web"));
    let size = scenario.docker(&["image", "inspect", "-f", "{{.Size}}", "rcompose-test/service"]);
    assert_eq!(json[0]["Size"].to_string(), size);
    if !scenario.peer_differs("2.40 does not tell the time of the build") {
        let built = scenario.docker(&["image", "inspect", "-f", "{{.Created}}", "rcompose-test/service"]);
        assert_eq!(json[0]["Created"], built);
    }

    let mut ids: Vec<String> =
        scenario.step(&["images", "-q"]).succeeds().lines().iter().map(ToString::to_string).collect();
    let bare = |id: &str| id.trim_start_matches("sha256:").to_owned();
    let mut wanted = [bare(&service), bare(&volume)];
    ids.sort();
    wanted.sort();
    assert_eq!(ids, wanted);

    // Without its file, and a service that has no container.
    let project = scenario.project();
    assert_eq!(scenario.step(&["-p", project, "images", "-q", "web"]).succeeds().lines(), [bare(&service)]);
    assert_eq!(scenario.step(&["images", "again", "--format", "json"]).succeeds().stdout, "null\n\n");
    if !scenario.peer_differs("it shows nothing for a name that the project does not have") {
        scenario.step(&["images", "wbe"]).fails("no such service: wbe\nhint: did you mean `web`?");
        scenario.step(&["-p", project, "images", "wbe"]).fails("no such service: wbe\nhint: did you mean `web`?");
    }
    scenario.step(&["images", "--format", "yaml"]).fails("format value \"yaml\" could not be parsed");
    scenario.step(&["down"]).succeeds();
    assert_eq!(scenario.step(&["images"]).succeeds().lines().len(), 1);
    scenario.check(nothing_left());
}

#[test]
fn volumes_of_a_project() {
    let scenario = Scenario::start(
        "volumes_of_a_project",
        "volumes lists the volumes with the project's label, or those that some services have mounted while they run.",
    );
    scenario.step(&["up", "-d"]).succeeds();
    let volume = |key: &str| format!("{}_{key}", scenario.project());
    let names = |arguments: &[&str]| {
        let mut names: Vec<String> =
            scenario.step(arguments).succeeds().lines().iter().map(ToString::to_string).collect();
        names.sort();
        names
    };
    assert_eq!(names(&["volumes", "-q"]), [volume("data"), volume("more")]);
    assert_eq!(names(&["volumes", "-q", "web"]), [volume("data")]);
    assert_eq!(names(&["-p", scenario.project(), "volumes", "-q", "store"]), [volume("more")]);
    let table = scenario.step(&["volumes", "web"]).succeeds();
    assert_eq!(table.stdout, format!("DRIVER    VOLUME NAME\nlocal     {}\n", volume("data")));

    let json = scenario.step(&["volumes", "--format", "json", "web"]).succeeds().json_lines();
    let mountpoint = scenario.docker(&["volume", "inspect", "-f", "{{.Mountpoint}}", &volume("data")]);
    assert_eq!((json.len(), &json[0]["Mountpoint"]), (1, &mountpoint.into()));
    assert_eq!((&json[0]["Size"], &json[0]["Scope"]), (&"N/A".into(), &"local".into()));
    let template = ["volumes", "--format", "table {{.Name}}\\t{{.Label \"keep\"}}", "web"];
    let template = scenario.step(&template).succeeds();
    assert!(template.lines()[1].starts_with(&volume("data")) && template.lines()[1].ends_with("yes"), "{template}");
    let raw = scenario.step(&["volumes", "--format", "raw", "store"]).succeeds();
    assert_eq!(raw.stdout, format!("name: {}\ndriver: local\n\n", volume("more")));

    scenario.step(&["volumes", "nosuch"]).fails("no such service: nosuch");
    scenario.step(&["volumes", "--format", "{{.Nope}}"]).fails("can't evaluate field Nope");
    scenario.step(&["stop", "web"]).succeeds();
    assert_eq!(names(&["volumes", "-q", "web"]), Vec::<String>::new());
    scenario.step(&["down", "-v"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn a_picture_of_what_runs() {
    let scenario = Scenario::start(
        "a_picture_of_what_runs",
        "graph draws the services with their dependencies and what runs of them.",
    );
    if scenario.peer_differs("it has no such command") {
        return;
    }
    let tree = |web: &str, job: &str| {
        format!(
            "{}\n├─ later  none wanted  rcompose-test/service\n└─ web  {web}  rcompose-test/service\n   \
             └─ job: service_completed_successfully  {job}  rcompose-test/service\n",
            scenario.project()
        )
    };
    let drawn = || scenario.step(&["graph"]).succeeds().stdout;
    assert_eq!(drawn(), tree("not created", "not created"));
    scenario.step(&["up", "-d", "--wait", "web"]).succeeds();
    assert_eq!(drawn(), tree("running 1/1, healthy", "exited (0)"));
    let chart = scenario.step(&["graph", "--format", "mermaid", "web"]).succeeds().stdout;
    assert!(chart.contains("rcompose-test/service<br>running 1/1, healthy\"]:::good\n"), "{chart}");
    assert!(
        scenario.step(&["graph", "--no-state"]).succeeds().stdout.ends_with("_successfully  rcompose-test/service\n")
    );
    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn out_of_date_containers_in_ps() {
    let scenario = Scenario::start(
        "out_of_date_containers_in_ps",
        "ps says which containers up would replace because the file has changed; without a command the same project is told of.",
    );
    if scenario.peer_differs("it does not say so") {
        return;
    }
    scenario.step(&["up", "-d"]).succeeds();
    let marked = || {
        let table = scenario.step(&["ps"]).succeeds();
        let marked: Vec<String> =
            table.lines().iter().filter(|line| line.contains(", out of date")).map(ToString::to_string).collect();
        marked
    };
    assert_eq!(marked(), Vec::<String>::new());
    scenario.edit("compose.yaml", "GREETING: hello", "GREETING: hello again");
    let (web, side) = (scenario.container_name("web", 1), scenario.container_name("side", 1));
    let lines = marked();
    assert!(lines.len() == 1 && lines[0].starts_with(&web), "{lines:?}");
    let json = scenario.step(&["ps", "--format", "json"]).succeeds();
    assert!(json.stdout.contains(&side) && !json.stdout.contains("out of date"), "formats for scripts stay: {json}");
    scenario.step(&["up", "-d"]).succeeds();
    assert_eq!(marked(), Vec::<String>::new());

    let overview = scenario.step(&[]).succeeds();
    assert!(overview.stdout.contains("\nState     2 of 2 services running\n"), "{overview}");
    scenario.step(&["down"]).succeeds();
}
