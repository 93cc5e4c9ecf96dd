//! What `up` decides about a container in one state or another.

use std::collections::BTreeMap;

use super::support::*;
use crate::model::ids::ContainerId;
use crate::model::labels;
use crate::model::observed::{ContainerState, Observed, ObservedContainer, ObservedImage, ObservedMount, ObservedPort};
use crate::model::project::{Project, Separator};
use crate::plan::operation::{ConfigHash, Operation};
use crate::plan::options::{Orphans, Recreate, Until, UpOptions};
use crate::plan::{hash, questions, up};

const ONE: &str = "
services:
  a: {image: i, volumes: [{type: volume, source: v, target: /v}]}
volumes: {v: {}}
";

/// The causes of everything that is done, in one line.
fn verdict(project: &Project, observed: &Observed, options: &UpOptions) -> String {
    let plan = up(project, observed, options).unwrap();
    let mut causes: Vec<String> = Vec::new();
    for cause in plan.steps.iter().flat_map(|step| &step.causes).map(ToString::to_string) {
        if !causes.contains(&cause) {
            causes.push(cause);
        }
    }
    causes.join("; ")
}

#[test]
fn table() {
    type Change = fn(&mut ObservedContainer);
    let cases: [(&str, Change); 14] = [
        ("", |_| {}),
        ("config changed; replaced", |container| {
            container.labels.insert(labels::CONFIG_HASH.to_owned(), "0".repeat(64));
        }),
        ("image changed from sha256:0 to sha256:1; replaced", |container| {
            container.labels.insert(labels::IMAGE.to_owned(), "sha256:0".to_owned());
            "sha256:0".clone_into(&mut container.image_id);
        }),
        // The label is a digest that we do not know, but the container runs the image.
        ("", |container| {
            container.labels.insert(labels::IMAGE.to_owned(), "sha256:manifest".to_owned());
        }),
        ("not on network default", |container| container.networks.clear()),
        ("not on network default; replaced", |container| {
            for endpoint in container.networks.values_mut() {
                endpoint.network_id = "gone".into();
            }
        }),
        ("does not mount volume v; replaced", |container| container.mounts.clear()),
        ("not running", |container| {
            container.state = ContainerState::Exited;
            "Exited (1) 5 minutes ago".clone_into(&mut container.status);
        }),
        ("not running", |container| container.state = ContainerState::Created),
        ("", |container| container.state = ContainerState::Restarting),
        ("paused", |container| container.state = ContainerState::Paused),
        ("dead; replaced", |container| container.state = ContainerState::Dead),
        // A name of the other style stays as it is.
        ("", |container| "p-a-1".clone_into(&mut container.name)),
        ("leftover of a replacement", |container| "0123456789ab_p_a_1".clone_into(&mut container.name)),
    ];
    let project = project(ONE);
    let before = running(ONE);
    for (expected, change) in cases {
        let mut observed = before.clone();
        change(&mut observed.containers[0]);
        assert_eq!(verdict(&project, &observed, &defaults()), expected);
        // What was decided holds: nothing is left to do afterwards.
        up_then(&project, &observed, &defaults());
        let never = UpOptions { recreate: Recreate::Never, until: Until::Created, ..defaults() };
        assert!(!up(&project, &observed, &never).unwrap().render().contains("create"), "--no-recreate: {expected}");
    }
}

#[test]
fn which_policy_holds_for_dependencies() {
    let yaml = "services: {a: {}, b: {depends_on: {a: {required: true, condition: service_started}}}}";
    let changed = project(&yaml.replace("a: {}", "a: {user: x}").replace("b: {", "b: {user: x, "));
    let before = running(yaml);
    let names = |options: &UpOptions| {
        let plan = up(&changed, &before, options).unwrap();
        let created = plan.steps.iter().filter_map(|step| match &step.operation {
            Operation::CreateContainer(create) => Some(create.name.clone()),
            _other => None,
        });
        created.collect::<Vec<_>>().join(" ")
    };
    let b = UpOptions { selected: ["b".into()].into(), ..defaults() };
    assert_eq!(names(&b), "p_a_1 p_b_1");
    assert_eq!(names(&UpOptions { recreate_dependencies: Recreate::Never, ..b.clone() }), "p_b_1");
    assert_eq!(names(&UpOptions { recreate: Recreate::Never, ..b.clone() }), "p_a_1");
    let unchanged = project(yaml);
    let force = UpOptions { recreate_dependencies: Recreate::Force, ..b };
    assert_text(
        &up_text(&unchanged, &before, &force),
        "
            0: create container p_a_1 as fed000000002_p_a_1 [1] (forced)
            1: stop p_a_1 fed000000002 [1] (forced) after 0
            2: remove p_a_1 fed000000002 [1] (forced) after 0 1
            3: rename that of 0 to p_a_1 [1] (forced) after 2
            4: start p_a_1 of 0 (replaced) after 3
        ",
    );
}

