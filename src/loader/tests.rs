//! Whole loads from files in memory: what the project is, and what is said of wrong files.

mod faults;

use super::source::memory::Memory;
use super::*;
use crate::loader::code::Code;
use crate::model::span::Span;

fn request() -> LoadRequest {
    LoadRequest {
        working_dir: "/p".into(),
        environment: [("HOME".to_owned(), "/home/u".to_owned()), ("TAG".to_owned(), "1".to_owned())].into(),
        ..LoadRequest::default()
    }
}

fn over() -> LoadRequest {
    LoadRequest { files: vec!["compose.yaml".to_owned(), "over.yaml".to_owned()], ..request() }
}

fn messages(error: LoadError) -> Vec<String> {
    match error {
        LoadError::Diagnostics(faults) => faults.into_iter().map(|fault| fault.message).collect(),
        other => vec![other.to_string()],
    }
}

fn load_all(request: &LoadRequest, files: &Memory) -> Result<Project, Vec<String>> {
    let loaded = load_from(request, files).map_err(messages)?;
    let origins = loaded.origins();
    let (project, _) = loaded.into_project_from(&[], true, files).map_err(messages)?;
    origins.unique_names(&project).map_err(messages)?;
    Ok(project)
}

/// The YAML that `config` prints, or all messages.
fn config(request: &LoadRequest, files: &Memory) -> String {
    match load_all(request, files) {
        Ok(project) => render::yaml(&project),
        Err(messages) => messages.join("\n"),
    }
}

fn faults(text: &str) -> Vec<String> {
    load_all(&request(), &Memory::new([("/p/compose.yaml", text)])).expect_err("a faulty file")
}

#[test]
fn short_forms_become_long_ones() {
    let files = Memory::new([
        (
            "/p/compose.yaml",
            "services:\n  web:\n    image: nginx:$TAG\n    ports: ['8080:80']\n    volumes: [./src:/app:ro, data:/data]\n    depends_on: [db]\n  \
         db: {image: pg, environment: [A, B=2], env_file: db.env}\nvolumes: {data: }\n",
        ),
        ("/p/db.env", "C=3\nB=lost\n"),
    ]);
    let expected = "name: p\nservices:\n  db:\n    environment:\n      A: null\n      B: \"2\"\n      C: \"3\"\n    image: pg\n    networks:\n      \
        default: null\n  web:\n    depends_on:\n      db:\n        condition: service_started\n        required: true\n    image: nginx:1\n    \
        networks:\n      default: null\n    ports:\n      - mode: ingress\n        target: 80\n        published: \"8080\"\n        protocol: tcp\n    \
        volumes:\n      - type: bind\n        source: /p/src\n        target: /app\n        read_only: true\n        bind: {}\n      - type: volume\n        \
        source: data\n        target: /data\n        volume: {}\nnetworks:\n  default:\n    name: p_default\nvolumes:\n  data:\n    name: p_data\n";
    assert_eq!(config(&request(), &files), expected);
}

#[test]
fn later_files_win_key_by_key() {
    let files = Memory::new([
        (
            "/p/compose.yaml",
            "services:\n  a:\n    image: x\n    command: one\n    environment: {A: 1, B: 2}\n    ports: ['80:80']\n    cap_add: [NET_ADMIN]\n    \
             labels: {gone: x, kept: y}\n    dns: [1.1.1.1]\n",
        ),
        (
            "/p/over.yaml",
            "services:\n  a:\n    command: null\n    environment: [B=3]\n    ports: ['81:80', '80:80']\n    cap_add: [NET_ADMIN, SYS_TIME]\n    \
             labels: {gone: !reset null}\n    dns: !override [8.8.8.8]\n    image:\n",
        ),
    ]);
    let project = load_all(&over(), &files).expect("a valid project");
    let service = &project.services["a"];
    assert_eq!(service.image, "x");
    assert_eq!(service.command.0, None);
    assert_eq!(service.environment.0["B"].as_deref(), Some("3"));
    assert_eq!(service.ports.iter().map(|port| port.published.0.as_str()).collect::<Vec<_>>(), ["80", "81"]);
    assert_eq!(service.cap_add, ["NET_ADMIN", "SYS_TIME"]);
    assert_eq!(service.labels.0.keys().collect::<Vec<_>>(), ["kept"]);
    assert_eq!(service.dns.0, ["8.8.8.8"]);
}

