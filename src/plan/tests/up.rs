//! `up` on states of all kinds.

use super::support::*;
use crate::plan::options::{Recreate, Until, UpOptions};

const CHAIN: &str = "
services:
  db:
    healthcheck: {test: [CMD, 'true']}
    volumes: [{type: volume, source: data, target: /d}]
  api:
    depends_on: {db: {condition: service_healthy, required: true}}
    healthcheck: {test: [CMD, 'true']}
  web:
    depends_on: {api: {condition: service_healthy, required: true}}
volumes: {data: {}}
";

#[test]
fn creates_come_first_and_starts_wait_for_health() {
    let text = up_text(&project(CHAIN), &empty(), &defaults());
    assert_text(
        &text,
        "
            0: create network default (missing)
            1: create volume data (missing)
            2: create container p_db_1 (missing) after 0 1
            3: create container p_api_1 (missing) after 0
            4: create container p_web_1 (missing) after 0
            5: start p_db_1 of 2 (missing) after 2
            6: wait for db to be healthy (dependency of api) after 5
            7: start p_api_1 of 3 (missing) after 3 6
            8: wait for api to be healthy (dependency of web) after 7
            9: start p_web_1 of 4 (missing) after 4 8
        ",
    );
}

#[test]
fn what_no_service_uses_is_made_on_demand() {
    let project = project("{services: {a: {}}, networks: {spare: {}}, volumes: {spare: {}}}");
    let text = up_text(&project, &empty(), &defaults());
    assert!(!text.contains("spare"), "{text}");
    let text = up_text(&project, &empty(), &UpOptions { all_resources: true, ..defaults() });
    assert!(
        text.contains("create network spare (missing)") && text.contains("create volume spare (missing)"),
        "{text}"
    );
}

#[test]
fn one_service_changed() {
    let before = running(CHAIN);
    let changed = CHAIN.replace("  web:\n", "  web:\n    user: root\n");
    assert_text(
        &up_text(&project(&changed), &before, &defaults()),
        "
            0: create container p_web_1 as fed000000004_p_web_1 [1] (config changed)
            1: stop p_web_1 fed000000004 [1] (config changed) after 0
            2: remove p_web_1 fed000000004 [1] (config changed) after 0 1
            3: rename that of 0 to p_web_1 [1] (config changed) after 2
            4: start p_web_1 of 0 (replaced) after 3
        ",
    );
    let changed = CHAIN.replace("  db:\n", "  db:\n    user: root\n");
    assert_text(
        &up_text(&project(&changed), &before, &defaults()),
        "
            0: create container p_db_1 as fed000000002_p_db_1 [1] (config changed)
            1: stop p_db_1 fed000000002 [1] (config changed) after 0
            2: remove p_db_1 fed000000002 [1] (config changed) after 0 1
            3: rename that of 0 to p_db_1 [1] (config changed) after 2
            4: start p_db_1 of 0 (replaced) after 3
        ",
    );
}

#[test]
fn scale() {
    let before = running("services: {a: {scale: 3}}");
    let down = UpOptions { scale: [("a".into(), 1)].into(), ..defaults() };
    assert_text(
        &up_text(&project("services: {a: {}}"), &before, &down),
        "
            0: stop p_a_2 fed000000003 (scale down)
            1: remove p_a_2 fed000000003 (scale down) after 0
            2: stop p_a_3 fed000000004 (scale down)
            3: remove p_a_3 fed000000004 (scale down) after 2
        ",
    );
    let mut gap = before.clone();
    gap.containers.retain(|container| container.number() != Some(2));
    assert_text(
        &up_text(&project("services: {a: {scale: 3}}"), &gap, &defaults()),
        "
            0: create container p_a_4 (missing)
            1: start p_a_4 of 0 (missing) after 0
        ",
    );
    assert_text(
        &up_text(&project("services: {a: {scale: 2, user: x}}"), &before, &defaults()),
        "
            0: stop p_a_3 fed000000004 (scale down)
            1: remove p_a_3 fed000000004 (scale down) after 0
            2: create container p_a_1 as fed000000002_p_a_1 [1] (config changed)
            3: stop p_a_1 fed000000002 [1] (config changed) after 2
            4: remove p_a_1 fed000000002 [1] (config changed) after 2 3
            5: rename that of 2 to p_a_1 [1] (config changed) after 4
            6: create container p_a_2 as fed000000003_p_a_2 [2] (config changed)
            7: stop p_a_2 fed000000003 [2] (config changed) after 6
            8: remove p_a_2 fed000000003 [2] (config changed) after 6 7
            9: rename that of 6 to p_a_2 [2] (config changed) after 8
            10: start p_a_1 of 2 (replaced) after 5
            11: start p_a_2 of 6 (replaced) after 9
        ",
    );
}