#[test]
fn other_versions() {
    let project = project(ONE);
    let mut observed = running(ONE);
    let container = &mut observed.containers[0];
    container.labels.insert(labels::VERSION.to_owned(), "2.40.3".to_owned());
    let service = &project.services["a"];
    container.labels.insert(labels::CONFIG_HASH.to_owned(), hash::service_v2(service));
    assert_eq!(verdict(&project, &observed, &defaults()), "");
    let container = &mut observed.containers[0];
    container.labels.insert(labels::VERSION.to_owned(), "1.29.2".to_owned());
    container.labels.insert(labels::CONFIG_HASH.to_owned(), "of another recipe".to_owned());
    container.labels.remove(labels::IMAGE);
    assert_eq!(verdict(&project, &observed, &defaults()), "");
    "sha256:0".clone_into(&mut observed.containers[0].image_id);
    assert_eq!(verdict(&project, &observed, &defaults()), "image changed from sha256:0 to sha256:1; replaced");
}

#[test]
fn anonymous_volumes_are_carried_over() {
    let yaml = "services: {a: {volumes: [{type: volume, target: /anonymous}]}}";
    let mut observed = empty();
    let image =
        ObservedImage { id: "sha256:1".to_owned(), volumes: vec!["/declared".to_owned()], ..Default::default() };
    observed.images.insert("i".to_owned(), image);
    let (_, mut observed) = up_then(&project(yaml), &observed, &defaults());
    observed.containers[0].mounts.push(ObservedMount {
        kind: "bind".to_owned(),
        destination: "/bind".to_owned(),
        ..ObservedMount::default()
    });
    let changed = project("services: {a: {user: x, volumes: [{type: volume, target: /anonymous}]}}");
    assert_text(&up_text(&changed, &observed, &defaults()), "
            0: create container p_a_1 as fed000000002_p_a_1 with anonymous-fed000000002-/anonymous at /anonymous with anonymous-fed000000002-/declared at /declared [1] (config changed)
            1: stop p_a_1 fed000000002 [1] (config changed) after 0
            2: remove p_a_1 fed000000002 [1] (config changed) after 0 1
            3: rename that of 0 to p_a_1 [1] (config changed) after 2
            4: start p_a_1 of 0 (replaced) after 3
        ");
    let renew = UpOptions { recreate: Recreate::Force, renew_anonymous_volumes: true, ..defaults() };
    assert_text(
        &up_text(&changed, &observed, &renew),
        "
            0: create container p_a_1 as fed000000002_p_a_1 [1] (forced)
            1: stop p_a_1 fed000000002 [1] (forced) after 0
            2: remove p_a_1 fed000000002 with its volumes [1] (forced) after 0 1
            3: rename that of 0 to p_a_1 [1] (forced) after 2
            4: start p_a_1 of 0 (replaced) after 3
        ",
    );
}

#[test]
fn orphans_are_named_or_removed() {
    let mut before = running("services: {a: {}, old: {}, older: {}}");
    let project = project("services: {a: {}}");
    let plan = up(&project, &before, &defaults()).unwrap();
    assert!(plan.is_empty());
    assert_eq!(
        plan.warnings[0].to_string(),
        "Found orphan containers (p_old_1, p_older_1) for this project. If you removed or renamed this service in your \
         compose file, you can run this command with the --remove-orphans flag to clean it up."
    );
    let ignore = UpOptions { orphans: Orphans::Ignore, ..defaults() };
    assert_eq!(up(&project, &before, &ignore).unwrap().warnings, []);
    let remove = UpOptions { orphans: Orphans::Remove, ..defaults() };
    assert_text(
        &up_text(&project, &before, &remove),
        "
            0: stop p_old_1 fed000000003 (orphan)
            1: remove p_old_1 fed000000003 (orphan) after 0
            2: stop p_older_1 fed000000004 (orphan)
            3: remove p_older_1 fed000000004 (orphan) after 2
        ",
    );
    // An orphan on a network that must be made anew: found before anything is stopped, or removed first.
    let changed = super::support::project(
        "
services: {a: {}}
networks: {default: {labels: {x: y}}}
",
    );
    let error = up(&changed, &before, &defaults()).unwrap_err().to_string();
    assert!(error.starts_with("network p_default has another definition now") && error.contains("p_old_1"), "{error}");
    assert_text(
        &up_text(&changed, &before, &remove),
        "
            0: stop p_old_1 fed000000003 (orphan)
            1: remove p_old_1 fed000000003 (orphan) after 0
            2: stop p_older_1 fed000000004 (orphan)
            3: remove p_older_1 fed000000004 (orphan) after 2
            4: stop p_a_1 fed000000002 (network default recreated)
            5: disconnect p_a_1 fed000000002 from network p_default (network default recreated) after 4
            6: remove network p_default (definition changed) after 1 3 5
            7: create network default (definition changed) after 6
            8: connect p_a_1 fed000000002 to network default (network default recreated) after 7
            9: start p_a_1 fed000000002 (not running) after 4 8
        ",
    );
    // Ended one-off containers are no news.
    let mut ended = before.containers.remove(0);
    before.containers.clear();
    ended.labels.insert(labels::ONE_OFF.to_owned(), "True".to_owned());
    ended.state = ContainerState::Exited;
    before.containers.push(ended);
    assert_eq!(up(&project, &before, &defaults()).unwrap().warnings, []);
}

#[test]
fn what_makes_a_plan_impossible_is_found_first() {
    let cases = [
        (
            "services: {a: {container_name: one, scale: 2}}".to_owned(),
            "WARNING: The \"a\" service is using the custom container name \"one\". Docker requires each container to \
             have a unique name. Remove the custom name to scale the service",
        ),
        (
            "services: {a: {container_name: one}, b: {container_name: one}}".to_owned(),
            "container name \"one\" is used by both service \"a\" and service \"b\"",
        ),
        (
            "{services: {a: {networks: {x: null}}}, networks: {x: {external: true, name: far}}}".to_owned(),
            "network far declared as external, but could not be found",
        ),
        (
            "{services: {a: {volumes: [{type: volume, source: x, target: /x}]}}, volumes: {x: {external: true, name: far}}}"
                .to_owned(),
            "external volume \"far\" not found",
        ),
        (
            "services: {a: {network_mode: 'service:b'}}".to_owned(),
            "cannot share network namespace with service b: container missing",
        ),
        (
            "{services: {a: {volumes_from: [b]}}, disabled: {b: {}}}".to_owned(),
            "cannot share volume with service b: container missing",
        ),
    ];
    for (yaml, expected) in cases {
        assert_eq!(up(&project(&yaml), &empty(), &defaults()).unwrap_err().to_string(), expected);
    }
    let scale = UpOptions { scale: [("nosuch".into(), 2)].into(), ..defaults() };
    let error = up(&project("services: {a: {}}"), &empty(), &scale).unwrap_err();
    assert_eq!(error.to_string(), "no such service: nosuch: not found");
}

#[test]
fn foreign_networks_and_volumes_are_used_with_a_warning() {
    let mut observed = running(ONE);
    observed.containers.clear();
    for labels in [&mut observed.networks[0].labels, &mut observed.volumes[0].labels] {
        labels.insert(labels::PROJECT.to_owned(), "q".to_owned());
        labels.insert(labels::CONFIG_HASH.to_owned(), "other".to_owned());
    }
    let (plan, _) = up_then(&project(ONE), &observed, &defaults());
    let warnings: Vec<String> = plan.warnings.iter().map(ToString::to_string).collect();
    assert!(warnings[0].starts_with("a network with name p_default exists but was not created for project \"p\"."));
    assert!(
        warnings[1].starts_with("volume \"p_v\" already exists but was created for project \"q\" (expected \"p\").")
    );
    assert!(!plan.render().contains("network") && !plan.render().contains("volume"));
    assert_eq!(questions::volumes(&project(ONE), &observed), []);
}

#[test]
fn volumes_that_changed_are_asked_about() {
    let observed = running(ONE);
    let changed = project(&ONE.replace("v: {}}", "v: {labels: {x: y}}}"));
    let asked = questions::volumes(&changed, &observed);
    let text = "Volume \"p_v\" exists but doesn't match configuration in compose file. Recreate (data will be lost)?";
    assert_eq!(asked.iter().map(ToString::to_string).collect::<Vec<_>>(), [text]);
    assert_eq!(questions::volumes(&project(ONE), &observed), []);
}

#[test]
fn names_move_between_services() {
    let before = running("services: {a: {container_name: one}, b: {container_name: two}}");
    let swapped = project("services: {a: {container_name: two}, b: {container_name: one}}");
    assert_text(
        &up_text(&swapped, &before, &defaults()),
        "
            0: create container two as fed000000002_two [1] (config changed)
            1: stop one fed000000002 [1] (config changed) after 0
            2: remove one fed000000002 [1] (config changed) after 0 1
            3: create container one as fed000000003_one [2] (config changed)
            4: stop two fed000000003 [2] (config changed) after 3
            5: remove two fed000000003 [2] (config changed) after 3 4
            6: rename that of 3 to one [2] (config changed) after 2 5
            7: rename that of 0 to two (replaced) after 2 5
            8: start two of 0 (replaced) after 2 7
            9: start one of 3 (replaced) after 6
        ",
    );
    let moved = project("services: {c: {container_name: one}}");
    let error = up(&moved, &before, &defaults()).unwrap_err().to_string();
    assert!(error.starts_with("container name \"one\" of service \"c\" is already in use by container"), "{error}");
    let remove = UpOptions { orphans: Orphans::Remove, ..defaults() };
    assert!(up_text(&moved, &before, &remove).contains("create container one (missing) after"));
}

#[test]
fn leftovers_of_failed_replacements() {
    let mut observed = running("services: {a: {}}");
    let mut left = observed.containers[0].clone();
    left.name = format!("{}_p_a_1", left.id.short());
    left.id = ContainerId("e".repeat(64));
    observed.containers.push(left);
    assert_text(
        &up_text(&project("services: {a: {}}"), &observed, &defaults()),
        "
            0: stop fed000000002_p_a_1 eeeeeeeeeeee (leftover of a replacement)
            1: remove fed000000002_p_a_1 eeeeeeeeeeee (leftover of a replacement) after 0
        ",
    );
}

#[test]
fn dependents_with_restart_stop_before_and_start_after() {
    let yaml = "services: {a: {}, b: {depends_on: {a: {condition: service_started, required: true, restart: true}}}}";
    let before = running(yaml);
    let changed = project(&yaml.replace("a: {}", "a: {user: x}"));
    assert_text(
        &up_text(&changed, &before, &defaults()),
        "
            0: create container p_a_1 as fed000000002_p_a_1 [1] (config changed)
            1: stop p_b_1 fed000000003 (dependency a restarts) after 0
            2: stop p_a_1 fed000000002 [1] (config changed) after 0 1
            3: remove p_a_1 fed000000002 [1] (config changed) after 0 2
            4: rename that of 0 to p_a_1 [1] (config changed) after 3
            5: start p_a_1 of 0 (replaced) after 4
            6: start p_b_1 fed000000003 (not running) after 1 5
        ",
    );
}

#[test]
fn secrets_are_copied_before_the_start_and_their_change_is_seen() {
    let yaml = "
services: {a: {secrets: [{source: s}]}}
secrets: {s: {environment: S, content: hidden}}
";
    let text = up_text(&project(yaml), &empty(), &defaults());
    assert_text(
        &text,
        "
            0: create network default (missing)
            1: create container p_a_1 (missing) after 0
            2: copy secrets and configs to p_a_1 of 1 (missing) after 1
            3: start p_a_1 of 1 (missing) after 1 2
        ",
    );
    let before = running(yaml);
    assert!(!format!("{before:?}").contains("hidden"));
    assert_eq!(
        verdict(&project(&yaml.replace("hidden", "other")), &before, &defaults()),
        "content of secrets or configs changed; replaced"
    );
}

#[test]
fn hashes_that_cover_ids_to_come_are_left_to_the_execution() {
    let project = project("services: {a: {}, b: {network_mode: 'service:a'}}");
    let plan = up(&project, &empty(), &defaults()).unwrap();
    let creates: BTreeMap<String, ConfigHash> = plan
        .steps
        .iter()
        .filter_map(|step| match &step.operation {
            Operation::CreateContainer(create) => Some((create.name.clone(), create.config_hash)),
            _other => None,
        })
        .collect();
    assert_eq!(creates["p_a_1"], ConfigHash::Known);
    assert_eq!(creates["p_b_1"], ConfigHash::AfterSubstitution);
}

#[test]
fn labels_and_names_of_containers() {
    let mut project = project("services: {a: {}, b: {depends_on: {a: {condition: service_healthy, restart: true}}}}");
    project.separator = Separator::Hyphen;
    project.env_files = vec!["/w/one.env".into(), "/w/two.env".into()];
    let plan = up(&project, &empty(), &UpOptions { until: Until::Created, ..defaults() }).unwrap();
    let Operation::CreateContainer(create) = &plan.steps.last().unwrap().operation else { panic!("{}", plan.render()) };
    assert_eq!(create.name, "p-b-1");
    let lines: Vec<String> = create.labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
    let expected = "
        com.docker.compose.config-hash=HASH
        com.docker.compose.container-number=1
        com.docker.compose.depends_on=a:service_healthy:true
        com.docker.compose.image=sha256:1
        com.docker.compose.oneoff=False
        com.docker.compose.project=p
        com.docker.compose.project.config_files=/w/compose.yaml
        com.docker.compose.project.environment_file=/w/one.env,/w/two.env
        com.docker.compose.project.working_dir=/w
        com.docker.compose.service=b
        com.docker.compose.version=5.5.0";
    assert_text(&lines.join("\n"), &expected.replace("HASH", &hash::service(&project.services["b"])));
}

#[test]
fn a_network_that_was_renamed_goes_when_it_is_free() {
    let yaml = "{services: {a: {networks: {n: null}}}, networks: {n: {name: one}}}";
    let before = running(yaml);
    let renamed = project(&yaml.replace("one", "two"));
    assert_text(
        &up_text(&renamed, &before, &defaults()),
        "
            0: create network n (missing)
            1: create container p_a_1 as fed000000002_p_a_1 [1] (not on network n) after 0
            2: stop p_a_1 fed000000002 [1] (not on network n) after 1
            3: remove p_a_1 fed000000002 [1] (not on network n) after 1 2
            4: rename that of 1 to p_a_1 [1] (not on network n) after 3
            5: remove network one (renamed to two) after 3
            6: start p_a_1 of 1 (replaced) after 4
        ",
    );
    let external = project("{services: {a: {networks: {n: null}}}, networks: {n: {name: one, external: true}}}");
    let mut twice = before.clone();
    twice.networks.push(twice.networks[0].clone());
    let error = up(&external, &twice, &defaults()).unwrap_err().to_string();
    assert!(error.starts_with("multiple networks with name \"one\" were found."), "{error}");
}

#[test]
fn a_thousand_services() {
    let services: Vec<String> = (0..1000)
        .map(|number| match number {
            0 => "s0: {}".to_owned(),
            _ => format!(
                "s{number}: {{depends_on: {{s{}: {{condition: service_started, required: true}}}}}}",
                number - 1
            ),
        })
        .collect();
    let project = project(&format!("services: {{{}}}", services.join(", ")));
    let plan = up(&project, &empty(), &defaults()).unwrap();
    assert_eq!(plan.steps.len(), 2001);
    let after = crate::plan::simulate::apply(&project, &empty(), &plan);
    assert!(up(&project, &after, &defaults()).unwrap().is_empty());
}

#[test]
fn a_host_port_is_free_before_another_service_takes_it() {
    let old = "services: {old: {ports: [{target: 80, published: '90'}]}, kept: {}}";
    let mut observed = running(old);
    for container in observed.containers.iter_mut().filter(|container| container.name == "p_old_1") {
        let port = ObservedPort { ip: "0.0.0.0".to_owned(), private: 80, public: 90, protocol: "tcp".to_owned() };
        container.ports.push(port);
    }
    let new = project("services: {new: {ports: [{target: 80, published: '90'}]}, kept: {}}");
    let options = UpOptions { orphans: Orphans::Remove, ..defaults() };
    let text = up_text(&new, &observed, &options);
    assert_text(
        &text,
        "0: stop p_old_1 fed000000003 (orphan)
         1: remove p_old_1 fed000000003 (orphan) after 0
         2: create container p_new_1 (missing)
         3: start p_new_1 of 2 (missing) after 1 2",
    );
}