#[test]
fn unlike_kinds_do_not_merge() {
    let files = Memory::new([
        ("/p/compose.yaml", "services: {a: {image: x, cap_add: [A]}}"),
        ("/p/over.yaml", "services: {a: {cap_add: B}}"),
    ]);
    assert_eq!(config(&over(), &files), "cannot override services.a.cap_add");
}

#[test]
fn all_faults_of_the_schema_come_at_once() {
    let found = faults("services:\n  a: {image: 5, prots: [], cgroup: x, ports: [true], depends_on: x}\nfoo: 1\n");
    let validating = |text: &str| format!("validating /p/compose.yaml: {text}");
    for text in [
        "services.a.image must be a string",
        "services.a additional properties 'prots' not allowed",
        "services.a.cgroup value must be one of 'host', 'private'",
        "services.a.ports.0 must be a number",
        "services.a.depends_on must be a array",
        " additional properties 'foo' not allowed",
    ] {
        assert!(found.contains(&validating(text)), "{text} is not in {found:#?}");
    }
    assert_eq!(found.len(), 6);
}

#[test]
fn faults_say_where_and_what_was_meant() {
    let files =
        Memory::new([("/p/compose.yaml", "services:\n  a:\n    image: x\n    networks: [fornt]\n    prots: []\n")]);
    let Err(LoadError::Diagnostics(found)) = load_from(&request(), &files) else { panic!("a faulty file loaded") };
    let places: Vec<_> = found.iter().flat_map(|fault| &fault.span).map(Span::position).collect();
    assert_eq!(places, ["/p/compose.yaml:4:16", "/p/compose.yaml:5:5"]);
    assert_eq!(found[1].help.as_deref(), Some("did you mean `ports`?"));
    let text = "services:\n  a:\n    image: x\n    networks: [fornt]\nnetworks: {front: }\n";
    let files = Memory::new([("/p/compose.yaml", text)]);
    let Err(LoadError::Diagnostics(found)) = load_from(&request(), &files) else { panic!("a faulty file loaded") };
    assert_eq!(found[0].message, "service \"a\" refers to undefined network fornt: invalid compose project");
    assert_eq!(found[0].help.as_deref(), Some("did you mean `front`?"));
    assert_eq!(found[0].span.as_ref().map(Span::position).as_deref(), Some("/p/compose.yaml:4:16"));
}

#[test]
fn inconsistent_projects() {
    let cases = [
        (
            "services: {a: {}}",
            "service \"a\" has neither an image nor a build context specified: invalid compose project",
        ),
        (
            "services: {a: {image: x, volumes: ['v1:/a']}}",
            "service \"a\" refers to undefined volume v1: invalid compose project",
        ),
        (
            "services: {a: {image: x, depends_on: [b]}}",
            "service \"a\" depends on undefined service \"b\": invalid compose project",
        ),
        (
            "services: {a: {image: x, depends_on: [b]}, b: {image: x, links: [a]}}",
            "dependency cycle detected: a -> b -> a",
        ),
        (
            "services: {a: {image: x, scale: 2, container_name: cc}}",
            "services.scale: can't set container_name and a as container name must be unique: invalid compose project",
        ),
        (
            "services: {a: {image: x, tmpfs: /a, volumes: ['/a']}}",
            "services.a.volumes[0]: target /a already mounted as services.a.tmpfs[0]",
        ),
        (
            "services: {a: {image: x, cpus: 1, deploy: {resources: {limits: {memory: 1g}}}}}",
            "services.a: can't set distinct values on 'cpus' and 'deploy.resources.limits.cpus': invalid compose project",
        ),
        ("secrets: {s: {}}\nservices: {a: {image: x}}", "secrets.s: one of file|environment must be set"),
    ];
    for (text, message) in cases {
        assert_eq!(faults(text), [message], "{text}");
    }
}

#[test]
fn cycles_are_found_in_linear_time() {
    // Every service of a layer depends on every service of the next one: the number of ways doubles with each layer.
    let service =
        |side: &str, layer: usize| format!("  {side}{layer}: {{image: x, depends_on: [a{0}, b{0}]}}\n", layer + 1);
    let layers: String = (0..60).flat_map(|layer| [service("a", layer), service("b", layer)]).collect();
    let text = format!("services:\n{layers}  a60: {{image: x}}\n  b60: {{image: x}}\n");
    let files = Memory::new([("/p/compose.yaml", text.as_str())]);
    assert_eq!(load_all(&request(), &files).map(|project| project.services.len()), Ok(122));
}