#[test]
fn networks_diverged() {
    let yaml = "
services:
  a: {networks: {n: {aliases: [x]}}}
  b: {networks: {n: null}, depends_on: {a: {condition: service_started, required: true}}}
networks: {n: {}}
";
    let before = running(yaml);
    let changed = yaml.replace("n: {}}", "n: {labels: {x: y}}}");
    assert_text(
        &up_text(&project(&changed), &before, &defaults()),
        "
            0: stop p_b_1 fed000000003 (network n recreated)
            1: disconnect p_b_1 fed000000003 from network p_n (network n recreated) after 0
            2: stop p_a_1 fed000000002 (network n recreated) after 0
            3: disconnect p_a_1 fed000000002 from network p_n (network n recreated) after 2
            4: remove network p_n (definition changed) after 1 3
            5: create network n (definition changed) after 4
            6: connect p_b_1 fed000000003 to network n (network n recreated) after 5
            7: connect p_a_1 fed000000002 to network n (network n recreated) after 5
            8: start p_a_1 fed000000002 (not running) after 2 7
            9: start p_b_1 fed000000003 (not running) after 0 6 8
        ",
    );
    let changed = changed.replace("a: {", "a: {user: x, ");
    assert_text(
        &up_text(&project(&changed), &before, &defaults()),
        "
            0: stop p_b_1 fed000000003 (network n recreated)
            1: disconnect p_b_1 fed000000003 from network p_n (network n recreated) after 0
            2: stop p_a_1 fed000000002 [1] (config changed) after 0
            3: remove p_a_1 fed000000002 [1] (config changed) after 2
            4: remove network p_n (definition changed) after 1 3
            5: create network n (definition changed) after 4
            6: connect p_b_1 fed000000003 to network n (network n recreated) after 5
            7: create container p_a_1 [1] (config changed) after 3 5
            8: start p_a_1 of 7 (replaced) after 7
            9: start p_b_1 fed000000003 (not running) after 0 6 8
        ",
    );
}

#[test]
fn namespaces() {
    let yaml = "
services:
  a: {}
  b: {network_mode: 'service:a'}
  c: {volumes_from: [b]}
";
    assert_text(
        &up_text(&project(yaml), &empty(), &defaults()),
        "
            0: create network default (missing)
            1: create container p_a_1 (missing) after 0
            2: create container p_b_1 sharing with a of 1 (missing) after 1
            3: create container p_c_1 sharing with b of 2 (missing) after 0 2
            4: start p_a_1 of 1 (missing) after 1
            5: start p_b_1 of 2 (missing) after 2 4
            6: start p_c_1 of 3 (missing) after 3 5
        ",
    );
    let before = running(yaml);
    let changed = yaml.replace("a: {}", "a: {user: x}");
    assert_text(
        &up_text(&project(&changed), &before, &defaults()),
        "
            0: create container p_a_1 as fed000000002_p_a_1 [1] (config changed)
            1: stop p_a_1 fed000000002 [1] (config changed) after 0
            2: remove p_a_1 fed000000002 [1] (config changed) after 0 1
            3: rename that of 0 to p_a_1 [1] (config changed) after 2
            4: create container p_b_1 as fed000000003_p_b_1 sharing with a of 0 [2] (shares with recreated a) after 0
            5: stop p_b_1 fed000000003 [2] (shares with recreated a) after 4
            6: remove p_b_1 fed000000003 [2] (shares with recreated a) after 4 5
            7: rename that of 4 to p_b_1 [2] (shares with recreated a) after 6
            8: create container p_c_1 as fed000000004_p_c_1 sharing with b of 4 [3] (shares with recreated b) after 4
            9: stop p_c_1 fed000000004 [3] (shares with recreated b) after 8
            10: remove p_c_1 fed000000004 [3] (shares with recreated b) after 8 9
            11: rename that of 8 to p_c_1 [3] (shares with recreated b) after 10
            12: start p_a_1 of 0 (replaced) after 3
            13: start p_b_1 of 4 (replaced) after 7 12
            14: start p_c_1 of 8 (replaced) after 11 13
        ",
    );
    let unselected = "
services:
  a: {user: x}
disabled:
  b: {network_mode: 'service:a'}
  c: {volumes_from: [b]}
";
    assert_text(
        &up_text(&project(unselected), &before, &defaults()),
        "
            0: create container p_a_1 as fed000000002_p_a_1 [1] (config changed)
            1: stop p_a_1 fed000000002 [1] (config changed) after 0
            2: remove p_a_1 fed000000002 [1] (config changed) after 0 1
            3: rename that of 0 to p_a_1 [1] (config changed) after 2
            4: create container p_b_1 as fed000000003_p_b_1 sharing with a of 0 [2] (shares with recreated a) after 0
            5: stop p_b_1 fed000000003 [2] (shares with recreated a) after 4
            6: remove p_b_1 fed000000003 [2] (shares with recreated a) after 4 5
            7: rename that of 4 to p_b_1 [2] (shares with recreated a) after 6
            8: create container p_c_1 as fed000000004_p_c_1 sharing with b of 4 [3] (shares with recreated b) after 4
            9: stop p_c_1 fed000000004 [3] (shares with recreated b) after 8
            10: remove p_c_1 fed000000004 [3] (shares with recreated b) after 8 9
            11: rename that of 8 to p_c_1 [3] (shares with recreated b) after 10
            12: start p_a_1 of 0 (replaced) after 3
            13: start p_b_1 of 4 (replaced) after 7 12
            14: start p_c_1 of 8 (replaced) after 11 13
        ",
    );
}

