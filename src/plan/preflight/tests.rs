//! Findings on small projects and states.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::path::PathBuf;

use super::*;
use crate::model::labels;
use crate::model::observed::{ContainerState, ObservedPort};
use crate::plan::images::{Building, PullPolicy, images};
use crate::plan::options::UpOptions;
use crate::plan::tests::support::{empty, project, running};

/// What is looked at beside the file.
struct World {
    observed: Observed,
    facts: Facts,
    images: ImageOptions,
    existing: Existing,
    goal: Goal,
    scale: BTreeMap<ServiceName, u32>,
}

impl Default for World {
    fn default() -> Self {
        Self {
            observed: empty(),
            facts: Facts::default(),
            images: ImageOptions::default(),
            existing: Existing::AsWritten,
            goal: Goal::Running,
            scale: BTreeMap::new(),
        }
    }
}

impl World {
    fn with_subject<T>(&self, yaml: &str, use_it: impl FnOnce(&Subject<'_>) -> T) -> T {
        let project = project(yaml);
        let (_, complete) = externals(&project, None, &self.observed);
        let observed = complete.as_ref().unwrap_or(&self.observed);
        let options = UpOptions { scale: self.scale.clone(), ..UpOptions::default() };
        let plan = crate::plan::up(&project, observed, &options).unwrap();
        let image_plan = images(&project, observed, &self.images).unwrap();
        use_it(&Subject {
            project: &project,
            one_off: None,
            observed,
            scale: &self.scale,
            goal: self.goal,
            existing: self.existing,
            images: Images { options: &self.images, plan: &image_plan },
            plan: &plan,
        })
    }

    #[expect(clippy::redundant_closure_for_method_calls, reason = "the method's path is for one lifetime only")]
    fn questions(&self, yaml: &str) -> Questions {
        self.with_subject(yaml, |subject| subject.questions())
    }

    /// The findings, a line each: place, message, other place.
    fn found(&self, yaml: &str) -> Vec<String> {
        let (missing, _) = externals(&project(yaml), None, &self.observed);
        let found = self.with_subject(yaml, |subject| subject.findings(&self.facts));
        let all = missing.iter().chain(&found);
        all.map(|finding| {
            let related = finding.related.as_ref().map(|(place, _)| format!(" ({})", place.0.join(".")));
            format!("{}: {}{}", finding.place.0.join("."), finding.problem, related.unwrap_or_default())
        })
        .collect()
    }
}

/// Services with one `ports` each: `a: [8080:80]`, in the long form that the loader makes.
fn services(list: &[(&str, &str, usize)]) -> String {
    let mut yaml = "services:\n".to_owned();
    for (name, published, scale) in list {
        let (address, ports) = published.rsplit_once('@').unwrap_or(("", published));
        let (ports, protocol) = ports.split_once('/').unwrap_or((ports, "tcp"));
        let port = format!("target: 80, host_ip: '{address}', published: '{ports}', protocol: {protocol}");
        yaml = format!("{yaml}  {name}: {{scale: {scale}, ports: [{{{port}}}]}}\n");
    }
    yaml
}

fn container(name: &str, project: &str, published: &[(&str, u16)]) -> ObservedContainer {
    let ports = published.iter().map(|(ip, public)| ObservedPort {
        ip: (*ip).to_owned(),
        private: 80,
        public: *public,
        protocol: "tcp".to_owned(),
    });
    let labels = [(labels::PROJECT, project), (labels::SERVICE, "web")];
    ObservedContainer {
        id: format!("{name:0>64}").as_str().into(),
        name: name.to_owned(),
        state: ContainerState::Running,
        ports: ports.collect(),
        labels: labels.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
        ..ObservedContainer::default()
    }
}

fn listener(ip: &str, port: u16) -> Listener {
    let name = Some("nginx".to_owned());
    Listener { protocol: Protocol::Tcp, ip: ip.parse::<IpAddr>().unwrap(), port, process: Some(7), name }
}

/// Services with what they publish and how many containers they have; what is found.
type Case = (&'static [(&'static str, &'static str, usize)], &'static [&'static str]);

#[test]
fn ports_of_the_model() {
    let cases: &[Case] = &[
        (&[("a", "8080", 1), ("b", "8081", 1)], &[]),
        (
            &[("a", "8080", 1), ("b", "8080", 1)],
            &["services.b.ports.0.published: host port 8080/tcp is published by service \"a\" and by service \"b\" \
               (services.a.ports.0.published)"],
        ),
        (&[("a", "8080", 1), ("b", "8080/udp", 1)], &[]),
        (&[("a", "8080", 1), ("b", "8080", 0)], &[]),
        (&[("a", "127.0.0.1@8080", 1), ("b", "127.0.0.2@8080", 1)], &[]),
        (&[("a", "0.0.0.0@8080", 1), ("b", "::@8080", 1)], &[]),
        (
            &[("a", "8080", 1), ("b", "127.0.0.1@8080", 1)],
            &[
                "services.b.ports.0.published: host port 127.0.0.1:8080/tcp is published by service \"a\" and by service \"b\" \
               (services.a.ports.0.published)",
            ],
        ),
        (
            &[("a", "8080", 1), ("b", "::1@8080", 1)],
            &[
                "services.b.ports.0.published: host port [::1]:8080/tcp is published by service \"a\" and by service \"b\" \
               (services.a.ports.0.published)",
            ],
        ),
        (
            &[("a", "8080", 3)],
            &[
                "services.a.ports.0.published: host port 8080/tcp is for one container only, and service \"a\" is to have 3",
            ],
        ),
        (&[("a", "8080-8082", 3)], &[]),
        (
            &[("a", "8080-8081", 3)],
            &[
                "services.a.ports.0.published: host ports 8080-8081/tcp are too few: service \"a\" is to have 3 containers",
            ],
        ),
        // The fixed one leaves enough of the range.
        (&[("a", "8081", 1), ("b", "8080-8082", 2)], &[]),
        (
            &[("a", "8081", 1), ("b", "8080-8082", 3)],
            &[
                "services.b.ports.0.published: host ports 8080-8082/tcp are too few for all containers that publish one of them \
               (services.a.ports.0.published)",
            ],
        ),
        (&[("a", "8080-8081", 1), ("b", "8080-8082", 2)], &[]),
        (
            &[("a", "8080-8081", 2), ("b", "8080-8082", 2)],
            &[
                "services.b.ports.0.published: host ports 8080-8082/tcp are too few for all containers that publish one of them \
               (services.a.ports.0.published)",
            ],
        ),
    ];
    for (list, expected) in cases {
        assert_eq!(World::default().found(&services(list)), *expected, "{list:?}");
    }
}

#[test]
fn ports_of_one_service_and_of_three() {
    let twice = "services: {a: {ports: [{target: 80, published: '90'}, {target: 81, published: '90'}]}}";
    let expected = [
        "services.a.ports.1.published: host port 90/tcp is published twice by service \"a\" (services.a.ports.0.published)",
    ];
    assert_eq!(World::default().found(twice), expected);
    let three = services(&[("a", "90", 1), ("b", "90", 1), ("c", "90", 1)]);
    assert_eq!(World::default().found(&three).len(), 2);
    let world = World { scale: [("a".into(), 2)].into(), ..World::default() };
    assert_eq!(world.found(&services(&[("a", "90", 1)])).len(), 1, "--scale counts");
}

#[test]
fn ports_that_are_taken_one_after_the_other_or_not_at_all() {
    let jobs = "services:
  job: {ports: [{target: 80, published: '90'}]}
  web: {ports: [{target: 80, published: '90'}], depends_on: {job: {condition: service_completed_successfully}}}";
    assert_eq!(World::default().found(jobs), [""; 0]);
    for other in ["network_mode: host", "network_mode: none", "networks: {inside: }", "networks: {far: }"] {
        let file = format!(
            "networks: {{inside: {{internal: true}}, far: {{driver: macvlan}}}}
services:
  a: {{ports: [{{target: 80, published: '90'}}]}}
  b: {{ports: [{{target: 80, published: '90'}}], {other}}}"
        );
        assert_eq!(World::default().found(&file), [""; 0], "{other}");
    }
    let created = World { goal: Goal::Created, ..World::default() };
    assert_eq!(created.found(&services(&[("a", "90", 2)])), [""; 0], "create takes no ports");
}

#[test]
fn ports_that_others_hold() {
    let of = |published: &str, world: &World| world.found(&services(&[("web", published, 1)]));
    let foreign = |ip, port| World {
        facts: Facts { foreign: vec![container("other_web_1", "other", &[(ip, port)])], ..Facts::default() },
        ..World::default()
    };
    let held = "is held by container other_web_1 (project other, service web)";
    let expected = |what: &str| vec![format!("services.web.ports.0.published: host port {what} {held}")];
    assert_eq!(of("8080", &foreign("0.0.0.0", 8080)), expected("8080/tcp"));
    assert_eq!(of("127.0.0.1@8080", &foreign("0.0.0.0", 8080)), expected("127.0.0.1:8080/tcp"));
    assert_eq!(of("::1@8080", &foreign("::", 8080)), expected("[::1]:8080/tcp"));
    for (published, ip, port) in
        [("8080", "0.0.0.0", 8081), ("127.0.0.1@8080", "10.0.0.1", 8080), ("::1@8080", "0.0.0.0", 8080)]
    {
        assert_eq!(of(published, &foreign(ip, port)), [""; 0], "{published} {ip}:{port}");
    }
    assert_eq!(of("8080-8081", &foreign("0.0.0.0", 8080)), [""; 0], "there is another one in the range");

    let process =
        |ip| World { facts: Facts { listeners: vec![listener(ip, 8080)], ..Facts::default() }, ..World::default() };
    let line =
        |what: &str| vec![format!("services.web.ports.0.published: host port {what} is held by process nginx (7)")];
    assert_eq!(of("8080", &process("127.0.0.1")), line("8080/tcp"));
    assert_eq!(of("8080", &process("::1")), line("8080/tcp"));
    assert_eq!(of("127.0.0.1@8080", &process("::ffff:127.0.0.1")), line("127.0.0.1:8080/tcp"));
    // It may be for version 6 alone.
    assert_eq!(of("0.0.0.0@8080", &process("::")), [""; 0]);
}

#[test]
fn what_runs_and_what_is_replaced_holds_nothing() {
    let old = services(&[("web", "8080", 1)]);
    let mut observed = running(&old);
    observed.containers[0].ports = container("", "", &[("0.0.0.0", 8080)]).ports;
    let world = World { observed, ..World::default() };
    let quiet = world.questions(&old);
    assert_eq!(quiet, Questions::default(), "nothing changes, so nothing is asked");
    assert_eq!(world.found(&old), [""; 0]);
    let changed = old.replace("scale: 1", "scale: 1, user: me");
    let asked = world.questions(&changed);
    assert!(asked.foreign && asked.ports == [HostPorts::single(Protocol::Tcp, 8080)]);
    assert_eq!(world.found(&changed), [""; 0]);
    let renamed = services(&[("site", "8080", 1)]);
    assert_eq!(
        world.found(&renamed),
        ["services.site.ports.0.published: host port 8080/tcp is held by orphan container p_web_1 of this project"]
    );
    // Another service of the project, which this command is not about.
    let other = services(&[("db", "8080", 1)]) + "disabled:\n" + old.split_once('\n').unwrap().1;
    assert_eq!(
        world.found(&other),
        ["services.db.ports.0.published: host port 8080/tcp is held by container p_web_1 (project p, service web)"]
    );
}

#[test]
fn containers_that_may_have_been_made_from_another_file_are_not_judged() {
    let file = services(&[("web", "8080", 1)]);
    let mut observed = running(&file);
    observed.containers[0].state = ContainerState::Exited;
    let facts = Facts { listeners: vec![listener("0.0.0.0", 8080)], ..Facts::default() };
    let known = World { observed: observed.clone(), facts: facts.clone(), ..World::default() };
    assert_eq!(known.found(&file).len(), 1);
    let unknown = World { observed, facts, existing: Existing::Unknown, ..World::default() };
    assert_eq!(unknown.found(&file), [""; 0]);
}

#[test]
fn start_looks_at_containers_that_are_as_the_file_says() {
    let file = services(&[("a", "8080", 1), ("b", "8081", 1)]);
    let mut observed = running(&file);
    for container in &mut observed.containers {
        container.state = ContainerState::Exited;
    }
    let now = project(&file.replace("8081", "8082"));
    let start = crate::plan::start(&now, &observed, &crate::plan::options::StartOptions::default()).unwrap();
    let up = crate::plan::up(&now, &observed, &UpOptions::default()).unwrap();
    let plan = without_replaced(&start, &up);
    let (options, images) = (ImageOptions::default(), ImagePlan::default());
    let subject = Subject {
        project: &now,
        one_off: None,
        observed: &observed,
        scale: &BTreeMap::new(),
        goal: Goal::Started,
        existing: Existing::AsWritten,
        images: Images { options: &options, plan: &images },
        plan: &plan,
    };
    assert_eq!(subject.questions().ports, [HostPorts::single(Protocol::Tcp, 8080)]);
}

#[test]
fn what_containers_publish_explains_listeners() {
    let one = container("a", "other", &[("0.0.0.0", 8080), ("", 0)]);
    let explained = explained(&[&one]);
    assert!(explained.contains(&(Protocol::Tcp, 8080)) && !explained.contains(&(Protocol::Udp, 8080)));
}

#[test]
fn names() {
    let facts =
        Facts { foreign: vec![container("fixed", "other", &[]), container("p_b_1", "", &[])], ..Facts::default() };
    let world = World { facts, ..World::default() };
    assert_eq!(
        world.found("services: {a: {container_name: fixed}, b: {}, c: {}}"),
        [
            "services.a.container_name: container name \"fixed\" is already in use by container fixed (project other, \
             service web)",
            "services.b.container_name: container name \"p_b_1\" is already in use by container p_b_1 (project , \
             service web)",
        ]
    );
}

#[test]
fn externals_are_all_told() {
    let file = "
networks: {here: {external: true}, gone: {external: true}, idle: {external: true}}
volumes: {data: {external: true, name: the-data}, more: {external: true}}
services:
  a: {networks: {here: , gone: }, volumes: [{type: volume, source: data, target: /d}]}
  b: {networks: {gone: }, volumes: [{type: volume, source: more, target: /m}]}";
    let mut world = World::default();
    let here = crate::model::observed::ObservedNetwork { name: "p_here".to_owned(), ..Default::default() };
    world.observed.networks.push(here.clone());
    let gone = "networks.gone: network p_gone declared as external, but could not be found";
    let volumes =
        ["volumes.data: external volume \"the-data\" not found", "volumes.more: external volume \"p_more\" not found"];
    assert_eq!(world.found(file), [&[gone][..], &volumes].concat());
    world.observed.networks.push(here);
    let twice = "networks.here: multiple networks with name \"p_here\" were found. Use network ID as `name` to avoid \
                 ambiguity";
    assert_eq!(world.found(file), [&[gone, twice][..], &volumes].concat());
}

#[test]
fn sources_that_nobody_makes() {
    let file = "
secrets: {s: {file: /secret}}
services:
  a:
    secrets: [{source: s}]
    volumes:
      - {type: bind, source: /made, target: /a}
      - {type: bind, source: /not-made, target: /b, bind: {create_host_path: false}}
  b: {secrets: [{source: s}], build: {context: /ctx, dockerfile: sub/Other}}
  c: {build: {context: /gone}}
  d: {build: {context: 'https://far/repo.git'}}";
    let asked = World::default().questions(file);
    let paths = |list: &[&str]| list.iter().map(PathBuf::from).collect::<BTreeSet<_>>();
    assert_eq!(asked.sources, paths(&["/not-made", "/secret"]));
    assert_eq!(asked.build_files, paths(&["/ctx", "/ctx/sub/Other", "/gone", "/gone/Dockerfile"]));
    let facts = Facts {
        missing_sources: asked.sources,
        missing_build_files: paths(&["/ctx/sub/Other", "/gone", "/gone/Dockerfile"]),
        ..Facts::default()
    };
    assert_eq!(
        World { facts, ..World::default() }.found(file),
        [
            "services.a.volumes.1.source: invalid mount config for type \"bind\": bind source path does not exist: \
             /not-made",
            "secrets.s.file: secret file /secret does not exist",
            "services.b.build.dockerfile: service \"b\": failed to read dockerfile: open /ctx/sub/Other: no such file \
             or directory",
            "services.c.build.context: service \"c\": unable to prepare context: path \"/gone\" not found",
        ]
    );
}

#[test]
fn images_that_nothing_brings() {
    let file = "services:
  there: {image: i, pull_policy: never}
  never: {image: n, pull_policy: never}
  pulled: {image: q}
  built: {build: {context: /c}}
  named: {image: m, build: {context: /c}}
  mounts: {image: i, pull_policy: never, volumes: [{type: image, source: data:1, target: /d}]}";
    let mount = "services.mounts.volumes.0.source: service \"mounts\": No such image: data:1";
    let never = "services.never.pull_policy: service \"never\": No such image: n";
    assert_eq!(World::default().found(file), [mount, never]);
    let with = |images| World { images, ..World::default() }.found(file);
    assert_eq!(
        with(ImageOptions { building: Building::Never, ..ImageOptions::default() }),
        ["services.built.build: service \"built\": No such image: p-built", mount, never]
    );
    let pull = Some(PullPolicy::Never);
    assert_eq!(
        with(ImageOptions { pull, ..ImageOptions::default() }),
        [
            mount,
            "services.never.image: service \"never\": No such image: n",
            "services.pulled.image: service \"pulled\": No such image: q"
        ]
    );
}

#[test]
fn a_container_of_run_takes_ports_beside_those_of_the_service() {
    let file = services(&[("web", "8080", 1)]);
    let mut observed = running(&file);
    observed.containers[0].ports = container("", "", &[("0.0.0.0", 8080)]).ports;
    let mut around = project(&file);
    let own = around.services.remove("web").unwrap();
    around.disabled_services.insert("web".into(), own.clone());
    let found = |service: &Service| {
        let (options, plan) = (ImageOptions::default(), ImagePlan::default());
        let subject = Subject {
            project: &around,
            one_off: Some(service),
            observed: &observed,
            scale: &BTreeMap::new(),
            goal: Goal::Running,
            existing: Existing::AsWritten,
            images: Images { options: &options, plan: &plan },
            plan: &Plan::default(),
        };
        let findings = subject.findings(&Facts::default());
        findings.iter().map(|finding| format!("{}: {}", finding.place.0.join("."), finding.problem)).collect::<Vec<_>>()
    };
    let held = "is held by container p_web_1 (project p, service web)";
    assert_eq!(found(&own), [format!("services.web.ports.0.published: host port 8080/tcp {held}")]);
    assert_eq!(found(&Service { ports: Vec::new(), ..own.clone() }), [""; 0]);
    let mut other = own;
    other.ports[0].target = 81;
    assert_eq!(found(&other), [format!("services.web: host port 8080/tcp {held}")], "-p has no place in the file");
}