#[test]
fn services_extend_others_also_of_other_files() {
    let files = Memory::new([
        (
            "/p/compose.yaml",
            "services:\n  a: {extends: {file: sub/base.yaml, service: b}, environment: {X: '2'}, labels: {l: !reset null}}\n",
        ),
        (
            "/p/sub/base.yaml",
            "services:\n  b: {extends: c, volumes: ['./v:/v'], labels: {l: '1', m: '2'}}\n  c: {image: x, environment: {X: '1', Y: '1'}}\n",
        ),
    ]);
    let project = load_all(&request(), &files).expect("a valid project");
    let service = &project.services["a"];
    assert_eq!((service.image.as_str(), service.volumes[0].source.as_str()), ("x", "/p/sub/v"));
    assert_eq!(service.environment.0.values().flatten().collect::<Vec<_>>(), ["2", "1"]);
    assert_eq!(service.labels.0.keys().collect::<Vec<_>>(), ["m"]);
    let circle = faults("services: {a: {extends: b}, b: {extends: a}}");
    let file = "/p/compose.yaml";
    assert_eq!(circle[0], format!("Circular reference:\n  a in {file}\n  extends b in {file}\n  extends a in {file}"));
    let missing = faults("services: {a: {extends: zz}}");
    assert_eq!(missing, [format!("cannot extend service \"a\" in {file}: service \"zz\" not found")]);
}

#[test]
fn included_projects_have_their_own_folder_and_variables() {
    let files = Memory::new([
        ("/p/compose.yaml", "include: [sub/i.yaml]\nservices: {i: {labels: {l: main}}}\n"),
        ("/p/sub/i.yaml", "name: other\nservices: {i: {image: 'x:$OWN', build: ., labels: {k: inner}}}\n"),
        ("/p/sub/.env", "OWN=mine\nTAG=lost\n"),
    ]);
    let project = load_all(&request(), &files).expect("a valid project");
    let service = &project.services["i"];
    assert_eq!(service.image, "x:mine");
    assert_eq!(service.build.as_ref().map(|build| build.context.as_str()), Some("/p/sub"));
    assert_eq!(service.labels.0.len(), 2);
    assert_eq!(project.name, "p");
    let circle = Memory::new([("/p/compose.yaml", "include: [b.yaml]"), ("/p/b.yaml", "include: [compose.yaml]")]);
    let text = config(&request(), &circle);
    assert_eq!(text, "include cycle detected:\n/p/compose.yaml\n include /p/b.yaml\n include /p/compose.yaml");
}

#[test]
fn secrets_of_included_projects_have_values() {
    let files = Memory::new([
        ("/p/compose.yaml", "include: [sub/i.yaml]\nservices: {a: {image: x}}\nsecrets: {s: {environment: HOST}}\n"),
        (
            "/p/sub/i.yaml",
            "services: {i: {image: x, secrets: [s, own], configs: [c]}}\nconfigs: {c: {environment: OWN}}\n\
             secrets: {s: {environment: OWN}, own: {environment: OWN}}\n",
        ),
        ("/p/sub/.env", "OWN=mine\n"),
    ]);
    let request = LoadRequest { environment: [("HOST".to_owned(), "host".to_owned())].into(), ..request() };
    let project = load_all(&request, &files).expect("a valid project");
    let contents =
        [&project.secrets["own"], &project.configs["c"], &project.secrets["s"]].map(|one| one.content.as_deref());
    assert_eq!(contents, [Some("mine"), Some("mine"), Some("host")]);
}

#[test]
fn a_broken_env_file_of_another_service_does_no_harm() {
    let files = Memory::new([("/p/compose.yaml", "services: {a: {image: x}, b: {image: x, env_file: none.env}}")]);
    let load = || load_from(&request(), &files).expect("the files themselves are right");
    let (project, _) = load().into_project_from(&["a".to_owned()], true, &files).expect("b is not chosen");
    assert_eq!(project.services.len(), 1);
    let Err(LoadError::Diagnostics(found)) = load().into_project_from(&[], true, &files) else { panic!("no fault") };
    assert_eq!(found[0].message, "env file /p/none.env not found: stat /p/none.env: no such file or directory");
    assert_eq!(found[0].span.as_ref().map(Span::position).as_deref(), Some("/p/compose.yaml:1:51"));
}