#[test]
fn volumes_recreated() {
    let before = running(CHAIN);
    let changed = CHAIN.replace("data: {}", "data: {labels: {x: y}}");
    assert_text(&up_text(&project(&changed), &before, &defaults()), "");
    let agreed = UpOptions { recreate_volumes: ["data".to_owned()].into(), ..defaults() };
    assert_text(
        &up_text(&project(&changed), &before, &agreed),
        "
            0: stop p_db_1 fed000000002 [1] (volume data recreated)
            1: remove p_db_1 fed000000002 [1] (volume data recreated) after 0
            2: remove volume p_data (definition changed) after 1
            3: create volume data (definition changed) after 2
            4: create container p_db_1 [1] (volume data recreated) after 1 3
            5: start p_db_1 of 4 (replaced) after 4
        ",
    );
}

#[test]
fn forced() {
    let before = running(CHAIN);
    let selected = UpOptions { selected: ["web".into()].into(), recreate: Recreate::Force, ..defaults() };
    assert_text(
        &up_text(&project(CHAIN), &before, &selected),
        "
            0: create container p_web_1 as fed000000004_p_web_1 [1] (forced)
            1: stop p_web_1 fed000000004 [1] (forced) after 0
            2: remove p_web_1 fed000000004 [1] (forced) after 0 1
            3: rename that of 0 to p_web_1 [1] (forced) after 2
            4: start p_web_1 of 0 (replaced) after 3
        ",
    );
    let until = UpOptions { until: Until::Healthy, ..defaults() };
    assert_text(
        &up_text(&project(CHAIN), &empty(), &until),
        "
            0: create network default (missing)
            1: create volume data (missing)
            2: create container p_db_1 (missing) after 0 1
            3: create container p_api_1 (missing) after 0
            4: create container p_web_1 (missing) after 0
            5: start p_db_1 of 2 (missing) after 2
            6: wait for db to be healthy (dependency of api) after 5
            7: start p_api_1 of 3 (missing) after 3 6
            8: wait for api to be healthy (dependency of web) after 7
            9: start p_web_1 of 4 (missing) after 4 8
            10: wait for db to be running or healthy (requested) after 5
            11: wait for api to be running or healthy (requested) after 7
            12: wait for web to be running or healthy (requested) after 9
        ",
    );
}

#[test]
fn who_lives_in_the_network_of_another_is_interrupted_with_it() {
    let yaml = "
services:
  a: {}
  b: {network_mode: 'service:a'}
  c: {network_mode: 'service:b'}
networks: {default: {}}
";
    let before = running(yaml);
    let changed = yaml.replace("default: {}", "default: {labels: {x: y}}");
    assert_text(
        &up_text(&project(&changed), &before, &defaults()),
        "
            0: stop p_c_1 fed000000004 (dependency b restarts)
            1: stop p_b_1 fed000000003 (dependency a restarts) after 0
            2: stop p_a_1 fed000000002 (network default recreated) after 1
            3: disconnect p_a_1 fed000000002 from network p_default (network default recreated) after 2
            4: remove network p_default (definition changed) after 3
            5: create network default (definition changed) after 4
            6: connect p_a_1 fed000000002 to network default (network default recreated) after 5
            7: start p_a_1 fed000000002 (not running) after 2 6
            8: start p_b_1 fed000000003 (not running) after 1 7
            9: start p_c_1 fed000000004 (not running) after 0 8
        ",
    );
    let unselected = changed.replace("  b:", "disabled:\n  b:");
    assert_text(
        &up_text(&project(&unselected), &before, &defaults()),
        "
            0: stop p_c_1 fed000000004 (dependency b restarts)
            1: stop p_b_1 fed000000003 (dependency a restarts) after 0
            2: stop p_a_1 fed000000002 (network default recreated) after 1
            3: disconnect p_a_1 fed000000002 from network p_default (network default recreated) after 2
            4: remove network p_default (definition changed) after 3
            5: create network default (definition changed) after 4
            6: connect p_a_1 fed000000002 to network default (network default recreated) after 5
            7: start p_a_1 fed000000002 (not running) after 2 6
            8: start p_b_1 fed000000003 (not running) after 1 7
            9: start p_c_1 fed000000004 (not running) after 0 8
        ",
    );
}
