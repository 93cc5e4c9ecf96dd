//! Plans of `run`, as text.

use super::support::{assert_text, defaults, empty, project, running, up_then};
use crate::model::labels;
use crate::model::observed::Observed;
use crate::model::project::Project;
use crate::plan::operation::{CreateContainer, OneOff, Operation, Plan};
use crate::plan::{OneOffRequest, check, run};

fn plan(project: &Project, observed: &Observed, service: &str) -> (Plan, CreateContainer) {
    let slug = "0123456789abcdef".repeat(4);
    let one_off = OneOff { service: project.services[service].clone(), ..OneOff::default() };
    let request = OneOffRequest { one_off, slug, name: String::new() };
    let (plan, step) = run(project, observed, &defaults(), &request).unwrap();
    assert_eq!(check::check(&project.name, observed, &plan), [""; 0], "{}", plan.render());
    let Operation::CreateContainer(create) = plan.steps[step.0].operation.clone() else { panic!("no create") };
    (plan, *create)
}

#[test]
fn networks_volumes_and_dependencies_come_first_and_their_condition_is_waited_for() {
    let yaml = "{services: {
        db: {healthcheck: {test: [CMD, x]}},
        t: {depends_on: {db: {condition: service_healthy, required: true}},
            networks: {n: null}, volumes: [{type: volume, source: v, target: /v}]}},
      networks: {n: {}}, volumes: {v: {}}}";
    assert_text(
        &plan(&project(yaml), &empty(), "t").0.render(),
        "
            0: create network default (missing)
            1: create network n (missing)
            2: create volume v (missing)
            3: create container p_db_1 (missing) after 0
            4: start p_db_1 of 3 (missing) after 3
            5: wait for db to be healthy (dependency of t) after 4
            6: create container p_t_run_0123456789ab (requested) after 1 2 5
        ",
    );
}

#[test]
fn what_runs_is_left_alone_and_nothing_is_done_twice() {
    let yaml = "{services: {db: {}, t: {depends_on: {db: {condition: service_started, required: true}}}}}";
    let mut observed = running(yaml);
    let changed = yaml.replace("t: {depends", "t: {command: [other], depends");
    let text = "0: create container p_t_run_0123456789ab (requested)";
    assert_text(&plan(&project(&changed), &observed, "t").0.render(), text);
    for container in &mut observed.containers {
        container.state = crate::model::observed::ContainerState::Exited;
    }
    assert_text(
        &plan(&project(yaml), &observed, "t").0.render(),
        &format!(
            "0: start p_db_1 {} (not running)\n1: create container p_t_run_0123456789ab (requested) after 0",
            db(&observed)
        ),
    );
}

fn db(observed: &Observed) -> &str {
    observed.containers.iter().find(|container| container.name == "p_db_1").unwrap().id.short()
}

#[test]
fn namespaces_are_those_of_the_container_that_stands_for_the_service() {
    let yaml = "{services: {db: {}, t: {network_mode: 'service:db'}}}";
    let observed = up_then(&project("{services: {db: {}}}"), &empty(), &defaults()).1;
    let text = plan(&project(yaml), &observed, "t").0.render();
    let expected = format!("0: create container p_t_run_0123456789ab sharing with db {} (requested)", db(&observed));
    assert_text(&text, &expected);
}

#[test]
fn labels_tell_it_from_the_service_s_own_containers() {
    let (_, create) = plan(&project("{services: {t: {container_name: mine}}}"), &empty(), "t");
    assert_eq!((&*create.name, create.number), ("p_t_run_0123456789ab", None));
    assert_eq!(create.labels[labels::ONE_OFF], "True");
    assert_eq!(create.labels[labels::SLUG].len(), 64);
    assert!(!create.labels.contains_key(labels::CONTAINER_NUMBER) && create.labels.contains_key(labels::CONFIG_HASH));
}