#[test]
fn commands_that_need_a_shell_are_warned_about() {
    let files = Memory::new([("/p/compose.yaml", "version: '3'\nservices: {a: {image: x, command: 'a | b'}}")]);
    let warnings = load_from(&request(), &files).expect("a valid project").warnings;
    let codes: Vec<_> = warnings.iter().map(|warning| warning.code).collect();
    assert_eq!(codes, [Code::ObsoleteVersion, Code::DroppedWords]);
}

#[test]
fn a_strict_load_refuses_variables_without_a_value() {
    let files =
        Memory::new([("/p/compose.yaml", "services: {a: {image: 'x:$NONE$NONE', command: '${MAY_BE_EMPTY-}'}}\n")]);
    assert!(load_all(&request(), &files).is_ok());
    let strict = LoadRequest { options: LoadOptions { strict: true, ..LoadOptions::default() }, ..request() };
    let LoadError::Diagnostics(faults) = load_from(&strict, &files).unwrap_err() else { panic!("a fault of the file") };
    let told: Vec<_> = faults.iter().map(|fault| (fault.code, fault.message.as_str(), fault.related.len())).collect();
    assert_eq!(told, [(Code::UnsetVariable, "The \"NONE\" variable is not set.", 1)]);
}

#[test]
fn without_interpolation_nothing_of_the_environment_gets_in() {
    let text = "services: {a: {image: x, environment: {TAG: }, build: {args: {TAG: }}, volumes_from: [b], dns: $TAG}, b: {image: x}}\n";
    let request = request();
    let request =
        LoadRequest { options: LoadOptions { interpolate: false, decode: false, ..request.options }, ..request };
    let loaded = load_from(&request, &Memory::new([("/p/compose.yaml", text)])).expect("a valid project");
    let service = loaded.tree.at_keys(&["services", "a"]).expect("the service").to_json();
    assert_eq!(service["environment"], serde_json::json!({"TAG": null}));
    assert_eq!(service["dns"], serde_json::json!(["$TAG"]));
    assert_eq!(service["build"]["args"], serde_json::json!({}));
    let dependency = serde_json::json!({"condition": "service_started", "restart": false, "required": true});
    assert_eq!(service["depends_on"]["b"], dependency);
}

#[test]
fn faults_of_the_schema_are_those_of_the_merged_model_and_of_the_deepest_form() {
    let files = Memory::new([
        ("/p/compose.yaml", "services: {a: {image: x, security_opt: [b]}}"),
        ("/p/over.yaml", "services: {a: {security_opt: [b]}}"),
    ]);
    assert_eq!(config(&over(), &files), "validating /p/over.yaml: services.a.security_opt items at 0 and 1 are equal");
    let text = "services:\n  a:\n    image: x\n    ports: [{target: 80, foo: 1}]\n    depends_on: {b: {}}\n    tmpfs: 5\n  b: {image: x}\n";
    let validating = |text: &str| format!("validating /p/compose.yaml: services.a.{text}");
    let expected = [
        validating("ports.0 additional properties 'foo' not allowed"),
        validating("depends_on.b missing property 'condition'"),
        validating("tmpfs must be a string"),
    ];
    assert_eq!(faults(text), expected);
}

#[test]
fn a_container_name_is_taken_by_the_services_of_the_command_only() {
    let files = Memory::new([(
        "/p/compose.yaml",
        "services:\n  a: {image: x, container_name: one}\n  b: {image: x, container_name: one}\n  c: {image: x, profiles: [p], container_name: one}\n",
    )]);
    let names = |services: &[&str]| {
        let loaded = load_from(&request(), &files).expect("a valid project");
        let services: Vec<String> = services.iter().map(ToString::to_string).collect();
        let origins = loaded.origins();
        let (project, _) = loaded.into_project_from(&services, true, &files).expect("a valid project");
        origins.unique_names(&project).map_err(messages)
    };
    let taken = "services.b: container name \"one\" is already in use by service a";
    assert_eq!(names(&[]), Err(vec![taken.to_owned()]));
    assert_eq!(names(&["a"]), Ok(()));
    assert_eq!(names(&["c"]), Ok(()));
}
